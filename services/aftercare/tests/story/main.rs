//! Aftercare, told from the door: every call goes through the service, over real stores in memory.

mod support;

use domain::Sensitivity;
use support::{COUNCIL, Town, answer, by_ann, day, new_id, refusal};
use tonic::Code;
use wire::aftercare::aftercare_service_server::AftercareService;
use wire::aftercare::*;
use wire::types::*;

fn award(person_id: &str) -> AwardAllowanceRequest {
    AwardAllowanceRequest {
        request_id: new_id(),
        person_id: person_id.into(),
        scheme: AllowanceScheme::Ema.into(),
        from: Some(day(2026, 8, 17)),
        income_checked: true,
        ..Default::default()
    }
}

fn settle(person_id: &str, attended: Option<bool>) -> SettleAllowanceWeekRequest {
    SettleAllowanceWeekRequest {
        request_id: new_id(),
        person_id: person_id.into(),
        scheme: AllowanceScheme::Ema.into(),
        week_commencing: Some(day(2026, 8, 17)),
        attended,
        income_checked: true,
        ..Default::default()
    }
}

fn start(person_id: &str) -> StartJobRequest {
    StartJobRequest {
        request_id: new_id(),
        person_id: person_id.into(),
        employer: "Example Bakery".into(),
        start_on: Some(day(2026, 8, 17)),
        hours_week: 16,
        contract: JobContract::Permanent.into(),
        ..Default::default()
    }
}

fn check(person_id: &str, job_id: &str, status: CheckStatus) -> CheckSustainmentRequest {
    CheckSustainmentRequest {
        request_id: new_id(),
        person_id: person_id.into(),
        job_id: job_id.into(),
        week: CheckWeek::Week4.into(),
        status: status.into(),
        evidence: CheckEvidence::Person.into(),
        ..Default::default()
    }
}

async fn sustainment(town: &Town, person_id: &str) -> GetSustainmentResponse {
    let request = GetSustainmentRequest { person_id: person_id.into(), on: None };
    answer(town.aftercare.get_sustainment(by_ann(request)).await)
}

#[tokio::test]
async fn a_week_of_ema_is_judged_by_the_date_of_birth_on_record_and_paid_once() {
    let town = Town::open().await;
    let person = town.supported(day(2009, 3, 31)).await;
    answer(town.aftercare.award_allowance(by_ann(award(&person))).await);

    let week = settle(&person, Some(true));
    let first = answer(town.aftercare.settle_allowance_week(by_ann(week.clone())).await);
    let paid = first.allowance.clone().expect("the allowance runs");
    assert_eq!((paid.paid_pence, paid.weeks.len()), (3_000, 1));
    let again = answer(town.aftercare.settle_allowance_week(by_ann(week)).await);
    assert_eq!(again, first, "a retry gets the first answer");
    let other = town.aftercare.settle_allowance_week(by_ann(settle(&person, Some(false)))).await;
    assert_eq!(refusal(other), (Code::FailedPrecondition, "WEEK_ALREADY_PAID".into()));
}

#[tokio::test]
async fn somebody_of_twenty_is_not_awarded_ema() {
    let town = Town::open().await;
    let person = town.supported(day(2006, 8, 17)).await;
    let refused = refusal(town.aftercare.award_allowance(by_ann(award(&person))).await);
    assert_eq!(refused, (Code::FailedPrecondition, "AGE_OUT_OF_RANGE".into()));
}

#[tokio::test]
async fn a_week_that_nobody_spoke_of_is_not_taken_for_missed() {
    let town = Town::open().await;
    let person = town.supported(day(2009, 3, 31)).await;
    answer(town.aftercare.award_allowance(by_ann(award(&person))).await);
    let silent = town.aftercare.settle_allowance_week(by_ann(settle(&person, None))).await;
    assert_eq!(refusal(silent), (Code::InvalidArgument, "INVALID_FIELD".into()));
    assert!(town.journey(&person).await.allowance.weeks.is_empty());
}

