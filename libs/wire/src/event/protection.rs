//! Stored events of a person's protection.

use domain::rights::protection::Event;

use super::{Topical, unknown};
use crate::convert::{Read, date, date_of, id, sealed, sealed_of};
use crate::stored::{ProtectionApplied, ProtectionEvent, ProtectionLifted, protection_event::Kind};

impl Topical for Event {
    type Stored = ProtectionEvent;

    fn to_stored(&self) -> ProtectionEvent {
        let kind = match self {
            Event::Applied { protection, kind, review_on } => Kind::Applied(ProtectionApplied {
                protection_id: protection.as_bytes().to_vec(),
                kind: Some(sealed_of(kind)),
                review_on: Some(date_of(*review_on)),
            }),
            Event::Lifted { protection, reason } => Kind::Lifted(ProtectionLifted {
                protection_id: protection.as_bytes().to_vec(),
                reason: Some(sealed_of(reason)),
            }),
        };
        ProtectionEvent { kind: Some(kind) }
    }

    fn from_stored(event: ProtectionEvent) -> Read<Self> {
        match event.kind.ok_or_else(unknown)? {
            Kind::Applied(e) => Ok(Event::Applied {
                protection: id("protection_id", &e.protection_id)?,
                kind: sealed("kind", e.kind)?,
                review_on: date("review_on", e.review_on)?,
            }),
            Kind::Lifted(e) => Ok(Event::Lifted {
                protection: id("protection_id", &e.protection_id)?,
                reason: sealed("reason", e.reason)?,
            }),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::{ProtectionId, Sensitivity};

    use super::*;
    use crate::event::testing::{day, reads_back, sealed};

    /// One of each event.
    pub(crate) fn samples() -> Vec<Event> {
        let (protection, kind) = (ProtectionId::from_u128(1), sealed(Sensitivity::Restricted));
        let reason = kind.clone();
        vec![
            Event::Applied { protection, kind, review_on: day("2026-09-28") },
            Event::Lifted { protection, reason },
        ]
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(reads_back);
    }
}
