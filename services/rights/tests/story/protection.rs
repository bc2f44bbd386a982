//! Protected people.

use domain::PersonId;
use tonic::Code;
use wire::rights::rights_service_server::RightsService;
use wire::rights::{ApplyProtectionRequest, LiftProtectionRequest};
use wire::types::ProtectionKind;

use crate::support::*;

pub(crate) fn at_risk(person: PersonId) -> ApplyProtectionRequest {
    ApplyProtectionRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        kind: ProtectionKind::AtRisk.into(),
        review_on: day(2026, 9, 28),
        ..Default::default()
    }
}
pub(crate) fn lift(person: PersonId) -> LiftProtectionRequest {
    LiftProtectionRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        reason: "He moved abroad".into(),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_person_is_protected_at_once_and_why_stands_sealed() {
    let town = Town::open().await;
    let person = town.registered().await;
    town.meets(person, &bea("WORKER")).await;
    let before = town.shown(person).await;
    let applied = answer(town.rights.apply_protection(bea("WORKER").ask(at_risk(person))).await);
    assert_eq!(applied.protection.expect("it stands").review_on, day(2026, 9, 28));
    assert!(town.standing(person, CHARITY, BEA).await.protected);
    assert_eq!(town.shown(person).await, before, "where the person is says nothing of it");

    let journey = town.journey(person).await;
    let (_, protection) = journey.protection.standing().next().expect("it stands");
    assert_eq!(town.opened(person, "protection.kind", &protection.kind).await, b"1");
}

#[tokio::test]
async fn only_who_answers_for_it_lifts_it() {
    let town = Town::open().await;
    let person = town.registered().await;
    town.meets(person, &bea("WORKER")).await;
    answer(town.rights.apply_protection(bea("WORKER").ask(at_risk(person))).await);
    let (not_yours, not_found) = (
        (Code::PermissionDenied, "PROTECTION_NOT_YOURS".to_owned()),
        (Code::NotFound, "PERSON_NOT_FOUND".to_owned()),
    );
    for (not_they, wanted) in [
        (bea("WORKER"), &not_found),
        (cal("MANAGER"), &not_found),
        (ann("PRIVACY_OFFICER"), &not_yours),
    ] {
        let refused = refusal(town.rights.lift_protection(not_they.ask(lift(person))).await);
        assert_eq!(&refused, wanted, "{not_they:?}");
    }
    let lifted =
        answer(town.rights.lift_protection(cal("PRIVACY_OFFICER").ask(lift(person))).await);
    assert_eq!(lifted.protections, []);
    assert!(!town.standing(person, CHARITY, BEA).await.protected);
}

#[tokio::test]
async fn one_that_is_lifted_leaves_the_others() {
    let town = Town::open().await;
    let person = town.registered().await;
    town.meets(person, &bea("WORKER")).await;
    answer(town.rights.apply_protection(bea("WORKER").ask(at_risk(person))).await);
    town.meets(person, &ann("WORKER")).await;
    let theirs = answer(town.rights.apply_protection(ann("WORKER").ask(at_risk(person))).await);
    let lifted =
        answer(town.rights.lift_protection(cal("PRIVACY_OFFICER").ask(lift(person))).await);
    assert_eq!(lifted.protections, Vec::from_iter(theirs.protection));
    assert!(town.standing(person, CHARITY, BEA).await.protected);
    answer(town.rights.lift_protection(ann("PARTNERSHIP").ask(lift(person))).await);
    assert!(!town.standing(person, CHARITY, BEA).await.protected);
}

#[tokio::test]
async fn why_and_until_when_must_be_said() {
    let town = Town::open().await;
    let person = town.registered().await;
    town.meets(person, &bea("WORKER")).await;
    let nothing = ApplyProtectionRequest { kind: 0, ..at_risk(person) };
    let refused = refusal(town.rights.apply_protection(bea("WORKER").ask(nothing)).await);
    assert_eq!(refused, (Code::InvalidArgument, "INVALID_FIELD".into()));
    for beyond in [None, day(2026, 8, 17), day(2027, 8, 17)] {
        let request = ApplyProtectionRequest { review_on: beyond, ..at_risk(person) };
        let refused = refusal(town.rights.apply_protection(bea("WORKER").ask(request)).await);
        assert_eq!(refused.0, Code::InvalidArgument, "{beyond:?}");
    }
    let silent = LiftProtectionRequest { reason: " ".into(), ..lift(person) };
    let refused = refusal(town.rights.lift_protection(cal("PRIVACY_OFFICER").ask(silent)).await);
    assert_eq!(refused, (Code::InvalidArgument, "INVALID_FIELD".into()));
}
