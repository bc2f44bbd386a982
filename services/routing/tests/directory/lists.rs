//! Lists: in parts, each entry once, and only what was asked for.

use std::collections::BTreeSet;

use tonic::Code;
use wire::routing::directory_service_server::DirectoryService;
use wire::routing::*;
use wire::types::ReferralKind;

use crate::site::*;

#[tokio::test]
async fn what_policy_does_not_permit_to_be_read_is_not_read() {
    let site = ruled_by(
        r#"@id("the-partnership-only")
        permit (principal == Capacity::"PARTNERSHIP", action in Action::"directory_read", resource);"#,
    )
    .await;
    let api = &site.api;
    macro_rules! asked {
        ($($rpc:ident $request:ident),+) => {$(
            let refused = reason(api.$rpc(manager($request::default())).await);
            assert_eq!(refused, "NOT_PERMITTED", stringify!($rpc));
            let permitted = api.$rpc(operations($request::default())).await;
            assert_ne!(permitted.err().map(|no| no.code()), Some(Code::PermissionDenied), stringify!($rpc));
        )+};
    }
    asked!(
        get_organisation GetOrganisationRequest,
        list_organisations ListOrganisationsRequest,
        list_workers ListWorkersRequest,
        get_service GetServiceRequest,
        list_services ListServicesRequest,
        get_fallback_door GetFallbackDoorRequest,
        list_areas_without_fallback_door ListAreasWithoutFallbackDoorRequest
    );
}

async fn services(site: &Site, ask: &ListServicesRequest) -> ListServicesResponse {
    site.api.list_services(manager(ask.clone())).await.expect("a list").into_inner()
}

#[tokio::test]
async fn pages_show_each_service_once_and_end() {
    let site = site().await.with_charity().await;
    let mut published = BTreeSet::new();
    for name in ["One", "Two", "Three", "Four", "Five"] {
        published.insert(site.publish(listing(name, &[DUNDEE], false)).await.service_id);
    }
    let mut ask = ListServicesRequest { page_size: 2, ..Default::default() };
    let mut seen = vec![];
    for expected in [2, 2, 1] {
        let page = services(&site, &ask).await;
        assert_eq!(page.services.len(), expected);
        seen.extend(page.services.into_iter().map(|s| s.service_id));
        ask.page_token = page.next_page_token;
    }
    assert_eq!(ask.page_token, "");
    assert_eq!(seen, published.into_iter().collect::<Vec<_>>());
}

#[tokio::test]
async fn a_page_token_of_another_list_is_refused() {
    let site = site().await.with_charity().await;
    site.publish(listing("One", &[DUNDEE], false)).await;
    site.publish(listing("Two", &[DUNDEE], false)).await;
    let ask = ListServicesRequest { page_size: 1, ..Default::default() };
    let page_token = services(&site, &ask).await.next_page_token;
    let other = ListServicesRequest { area: DUNDEE.into(), page_token, ..ask };
    let refused = site.api.list_services(manager(other)).await;
    assert_eq!(reason(refused), "PAGE_TOKEN_INVALID");
}

#[tokio::test]
async fn services_are_listed_for_an_area_and_a_kind() {
    let site = site().await.with_charity().await;
    let here = site.publish(listing("Here", &[DUNDEE], false)).await;
    site.publish(listing("There", &[FIFE], false)).await;
    let in_dundee = ListServicesRequest { area: DUNDEE.into(), ..Default::default() };
    assert_eq!(services(&site, &in_dundee).await.services, [here]);
    let advice = ListServicesRequest { kind: ReferralKind::Advice.into(), ..Default::default() };
    assert_eq!(services(&site, &advice).await.services, []);
}
