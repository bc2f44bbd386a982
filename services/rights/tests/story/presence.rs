//! The person is there.

use std::time::Duration;

use domain::rights::Relationship;
use domain::{PersonId, Role};
use tonic::Code;
use wire::convert::timestamp;
use wire::rights::RecordPresenceRequest;
use wire::rights::rights_service_server::RightsService;
use wire::types::PresenceMethod;

use crate::support::*;

pub(crate) fn there(person: PersonId, method: PresenceMethod) -> RecordPresenceRequest {
    RecordPresenceRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        method: method.into(),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_worker_who_has_the_person_with_them_says_so_and_is_related_for_a_day() {
    let town = Town::open().await;
    let person = town.registered().await;
    assert!(town.between(person, CHARITY, BEA).await.is_empty());
    let said = town.rights.record_presence(bea("WORKER").ask(there(person, PresenceMethod::Phone)));
    let presence = answer(said.await).presence.expect("it is on record");
    assert_eq!(presence.method(), PresenceMethod::Phone);
    let until = timestamp("until", presence.until).expect("it ends");
    assert_eq!(until, town.now() + Duration::from_secs(24 * 60 * 60));

    assert!(town.between(person, CHARITY, BEA).await.contains(Relationship::Present));
    assert!(town.between(person, CHARITY, CAL).await.is_empty());
    town.wait_hours(24);
    assert!(town.between(person, CHARITY, BEA).await.is_empty());
}

#[tokio::test]
async fn said_again_it_counts_from_then_on_and_a_retry_gets_the_first_answer() {
    let town = Town::open().await;
    let person = town.registered().await;
    let first = there(person, PresenceMethod::InPerson);
    let said = answer(town.rights.record_presence(bea("WORKER").ask(first.clone())).await);
    town.wait_hours(20);
    let retry = answer(town.rights.record_presence(bea("WORKER").ask(first)).await);
    assert_eq!(retry.presence, said.presence);
    let again = there(person, PresenceMethod::InPerson);
    let again = answer(town.rights.record_presence(bea("WORKER").ask(again)).await);
    assert_ne!(again.presence, said.presence);
    town.wait_hours(20);
    assert!(town.between(person, CHARITY, BEA).await.contains(Relationship::Present));
}

#[tokio::test]
async fn how_must_be_said_and_a_clock_is_with_nobody() {
    let town = Town::open().await;
    let person = town.registered().await;
    let how = RecordPresenceRequest { method: 0, ..there(person, PresenceMethod::Video) };
    let refused = refusal(town.rights.record_presence(bea("WORKER").ask(how)).await);
    assert_eq!(refused, (Code::InvalidArgument, "INVALID_FIELD".into()));
    let there = there(person, PresenceMethod::Video);
    let refused = refusal(town.rights.record_presence(bea("SYSTEM").ask(there)).await);
    assert_eq!(refused, (Code::NotFound, "PERSON_NOT_FOUND".into()));
    assert_eq!(town.journey(person).await.presence.of(&actor(CHARITY, BEA, Role::Worker)), None);
}
