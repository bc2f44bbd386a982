//! The rules of work and aftercare, told as stories. Support begins on 2026-08-17.

use super::sustainment::*;
use super::*;
use crate::aftercare::testing::*;
use crate::intake::agreement::{self, AgreementBy, AgreementMethod};
use crate::testing::*;
use crate::{AgreementId, Code};

const BAKERY: JobId = JobId::from_u128(1);
const CAFE: JobId = JobId::from_u128(2);
const YES: AgreementId = AgreementId::from_u128(9);
const IN_WORK: Check =
    Check { status: CheckStatus::InWork, evidence: CheckEvidence::Person, attempts: 1 };
const OUT_OF_WORK: Check = Check { status: CheckStatus::NotInWork, ..IN_WORK };
const UNKNOWN: Check =
    Check { status: CheckStatus::Unknown, evidence: CheckEvidence::None, attempts: 4 };

fn terms(start_on: &str) -> JobTerms {
    JobTerms {
        start_on: day(start_on),
        hours_week: 16,
        contract: JobContract::Permanent,
        pay_band: Some(PayBand::RealLivingWage),
        better_off_done: true,
        right_job: Some(4),
    }
}
fn start_with(job: JobId, terms: JobTerms) -> Command {
    Command::Start { job, employer: sealed_words(), terms, gap_days_max: GAP_DAYS_DEFAULT }
}
fn start(job: JobId, start_on: &str) -> Command {
    start_with(job, terms(start_on))
}
fn started(job: JobId, start_on: &str) -> Event {
    Event::Started {
        job,
        employer: sealed_words(),
        terms: terms(start_on),
        gap_days_max: GAP_DAYS_DEFAULT,
    }
}
fn end(job: JobId, ended_on: &str) -> Command {
    Command::End { job, ended_on: day(ended_on), reason: JobEndReason::Redundancy, words: None }
}
fn ended(job: JobId, ended_on: &str) -> Event {
    Event::Ended { job, ended_on: day(ended_on), reason: JobEndReason::Redundancy, words: None }
}
fn check(job: JobId, week: CheckWeek, check: Check) -> Command {
    Command::CheckSustainment { job, week, check }
}
fn checked(job: JobId, week: CheckWeek, check: Check) -> Event {
    Event::SustainmentChecked { job, week, check }
}
fn aftercare(employer_contact_ok: bool) -> Aftercare {
    let until = day("2027-08-17");
    Aftercare { cadence_days: 14, channel: AftercareChannel::Text, employer_contact_ok, until }
}
fn contact(job: JobId) -> Command {
    Command::ContactEmployer { job, purpose: EmployerContactPurpose::Adjustments, note: None }
}
fn contacted(job: JobId) -> Event {
    Event::EmployerContacted { job, purpose: EmployerContactPurpose::Adjustments, note: None }
}
fn in_the_bakery() -> Given {
    in_support().and([started(BAKERY, "2026-08-17")])
}
fn employer_yes() -> agreement::Event {
    agreement::Event::Given {
        agreement: YES,
        scope: Scope::EmployerContact,
        text_version: 1,
        method: AgreementMethod::Spoken,
        by: AgreementBy::Person,
        until: None,
    }
}

#[test]
fn starting_work_enters_the_in_work_stage_and_leaves_the_episode_open() {
    let entered = stage::Event::Entered { stage: stage::Stage::InWork };
    in_support()
        .when(start(BAKERY, "2026-08-17"))
        .then([journey::Event::from(started(BAKERY, "2026-08-17")), entered.into()]);
    let after = in_support().when(start(BAKERY, "2026-08-17")).then_and();
    assert!(after.journey.episode.open().is_some());
}
#[test]
fn a_second_job_does_not_enter_the_stage_again() {
    let first = in_support().when(start(BAKERY, "2026-08-17")).then_and();
    first.when(start(CAFE, "2026-08-17")).then([started(CAFE, "2026-08-17")]);
}
#[test]
fn recording_the_same_job_twice_changes_nothing_and_other_terms_are_refused() {
    in_the_bakery().when(start(BAKERY, "2026-08-17")).then_nothing();
    in_the_bakery().when(start(BAKERY, "2026-08-10")).then_refused(Refusal::AlreadyStarted);
}
#[test]
fn a_job_that_has_not_begun_cannot_have_started() {
    in_support().when(start(BAKERY, "2026-08-18")).then_refused(Refusal::NotYet);
}
#[test]
fn a_job_has_between_1_and_60_hours_and_a_score_between_1_and_5() {
    let on = terms("2026-08-17");
    for hours_week in [0, 61, u8::MAX] {
        in_support()
            .when(start_with(BAKERY, JobTerms { hours_week, ..on }))
            .then_refused(Refusal::HoursOutOfRange);
    }
    for right_job in [Some(0), Some(6)] {
        in_support()
            .when(start_with(BAKERY, JobTerms { right_job, ..on }))
            .then_refused(Refusal::ScoreOutOfRange);
    }
    for hours_week in [1, 60] {
        in_support()
            .when(start_with(BAKERY, JobTerms { hours_week, right_job: None, ..on }))
            .then_and();
    }
}
#[test]
fn work_is_recorded_while_an_episode_is_open() {
    nothing_yet().when(start(BAKERY, "2026-08-17")).then_refused(Refusal::NotOpen);
    after_support().when(end(BAKERY, "2026-08-17")).then_refused(Refusal::NotOpen);
}

