//! Support at the receiver, and how it ends.

use domain::routing::reason::{
    EndReason, HoldReason, NotStartedReason, OutcomeReason, PersonReason,
};
use domain::{Code, Date, Kept, OrgId, Sealed, SensitiveCode, WorkerId};

use super::super::{Form, Names, Told, day};
use super::{REASON, reasons};

pub(super) fn not_started(reason: &Kept<NotStartedReason>) -> Told<'_> {
    let headline = format!(
        "Support there never started{}; who holds them goes on holding them",
        because(reason, reasons::not_started)
    );
    let form = Form::Code(|number| NotStartedReason::from_number(number).map(reasons::not_started));
    Told::new("referral.support_not_started", headline).with("why", REASON, reason.sealed(), form)
}

pub(super) fn paused(reason: &Kept<HoldReason>, review_on: Date) -> Told<'_> {
    let why = because(reason, reasons::hold);
    let headline = format!("Support there rests{why}; to be looked at on {}", day(review_on));
    let form = Form::Code(|number| HoldReason::from_number(number).map(reasons::hold));
    Told::new("referral.paused", headline).with("why", REASON, reason.sealed(), form)
}

pub(super) fn completed<'e>(
    outcome: OutcomeReason,
    summary: &'e Sealed,
    next: Option<OrgId>,
    names: &Names<'_>,
) -> Told<'e> {
    let headline = format!("Done: {}{}", reasons::outcome(outcome), holds_next(next, names));
    let label = if outcome == OutcomeReason::AdviceGiven { "answer" } else { "summary" };
    Told::new("referral.completed", headline).with(label, "referral.summary", summary, Form::Text)
}

pub(super) fn ended_early<'e>(
    reason: &'e Kept<EndReason>,
    exit_plan: Option<&'e Sealed>,
    next: Option<OrgId>,
    names: &Names<'_>,
) -> Told<'e> {
    let (why, next) = (because(reason, reasons::end), holds_next(next, names));
    let headline = format!("Support there ended before the plan did{why}{next}");
    let form = Form::Code(|number| EndReason::from_number(number).map(reasons::end));
    Told::new("referral.support_ended_early", headline)
        .with("why", REASON, reason.sealed(), form)
        .with("how it goes on", "referral.exit_plan", exit_plan, Form::Text)
}

pub(super) fn person_declined<'e>(
    reason: &'e Kept<PersonReason>,
    told: Option<WorkerId>,
    names: &Names<'_>,
) -> Told<'e> {
    let whom = told.map_or(String::new(), |who| format!(", and told {}", names.somebody(who)));
    let why = match reason.clear() {
        Some(PersonReason::Other) | None => String::new(),
        Some(reason) => format!(" ({})", reasons::person(reason)),
    };
    let headline = format!("They said no{why}{whom}; it leaves no mark on them");
    let form = Form::Code(|number| PersonReason::from_number(number).map(reasons::person));
    Told::new("referral.person_declined", headline).with("why", REASON, reason.sealed(), form)
}

/// The reason, unless it is sealed and so told only to those who may know.
fn because<C: SensitiveCode>(reason: &Kept<C>, told: impl Fn(C) -> &'static str) -> String {
    reason.clear().map_or(String::new(), |reason| format!(", {}", reasons::because(told(reason))))
}

fn holds_next(next: Option<OrgId>, names: &Names<'_>) -> String {
    next.map_or(String::new(), |org| {
        format!("; {} is to be asked to hold them next", names.org(org))
    })
}
