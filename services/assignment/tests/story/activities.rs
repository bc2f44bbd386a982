//! Support activities, and what of them stands in clear.

use domain::assignment::intervention::Activity;
use domain::{OrgId, PersonId, Sensitivity};
use prost::Message;
use tonic::Code;
use wire::assignment::assignment_service_server::AssignmentService;
use wire::assignment::*;
use wire::types::{InterventionActivity, InterventionFamily, StopReason};

use crate::support::*;

fn plan(person: PersonId, family: InterventionFamily, provider: OrgId) -> PlanInterventionRequest {
    PlanInterventionRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        activity: Some(InterventionActivity {
            family: family.into(),
            subtype: "SITE_SAFETY_CARD".into(),
            provider_org_id: provider.to_string(),
        }),
        ..Default::default()
    }
}

async fn planned(town: &Town, request: PlanInterventionRequest) -> Intervention {
    let response = town.assignment.plan_intervention(by_ann(request)).await;
    answer(response).intervention.expect("it is planned")
}

#[tokio::test]
async fn an_activity_goes_from_planned_to_done() {
    let town = Town::open().await;
    let person = town.supported().await;
    let request = plan(person, InterventionFamily::AccreditedTraining, CHARITY);
    let activity = planned(&town, request.clone()).await;
    assert_eq!(activity.activity, request.activity);
    let (person_id, intervention_id) = (person.to_string(), activity.intervention_id);

    let complete = CompleteInterventionRequest {
        request_id: new_id(),
        person_id: person_id.clone(),
        intervention_id: intervention_id.clone(),
        ..Default::default()
    };
    let refused = refusal(town.assignment.complete_intervention(by_ann(complete.clone())).await);
    assert_eq!(refused, (Code::FailedPrecondition, "INTERVENTION_NOT_STARTED".into()));

    let start = StartInterventionRequest {
        request_id: new_id(),
        person_id: person_id.clone(),
        intervention_id: intervention_id.clone(),
        ..Default::default()
    };
    answer(town.assignment.start_intervention(by_ann(start)).await);
    let attend = AttendInterventionRequest {
        request_id: new_id(),
        person_id,
        intervention_id,
        ..Default::default()
    };
    answer(town.assignment.attend_intervention(by_ann(attend)).await);
    let done = answer(town.assignment.complete_intervention(by_ann(complete)).await).intervention;
    let done = done.expect("it is done");
    let today = day(2026, 8, 17);
    assert_eq!((done.started_on, done.days_attended, done.ended_on), (today, 1, today));
    assert_eq!(done.stop_reason(), StopReason::Unspecified);
}

#[tokio::test]
async fn what_a_clinic_provides_stands_sealed_and_no_answer_names_it() {
    let town = Town::open().await;
    let person = town.supported().await;
    let request = plan(person, InterventionFamily::PersonalDevelopment, CLINIC);
    assert_eq!(planned(&town, request.clone()).await.activity, None);
    let journey = town.journey(person).await;
    let known = journey.intervention.interventions.into_values().next().expect("it is planned");
    let Activity::Sealed(sealed) = known.activity else { panic!("it stands in clear") };
    assert_eq!(sealed.sensitivity, Sensitivity::Special);
    let opened = town.opened(person, "intervention.activity", &sealed).await;
    assert_eq!(InterventionActivity::decode(opened.as_slice()).ok(), request.activity);
}

#[tokio::test]
async fn a_family_that_tells_of_health_is_sealed_whoever_provides_it() {
    let town = Town::open().await;
    let person = town.supported().await;
    let request = plan(person, InterventionFamily::HealthAndWellbeing, CHARITY);
    assert_eq!(planned(&town, request).await.activity, None);
}

#[tokio::test]
async fn a_provider_that_nobody_knows_could_give_anything_away() {
    let town = Town::open().await;
    let person = town.supported().await;
    let request = plan(person, InterventionFamily::JobSearch, OrgId::from_u128(9));
    let refused = refusal(town.assignment.plan_intervention(by_ann(request)).await);
    assert_eq!(refused, (Code::InvalidArgument, "INVALID_FIELD".into()));
}

#[tokio::test]
async fn what_was_only_planned_can_be_stopped_and_ends_once() {
    let town = Town::open().await;
    let person = town.supported().await;
    let request = plan(person, InterventionFamily::JobSearch, COUNCIL);
    let intervention_id = planned(&town, request).await.intervention_id;
    let stop = |reason: StopReason| StopInterventionRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        intervention_id: intervention_id.clone(),
        reason: reason.into(),
        ..Default::default()
    };
    let stopped = town.assignment.stop_intervention(by_ann(stop(StopReason::PersonChose))).await;
    let stopped = answer(stopped).intervention.expect("it is stopped");
    assert_eq!(stopped.stop_reason(), StopReason::PersonChose);
    let refused = town.assignment.stop_intervention(by_ann(stop(StopReason::MovedOn))).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "INTERVENTION_ALREADY_ENDED".into()));
}