#[test]
fn aftercare_gets_in_touch_at_most_weekly_and_at_least_each_quarter() {
    for cadence_days in [7, 91] {
        let agreed = Aftercare { cadence_days, ..aftercare(false) };
        in_support().when(Command::AgreeAftercare(agreed)).then([Event::AftercareAgreed(agreed)]);
    }
    for cadence_days in [0, 6, 92] {
        let agreed = Aftercare { cadence_days, ..aftercare(false) };
        in_support().when(Command::AgreeAftercare(agreed)).then_refused(Refusal::CadenceOutOfRange);
    }
}
#[test]
fn agreeing_the_same_aftercare_twice_changes_nothing() {
    in_support()
        .and([Event::AftercareAgreed(aftercare(false))])
        .when(Command::AgreeAftercare(aftercare(false)))
        .then_nothing();
}
#[test]
fn aftercare_cannot_be_over_before_it_is_agreed() {
    let agreed = Aftercare { until: day("2026-08-16"), ..aftercare(false) };
    in_support().when(Command::AgreeAftercare(agreed)).then_refused(Refusal::EndsBeforeItBegins);
}

#[test]
fn a_check_opens_seven_days_a_week_after_the_start() {
    let due_on = day("2026-09-14");
    let week = CheckWeek::Four;
    in_the_bakery()
        .by(on("2026-09-13"))
        .when(check(BAKERY, week, IN_WORK))
        .then_refused(Refusal::NotDue { due_on });
    in_the_bakery()
        .by(on("2026-09-14"))
        .when(check(BAKERY, week, IN_WORK))
        .then([checked(BAKERY, week, IN_WORK)]);
}
#[test]
fn a_check_closes_after_its_window_of_28_days() {
    let (week, closed_on) = (CheckWeek::Four, day("2026-10-12"));
    in_the_bakery()
        .by(on("2026-10-12"))
        .when(check(BAKERY, week, IN_WORK))
        .then([checked(BAKERY, week, IN_WORK)]);
    in_the_bakery()
        .by(on("2026-10-13"))
        .when(check(BAKERY, week, IN_WORK))
        .then_refused(Refusal::WindowClosed { closed_on });
}
#[test]
fn the_same_check_twice_changes_nothing_even_long_after() {
    in_the_bakery()
        .and([checked(BAKERY, CheckWeek::Four, IN_WORK)])
        .by(on("2027-09-14"))
        .when(check(BAKERY, CheckWeek::Four, IN_WORK))
        .then_nothing();
}
#[test]
fn an_unknown_check_can_be_answered_later_within_the_window_and_only_an_unknown_one() {
    let asked = |first: Check| in_the_bakery().and([checked(BAKERY, CheckWeek::Four, first)]);
    let again = check(BAKERY, CheckWeek::Four, IN_WORK);
    asked(UNKNOWN).by(on("2026-10-01")).when(again.clone()).then([checked(
        BAKERY,
        CheckWeek::Four,
        IN_WORK,
    )]);
    asked(OUT_OF_WORK)
        .by(on("2026-10-01"))
        .when(again.clone())
        .then_refused(Refusal::AlreadyChecked);
    let closed_on = day("2026-10-12");
    asked(UNKNOWN)
        .by(on("2026-10-13"))
        .when(again)
        .then_refused(Refusal::WindowClosed { closed_on });
}
#[test]
fn unknown_is_not_out_of_work() {
    let unknown = in_the_bakery().and([checked(BAKERY, CheckWeek::Four, UNKNOWN)]);
    assert_eq!(unknown.journey.job.sustained(BAKERY, CheckWeek::Four), None);
    assert_eq!(unknown.journey.job.jobs[&BAKERY].last_day(), None);
    unknown.by(on("2026-11-16")).when(check(BAKERY, CheckWeek::Thirteen, IN_WORK)).then([checked(
        BAKERY,
        CheckWeek::Thirteen,
        IN_WORK,
    )]);
}
#[test]
fn an_answer_rests_on_evidence_and_an_unknown_one_on_having_tried() {
    let says = |status, evidence, attempts| {
        in_the_bakery().by(on("2026-09-14")).when(check(
            BAKERY,
            CheckWeek::Four,
            Check { status, evidence, attempts },
        ))
    };
    says(CheckStatus::InWork, CheckEvidence::None, 1).then_refused(Refusal::EvidenceMismatch);
    says(CheckStatus::Unknown, CheckEvidence::Person, 1).then_refused(Refusal::EvidenceMismatch);
    says(CheckStatus::Unknown, CheckEvidence::None, 0).then_refused(Refusal::EvidenceMismatch);
    says(CheckStatus::InWork, CheckEvidence::Payroll, 0).then_and();
    says(CheckStatus::InWork, CheckEvidence::Employer, 1)
        .then_refused(Refusal::EmployerContactNotAgreed);
}
#[test]
fn a_job_nobody_knows_cannot_be_checked_ended_or_talked_about() {
    in_support().when(check(CAFE, CheckWeek::Four, IN_WORK)).then_refused(Refusal::Unknown);
    in_support().when(end(CAFE, "2026-08-17")).then_refused(Refusal::Unknown);
    in_support().when(contact(CAFE)).then_refused(Refusal::Unknown);
}

