//! Fallback doors: an area has one only if it takes everybody, and keeps it until another is named.

use wire::routing::directory_service_server::DirectoryService;
use wire::routing::*;
use wire::types::ServiceListing;

use crate::site::*;

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
