//! Looks outside the rules, in plain words. Who looked, the entry says; why, whoever may open it.

use domain::rights::break_glass::{
    BREAK_GLASS_MINUTES, BreakGlassReason, BreakGlassVerdict, Event,
};
use domain::{Code, Sensitivity};

use super::{Form, Names, Told};

pub(super) fn tell<'e>(event: &'e Event, names: &Names<'_>) -> Told<'e> {
    match event {
        Event::Opened(opening) => {
            let why =
                opening.reason.clear().map_or(String::new(), |why| format!(" {}", because(why)));
            let what = what(opening.opens);
            let second = opening
                .second
                .map_or(String::new(), |second| format!("; {} knows of it", names.anybody(second)));
            let headline = format!(
                "A worker broke the glass{why}, to see {what} for {BREAK_GLASS_MINUTES} minutes{second}"
            );
            Told::new("break_glass.opened", headline)
                .with("why", "break_glass.reason", opening.reason.sealed(), REASON)
                .with("in words", "break_glass.justification", &opening.justification, Form::Text)
        }
        Event::Reviewed { verdict, .. } => Told::new("break_glass.reviewed", judged(*verdict)),
    }
}

const REASON: Form = Form::Code(|number| BreakGlassReason::from_number(number).map(because));

const fn because(reason: BreakGlassReason) -> &'static str {
    match reason {
        BreakGlassReason::RiskToLife => "because a life is in danger",
        BreakGlassReason::Safeguarding => "to keep somebody from harm",
        BreakGlassReason::CourtOrStatute => "because a court or the law demands it",
        BreakGlassReason::UrgentHealth => "because their health cannot wait",
        BreakGlassReason::LostContactRisk => "so as not to lose touch with them",
    }
}

const fn what(opens: Sensitivity) -> &'static str {
    match opens {
        Sensitivity::Core | Sensitivity::Special => "what is closely kept",
        Sensitivity::Restricted => "what is most closely kept",
    }
}

const fn judged(verdict: BreakGlassVerdict) -> &'static str {
    match verdict {
        BreakGlassVerdict::Proper => "A look outside the rules was reviewed: it was right",
        BreakGlassVerdict::Improper => "A look outside the rules was reviewed: it was not right",
    }
}
