//! Stored events of a lead.

use domain::Code;
use domain::assignment::lead::{Cover, Event};

use super::{Topical, unknown};
use crate::convert::{Read, code, date, date_of, id, maybe_sealed, sealed, sealed_of};
use crate::stored::{
    CaretakerNamed, CaseloadOverridden, CoverArranged, LeadAssigned, LeadChangeDecided,
    LeadChangeRequested, LeadEvent, lead_event::Kind,
};
use crate::types::Introduction;

impl Topical for Event {
    type Stored = LeadEvent;

    fn to_stored(&self) -> LeadEvent {
        let kind = match self {
            Event::Assigned { org, worker, reason } => Kind::Assigned(LeadAssigned {
                org_id: org.as_bytes().to_vec(),
                worker_id: worker.as_bytes().to_vec(),
                reason: reason.number(),
            }),
            Event::CaretakerNamed { until } => {
                Kind::CaretakerNamed(CaretakerNamed { until: Some(date_of(*until)) })
            }
            Event::CaseloadOverridden { worker, reason } => {
                Kind::CaseloadOverridden(CaseloadOverridden {
                    worker_id: worker.as_bytes().to_vec(),
                    reason: Some(sealed_of(reason)),
                })
            }
            Event::Introduced { method, person_present } => Kind::Introduced(Introduction {
                method: method.number(),
                person_present: *person_present,
            }),
            Event::ChangeRequested { by, reason } => Kind::ChangeRequested(LeadChangeRequested {
                by: by.number(),
                reason: reason.as_ref().map(sealed_of),
            }),
            Event::ChangeDecided { decision } => {
                Kind::ChangeDecided(LeadChangeDecided { decision: decision.number() })
            }
            Event::CoverArranged(Cover { from, until, caretaker }) => {
                Kind::CoverArranged(CoverArranged {
                    from: Some(date_of(*from)),
                    until: Some(date_of(*until)),
                    caretaker_id: caretaker.as_bytes().to_vec(),
                })
            }
        };
        LeadEvent { kind: Some(kind) }
    }

    fn from_stored(event: LeadEvent) -> Read<Self> {
        match event.kind.ok_or_else(unknown)? {
            Kind::Assigned(e) => Ok(Event::Assigned {
                org: id("org_id", &e.org_id)?,
                worker: id("worker_id", &e.worker_id)?,
                reason: code("reason", e.reason)?,
            }),
            Kind::CaretakerNamed(e) => Ok(Event::CaretakerNamed { until: date("until", e.until)? }),
            Kind::CaseloadOverridden(e) => Ok(Event::CaseloadOverridden {
                worker: id("worker_id", &e.worker_id)?,
                reason: sealed("reason", e.reason)?,
            }),
            Kind::Introduced(e) => Ok(Event::Introduced {
                method: code("method", e.method)?,
                person_present: e.person_present,
            }),
            Kind::ChangeRequested(e) => Ok(Event::ChangeRequested {
                by: code("by", e.by)?,
                reason: maybe_sealed("reason", e.reason)?,
            }),
            Kind::ChangeDecided(e) => {
                Ok(Event::ChangeDecided { decision: code("decision", e.decision)? })
            }
            Kind::CoverArranged(e) => Ok(Event::CoverArranged(Cover {
                from: date("from", e.from)?,
                until: date("until", e.until)?,
                caretaker: id("caretaker_id", &e.caretaker_id)?,
            })),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::assignment::contact::ContactChannel;
    use domain::assignment::lead::{AssignReason, ChangeAskedBy, ChangeDecision};
    use domain::{OrgId, Sensitivity, WorkerId};

    use super::*;
    use crate::event::testing::{day, reads_back, sealed};

    /// One of each event, with everything in it that there can be.
    pub(crate) fn samples() -> Vec<Event> {
        let (org, worker) = (OrgId::from_u128(0xc0), WorkerId::from_u128(0xa1));
        let (from, until) = (day("2026-08-17"), day("2026-09-16"));
        let said = sealed(Sensitivity::Core);
        vec![
            Event::Assigned { org, worker, reason: AssignReason::Workload },
            Event::CaretakerNamed { until },
            Event::CaseloadOverridden { worker, reason: said.clone() },
            Event::Introduced { method: ContactChannel::Outreach, person_present: true },
            Event::ChangeRequested { by: ChangeAskedBy::Person, reason: None },
            Event::ChangeRequested { by: ChangeAskedBy::Manager, reason: Some(said) },
            Event::ChangeDecided { decision: ChangeDecision::NotNow },
            Event::CoverArranged(Cover { from, until, caretaker: worker }),
        ]
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(reads_back);
    }
}
