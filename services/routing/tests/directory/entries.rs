//! Organisations and services: done once, seen at once, refused with a reason.

use tonic::Code;
use wire::routing::directory_service_server::DirectoryService;
use wire::routing::*;

use crate::site::*;

#[tokio::test]
async fn an_organisation_that_joined_is_there_for_the_next_who_asks() {
    let site = site().await;
    let joined = site.api.join_organisation(operations(join("Open Door"))).await.expect("joins");
    let joined = joined.into_inner();
    let ask = GetOrganisationRequest {
        org_id: CHARITY.to_string(),
        write_token: joined.write_token.clone(),
    };
    let found = site.api.get_organisation(manager(ask)).await.expect("is there").into_inner();
    assert_eq!(found.organisation, joined.organisation);
}

#[tokio::test]
async fn a_retry_gets_the_first_answer_and_another_command_under_its_id_is_refused() {
    let site = site().await;
    let request = JoinOrganisationRequest { org_id: String::new(), ..join("Open Door") };
    let join =
        |request: &JoinOrganisationRequest| site.api.join_organisation(operations(request.clone()));
    let first = join(&request).await.expect("joins").into_inner();
    assert_eq!(join(&request).await.expect("again").into_inner(), first);
    let other = JoinOrganisationRequest { profile: None, ..request.clone() };
    assert_eq!(reason(join(&other).await), "INVALID_FIELD");
    let mut other = request;
    other.profile.as_mut().expect("a profile").name = "Closed Door".into();
    assert_eq!(reason(join(&other).await), "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn only_the_partnership_takes_an_organisation_in() {
    let site = site().await;
    let refused = site.api.join_organisation(manager(join("Open Door"))).await;
    assert_eq!(refused.as_ref().expect_err("refused").code(), Code::PermissionDenied);
    assert_eq!(reason(refused), "NOT_PERMITTED");
}

#[tokio::test]
async fn a_token_of_another_journal_is_told_apart() {
    let site = site().await.with_charity().await;
    let write_token = format!("{:016x}-1", 7);
    let ask = GetOrganisationRequest { org_id: CHARITY.to_string(), write_token };
    assert_eq!(reason(site.api.get_organisation(manager(ask)).await), "WRITE_TOKEN_INVALID");
}

#[tokio::test]
async fn who_is_not_there_is_not_found() {
    let site = site().await;
    let organisation = GetOrganisationRequest { org_id: new_id(), ..Default::default() };
    let answer = site.api.get_organisation(manager(organisation)).await;
    assert_eq!(reason(answer), "ORGANISATION_UNKNOWN");
    let service =
        PauseServiceRequest { request_id: new_id(), service_id: new_id(), ..Default::default() };
    assert_eq!(reason(site.api.pause_service(manager(service)).await), "SERVICE_UNKNOWN");
    let door = GetFallbackDoorRequest { area: DUNDEE.into(), ..Default::default() };
    assert_eq!(reason(site.api.get_fallback_door(manager(door)).await), "DOOR_UNKNOWN");
}

#[tokio::test]
async fn a_service_nobody_waits_for_closes_and_is_listed_no_more() {
    let site = site().await.with_charity().await;
    let service = site.publish(listing("Music project", &[DUNDEE], false)).await;
    let close = CloseServiceRequest {
        request_id: new_id(),
        service_id: service.service_id.clone(),
        ..Default::default()
    };
    let closed = site.api.close_service(manager(close)).await.expect("closes").into_inner();
    let closed = closed.service.expect("a service");
    assert_eq!(closed.standing(), ServiceStanding::Closed);
    let all = site.api.list_services(manager(ListServicesRequest::default())).await;
    assert_eq!(all.expect("a list").into_inner().services, []);
}
