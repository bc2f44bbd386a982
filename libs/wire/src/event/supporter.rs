//! Stored events of a supporter.

use domain::Code;
use domain::assignment::supporter::{Event, Supporter};

use super::{Topical, unknown};
use crate::convert::{Read, code, id};
use crate::stored::{self, SupporterEvent, supporter_event::Kind};

impl Topical for Event {
    type Stored = SupporterEvent;

    fn to_stored(&self) -> SupporterEvent {
        let kind = match self {
            Event::Assigned(supporter) => Kind::Assigned(stored(supporter)),
            Event::Ended(supporter) => Kind::Ended(stored(supporter)),
        };
        SupporterEvent { kind: Some(kind) }
    }

    fn from_stored(event: SupporterEvent) -> Read<Self> {
        match event.kind.ok_or_else(unknown)? {
            Kind::Assigned(e) => supporter(&e).map(Event::Assigned),
            Kind::Ended(e) => supporter(&e).map(Event::Ended),
        }
    }
}

fn stored(supporter: &Supporter) -> stored::Supporter {
    stored::Supporter {
        org_id: supporter.org.as_bytes().to_vec(),
        worker_id: supporter.worker.as_bytes().to_vec(),
        role: supporter.role.number(),
    }
}

fn supporter(stored: &stored::Supporter) -> Read<Supporter> {
    Ok(Supporter {
        org: id("org_id", &stored.org_id)?,
        worker: id("worker_id", &stored.worker_id)?,
        role: code("role", stored.role)?,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::assignment::supporter::SupporterRole;
    use domain::{OrgId, WorkerId};

    use super::*;
    use crate::event::testing::reads_back;

    /// One of each event.
    pub(crate) fn samples() -> Vec<Event> {
        let (org, worker) = (OrgId::from_u128(0xca), WorkerId::from_u128(0xb1));
        let supporter = |role| Supporter { org, worker, role };
        vec![
            Event::Assigned(supporter(SupporterRole::Mentor)),
            Event::Ended(supporter(SupporterRole::Counsellor)),
        ]
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(reads_back);
    }
}
