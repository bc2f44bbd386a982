//! Stored events of a referral: its steps. What a step says of the request and its terms stands in `terms`.

mod terms;

use domain::Code;
use domain::routing::referral::Event;
use domain::routing::step::Step;

use super::{Topical, unknown};
use crate::convert::{
    Read, code, code_number, date, date_of, id, kept, kept_of, maybe_code, maybe_id, maybe_sealed,
    sealed, sealed_of,
};
use crate::stored::{self, ReferralEvent, referral_event::Kind};
use terms::{attendee_numbers, bytes, ids, maybe_bytes};

pub use terms::{meeting, meeting_of};

impl Topical for Event {
    type Stored = ReferralEvent;

    fn to_stored(&self) -> ReferralEvent {
        let kind = Some(to_stored(&self.step));
        ReferralEvent { referral_id: bytes(&self.referral), kind }
    }

    fn from_stored(event: ReferralEvent) -> Read<Self> {
        let referral = id("referral_id", &event.referral_id)?;
        Ok(Event { referral, step: from_stored(event.kind.ok_or_else(unknown)?)? })
    }
}

fn to_stored(step: &Step) -> Kind {
    match step {
        Step::Drafted { request, from } => Kind::Drafted(stored::ReferralDrafted {
            request: Some(terms::asked_of(request)),
            from: Some(terms::sender_of(from)),
        }),
        Step::Sent(sending) => Kind::Sent(terms::sent_of(sending)),
        Step::Acknowledged { implicit } => {
            Kind::Acknowledged(stored::ReferralAcknowledged { implicit: *implicit })
        }
        Step::ClarificationAsked { reason, question } => {
            Kind::ClarificationAsked(stored::ReferralClarificationAsked {
                reason: reason.number(),
                question: Some(sealed_of(question)),
            })
        }
        Step::ClarificationAnswered { answer } => {
            let answer = Some(sealed_of(answer));
            Kind::ClarificationAnswered(stored::ReferralClarificationAnswered { answer })
        }
        Step::InformationAdded { information } => {
            let information = Some(sealed_of(information));
            Kind::InformationAdded(stored::ReferralInformationAdded { information })
        }
        Step::Waitlisted { expected_on, reason } => Kind::Waitlisted(stored::ReferralWaitlisted {
            expected_on: Some(date_of(*expected_on)),
            reason: reason.number(),
        }),
        Step::PlaceOffered => Kind::PlaceOffered(stored::ReferralPlaceOffered {}),
        Step::Rang(ring) => Kind::ClockRang(terms::rang_of(ring)),
        Step::Accepted(acceptance) => Kind::Accepted(terms::accepted_of(acceptance)),
        Step::Declined { reason, note, onward } => Kind::Declined(stored::ReferralDeclined {
            reason: reason.number(),
            note: note.as_ref().map(sealed_of),
            onward: onward.iter().map(bytes).collect(),
        }),
        Step::RedirectProposed { service, reason } => {
            Kind::RedirectProposed(stored::ReferralRedirectProposed {
                service_id: bytes(service),
                reason: reason.number(),
            })
        }
        Step::Redirected { child, service, reason } => {
            Kind::Redirected(stored::ReferralRedirected {
                child_id: bytes(child),
                service_id: bytes(service),
                reason: reason.number(),
            })
        }
        Step::IntroBooked { booking, moved } => Kind::IntroBooked(stored::ReferralIntroBooked {
            meeting: Some(meeting_of(&booking.meeting)),
            invited: attendee_numbers(&booking.invited),
            moved: code_number(*moved),
        }),
        Step::IntroHeld(held) => Kind::IntroHeld(stored::ReferralIntroHeld {
            attended: attendee_numbers(&held.attended),
            contact_confirmed: held.contact_confirmed,
            person_confirms: held.person_confirms,
        }),
        Step::IntroMissed { reason, welfare_concern } => {
            let (reason, sealed_reason) = kept_of(reason);
            let welfare_concern = *welfare_concern;
            Kind::IntroMissed(stored::ReferralIntroMissed {
                reason,
                sealed_reason,
                welfare_concern,
            })
        }
        Step::SupervisorAsked { intros_missed } => {
            let intros_missed = (*intros_missed).into();
            Kind::SupervisorAsked(stored::ReferralSupervisorAsked { intros_missed })
        }
        Step::WaiverProposed { by, reason } => {
            Kind::WaiverProposed(stored::ReferralWaiverProposed {
                by: by.number(),
                reason: reason.number(),
            })
        }
        Step::IntroWaived { reason } => {
            Kind::IntroWaived(stored::ReferralIntroWaived { reason: reason.number() })
        }
        Step::HandoverCompleted { org, worker, mode } => {
            Kind::HandoverCompleted(stored::ReferralHandoverCompleted {
                org_id: bytes(org),
                worker_id: bytes(worker),
                mode: mode.number(),
            })
        }
        Step::SupportStarted { started_on } => {
            let started_on = Some(date_of(*started_on));
            Kind::SupportStarted(stored::ReferralSupportStarted { started_on })
        }
        Step::SupportNotStarted { reason } => {
            let (reason, sealed_reason) = kept_of(reason);
            Kind::SupportNotStarted(stored::ReferralSupportNotStarted { reason, sealed_reason })
        }
        Step::Paused { reason, review_on } => {
            let (reason, sealed_reason) = kept_of(reason);
            let review_on = Some(date_of(*review_on));
            Kind::Paused(stored::ReferralPaused { reason, sealed_reason, review_on })
        }
        Step::Resumed => Kind::Resumed(stored::ReferralResumed {}),
        Step::OutcomeAchieved { outcome, evidence } => {
            Kind::OutcomeAchieved(stored::ReferralOutcomeAchieved {
                outcome: outcome.number(),
                evidence: evidence.as_ref().map(sealed_of),
            })
        }
        Step::AftercareContactMade { on, note } => {
            Kind::AftercareContactMade(stored::ReferralAftercareContactMade {
                on: Some(date_of(*on)),
                note: note.as_ref().map(sealed_of),
            })
        }
        Step::AftercareContactMissed { on } => {
            let on = Some(date_of(*on));
            Kind::AftercareContactMissed(stored::ReferralAftercareContactMissed { on })
        }
        Step::AftercareReopened { note } => {
            let note = note.as_ref().map(sealed_of);
            Kind::AftercareReopened(stored::ReferralAftercareReopened { note })
        }
        Step::Completed { outcome, summary, next_holder } => {
            Kind::Completed(stored::ReferralCompleted {
                outcome: outcome.number(),
                summary: Some(sealed_of(summary)),
                next_holder: maybe_bytes(next_holder.as_ref()),
            })
        }
        Step::SupportEndedEarly { reason, exit_plan, next_holder } => {
            let (reason, sealed_reason) = kept_of(reason);
            Kind::SupportEndedEarly(stored::ReferralSupportEndedEarly {
                reason,
                sealed_reason,
                exit_plan: exit_plan.as_ref().map(sealed_of),
                next_holder: maybe_bytes(next_holder.as_ref()),
            })
        }
        Step::Withdrawn { reason } => {
            Kind::Withdrawn(stored::ReferralWithdrawn { reason: reason.number() })
        }
        Step::PersonDeclined { reason, told } => {
            let (reason, sealed_reason) = kept_of(reason);
            let told = maybe_bytes(told.as_ref());
            Kind::PersonDeclined(stored::ReferralPersonDeclined { reason, sealed_reason, told })
        }
        Step::Expired { reason } => {
            Kind::Expired(stored::ReferralExpired { reason: reason.number() })
        }
        Step::KeyWorkerReassigned { worker, reason } => {
            Kind::KeyWorkerReassigned(stored::ReferralKeyWorkerReassigned {
                worker_id: bytes(worker),
                reason: reason.number(),
            })
        }
        Step::Voided { reason } => Kind::Voided(stored::ReferralVoided { reason: reason.number() }),
        Step::ResponsibilityReassigned { from, org, worker, reason } => {
            Kind::ResponsibilityReassigned(stored::ReferralResponsibilityReassigned {
                from: bytes(from),
                org_id: bytes(org),
                worker_id: bytes(worker),
                reason: reason.number(),
            })
        }
    }
}

