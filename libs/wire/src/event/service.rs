//! Stored events of a service, and how its listing and its capacity stand on the wire. Its places' events are in
//! `place`; what it says beyond where it is and what it takes is in `overlay`.

pub(super) mod overlay;
mod place;

use domain::directory::place::Capacity;
use domain::directory::service::{Event, Listing};

use super::{Topical, unknown};
use crate::convert::{
    Malformed, Read, area_codes, areas, code_number, code_numbers, codes, date, date_of, id,
    maybe_code,
};
use crate::stored::{
    ServiceClosed, ServiceEvent, ServicePaused, ServicePublished, ServiceResumed,
    service_event::Kind,
};
use crate::types::{self, ServiceListing};

impl Topical for Event {
    type Stored = ServiceEvent;

    fn to_stored(&self) -> ServiceEvent {
        let kind = match self {
            Event::Published { org, listing } => Kind::Published(ServicePublished {
                org_id: org.as_bytes().to_vec(),
                listing: Some(listing_of(listing)),
            }),
            Event::Changed(listing) => Kind::Changed(listing_of(listing)),
            Event::Paused => Kind::Paused(ServicePaused {}),
            Event::Resumed => Kind::Resumed(ServiceResumed {}),
            Event::Closed => Kind::Closed(ServiceClosed {}),
            Event::Place(event) => place::to_kind(event),
        };
        ServiceEvent { kind: Some(kind) }
    }

    fn from_stored(event: ServiceEvent) -> Read<Self> {
        match event.kind.ok_or_else(unknown)? {
            Kind::Published(ServicePublished { org_id, listing: said }) => {
                let said = said.ok_or_else(|| Malformed::new("listing", "must be set"))?;
                Ok(Event::Published { org: id("org_id", &org_id)?, listing: listing(&said)? })
            }
            Kind::Changed(said) => listing(&said).map(Event::Changed),
            Kind::Paused(ServicePaused {}) => Ok(Event::Paused),
            Kind::Resumed(ServiceResumed {}) => Ok(Event::Resumed),
            Kind::Closed(ServiceClosed {}) => Ok(Event::Closed),
            Kind::CapacityDeclared(e) => place::capacity_declared(&e).map(Event::Place),
            Kind::PlaceReserved(e) => place::reserved(&e).map(Event::Place),
            Kind::PlaceTaken(e) => place::taken(&e).map(Event::Place),
            Kind::PlaceReleased(e) => place::released(&e).map(Event::Place),
        }
    }
}

pub use overlay::{language, spot, spot_of};

/// Reads what a service says of itself.
pub fn listing(listing: &ServiceListing) -> Read<Listing> {
    Ok(Listing {
        name: listing.name.clone(),
        accepts: codes("accepts", &listing.accepts)?,
        stages: codes("stages", &listing.stages)?,
        areas: areas("areas", &listing.areas)?,
        modes: codes("modes", &listing.modes)?,
        fallback: listing.fallback,
        overlay: overlay::read(listing)?,
    })
}

/// Writes what a service says of itself.
pub fn listing_of(listing: &Listing) -> ServiceListing {
    let said = ServiceListing {
        name: listing.name.clone(),
        accepts: code_numbers(&listing.accepts),
        stages: code_numbers(&listing.stages),
        areas: area_codes(&listing.areas),
        modes: code_numbers(&listing.modes),
        fallback: listing.fallback,
        ..Default::default()
    };
    overlay::write(&listing.overlay, said)
}

/// Reads how many people a service can help.
pub fn capacity(capacity: &types::Capacity) -> Read<Capacity> {
    let too_many = |field: &str| Malformed::new(field, "is more days than can be meant");
    Ok(Capacity {
        places: capacity.places,
        wait_days: capacity.wait_days.try_into().map_err(|_| too_many("wait_days"))?,
        as_of: date("as_of", capacity.as_of)?,
        valid_days: capacity.valid_days.try_into().map_err(|_| too_many("valid_days"))?,
        says: maybe_code("says", capacity.says)?,
    })
}

/// Writes how many people a service can help.
pub fn capacity_of(capacity: &Capacity) -> types::Capacity {
    types::Capacity {
        places: capacity.places,
        wait_days: capacity.wait_days.into(),
        as_of: Some(date_of(capacity.as_of)),
        valid_days: capacity.valid_days.into(),
        says: code_number(capacity.says),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::directory::Overlay;
    use domain::directory::service::ServiceMode;
    use domain::intake::stage::Stage;
    use domain::routing::kind::ReferralKind;
    use domain::{Area, OrgId};

    use super::*;
    use crate::event::testing::reads_back;

    pub(super) fn music() -> Listing {
        Listing {
            name: "Music project".to_owned(),
            accepts: [ReferralKind::Support, ReferralKind::Transfer].into(),
            stages: [Stage::Engagement, Stage::InWork].into(),
            areas: [Area::ALL[0], Area::ALL[31]].into(),
            modes: [ServiceMode::InPerson, ServiceMode::Outreach].into(),
            fallback: true,
            overlay: Overlay::default(),
        }
    }

    /// Every event of a service.
    pub(crate) fn samples() -> Vec<Event> {
        let events = [
            Event::Published { org: OrgId::from_u128(0xc0), listing: music() },
            Event::Changed(Listing { fallback: false, ..music() }),
            Event::Paused,
            Event::Resumed,
            Event::Closed,
            Event::Changed(Listing { fallback: false, overlay: overlay::tests::all(), ..music() }),
        ];
        events.into_iter().chain(place::tests::samples().into_iter().map(Event::Place)).collect()
    }

    #[test]
    fn every_event_of_a_service_reads_back_as_it_was_written() {
        samples().into_iter().for_each(reads_back);
    }

    #[test]
    fn a_listing_with_an_unknown_stage_is_not_read() {
        let unreal = ServiceListing { stages: vec![1, 99], ..listing_of(&music()) };
        assert_eq!(listing(&unreal).expect_err("no such stage").field, "stages[1]");
    }
}
