//! A referral that may ask for what is asked for already.

use domain::PersonId;
use tonic::{Code, Response};
use uuid::Uuid;
use wire::routing::routing_service_server::RoutingService;
use wire::routing::*;
use wire::types::{DuplicateWhy, ReferralKind};

use crate::site::*;

fn need() -> Vec<String> {
    vec![Uuid::from_u128(0x4eed).to_string()]
}

/// The council asks the college for help with the need that the charity was asked for.
fn send_again(person: PersonId, seen: &[String]) -> SendReferralRequest {
    let terms = ReferralTerms {
        kind: ReferralKind::Support.into(),
        service_id: COURSE.to_string(),
        need_ids: need(),
        ..terms()
    };
    let id = Uuid::now_v7().into();
    SendReferralRequest { terms: Some(terms), seen_referral_ids: seen.to_vec(), ..send(person, id) }
}

async fn sent_once(site: &Site) -> PersonId {
    let person = site.supported().await;
    let terms = ReferralTerms { kind: ReferralKind::Support.into(), need_ids: need(), ..terms() };
    let first = SendReferralRequest { terms: Some(terms), ..send(person, of(person)) };
    site.routing.send_referral(COUNCIL.ask(first)).await.expect("it is sent");
    person
}

fn check(person: PersonId, service_id: String) -> CheckReferralRequest {
    CheckReferralRequest {
        person_id: person.to_string(),
        service_id,
        kind: ReferralKind::Support.into(),
        need_ids: need(),
        ..Default::default()
    }
}

#[tokio::test]
async fn whoever_checks_before_sending_is_told_what_may_be_the_same_and_why() {
    let site = site().await;
    let person = sent_once(&site).await;
    let told = async |service: domain::ServiceId| {
        let told = site.routing.check_referral(COUNCIL.ask(check(person, service.to_string())));
        let found = told.await.map(Response::into_inner).expect("it is told").duplicates;
        let found =
            found.iter().map(|one| (one.referral_id.clone(), one.why_code(), !one.why.is_empty()));
        found.collect::<Vec<_>>()
    };
    let one = |why| vec![(of(person).to_string(), why, true)];
    assert_eq!(told(MUSIC).await, one(DuplicateWhy::SameService));
    assert_eq!(told(COURSE).await, one(DuplicateWhy::SameNeeds));
}

#[tokio::test]
async fn a_possible_duplicate_is_refused_until_it_is_named_as_seen() {
    let site = site().await;
    let person = sent_once(&site).await;
    let sent = site.routing.send_referral(COUNCIL.ask(send_again(person, &[]))).await;
    let (reason, facts) = refusal(sent);
    assert_eq!(reason, "REFERRAL_POSSIBLE_DUPLICATE");
    assert_eq!(facts["referralIds"], of(person).to_string());
    let seen = [facts["referralIds"].clone()];
    site.routing.send_referral(COUNCIL.ask(send_again(person, &seen))).await.expect("it was seen");
}

#[tokio::test]
async fn whoever_has_nothing_to_do_with_the_person_checks_nothing() {
    let site = site().await;
    let person = sent_once(&site).await;
    let told = site.routing.check_referral(COLLEGE.ask(check(person, COURSE.to_string()))).await;
    assert_eq!(told.expect_err("the college does not know them").code(), Code::NotFound);
}
