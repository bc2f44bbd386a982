//! Who leads, in plain words.

use domain::assignment::lead::{AssignReason, ChangeAskedBy, ChangeDecision, Cover, Event};

use super::contact::how;
use super::{Form, Names, Told, day};

pub(super) fn tell<'e>(event: &'e Event, names: &Names<'_>) -> Told<'e> {
    match event {
        Event::Assigned { org, worker, reason } => {
            let (worker, org) = (names.worker(*org, *worker), names.org(*org));
            Told::new("lead.assigned", format!("{worker} of {org} leads now, {}", why(*reason)))
        }
        Event::CaretakerNamed { until } => {
            let until = day(*until);
            let headline = format!("They lead as caretaker until {until}; another is to be named");
            Told::new("lead.caretaker_named", headline)
        }
        Event::CaseloadOverridden { worker, reason } => {
            let worker = names.anybody(*worker);
            let headline = format!("{worker} has a full caseload and takes them on all the same");
            Told::new("lead.caseload_overridden", headline).with(
                "why",
                "lead.override_reason",
                reason,
                Form::Text,
            )
        }
        Event::Introduced { method, person_present } => {
            let met = if *person_present {
                "Met their lead for the first time"
            } else {
                "Their lead was introduced without them"
            };
            Told::new("lead.introduced", format!("{met}, {}", how(*method)))
        }
        Event::ChangeRequested { by, reason } => Told::new(
            "lead.change_requested",
            format!("{} asked for another lead", who(*by)),
        )
        .with("why", "lead.change_reason", reason, Form::Text),
        Event::ChangeDecided { decision } => Told::new("lead.change_decided", answer(*decision)),
        Event::CoverArranged(Cover { from, until, caretaker }) => {
            let (caretaker, from, until) = (names.anybody(*caretaker), day(*from), day(*until));
            let headline = format!("{caretaker} acts for the lead from {from} to {until}");
            Told::new("lead.cover_arranged", headline)
        }
    }
}

const fn why(reason: AssignReason) -> &'static str {
    match reason {
        AssignReason::Intake => "as support begins",
        AssignReason::Handover => "by the handover",
        AssignReason::PersonAsked => "because the person asked for somebody else",
        AssignReason::WorkerLeft => "because the lead before left",
        AssignReason::Workload => "because the work is shared out anew",
        AssignReason::TakeOver => "because the partnership took over",
    }
}

const fn who(by: ChangeAskedBy) -> &'static str {
    match by {
        ChangeAskedBy::Person => "They",
        ChangeAskedBy::Worker => "A worker",
        ChangeAskedBy::Manager => "A manager",
    }
}

const fn answer(decision: ChangeDecision) -> &'static str {
    match decision {
        ChangeDecision::Agreed => "They will have another lead",
        ChangeDecision::NotNow => "The lead stays, for now",
    }
}
