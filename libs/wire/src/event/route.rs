//! Stored events of routes: what of an answer stands in clear. What was told is in `route_told`.

use domain::routing::route::{Event, Routed, Suggestion};
use domain::routing::routes::Snapshot;

use super::{Topical, unknown};
use crate::convert::{
    Malformed, Read, area, code, date_of, id, maybe_date, maybe_small, sealed, sealed_of, small,
};
use crate::stored::{PlacesKnown, RouteEvent, RouteStored, RouteSuggested, route_event::Kind};
use domain::Code;

impl Topical for Event {
    type Stored = RouteEvent;

    fn to_stored(&self) -> RouteEvent {
        let Event::Suggested(suggestion) = self;
        RouteEvent { kind: Some(Kind::Suggested(suggested_of(suggestion))) }
    }

    fn from_stored(event: RouteEvent) -> Read<Self> {
        let Kind::Suggested(stored) = event.kind.ok_or_else(unknown)?;
        suggested(stored).map(Event::Suggested)
    }
}

fn suggested_of(suggestion: &Suggestion) -> RouteSuggested {
    RouteSuggested {
        suggestion_id: suggestion.suggestion.as_bytes().to_vec(),
        area: suggestion.area.code().to_owned(),
        kind: suggestion.kind.number(),
        policy: suggestion.policy.clone(),
        routes: suggestion.routes.iter().map(routed_of).collect(),
        kept_back: suggestion.kept_back.into(),
        told: Some(sealed_of(&suggestion.told)),
    }
}

fn suggested(stored: RouteSuggested) -> Read<Suggestion> {
    Ok(Suggestion {
        suggestion: id("suggestion_id", &stored.suggestion_id)?,
        area: area("area", &stored.area)?,
        kind: code("kind", stored.kind)?,
        policy: stored.policy,
        routes: stored.routes.into_iter().map(routed).collect::<Read<_>>()?,
        kept_back: small("kept_back", stored.kept_back)?,
        told: sealed("told", stored.told)?,
    })
}

fn routed_of(routed: &Routed) -> RouteStored {
    RouteStored {
        service_id: routed.service.as_bytes().to_vec(),
        places: Some(places_of(&routed.places)),
        door: routed.door,
    }
}

fn routed(stored: RouteStored) -> Read<Routed> {
    Ok(Routed {
        service: id("routes.service_id", &stored.service_id)?,
        places: places(stored.places)?,
        door: stored.door,
    })
}

/// Writes what was known of a service's places.
pub(super) fn places_of(places: &Snapshot) -> PlacesKnown {
    PlacesKnown {
        says: places.says.number(),
        free: places.places_free,
        wait_days: places.wait_days.map(u32::from),
        as_of: places.as_of.map(date_of),
        stale: places.stale,
    }
}

/// Reads what was known of a service's places.
pub(super) fn places(stored: Option<PlacesKnown>) -> Read<Snapshot> {
    let stored = stored.ok_or_else(|| Malformed::new("places", "must be set"))?;
    Ok(Snapshot {
        says: code("places.says", stored.says)?,
        places_free: stored.free,
        wait_days: maybe_small("places.wait_days", stored.wait_days)?,
        as_of: maybe_date("places.as_of", stored.as_of)?,
        stale: stored.stale,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::directory::place::CapacitySays;
    use domain::routing::kind::ReferralKind;
    use domain::{Sensitivity, ServiceId, SuggestionId};

    use super::*;
    use crate::event::testing::{day, dundee, reads_back, sealed};

    pub(crate) fn counted() -> Snapshot {
        Snapshot {
            says: CapacitySays::Waitlist,
            places_free: Some(0),
            wait_days: Some(14),
            as_of: Some(day("2026-08-03")),
            stale: true,
        }
    }
    pub(crate) fn uncounted() -> Snapshot {
        let says = CapacitySays::Has;
        Snapshot { says, places_free: None, wait_days: None, as_of: None, stale: false }
    }

    /// An answer with routes, and one that is a door alone.
    pub(crate) fn samples() -> Vec<Event> {
        let service = ServiceId::from_u128(0x51);
        let door = Routed { service: ServiceId::from_u128(0xd0), places: uncounted(), door: true };
        let suggestion = Suggestion {
            suggestion: SuggestionId::from_u128(0x5d),
            area: dundee(),
            kind: ReferralKind::Support,
            policy: "standard-1".to_owned(),
            routes: vec![Routed { service, places: counted(), door: false }, door],
            kept_back: 2,
            told: sealed(Sensitivity::Restricted),
        };
        let alone = Suggestion {
            kind: ReferralKind::Transfer,
            routes: vec![door],
            kept_back: 0,
            told: sealed(Sensitivity::Special),
            ..suggestion.clone()
        };
        vec![Event::Suggested(suggestion), Event::Suggested(alone)]
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(reads_back);
    }
}
