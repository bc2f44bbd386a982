//! Fallback doors: an area has one only if it takes everybody, and keeps it until another is named.

use anydoor_routing::DirectoryApi;
use domain::Area;
use wire::routing::directory_service_server::DirectoryService;
use wire::routing::*;
use wire::types::{ReferralKind, ServiceListing};

use crate::site::*;

/// How often two ask at once.
const ROUNDS: usize = 20;

fn set(area: &str, service: &Service) -> SetFallbackDoorRequest {
    SetFallbackDoorRequest {
        request_id: new_id(),
        area: area.into(),
        service_id: service.service_id.clone(),
        hours: "weekdays 9 to 5".into(),
        ..Default::default()
    }
}

async fn areas_without(site: &Site) -> Vec<String> {
    let ask = ListAreasWithoutFallbackDoorRequest::default();
    let answer = site.api.list_areas_without_fallback_door(operations(ask)).await;
    answer.expect("areas").into_inner().areas
}

#[tokio::test]
async fn an_area_has_a_door_once_one_is_named() {
    let site = site().await.with_charity().await;
    let service = site.publish(listing("Front door", &[DUNDEE], true)).await;
    assert_eq!(areas_without(&site).await.len(), 32);
    let named = site.api.set_fallback_door(operations(set(DUNDEE, &service))).await;
    let named = named.expect("named").into_inner().door;
    let ask = GetFallbackDoorRequest { area: DUNDEE.into(), ..Default::default() };
    let found = site.api.get_fallback_door(manager(ask)).await.expect("a door").into_inner();
    assert_eq!(found.door, named);
    assert!(!areas_without(&site).await.contains(&DUNDEE.to_owned()));
}

#[tokio::test]
async fn a_service_that_may_decline_or_works_elsewhere_is_no_door() {
    let site = site().await.with_charity().await;
    let declines = site.publish(listing("Music project", &[DUNDEE], false)).await;
    let elsewhere = site.publish(listing("Front door", &[FIFE], true)).await;
    for service in [declines, elsewhere] {
        let refused = site.api.set_fallback_door(operations(set(DUNDEE, &service))).await;
        assert_eq!(reason(refused), "DOOR_NOT_A_FALLBACK");
    }
    let unknown = Service { service_id: new_id(), ..Default::default() };
    let refused = site.api.set_fallback_door(operations(set(DUNDEE, &unknown))).await;
    assert_eq!(reason(refused), "SERVICE_UNKNOWN");
}

#[tokio::test]
async fn a_named_door_does_not_stop_being_one() {
    let site = site().await.with_charity().await;
    let service = site.publish(listing("Front door", &[DUNDEE], true)).await;
    site.api.set_fallback_door(operations(set(DUNDEE, &service))).await.expect("named");
    let change = |listing: ServiceListing| {
        manager(ChangeServiceRequest {
            request_id: new_id(),
            service_id: service.service_id.clone(),
            listing: Some(listing),
            ..Default::default()
        })
    };
    for lesser in [listing("Front door", &[DUNDEE], false), listing("Front door", &[FIFE], true)] {
        let refused = site.api.change_service(change(lesser)).await;
        assert_eq!(reason(refused), "FALLBACK_STAYS_OPEN");
    }
    let wider = listing("Front door", &[DUNDEE, FIFE], true);
    site.api.change_service(change(wider)).await.expect("a wider door is a door");
}

#[tokio::test]
async fn a_fallback_door_is_published_for_whatever_is_passed_on_to_it() {
    let site = site().await.with_charity().await;
    for (accepts, missing) in [
        (ReferralKind::Transfer, "FALLBACK_MUST_SUPPORT"),
        (ReferralKind::Support, "FALLBACK_MUST_TAKE_OVER"),
    ] {
        let accepts = vec![accepts.into()];
        let half = ServiceListing { accepts, ..listing("Front door", &[DUNDEE], true) };
        let publish = PublishServiceRequest {
            request_id: new_id(),
            listing: Some(half),
            ..Default::default()
        };
        assert_eq!(reason(site.api.publish_service(manager(publish)).await), missing);
    }
}

/// The service is no fallback any more, and closes; whether it could.
async fn ends(api: DirectoryApi, service: Service) -> bool {
    let change = ChangeServiceRequest {
        request_id: new_id(),
        service_id: service.service_id.clone(),
        listing: Some(listing("Another door", &[DUNDEE], false)),
        ..Default::default()
    };
    if api.change_service(manager(change)).await.is_err() {
        return false;
    }
    let (request_id, service_id) = (new_id(), service.service_id);
    let close = CloseServiceRequest { request_id, service_id, ..Default::default() };
    api.close_service(manager(close)).await.expect("nobody is there");
    true
}

/// The service is the area's door; whether it could be.
async fn is_named(api: DirectoryApi, service: Service) -> bool {
    api.set_fallback_door(operations(set(DUNDEE, &service))).await.is_ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_service_that_is_named_the_door_while_it_ends_is_the_door_or_has_ended() {
    let site = site().await.with_charity().await;
    let first = site.publish(listing("Front door", &[DUNDEE], true)).await;
    site.api.set_fallback_door(operations(set(DUNDEE, &first))).await.expect("named");
    let area = Area::from_code(DUNDEE).expect("an area");
    for round in 0..ROUNDS {
        let service = site.publish(listing("Another door", &[DUNDEE], true)).await;
        let named = tokio::spawn(is_named(site.api.clone(), service.clone()));
        let ended = tokio::spawn(ends(site.api.clone(), service));
        let (named, ended) = (named.await.expect("an answer"), ended.await.expect("an answer"));
        assert_ne!(named, ended, "round {round}: one of them was first");
        let known = site.registry.directory.fallback_door(area).expect("an area keeps its door");
        let (_, door) = known.set.clone().expect("it was named");
        let service = site.registry.services.load(door.service).await.expect("a service");
        assert!(service.state.can_be_door(door.org, area), "round {round}");
    }
}
