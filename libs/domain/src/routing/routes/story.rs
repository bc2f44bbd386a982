//! The question and the services in these tests, and how each differs from the plain ones.

use super::*;
use crate::directory::Overlay;
use crate::directory::overlay::Spot;
use crate::directory::place::CapacitySays;
use crate::directory::service::{Listing, ServiceMode, Standing};
use crate::intake::stage::Stage;
use crate::routing::kind::ReferralKind;
use crate::testing::*;
use crate::{PersonId, ServiceId};

pub(super) const DOOR: ServiceId = ServiceId::from_u128(0xd0);

/// Somebody in Dundee, of whom nothing more is said.
pub(super) fn query() -> Query {
    Query {
        person: PersonId::from_u128(0x9e),
        on: day("2026-08-17"),
        wanted: Wanted {
            area: dundee(),
            kind: ReferralKind::Support,
            stage: None,
            needs: [].into(),
            modes: [].into(),
            from: None,
            metres_max: None,
        },
        protected: Protected::default(),
    }
}
pub(super) fn wanting(change: impl FnOnce(&mut Wanted)) -> Query {
    let mut query = query();
    change(&mut query.wanted);
    query
}
pub(super) fn somebody(protected: Protected) -> Query {
    Query { protected, ..query() }
}

/// A service that takes anybody from Dundee and says no more of itself.
pub(super) fn listing() -> Listing {
    Listing {
        name: "Music project".to_owned(),
        accepts: [ReferralKind::Support].into(),
        stages: [Stage::Engagement].into(),
        areas: [dundee()].into(),
        modes: [ServiceMode::InPerson].into(),
        fallback: false,
        overlay: Overlay::default(),
    }
}
pub(super) fn saying(overlay: Overlay) -> Listing {
    Listing { overlay, ..listing() }
}
/// A service as it is offered: open, sharing, and not asked before.
pub(super) fn offer(service: u128, listing: &Listing) -> Offer<'_> {
    Offer {
        service: ServiceId::from_u128(service),
        listing,
        standing: Standing::Open,
        capacity: UNCOUNTED,
        observed: None,
        shares: true,
        asked: Asked::Not,
    }
}
/// It never said how many places it has.
pub(super) const UNCOUNTED: Snapshot = Snapshot {
    says: CapacitySays::Has,
    places_free: None,
    wait_days: None,
    as_of: None,
    stale: false,
};
/// It said on the first day that it has so many places, and a long wait.
pub(super) fn counted(places_free: u32) -> Snapshot {
    let as_of = Some(day("2026-08-17"));
    Snapshot { places_free: Some(places_free), wait_days: Some(90), as_of, ..UNCOUNTED }
}
/// A spot so many kilometres north of the middle of Dundee.
pub(super) fn north_of_dundee(kilometres: i32) -> Spot {
    Spot::new(56_462_000 + kilometres * 9_000, -2_970_700).expect("it is in Scotland")
}

pub(super) fn ask(query: &Query, offers: &[Offer<'_>]) -> Ranking {
    rank(query, offers, DOOR, &RoutePolicy::standard())
}
/// The services that are suggested before the door.
pub(super) fn suggested(ranking: &Ranking) -> Vec<ServiceId> {
    ranking.routes.iter().filter(|route| !route.door).map(|route| route.service).collect()
}
/// Why this one service is left out, if it is.
pub(super) fn why_not(query: &Query, offer: Offer<'_>) -> Option<WhyNot> {
    ask(query, &[offer]).left_out.first().map(|left| left.why_not)
}
/// This one service's route.
#[track_caller]
pub(super) fn route(query: &Query, offer: Offer<'_>) -> Route {
    let ranking = ask(query, &[offer]);
    assert_eq!(ranking.left_out, []);
    ranking.routes.first().expect("an answer is never empty").clone()
}