#[tokio::test]
async fn work_is_checked_once_it_has_lasted_four_weeks() {
    let town = Town::open().await;
    let person = town.supported(day(1996, 5, 1)).await;
    let job = answer(town.aftercare.start_job(by_ann(start(&person))).await).job;
    let job = job.expect("the person is in work").job_id;

    let early = town.aftercare.check_sustainment(by_ann(check(&person, &job, CheckStatus::InWork)));
    assert_eq!(refusal(early.await), (Code::FailedPrecondition, "CHECK_NOT_DUE".into()));
    assert!(sustainment(&town, &person).await.runs[0].checks.iter().all(|check| !check.due));

    town.wait(28);
    let first = sustainment(&town, &person).await.runs[0].checks[0].clone();
    assert_eq!((first.due, first.asked, first.in_work), (true, false, None));
    assert_eq!((first.due_on, first.job_id), (Some(day(2026, 9, 14)), Some(job.clone())));

    let made = check(&person, &job, CheckStatus::InWork);
    let made = answer(town.aftercare.check_sustainment(by_ann(made)).await).job;
    assert_eq!(made.map(|job| job.checks.len()), Some(1));
    let first = sustainment(&town, &person).await.runs[0].checks[0].clone();
    assert_eq!((first.due, first.asked, first.in_work), (false, true, Some(true)));
}

#[tokio::test]
async fn an_employer_is_contacted_only_as_the_person_agreed() {
    let town = Town::open().await;
    let person = town.supported(day(1980, 2, 2)).await;
    let job = answer(town.aftercare.start_job(by_ann(start(&person))).await).job;
    let contact = || ContactEmployerRequest {
        request_id: new_id(),
        person_id: person.clone(),
        job_id: job.clone().expect("the person is in work").job_id,
        purpose: EmployerContactPurpose::Adjustments.into(),
        note: "a sit-stand desk".into(),
        ..Default::default()
    };
    let refused = refusal(town.aftercare.contact_employer(by_ann(contact())).await);
    assert_eq!(refused, (Code::FailedPrecondition, "EMPLOYER_CONTACT_NOT_AGREED".into()));

    let agree = AgreeAftercareRequest {
        request_id: new_id(),
        person_id: person.clone(),
        aftercare: Some(Aftercare {
            cadence_days: 28,
            channel: AftercareChannel::Text.into(),
            employer_contact_ok: true,
            until: Some(day(2027, 8, 16)),
        }),
        ..Default::default()
    };
    answer(town.aftercare.agree_aftercare(by_ann(agree)).await);
    answer(town.aftercare.contact_employer(by_ann(contact())).await);
}

#[tokio::test]
async fn a_job_without_an_employer_and_a_job_of_nobody_are_not_recorded() {
    let town = Town::open().await;
    let person = town.supported(day(1980, 2, 2)).await;
    let unnamed = StartJobRequest { employer: " ".into(), ..start(&person) };
    let refused = refusal(town.aftercare.start_job(by_ann(unnamed)).await);
    assert_eq!(refused, (Code::InvalidArgument, "INVALID_FIELD".into()));
    let refused = refusal(town.aftercare.start_job(by_ann(start(&new_id()))).await);
    assert_eq!(refused, (Code::NotFound, "PERSON_NOT_FOUND".into()));
}

#[tokio::test]
async fn the_second_score_tells_the_distance() {
    let town = Town::open().await;
    let person = town.supported(day(2009, 3, 31)).await;
    let measure = |score| MeasureProgressRequest {
        request_id: new_id(),
        person_id: person.clone(),
        measurement: Some(Measurement {
            measure: Measure::Confidence.into(),
            instrument: "LADDER_10".into(),
            instrument_version: 1,
            score,
            scale_max: 10,
            by: MeasuredBy::Together.into(),
        }),
        ..Default::default()
    };
    let first = answer(town.aftercare.measure_progress(by_ann(measure(6))).await).progress;
    assert_eq!(first.map(|p| p.distance), Some(None));
    town.wait(77);
    let second = answer(town.aftercare.measure_progress(by_ann(measure(3))).await).progress;
    assert_eq!(second.map(|p| p.distance), Some(Some(-3)));
}

