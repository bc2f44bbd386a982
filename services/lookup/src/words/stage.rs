//! Stages and setbacks in plain words.

use domain::intake::stage::{Event, SetbackEffect, SetbackKind, Stage};
use domain::{Code, Date};

use super::{Form, Names, Told, day};

pub(super) fn tell<'e>(event: &'e Event, _names: &Names<'_>) -> Told<'e> {
    match event {
        Event::Entered { stage: at } => {
            Told::new("stage.entered", format!("Began the stage of {}", stage(*at)))
        }
        Event::Left { stage: at } => {
            Told::new("stage.left", format!("Left the stage of {}", stage(*at)))
        }
        Event::SetbackRecorded { kind, sealed_kind, effect, review_on } => {
            let what = kind.map_or(String::new(), |kind| format!(" ({})", setback(kind)));
            let then = then(*effect, *review_on);
            let headline = format!("A setback{what}: {then}");
            Told::new("stage.setback_recorded", headline).with(
                "what",
                "stage.setback_kind",
                sealed_kind,
                Form::Code(|number| SetbackKind::from_number(number).map(setback)),
            )
        }
    }
}

const fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Engagement => "engagement, referral and assessment",
        Stage::BarrierRemoval => "needs assessment and barrier removal",
        Stage::VocationalActivity => "vocational activity",
        Stage::JobMatching => "employer engagement and job matching",
        Stage::InWork => "in-work support and aftercare",
    }
}

const fn setback(kind: SetbackKind) -> &'static str {
    match kind {
        SetbackKind::Health => "health",
        SetbackKind::Housing => "housing",
        SetbackKind::Bereavement => "a death",
        SetbackKind::Relapse => "a relapse",
        SetbackKind::Caring => "caring for somebody",
        SetbackKind::Money => "money",
        SetbackKind::Custody => "custody",
        SetbackKind::JobEnded => "a job ended",
        SetbackKind::Safety => "safety",
        SetbackKind::Other => "something else",
    }
}

/// When somebody looks again is told once: a pause says it itself.
fn then(effect: SetbackEffect, review_on: Date) -> String {
    let look = day(review_on);
    match effect {
        SetbackEffect::None => {
            format!("support goes on at the same pace; to be looked at on {look}")
        }
        SetbackEffect::Slower => format!("support goes on more slowly; to be looked at on {look}"),
        SetbackEffect::Pause => "support rests for a while".into(),
    }
}
