//! Support activities in plain words.

use domain::assignment::intervention::{Activity, Event, InterventionFamily, StopReason, Subtype};
use domain::{Code, Date, InterventionId};
use prost::Message;
use wire::types::InterventionActivity;

use super::{Form, Names, Told, code, day};

pub(super) fn tell<'e>(event: &'e Event, names: &Names<'_>) -> Told<'e> {
    match event {
        Event::Planned { activity, start, end, .. } => {
            planned(activity, &when(*start, *end), names)
        }
        Event::Started { intervention } => {
            let what = known(*intervention, names);
            Told::new("intervention.started", format!("Began {what}"))
        }
        Event::Attended { intervention } => {
            let what = known(*intervention, names);
            Told::new("intervention.attended", format!("Was there for {what}"))
        }
        Event::Completed { intervention } => {
            let what = known(*intervention, names);
            Told::new("intervention.completed", format!("Completed {what}"))
        }
        Event::Stopped { intervention, reason } => {
            let what = known(*intervention, names);
            Told::new("intervention.stopped", format!("Stopped {what}: {}", why(*reason)))
        }
    }
}

/// What an intervention is, unless that is sealed.
fn known(intervention: InterventionId, names: &Names<'_>) -> String {
    match names.activity(intervention) {
        Some(Activity::Plain { family, subtype, .. }) => named(*family, subtype.as_ref()),
        Some(Activity::Sealed(_)) | None => "an activity".into(),
    }
}

fn planned<'e>(activity: &'e Activity, when: &str, names: &Names<'_>) -> Told<'e> {
    let kind = "intervention.planned";
    match activity {
        Activity::Plain { family, subtype, provider } => {
            let (what, with) = (named(*family, subtype.as_ref()), names.org(*provider));
            Told::new(kind, format!("Planned {what} with {with}{when}"))
        }
        Activity::Sealed(sealed) => Told::new(kind, format!("Planned an activity{when}")).with(
            "what",
            "intervention.activity",
            sealed,
            Form::Message(opened),
        ),
    }
}

/// A sealed activity, once it is opened.
fn opened(bytes: &[u8]) -> Option<String> {
    let activity = InterventionActivity::decode(bytes).ok()?;
    let family = InterventionFamily::from_number(activity.family)?;
    Some(named(family, Subtype::parse(&activity.subtype).as_ref()))
}

fn named(family: InterventionFamily, subtype: Option<&Subtype>) -> String {
    let what = subtype.map(|what| what.as_str().to_lowercase().replace('_', " "));
    what.map_or(code(family), |what| format!("{} ({what})", code(family)))
}

fn when(start: Option<Date>, end: Option<Date>) -> String {
    match (start, end) {
        (Some(start), Some(end)) => format!(", from {} to {}", day(start), day(end)),
        (Some(start), None) => format!(", from {}", day(start)),
        (None, Some(end)) => format!(", until {}", day(end)),
        (None, None) => String::new(),
    }
}

const fn why(reason: StopReason) -> &'static str {
    match reason {
        StopReason::PersonChose => "the person chose to",
        StopReason::NotRightHelp => "it was not the right help",
        StopReason::ProviderStopped => "the provider could not go on",
        StopReason::MovedOn => "they moved on to work or learning",
        StopReason::Other => "another reason",
    }
}