fn from_stored(kind: Kind) -> Read<Step> {
    Ok(match kind {
        Kind::Drafted(e) => Step::Drafted {
            request: Box::new(terms::asked(e.request)?),
            from: terms::sender(e.from.as_ref())?,
        },
        Kind::Sent(e) => Step::Sent(Box::new(terms::sent(e)?)),
        Kind::Acknowledged(e) => Step::Acknowledged { implicit: e.implicit },
        Kind::ClarificationAsked(e) => Step::ClarificationAsked {
            reason: code("reason", e.reason)?,
            question: sealed("question", e.question)?,
        },
        Kind::ClarificationAnswered(e) => {
            Step::ClarificationAnswered { answer: sealed("answer", e.answer)? }
        }
        Kind::InformationAdded(e) => {
            Step::InformationAdded { information: sealed("information", e.information)? }
        }
        Kind::Waitlisted(e) => Step::Waitlisted {
            expected_on: date("expected_on", e.expected_on)?,
            reason: code("reason", e.reason)?,
        },
        Kind::PlaceOffered(stored::ReferralPlaceOffered {}) => Step::PlaceOffered,
        Kind::ClockRang(e) => Step::Rang(terms::rang(&e)?),
        Kind::Accepted(e) => Step::Accepted(terms::accepted(&e)?),
        Kind::Declined(e) => Step::Declined {
            reason: code("reason", e.reason)?,
            note: maybe_sealed("note", e.note)?,
            onward: ids("onward", &e.onward)?,
        },
        Kind::RedirectProposed(e) => Step::RedirectProposed {
            service: id("service_id", &e.service_id)?,
            reason: code("reason", e.reason)?,
        },
        Kind::Redirected(e) => Step::Redirected {
            child: id("child_id", &e.child_id)?,
            service: id("service_id", &e.service_id)?,
            reason: code("reason", e.reason)?,
        },
        Kind::IntroBooked(e) => {
            Step::IntroBooked { booking: terms::booking(&e)?, moved: maybe_code("moved", e.moved)? }
        }
        Kind::IntroHeld(e) => Step::IntroHeld(terms::introduction(&e)?),
        Kind::IntroMissed(e) => Step::IntroMissed {
            reason: kept(e.reason, e.sealed_reason)?,
            welfare_concern: e.welfare_concern,
        },
        Kind::SupervisorAsked(e) => {
            Step::SupervisorAsked { intros_missed: terms::count(e.intros_missed)? }
        }
        Kind::WaiverProposed(e) => {
            Step::WaiverProposed { by: code("by", e.by)?, reason: code("reason", e.reason)? }
        }
        Kind::IntroWaived(e) => Step::IntroWaived { reason: code("reason", e.reason)? },
        Kind::HandoverCompleted(e) => Step::HandoverCompleted {
            org: id("org_id", &e.org_id)?,
            worker: id("worker_id", &e.worker_id)?,
            mode: code("mode", e.mode)?,
        },
        Kind::SupportStarted(e) => {
            Step::SupportStarted { started_on: date("started_on", e.started_on)? }
        }
        Kind::SupportNotStarted(e) => {
            Step::SupportNotStarted { reason: kept(e.reason, e.sealed_reason)? }
        }
        Kind::Paused(e) => Step::Paused {
            reason: kept(e.reason, e.sealed_reason)?,
            review_on: date("review_on", e.review_on)?,
        },
        Kind::Resumed(stored::ReferralResumed {}) => Step::Resumed,
        Kind::OutcomeAchieved(e) => Step::OutcomeAchieved {
            outcome: code("outcome", e.outcome)?,
            evidence: maybe_sealed("evidence", e.evidence)?,
        },
        Kind::AftercareContactMade(e) => Step::AftercareContactMade {
            on: date("on", e.on)?,
            note: maybe_sealed("note", e.note)?,
        },
        Kind::AftercareContactMissed(e) => Step::AftercareContactMissed { on: date("on", e.on)? },
        Kind::AftercareReopened(e) => {
            Step::AftercareReopened { note: maybe_sealed("note", e.note)? }
        }
        Kind::Completed(e) => Step::Completed {
            outcome: code("outcome", e.outcome)?,
            summary: sealed("summary", e.summary)?,
            next_holder: maybe_id("next_holder", &e.next_holder)?,
        },
        Kind::SupportEndedEarly(e) => Step::SupportEndedEarly {
            reason: kept(e.reason, e.sealed_reason)?,
            exit_plan: maybe_sealed("exit_plan", e.exit_plan)?,
            next_holder: maybe_id("next_holder", &e.next_holder)?,
        },
        Kind::Withdrawn(e) => Step::Withdrawn { reason: code("reason", e.reason)? },
        Kind::PersonDeclined(e) => Step::PersonDeclined {
            reason: kept(e.reason, e.sealed_reason)?,
            told: maybe_id("told", &e.told)?,
        },
        Kind::Expired(e) => Step::Expired { reason: code("reason", e.reason)? },
        Kind::KeyWorkerReassigned(e) => Step::KeyWorkerReassigned {
            worker: id("worker_id", &e.worker_id)?,
            reason: code("reason", e.reason)?,
        },
        Kind::Voided(e) => Step::Voided { reason: code("reason", e.reason)? },
        Kind::ResponsibilityReassigned(e) => Step::ResponsibilityReassigned {
            from: id("from", &e.from)?,
            org: id("org_id", &e.org_id)?,
            worker: id("worker_id", &e.worker_id)?,
            reason: code("reason", e.reason)?,
        },
    })
}

#[cfg(test)]
pub(crate) mod tests;
