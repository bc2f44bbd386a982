//! Stored events of an area's fallback door.

use domain::directory::fallback::{Door, Event};

use super::{Topical, unknown};
use crate::convert::{Read, area, id};
use crate::stored::{FallbackDoorSet, FallbackEvent, fallback_event::Kind};

impl Topical for Event {
    type Stored = FallbackEvent;

    fn to_stored(&self) -> FallbackEvent {
        let Event::Set { area, door } = self;
        let kind = Kind::Set(FallbackDoorSet {
            area: area.code().into(),
            org_id: door.org.as_bytes().to_vec(),
            service_id: door.service.as_bytes().to_vec(),
            hours: door.hours.clone(),
        });
        FallbackEvent { kind: Some(kind) }
    }

    fn from_stored(event: FallbackEvent) -> Read<Self> {
        let Kind::Set(e) = event.kind.ok_or_else(unknown)?;
        let door = Door {
            org: id("org_id", &e.org_id)?,
            service: id("service_id", &e.service_id)?,
            hours: e.hours,
        };
        Ok(Event::Set { area: area("area", &e.area)?, door })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::{OrgId, ServiceId};

    use super::*;
    use crate::event::testing::{dundee, reads_back};

    /// Every event of a fallback door.
    pub(crate) fn samples() -> Vec<Event> {
        let (service, hours) = (ServiceId::from_u128(0x5e), "weekdays 9 to 5".to_owned());
        let door = Door { org: OrgId::from_u128(0xc0), service, hours };
        vec![Event::Set { area: dundee(), door }]
    }

    #[test]
    fn every_event_of_a_fallback_door_reads_back_as_it_was_written() {
        samples().into_iter().for_each(reads_back);
    }
}
