//! A referral in plain words: what was asked and of whom, what they said, how the person came to them, what came of it.

mod asking;
mod clock;
mod handover;
mod reasons;
mod support;

use domain::ServiceId;
use domain::routing::referral::Event;
use domain::routing::step::Step;

use super::{Form, Names, Told, day};
use reasons::because;

/// The place of a reason that says something of health or justice.
const REASON: &str = "referral.reason";

pub(super) fn tell<'e>(event: &'e Event, names: &Names<'_>) -> Told<'e> {
    match &event.step {
        Step::Drafted { request, .. } => asking::drafted(request, names),
        Step::Sent(sending) => asking::sent(sending, names),
        Step::Acknowledged { implicit: false } => {
            Told::new("referral.acknowledged", "They opened the referral and will decide")
        }
        Step::Acknowledged { implicit: true } => {
            Told::new("referral.acknowledged", "The referral was read; they will decide")
        }
        Step::ClarificationAsked { reason, question } => {
            let headline =
                format!("They have a question before they decide: {}", reasons::clarify(*reason));
            Told::new("referral.clarification_asked", headline).with(
                "question",
                "referral.question",
                question,
                Form::Text,
            )
        }
        Step::ClarificationAnswered { answer } => Told::new(
            "referral.clarification_answered",
            "Their question was answered",
        )
        .with("answer", "referral.answer", answer, Form::Text),
        Step::InformationAdded { information } => Told::new(
            "referral.information_added",
            "Something was added that the other side should know",
        )
        .with("what", "referral.information", information, Form::Text),
        Step::Waitlisted { expected_on, reason } => {
            let headline = format!(
                "On the waiting list, because {}; a place is expected on {}, and they may look elsewhere meanwhile",
                reasons::wait(*reason),
                day(*expected_on)
            );
            Told::new("referral.waitlisted", headline)
        }
        Step::PlaceOffered => {
            Told::new("referral.place_offered", "A place came free; they will decide now")
        }
        Step::Accepted(yes) => handover::accepted(yes, names),
        Step::Declined { reason, note, onward } => {
            let headline =
                format!("Declined: {}{}", reasons::decline(*reason), instead(onward, names));
            Told::new("referral.declined", headline).with(
                "in their words",
                "referral.note",
                note,
                Form::Text,
            )
        }
        Step::RedirectProposed { service, reason } => {
            let (service, why) = (names.service(*service), because(reasons::redirect(*reason)));
            let headline =
                format!("They think {service} would suit better, {why}; the person is asked first");
            Told::new("referral.redirect_proposed", headline)
        }
        Step::Redirected { service, reason, .. } => {
            let (service, why) = (names.service(*service), because(reasons::redirect(*reason)));
            Told::new("referral.redirected", format!("Passed on to {service}, {why}"))
        }
        Step::IntroBooked { booking, moved } => handover::booked(booking, *moved),
        Step::IntroHeld(held) => handover::held(held),
        Step::IntroMissed { reason, welfare_concern } => handover::missed(reason, *welfare_concern),
        Step::Rang(ring) => clock::rang(event.referral, ring, names),
        Step::SupervisorAsked { intros_missed } => {
            let headline = format!(
                "The introduction was missed {intros_missed} times; a supervisor decides what to try next"
            );
            Told::new("referral.supervisor_asked", headline)
        }
        Step::WaiverProposed { by, reason } => handover::waiver_proposed(*by, *reason),
        Step::IntroWaived { reason } => {
            let headline =
                format!("The introduction was given up, because {}", reasons::waive(*reason));
            Told::new("referral.intro_waived", headline)
        }
        Step::HandoverCompleted { org, worker, mode } => {
            handover::completed(event.referral, *org, *worker, *mode, names)
        }
        Step::SupportStarted { started_on } => Told::new(
            "referral.support_started",
            format!("Support there started on {}", day(*started_on)),
        ),
        Step::SupportNotStarted { reason } => support::not_started(reason),
        Step::Paused { reason, review_on } => support::paused(reason, *review_on),
        Step::Resumed => Told::new("referral.resumed", "Support there goes on"),
        Step::OutcomeAchieved { outcome, evidence } => {
            let headline =
                format!("Achieved: {}; they stay in touch for a while", reasons::outcome(*outcome));
            Told::new("referral.outcome_achieved", headline).with(
                "what shows it",
                "referral.evidence",
                evidence,
                Form::Text,
            )
        }
        Step::AftercareContactMade { on, note } => {
            Told::new("referral.aftercare_contact_made", format!("They spoke on {}", day(*on)))
                .with("what was said", "referral.note", note, Form::Text)
        }
        Step::AftercareContactMissed { on } => Told::new(
            "referral.aftercare_contact_missed",
            format!("They tried to speak on {} and did not reach each other", day(*on)),
        ),
        Step::AftercareReopened { note } => Told::new(
            "referral.aftercare_reopened",
            "Things got harder; support goes on, with nothing to tell again",
        )
        .with("what happened", "referral.note", note, Form::Text),
        Step::Completed { outcome, summary, next_holder } => {
            support::completed(*outcome, summary, *next_holder, names)
        }
        Step::SupportEndedEarly { reason, exit_plan, next_holder } => {
            support::ended_early(reason, exit_plan.as_ref(), *next_holder, names)
        }
        Step::Withdrawn { reason } => {
            let headline = format!("Taken back, {}", because(reasons::withdraw(*reason)));
            Told::new("referral.withdrawn", headline)
        }
        Step::PersonDeclined { reason, told } => support::person_declined(reason, *told, names),
        Step::Expired { reason } => Told::new(
            "referral.expired",
            format!("Over, because {}; another way is looked for", reasons::expire(*reason)),
        ),
        Step::KeyWorkerReassigned { worker, reason } => {
            let (who, why) = (names.somebody(*worker), reasons::reassign(*reason));
            Told::new(
                "referral.key_worker_reassigned",
                format!("{who} is their key worker from now on, because {why}"),
            )
        }
        Step::Voided { reason } => Told::new(
            "referral.voided",
            format!("It never should have been: {}", reasons::void(*reason)),
        ),
        Step::ResponsibilityReassigned { from, org, worker, reason } => {
            let (from, worker, why) =
                (names.org(*from), names.worker(*org, *worker), reasons::take_over(*reason));
            let headline = format!(
                "The partnership moved responsibility from {from} to {}, with {worker}, because {why}",
                names.org(*org)
            );
            Told::new("referral.responsibility_reassigned", headline)
        }
    }
}

/// Where else to ask, if somebody said.
fn instead(onward: &[ServiceId], names: &Names<'_>) -> String {
    if onward.is_empty() {
        return String::new();
    }
    let services: Vec<_> = onward.iter().map(|service| names.service(*service)).collect();
    format!("; to ask instead: {}", either(&services))
}

/// Several in a row: `one, another or a third`.
fn either(several: &[String]) -> String {
    in_a_row(several, "or")
}

/// Several in a row: `one, another and a third`.
fn all(several: &[impl AsRef<str>]) -> String {
    in_a_row(several, "and")
}

fn in_a_row(several: &[impl AsRef<str>], last: &str) -> String {
    let texts: Vec<_> = several.iter().map(AsRef::as_ref).collect();
    match texts.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests;