#[test]
fn losing_a_job_is_a_setback_and_somebody_looks_again_within_a_fortnight() {
    let setback = stage::Event::SetbackRecorded {
        kind: Some(stage::SetbackKind::JobEnded),
        sealed_kind: None,
        effect: stage::SetbackEffect::None,
        review_on: day("2026-10-19"),
    };
    in_the_bakery()
        .by(on("2026-10-05"))
        .when(end(BAKERY, "2026-10-02"))
        .then([journey::Event::from(ended(BAKERY, "2026-10-02")), setback.into()]);
}
#[test]
fn going_on_to_another_job_is_no_setback() {
    let (ended_on, reason) = (day("2026-08-17"), JobEndReason::NewJob);
    in_the_bakery()
        .when(Command::End { job: BAKERY, ended_on, reason, words: None })
        .then([Event::Ended { job: BAKERY, ended_on, reason, words: None }]);
}
#[test]
fn a_job_ends_once_between_its_start_and_today() {
    let lost = || in_the_bakery().and([ended(BAKERY, "2026-10-02")]).by(on("2026-10-05"));
    lost().when(end(BAKERY, "2026-10-02")).then_nothing();
    lost().when(end(BAKERY, "2026-10-03")).then_refused(Refusal::AlreadyEnded);
    in_the_bakery().when(end(BAKERY, "2026-08-16")).then_refused(Refusal::EndsBeforeItStarts);
    in_the_bakery().when(end(BAKERY, "2026-08-18")).then_refused(Refusal::NotYet);
}
#[test]
fn the_end_of_a_job_cancels_later_checks_but_not_the_one_already_due() {
    let lost = || in_the_bakery().and([ended(BAKERY, "2026-10-02")]);
    lost()
        .by(on("2026-11-16"))
        .when(check(BAKERY, CheckWeek::Thirteen, IN_WORK))
        .then_refused(Refusal::JobOver);
    lost().by(on("2026-10-05")).when(check(BAKERY, CheckWeek::Four, IN_WORK)).then([checked(
        BAKERY,
        CheckWeek::Four,
        IN_WORK,
    )]);
    assert_eq!(checks_due(&lost().journey.job, day("2026-11-16")), []);
}

