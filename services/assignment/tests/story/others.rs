//! Who else walks along, attempts to reach the person, and households.

use domain::Role;
use domain::intake::agreement::Scope;
use tonic::Code;
use wire::assignment::assignment_service_server::AssignmentService;
use wire::assignment::*;
use wire::types::{
    ContactChannel, ContactDirection, ContactResult, HouseholdRelation, SupporterRole,
};

use crate::support::*;

#[tokio::test]
async fn a_mentor_comes_from_any_organisation_that_they_work_for() {
    let town = Town::open().await;
    let person_id = town.supported().await.to_string();
    let mentor = |org_id: String| AssignSupporterRequest {
        request_id: new_id(),
        person_id: person_id.clone(),
        org_id,
        worker_id: BEA.to_string(),
        role: SupporterRole::Mentor.into(),
        ..Default::default()
    };
    let elsewhere = mentor(String::new()); // Ann's own organisation.
    let refused = refusal(town.assignment.assign_supporter(by_ann(elsewhere)).await);
    assert_eq!(refused, (Code::FailedPrecondition, "SUPPORTER_WORKER_NOT_ACTIVE".into()));
    let by_bea = by(CHARITY, BEA, Role::Worker, mentor(CHARITY.to_string()));
    let refused = refusal(town.assignment.assign_supporter(by_bea).await);
    assert_eq!(refused, (Code::NotFound, "PERSON_NOT_FOUND".into()));

    let named = town.assignment.assign_supporter(by_ann(mentor(CHARITY.to_string()))).await;
    let supporter = Supporter {
        org_id: CHARITY.to_string(),
        worker_id: BEA.to_string(),
        role: SupporterRole::Mentor.into(),
    };
    assert_eq!(answer(named).supporters, [supporter]);
    let end = EndSupporterRequest {
        request_id: new_id(),
        person_id,
        worker_id: BEA.to_string(),
        role: SupporterRole::Mentor.into(),
        ..Default::default()
    };
    let ended = town.assignment.end_supporter(by(CHARITY, BEA, Role::Worker, end)).await;
    assert_eq!(answer(ended).supporters, []);
}

#[tokio::test]
async fn an_answer_that_no_commit_tells_of_is_on_record_as_a_look() {
    let town = Town::open().await;
    let person = town.supported().await;
    let end = || EndSupporterRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        worker_id: BEA.to_string(),
        role: SupporterRole::Mentor.into(),
        ..Default::default()
    };
    let (commits, looks) = town.heads().await;
    answer(town.assignment.end_supporter(by_ann(end())).await);
    let (commits_after, looks_after) = town.heads().await;
    assert_eq!(commits_after, commits, "there was nobody to end it with");
    assert!(looks_after > looks, "who was told who walks along is on record");
}

#[tokio::test]
async fn an_attempt_takes_a_channel_and_a_result_and_its_note_stands_sealed() {
    let town = Town::open().await;
    let person = town.supported().await;
    let record = RecordContactRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        channel: ContactChannel::Phone.into(),
        result: ContactResult::NoAnswer.into(),
        note: "Rang out".into(),
        ..Default::default()
    };
    let contact = answer(town.assignment.record_contact(by_ann(record.clone())).await).contact;
    let contact = contact.expect("it is recorded");
    assert_eq!(contact.direction(), ContactDirection::Outgoing);
    assert_eq!(contact.on, day(2026, 8, 17));

    let attempts = town.journey(person).await.contact.attempts;
    let (_, attempt) = attempts.into_values().next().expect("it is recorded");
    let note = attempt.note.expect("there is a note");
    assert_eq!(town.opened(person, "contact.note", &note).await, b"Rang out");

    let other = RecordContactRequest {
        request_id: new_id(),
        contact_id: contact.contact_id,
        result: ContactResult::Met.into(),
        ..record.clone()
    };
    let refused = refusal(town.assignment.record_contact(by_ann(other)).await);
    assert_eq!(refused, (Code::AlreadyExists, "CONTACT_ALREADY_RECORDED".into()));
    let nothing = RecordContactRequest { request_id: new_id(), result: 0, ..record };
    let refused = refusal(town.assignment.record_contact(by_ann(nothing)).await);
    assert_eq!(refused, (Code::InvalidArgument, "INVALID_FIELD".into()));
}

#[tokio::test]
async fn a_household_takes_the_persons_own_yes_and_leaving_takes_nobodys() {
    let town = Town::open().await;
    let person = town.supported().await;
    let link = LinkHouseholdRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        relation: HouseholdRelation::Parent.into(),
        ..Default::default()
    };
    let refused = refusal(town.assignment.link_household(by_ann(link.clone())).await);
    assert_eq!(refused, (Code::FailedPrecondition, "FAMILY_CONTACT_NOT_AGREED".into()));
    town.agrees(person, Scope::FamilyContact).await;
    let linked = answer(town.assignment.link_household(by_ann(link)).await).households;
    let [household] = linked.as_slice() else { panic!("one household is linked: {linked:?}") };
    assert_eq!(household.relation(), HouseholdRelation::Parent);
    let unlink = UnlinkHouseholdRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        household_id: household.household_id.clone(),
        ..Default::default()
    };
    town.present(person, CHARITY, BEA).await;
    let unlinked = town.assignment.unlink_household(by(CHARITY, BEA, Role::Person, unlink)).await;
    assert_eq!(answer(unlinked).households, []);
}
