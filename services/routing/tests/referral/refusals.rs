//! What a refusal tells, and whom.

use domain::intake::plan::{self, Plan};
use domain::{PersonId, ReferralId, Sealed, Sensitivity};
use tonic::Code;
use wire::routing::routing_service_server::RoutingService;
use wire::routing::*;
use wire::types::{DeclineReason, ReferralState};

use crate::site::*;

fn decline(person: PersonId, reason: DeclineReason, onward: &str) -> DeclineReferralRequest {
    DeclineReferralRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        referral_id: of(person).to_string(),
        reason: reason.into(),
        onward_service_ids: vec![onward.to_owned()],
        ..Default::default()
    }
}

#[tokio::test]
async fn who_loses_a_race_learns_where_it_stands_and_what_is_open_to_them() {
    let site = site().await;
    let person = site.supported().await;
    site.sent(person).await;
    site.accepts(person).await.expect("a yes");
    let back = withdraw(person, ReferralState::Sent);
    let (reason, facts) = refusal(site.routing.withdraw_referral(COUNCIL.ask(back)).await);
    assert_eq!(
        (reason.as_str(), facts["state"].as_str()),
        ("REFERRAL_ACCEPTED_MEANWHILE", "ACCEPTED")
    );
    let open: Vec<_> = facts["availableActions"].split(',').collect();
    assert!(open.contains(&"BOOK_INTRO") && open.contains(&"WITHDRAW"), "{open:?}");
    assert!(!open.contains(&"ACCEPT"), "{open:?}");
}

#[tokio::test]
async fn a_service_that_people_go_to_by_themselves_is_sent_nobody() {
    let site = site().await;
    let person = site.supported().await;
    site.takes_no_referrals(MUSIC).await;
    let sent = site.routing.send_referral(COUNCIL.ask(send(person, of(person)))).await;
    assert_eq!(refusal(sent).0, "REFERRAL_SERVICE_NOT_OPEN");
}

#[tokio::test]
async fn an_outsider_learns_nothing() {
    let site = site().await;
    let person = site.supported().await;
    site.sent(person).await;
    let yes = AcceptReferralRequest { worker_id: CHARITY.worker.to_string(), ..accept(person) };
    let (reason, facts) = refusal(site.routing.accept_referral(COLLEGE.ask(yes)).await);
    assert_eq!(reason, "PERSON_NOT_FOUND");
    assert!(facts.is_empty(), "{facts:?}");
}

#[tokio::test]
async fn what_is_not_in_the_directory_is_not_found() {
    let site = site().await;
    let person = site.supported().await;
    site.sent(person).await;
    let nowhere = ReferralId::from_u128(0xdead).to_string();
    let no = decline(person, DeclineReason::NoCapacity, &nowhere);
    assert_eq!(refusal(site.routing.decline_referral(CHARITY.ask(no)).await).0, "SERVICE_UNKNOWN");
    let yes = AcceptReferralRequest { worker_id: nowhere, ..accept(person) };
    assert_eq!(refusal(site.routing.accept_referral(CHARITY.ask(yes)).await).0, "WORKER_UNKNOWN");
}

#[tokio::test]
async fn a_slip_in_the_persons_id_begins_no_journey() {
    let site = site().await;
    let nobody = PersonId::from_u128(0xbad);
    let (reason, _) =
        refusal(site.routing.send_referral(COUNCIL.ask(send(nobody, of(nobody)))).await);
    assert_eq!(reason, "PERSON_NOT_FOUND");
    let known = site.parts.journeys.load(nobody).await.expect("a read");
    assert_eq!(known.version(), 0);
}

#[tokio::test]
async fn after_a_lasting_no_the_same_service_is_asked_once_the_plan_was_looked_at_again() {
    let site = site().await;
    let person = site.supported().await;
    site.sent(person).await;
    let no = decline(person, DeclineReason::NeedsTooHigh, &COURSE.to_string());
    let no = site.routing.decline_referral(CHARITY.ask(no)).await.expect("a no").into_inner();
    let ended = no.referral.and_then(|r| r.ended).expect("it has ended");
    assert!(ended.reassess_first && ended.ask_again_from.is_none());

    let again = || COUNCIL.ask(send(person, ReferralId::from_u128(2)));
    let refused = refusal(site.routing.send_referral(again()).await).0;
    assert_eq!(refused, "REFERRAL_REASSESS_FIRST");
    site.hand.advance(std::time::Duration::from_secs(60));
    let plan = Plan {
        version: 1,
        text: Sealed { sensitivity: Sensitivity::Core, bytes: vec![1] },
        goals: 1,
        actions: 0,
        next_review: "2026-09-17".parse().expect("a date"),
    };
    site.decided(person, plan::Command::Agree { plan, agreed_by_person: true }).await;
    site.routing.send_referral(again()).await.expect("asked anew");
}

#[tokio::test]
async fn what_is_missing_in_a_request_is_named() {
    let site = site().await;
    let person = site.supported().await;
    let terms = ReferralTerms { outcome_expected: " ".into(), ..terms() };
    let request = SendReferralRequest { terms: Some(terms), ..send(person, of(person)) };
    let status = site.routing.send_referral(COUNCIL.ask(request)).await.expect_err("a text lacks");
    assert_eq!(status.code(), Code::InvalidArgument);
    assert!(status.message().starts_with("outcome_expected"), "{}", status.message());
}