#[test]
fn a_short_gap_between_jobs_keeps_the_run() {
    let back =
        in_the_bakery().and([ended(BAKERY, "2026-10-02"), started(CAFE, "2026-10-30")]).journey.job;
    assert_eq!(back.run_from(CAFE), Some(day("2026-08-17")));
    assert_eq!(
        checks_due(&back, day("2026-11-16")),
        [(CAFE, CheckWeek::Thirteen, day("2026-11-16"))]
    );
}
#[test]
fn a_gap_longer_than_the_areas_rule_begins_a_new_run() {
    let back =
        in_the_bakery().and([ended(BAKERY, "2026-10-02"), started(CAFE, "2026-10-31")]).journey.job;
    assert_eq!(back.run_from(CAFE), Some(day("2026-10-31")));
    assert_eq!(checks_due(&back, day("2026-11-28")), [(CAFE, CheckWeek::Four, day("2026-11-28"))]);
}
#[test]
fn an_end_that_is_learned_late_counts_as_if_it_had_been_known() {
    let late =
        in_the_bakery().and([started(CAFE, "2026-12-01"), ended(BAKERY, "2026-09-01")]).journey.job;
    assert_eq!(late.run_from(CAFE), Some(day("2026-12-01")));
}
#[test]
fn a_run_found_out_of_work_goes_on_if_work_is_found_within_the_gap() {
    let out = in_the_bakery().by(on("2026-11-16")).and([checked(
        BAKERY,
        CheckWeek::Thirteen,
        OUT_OF_WORK,
    )]);
    assert_eq!(out.journey.job.sustained(BAKERY, CheckWeek::Thirteen), Some(false));
    assert_eq!(checks_due(&out.journey.job, day("2027-02-15")), []);
    let back = out.and([started(CAFE, "2026-12-10")]).journey.job;
    assert_eq!(
        checks_due(&back, day("2027-02-15")),
        [(CAFE, CheckWeek::TwentySix, day("2027-02-15"))]
    );
}
#[test]
fn two_jobs_at_once_are_asked_about_once() {
    let both = in_the_bakery().and([started(CAFE, "2026-08-24")]);
    assert_eq!(
        checks_due(&both.journey.job, day("2026-09-14")),
        [(CAFE, CheckWeek::Four, day("2026-09-14"))]
    );
    let asked = both.and([checked(CAFE, CheckWeek::Four, IN_WORK)]).by(on("2026-09-15"));
    assert_eq!(checks_due(&asked.journey.job, day("2026-09-15")), []);
    asked.when(check(BAKERY, CheckWeek::Four, OUT_OF_WORK)).then_refused(Refusal::AlreadyChecked);
}
#[test]
fn checks_are_due_within_their_window_until_somebody_asked() {
    let working = in_the_bakery().journey.job;
    let due = |date| {
        checks_due(&working, day(date)).into_iter().map(|(_, week, _)| week).collect::<Vec<_>>()
    };
    assert_eq!(due("2026-09-13"), []);
    assert_eq!(due("2026-09-14"), [CheckWeek::Four]);
    assert_eq!(due("2026-10-12"), [CheckWeek::Four]);
    assert_eq!(due("2026-10-13"), []);
    assert_eq!(due("2027-08-16"), [CheckWeek::FiftyTwo]);
    let tried = in_the_bakery().and([checked(BAKERY, CheckWeek::Four, UNKNOWN)]).journey.job;
    assert_eq!(checks_due(&tried, day("2026-09-14")), []);
}
#[test]
fn a_parent_who_changes_jobs_is_in_work_all_along() {
    let changed = Check { status: CheckStatus::ChangedJob, ..IN_WORK };
    let story = in_the_bakery().and([
        checked(BAKERY, CheckWeek::Four, IN_WORK),
        checked(BAKERY, CheckWeek::Thirteen, changed),
        checked(BAKERY, CheckWeek::TwentySix, IN_WORK),
    ]);
    let sustained = |week| story.journey.job.sustained(BAKERY, week);
    assert_eq!(
        <CheckWeek as Code>::ALL.iter().map(|w| sustained(*w)).collect::<Vec<_>>(),
        [Some(true), Some(true), Some(true), None]
    );
}

#[test]
fn the_employer_is_left_alone_unless_the_person_agreed() {
    in_the_bakery().when(contact(BAKERY)).then_refused(Refusal::EmployerContactNotAgreed);
    in_the_bakery()
        .and([Event::AftercareAgreed(aftercare(false))])
        .when(contact(BAKERY))
        .then_refused(Refusal::EmployerContactNotAgreed);
    in_the_bakery()
        .and([Event::AftercareAgreed(aftercare(true))])
        .when(contact(BAKERY))
        .then([contacted(BAKERY)]);
}
#[test]
fn contact_with_the_employer_ends_with_the_aftercare_and_with_the_job() {
    let agreed = || in_the_bakery().and([Event::AftercareAgreed(aftercare(true))]);
    agreed()
        .by(on("2027-08-18"))
        .when(contact(BAKERY))
        .then_refused(Refusal::EmployerContactNotAgreed);
    agreed()
        .and([ended(BAKERY, "2026-10-02")])
        .by(on("2026-10-03"))
        .when(contact(BAKERY))
        .then_refused(Refusal::JobOver);
}
#[test]
fn taking_back_the_agreement_on_employer_contact_takes_effect_at_once() {
    let agreed =
        || in_the_bakery().and([Event::AftercareAgreed(aftercare(true))]).and([employer_yes()]);
    agreed().when(contact(BAKERY)).then([contacted(BAKERY)]);
    agreed()
        .and([agreement::Event::Withdrawn { agreement: YES }])
        .when(contact(BAKERY))
        .then_refused(Refusal::EmployerContactNotAgreed);
}