#[tokio::test]
async fn credit_goes_to_whom_the_directory_knows_and_to_the_caller_if_nobody_is_named() {
    let town = Town::open().await;
    let person = town.supported(day(2009, 3, 31)).await;
    let achieve = |contributor_org_ids| AchieveOutcomeRequest {
        request_id: new_id(),
        person_id: person.clone(),
        outcome: Some(Outcome {
            kind: OutcomeKind::Education.into(),
            achieved_on: None,
            scqf_level: Some(5),
            contributor_org_ids,
        }),
        ..Default::default()
    };
    let stranger = achieve(vec![COUNCIL.to_string(), new_id()]);
    let refused = refusal(town.aftercare.achieve_outcome(by_ann(stranger)).await);
    assert_eq!(refused, (Code::InvalidArgument, "INVALID_FIELD".into()));
    let outcome = answer(town.aftercare.achieve_outcome(by_ann(achieve(vec![]))).await).outcome;
    let outcome = outcome.expect("it is recorded");
    assert_eq!(outcome.contributor_org_ids, [COUNCIL.to_string()]);
    assert_eq!(outcome.achieved_on, Some(day(2026, 8, 17)));
}

#[tokio::test]
async fn a_complaint_about_data_starts_a_clock_that_its_acknowledgement_stops() {
    let town = Town::open().await;
    let person = town.supported(day(1980, 2, 2)).await;
    let complain = ReceiveComplaintRequest {
        request_id: new_id(),
        person_id: person.clone(),
        about: FeedbackAbout::Data.into(),
        words: "You told my landlord".into(),
        data_matter: true,
        ..Default::default()
    };
    let complaint = answer(town.aftercare.receive_complaint(by_ann(complain)).await).complaint;
    let complaint = complaint.expect("it is recorded");
    let clock = (complaint.complaint, complaint.acknowledge_by);
    assert_eq!(clock, (1, Some(day(2026, 9, 16))));
    let acknowledge = |complaint| AcknowledgeComplaintRequest {
        request_id: new_id(),
        person_id: person.clone(),
        complaint,
        ..Default::default()
    };
    let told = answer(town.aftercare.acknowledge_complaint(by_ann(acknowledge(1))).await).complaint;
    assert_eq!(
        told.map(|c| (c.acknowledged_on, c.acknowledge_by)),
        Some((Some(day(2026, 8, 17)), None))
    );
    let refused = refusal(town.aftercare.acknowledge_complaint(by_ann(acknowledge(2))).await);
    assert_eq!(refused, (Code::NotFound, "COMPLAINT_UNKNOWN".into()));
}

#[tokio::test]
async fn feedback_of_nobody_begins_no_journey_and_what_is_unnamed_is_kept_closely() {
    let town = Town::open().await;
    let say = |person_id: &str| GiveFeedbackRequest {
        request_id: new_id(),
        person_id: person_id.into(),
        about: FeedbackAbout::Worker.into(),
        words: "They never listen".into(),
        anonymous: true,
        ..Default::default()
    };
    let nobody = new_id();
    let refused = refusal(town.aftercare.give_feedback(by_ann(say(&nobody))).await);
    assert_eq!(refused, (Code::NotFound, "PERSON_NOT_FOUND".into()));
    assert_eq!(town.journey(&nobody).await, domain::Journey::default());

    let person = town.supported(day(1980, 2, 2)).await;
    answer(town.aftercare.give_feedback(by_ann(say(&person))).await);
    assert_eq!(town.words_of_last_feedback(&person).await, Some(Sensitivity::Special));
}
