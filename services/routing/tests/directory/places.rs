//! Places: held for one referral, once, however often it is asked.

use std::time::Duration;

use domain::{ReferralId, ReservationId, ServiceId, Timestamp};
use host::Call;
use wire::intake::OpenEpisodeRequest;
use wire::routing::directory_service_server::DirectoryService;
use wire::routing::*;
use wire::types::Capacity;

use crate::site::*;

const ONE: ReservationId = ReservationId::from_u128(1);
const TWO: ReservationId = ReservationId::from_u128(2);

/// Any command on a journey; its content does not matter to places.
fn call(site: &Site) -> Call<OpenEpisodeRequest> {
    let request =
        OpenEpisodeRequest { request_id: new_id(), person_id: new_id(), ..Default::default() };
    site.desk.call(manager(request)).expect("a call")
}

fn referral(of: ReservationId) -> ReferralId {
    ReferralId::from_u128(of.as_uuid().as_u128())
}

fn in_a_week(site: &Site) -> Timestamp {
    site.desk.clock.now() + Duration::from_secs(7 * 24 * 3600)
}

async fn service(site: &Site, places: Option<u32>) -> ServiceId {
    let service = site.publish(listing("Music project", &[DUNDEE], false)).await;
    if let Some(places) = places {
        let declare = DeclareCapacityRequest {
            request_id: new_id(),
            service_id: service.service_id.clone(),
            capacity: Some(Capacity { places, ..Default::default() }),
            ..Default::default()
        };
        let declared = site.api.declare_capacity(manager(declare)).await.expect("declares");
        let declared = declared.into_inner().service.expect("a service");
        assert_eq!(declared.places_free, Some(places));
    }
    service.service_id.parse().expect("a UUID")
}

#[tokio::test]
async fn a_service_that_has_not_counted_its_places_holds_as_many_as_are_asked_for() {
    let site = site().await.with_charity().await;
    let service = service(&site, None).await;
    for id in [ONE, TWO] {
        let (call, until) = (call(&site), in_a_week(&site));
        let held = site.registry.reserve(service, id, referral(id), until, &call).await;
        held.expect("it has room as far as anybody knows");
    }
    let known = site.registry.services.load(service).await.expect("a service");
    assert_eq!(known.state.places.in_use(), 2);
}

#[tokio::test]
async fn a_retry_holds_the_same_place_though_its_clock_went_on() {
    let site = site().await.with_charity().await;
    let (service, call) = (service(&site, Some(1)).await, call(&site));
    let reserve = || site.registry.reserve(service, ONE, referral(ONE), in_a_week(&site), &call);
    reserve().await.expect("a place");
    site.hand.advance(Duration::from_secs(5));
    reserve().await.expect("the same place");
    let known = site.registry.services.load(service).await.expect("a service");
    assert_eq!(known.state.places.in_use(), 1);
}

#[tokio::test]
async fn the_last_place_is_held_for_one_and_free_again_once_given_back() {
    let site = site().await.with_charity().await;
    let service = service(&site, Some(1)).await;
    let reserve = async |id: ReservationId| {
        site.registry.reserve(service, id, referral(id), in_a_week(&site), &call(&site)).await
    };
    reserve(ONE).await.expect("a place");
    site.registry.take(service, ONE, &call(&site)).await.expect("takes it");
    assert_eq!(reason(reserve(TWO).await), "PLACE_NONE_FREE");
    let back = call(&site);
    site.registry.release(service, ONE, &back).await.expect("gives it back");
    site.registry.release(service, ONE, &back).await.expect("a retry");
    reserve(TWO).await.expect("free again");
}

#[tokio::test]
async fn nothing_is_held_at_a_service_that_is_not_there() {
    let site = site().await.with_charity().await;
    let nowhere = ServiceId::from_u128(7);
    let call = call(&site);
    let held = site.registry.reserve(nowhere, ONE, referral(ONE), in_a_week(&site), &call);
    assert_eq!(reason(held.await), "SERVICE_UNKNOWN");
    let taken = site.registry.take(service(&site, Some(1)).await, ONE, &call).await;
    assert_eq!(reason(taken), "PLACE_UNKNOWN");
}
