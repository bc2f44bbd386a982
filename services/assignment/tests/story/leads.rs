//! Who leads, and who says so.

use domain::assignment::lead::Event;
use domain::{PersonId, Role, WorkerId, journey};
use tonic::Code;
use wire::assignment::assignment_service_server::AssignmentService;
use wire::assignment::*;
use wire::types::{AssignReason, ChangeAskedBy, ChangeDecision, ContactChannel};

use crate::support::*;

fn assign(person: PersonId, worker: WorkerId) -> AssignLeadRequest {
    AssignLeadRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        worker_id: worker.to_string(),
        reason: AssignReason::Workload.into(),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_full_caseload_takes_a_reason_that_stands_sealed() {
    let town = Town::open().await;
    let (first, second) = (town.supported().await, town.supported().await);
    answer(town.assignment.assign_lead(by_ann(assign(first, CLAIRE))).await);
    town.site.desk.up_to_date().await.expect("the view follows");
    let refused = refusal(town.assignment.assign_lead(by_ann(assign(second, CLAIRE))).await);
    assert_eq!(refused, (Code::FailedPrecondition, "CASELOAD_FULL".into()));

    let why = "They know each other".to_owned();
    let overridden = AssignLeadRequest { override_reason: why, ..assign(second, CLAIRE) };
    let lead = answer(town.assignment.assign_lead(by_ann(overridden)).await).lead;
    assert_eq!(lead.map(|lead| lead.worker_id), Some(CLAIRE.to_string()));
    let events = town.last_events(second).await;
    let overridden = events.iter().find_map(|event| match event {
        journey::Event::Lead(Event::CaseloadOverridden { reason, .. }) => Some(reason),
        _ => None,
    });
    let reason = overridden.expect("it is on record that the caseload was full");
    let opened = town.opened(second, "lead.override_reason", reason).await;
    assert_eq!(opened, b"They know each other");
}

#[tokio::test]
async fn a_caretaker_holds_until_a_day_and_may_then_be_named_for_good() {
    let town = Town::open().await;
    let person = town.supported().await;
    let until = day(2026, 8, 27);
    let caretaker = AssignLeadRequest { caretaker_until: until, ..assign(person, CLAIRE) };
    let lead = answer(town.assignment.assign_lead(by_ann(caretaker)).await).lead;
    assert_eq!(lead.and_then(|lead| lead.caretaker_until), until);
    town.site.desk.up_to_date().await.expect("the view follows");
    let lead = answer(town.assignment.assign_lead(by_ann(assign(person, CLAIRE))).await).lead;
    assert_eq!(lead.and_then(|lead| lead.caretaker_until), None);
}

#[tokio::test]
async fn only_the_responsible_organisation_names_a_lead_and_never_by_a_handovers_name() {
    let town = Town::open().await;
    let person = town.supported().await;
    let by_bea = by(CHARITY, BEA, Role::Worker, assign(person, BEA));
    let refused = refusal(town.assignment.assign_lead(by_bea).await);
    assert_eq!(refused, (Code::NotFound, "PERSON_NOT_FOUND".into()));
    let handover = AssignReason::Handover.into();
    let by_hand = AssignLeadRequest { reason: handover, ..assign(person, CLAIRE) };
    let refused = refusal(town.assignment.assign_lead(by_ann(by_hand)).await);
    assert_eq!(refused, (Code::InvalidArgument, "ASSIGN_REASON_NOT_HERE".into()));
    let refused = refusal(town.assignment.assign_lead(by_ann(assign(person, BEA))).await);
    assert_eq!(refused, (Code::FailedPrecondition, "LEAD_WORKER_NOT_ACTIVE".into()));
}

#[tokio::test]
async fn a_retry_gets_the_first_answer_though_no_caseload_can_be_counted_now() {
    let town = Town::open().await;
    let person = town.supported().await;
    let first = assign(person, CLAIRE);
    let lead = answer(town.assignment.assign_lead(by_ann(first.clone())).await);
    town.damage().await;
    let refused = refusal(town.assignment.assign_lead(by_ann(assign(person, ANN))).await);
    assert_eq!(refused, (Code::DataLoss, "JOURNAL_DAMAGED".into()));
    assert_eq!(answer(town.assignment.assign_lead(by_ann(first)).await), lead);
}

#[tokio::test]
async fn who_leads_a_person_nobody_knows_is_not_found() {
    let town = Town::open().await;
    let nobody = assign(PersonId::from_u128(7), CLAIRE);
    let refused = refusal(town.assignment.assign_lead(by_ann(nobody)).await);
    assert_eq!(refused, (Code::NotFound, "PERSON_NOT_FOUND".into()));
}

#[tokio::test]
async fn the_answer_says_how_person_and_lead_met() {
    let town = Town::open().await;
    let introduce = IntroduceLeadRequest {
        request_id: new_id(),
        person_id: town.supported().await.to_string(),
        method: ContactChannel::InPerson.into(),
        person_present: true,
        ..Default::default()
    };
    let lead = answer(town.assignment.introduce_lead(by_ann(introduce)).await).lead;
    let introduced = lead.and_then(|lead| lead.introduced).expect("they met");
    assert_eq!((introduced.method(), introduced.person_present), (ContactChannel::InPerson, true));
}

#[tokio::test]
async fn the_person_asks_at_any_door_and_the_responsible_organisation_answers() {
    let town = Town::open().await;
    let person = town.supported().await;
    let (request_id, person_id, why) =
        (new_id(), person.to_string(), "We do not get on".to_owned());
    let ask = RequestLeadChangeRequest { request_id, person_id, reason: why, ..Default::default() };
    let ask = || by(CHARITY, BEA, Role::Person, ask.clone());
    let unheard = refusal(town.assignment.request_lead_change(ask()).await);
    assert_eq!(unheard, (Code::NotFound, "PERSON_NOT_FOUND".into()));
    town.present(person, CHARITY, BEA).await;
    let asked = answer(town.assignment.request_lead_change(ask()).await);
    let change = asked.change.expect("somebody asked");
    assert_eq!((change.by(), change.asked_on), (ChangeAskedBy::Person, day(2026, 8, 17)));
    assert_eq!(answer(town.assignment.request_lead_change(ask()).await), asked, "a retry");

    let change = town.journey(person).await.lead.change.expect("somebody asked");
    let reason = change.reason.expect("they said why");
    let opened = town.opened(person, "lead.change_reason", &reason).await;
    assert_eq!(opened, b"We do not get on");

    let decide = || DecideLeadChangeRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        decision: ChangeDecision::Agreed.into(),
        ..Default::default()
    };
    let by_bea = by(CHARITY, BEA, Role::Worker, decide());
    let refused = refusal(town.assignment.decide_lead_change(by_bea).await);
    assert_eq!(refused, (Code::NotFound, "PERSON_NOT_FOUND".into()));
    let change = answer(town.assignment.decide_lead_change(by_ann(decide())).await).change;
    assert_eq!(change.map(|change| change.decision()), Some(ChangeDecision::Agreed));
}

#[tokio::test]
async fn cover_leaves_the_lead_responsible() {
    let town = Town::open().await;
    let arrange = |until| ArrangeCoverRequest {
        request_id: new_id(),
        person_id: String::new(),
        from: day(2026, 8, 24),
        until,
        caretaker_id: CLAIRE.to_string(),
        ..Default::default()
    };
    let person_id = town.supported().await.to_string();
    let too_long =
        ArrangeCoverRequest { person_id: person_id.clone(), ..arrange(day(2026, 9, 24)) };
    let refused = refusal(town.assignment.arrange_cover(by_ann(too_long)).await);
    assert_eq!(refused, (Code::InvalidArgument, "CARETAKER_TIME_OUT_OF_RANGE".into()));
    let cover = ArrangeCoverRequest { person_id, ..arrange(day(2026, 9, 4)) };
    let covered = answer(town.assignment.arrange_cover(by_ann(cover)).await);
    assert_eq!(covered.lead.map(|lead| lead.worker_id), Some(ANN.to_string()));
    let caretakers: Vec<_> = covered.covers.into_iter().map(|cover| cover.caretaker_id).collect();
    assert_eq!(caretakers, [CLAIRE.to_string()]);
}
