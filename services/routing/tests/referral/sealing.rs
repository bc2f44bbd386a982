//! What is sealed, and for which commit.

use domain::routing::step::Step;
use domain::{Kept, PersonId, ReferralId, Sensitivity};
use vault::{Place, Unsealed};
use wire::routing::routing_service_server::RoutingService;
use wire::routing::*;
use wire::types::{PersonReason, RedirectReason};

use crate::site::*;

async fn hoped_for(site: &Site, person: PersonId, id: &str) -> Vec<u8> {
    let id: ReferralId = id.parse().expect("an id");
    let journey = site.journey(person).await;
    let referral = &journey.referral.referrals[&id];
    let place = Place { person, commit: referral.sealed_in, field: "referral.outcome_expected" };
    let opened = site.parts.vault.unseal(&place, &referral.request.outcome_expected).await;
    match opened.expect("it was sealed for this place") {
        Unsealed::Open(text) => text.into_exposed(),
        Unsealed::Erased => panic!("nobody destroyed a key"),
    }
}

#[tokio::test]
async fn what_was_hoped_for_can_be_read_where_the_person_was_passed_on_to() {
    let site = site().await;
    let person = site.supported().await;
    site.sent(person).await;
    let opened = AcknowledgeReferralRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        referral_id: of(person).to_string(),
        ..Default::default()
    };
    site.routing.acknowledge_referral(CHARITY.ask(opened)).await.expect("opens it");
    let on = RedirectReferralRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        referral_id: of(person).to_string(),
        service_id: COURSE.to_string(),
        agreement_id: terms().agreement_id,
        reason: RedirectReason::BetterFit.into(),
        ..Default::default()
    };
    let answer = site.routing.redirect_referral(CHARITY.ask(on)).await.expect("passes them on");
    let child = answer.into_inner().child.expect("the answer has the child");
    assert_eq!(child.redirected_from, Some(of(person).to_string()));
    assert_eq!(child.chain_service_ids, [MUSIC.to_string(), COURSE.to_string()]);
    let said = terms().outcome_expected.into_bytes();
    assert_eq!(hoped_for(&site, person, &of(person).to_string()).await, said);
    assert_eq!(hoped_for(&site, person, &child.referral_id).await, said);
}

#[tokio::test]
async fn a_no_for_reasons_of_health_is_sealed_and_another_stands_in_clear() {
    for (reason, sealed) in [(PersonReason::Health, true), (PersonReason::NotNow, false)] {
        let site = site().await;
        let person = site.supported().await;
        site.sent(person).await;
        let no = PersonDeclinesRequest {
            request_id: new_id(),
            person_id: person.to_string(),
            referral_id: of(person).to_string(),
            reason: reason.into(),
            ..Default::default()
        };
        site.routing.person_declines(COUNCIL.ask(no)).await.expect("a no");
        let journey = site.journey(person).await;
        let Step::PersonDeclined { reason, .. } = &journey.referral.referrals[&of(person)].latest
        else {
            panic!("the person said no")
        };
        let kept = |s: &domain::Sealed| s.sensitivity == Sensitivity::Special;
        assert_eq!(matches!(reason, Kept::Sealed(s) if kept(s)), sealed);
    }
}
