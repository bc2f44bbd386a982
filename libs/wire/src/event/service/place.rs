//! Stored events of a service's places.

use domain::ReservationId;
use domain::directory::place::Event;

use super::{capacity, capacity_of};
use crate::convert::{Read, id, timestamp, timestamp_of};
use crate::stored::{PlaceReleased, PlaceReserved, PlaceTaken, service_event::Kind};
use crate::types::Capacity;

pub(super) fn to_kind(event: &Event) -> Kind {
    let bytes = |reservation: &ReservationId| reservation.as_bytes().to_vec();
    match event {
        Event::CapacityDeclared(capacity) => Kind::CapacityDeclared(capacity_of(capacity)),
        Event::Reserved { reservation, referral, until } => Kind::PlaceReserved(PlaceReserved {
            reservation_id: bytes(reservation),
            referral_id: referral.as_bytes().to_vec(),
            until: Some(timestamp_of(*until)),
        }),
        Event::Taken { reservation } => {
            Kind::PlaceTaken(PlaceTaken { reservation_id: bytes(reservation) })
        }
        Event::Released { reservation } => {
            Kind::PlaceReleased(PlaceReleased { reservation_id: bytes(reservation) })
        }
    }
}

pub(super) fn capacity_declared(e: &Capacity) -> Read<Event> {
    capacity(e).map(Event::CapacityDeclared)
}

pub(super) fn reserved(e: &PlaceReserved) -> Read<Event> {
    Ok(Event::Reserved {
        reservation: id("reservation_id", &e.reservation_id)?,
        referral: id("referral_id", &e.referral_id)?,
        until: timestamp("until", e.until)?,
    })
}

pub(super) fn taken(e: &PlaceTaken) -> Read<Event> {
    Ok(Event::Taken { reservation: id("reservation_id", &e.reservation_id)? })
}

pub(super) fn released(e: &PlaceReleased) -> Read<Event> {
    Ok(Event::Released { reservation: id("reservation_id", &e.reservation_id)? })
}

#[cfg(test)]
pub(super) mod tests {
    use domain::ReferralId;
    use domain::directory::place::{Capacity, CapacitySays};

    use super::*;
    use crate::event::testing::day;

    /// Every event of a place. The hold ends between two microseconds: not even that is lost.
    pub(crate) fn samples() -> Vec<Event> {
        let reservation = ReservationId::from_u128(0x5e);
        let referral = ReferralId::from_u128(0x4ef);
        let until = "2026-08-24T09:00:00.123456789Z".parse().expect("it is an instant");
        let as_of = day("2026-08-17");
        let capacity = Capacity { places: 12, wait_days: 14, as_of, valid_days: 30, says: None };
        let assesses = Capacity { says: Some(CapacitySays::AssessFirst), ..capacity };
        vec![
            Event::CapacityDeclared(capacity),
            Event::Reserved { reservation, referral, until },
            Event::Taken { reservation },
            Event::Released { reservation },
            Event::CapacityDeclared(assesses),
        ]
    }
}
