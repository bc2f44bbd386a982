//! Intervention: its rules, each told as a story.

use super::*;
use crate::Role;
use crate::testing::*;

const COURSE: InterventionId = InterventionId::from_u128(1);
const STARTED: Event = Event::Started { intervention: COURSE };
const ATTENDED: Event = Event::Attended { intervention: COURSE };
const COMPLETED: Event = Event::Completed { intervention: COURSE };
const STOPPED: Event = Event::Stopped { intervention: COURSE, reason: StopReason::PersonChose };
const START: Command = Command::Start { intervention: COURSE };
const ATTEND: Command = Command::Attend { intervention: COURSE };
const COMPLETE: Command = Command::Complete { intervention: COURSE };
const STOP: Command = Command::Stop { intervention: COURSE, reason: StopReason::PersonChose };

fn course() -> Activity {
    let subtype = Subtype::parse("SITE_SAFETY_CARD");
    Activity::Plain { family: InterventionFamily::AccreditedTraining, subtype, provider: CHARITY }
}
fn plan_as(activity: Activity) -> Command {
    Command::Plan {
        intervention: COURSE,
        activity,
        start: Some(day("2026-08-17")),
        end: Some(day("2026-08-28")),
    }
}
fn planned() -> Given {
    let (start, end) = (Some(day("2026-08-17")), Some(day("2026-08-28")));
    supported().and([Event::Planned { intervention: COURSE, activity: course(), start, end }])
}
fn on(day: &str) -> Stamp {
    stamp_of(COUNCIL, ANN, Role::Worker, day)
}

#[test]
fn an_activity_goes_from_planned_to_done() {
    let started = supported().when(plan_as(course())).then_and().when(START).then_and();
    started.when(ATTEND).then_and().when(COMPLETE).then([COMPLETED]);
}
#[test]
fn doing_anything_twice_changes_nothing() {
    planned().when(plan_as(course())).then_nothing();
    planned().and([STARTED]).when(START).then_nothing();
    planned().and([STARTED, ATTENDED]).when(ATTEND).then_nothing();
    planned().and([STARTED, COMPLETED]).when(COMPLETE).then_nothing();
    planned().and([STOPPED]).when(STOP).then_nothing();
}
#[test]
fn nobody_completes_or_attends_what_has_not_begun() {
    planned().when(COMPLETE).then_refused(Refusal::NotStarted);
    planned().when(ATTEND).then_refused(Refusal::NotStarted);
    planned().and([STARTED]).by(on("2026-08-16")).when(ATTEND).then_refused(Refusal::NotStarted);
    planned().and([STARTED]).by(on("2026-08-16")).when(COMPLETE).then_refused(Refusal::NotStarted);
}
#[test]
fn attendance_counts_up_to_the_last_day() {
    planned().and([STARTED]).by(on("2026-08-28")).when(ATTEND).then([ATTENDED]);
    planned().and([STARTED]).by(on("2026-08-29")).when(ATTEND).then_refused(Refusal::AfterItsEnd);
    planned()
        .and([STARTED, STOPPED])
        .by(on("2026-08-18"))
        .when(ATTEND)
        .then_refused(Refusal::AfterItsEnd);
}
#[test]
fn a_late_record_of_a_day_before_the_end_is_welcome() {
    let completed = planned().and([STARTED]).by(on("2026-08-27")).and([COMPLETED]);
    completed.by(on("2026-08-20")).when(ATTEND).then([ATTENDED]);
}
#[test]
fn what_was_only_planned_can_be_stopped() {
    planned().when(STOP).then([STOPPED]);
    planned().and([STOPPED]).when(START).then_refused(Refusal::AlreadyEnded);
}
#[test]
fn an_activity_ends_once() {
    planned().and([STARTED, COMPLETED]).when(STOP).then_refused(Refusal::AlreadyEnded);
    planned().and([STARTED, STOPPED]).when(COMPLETE).then_refused(Refusal::AlreadyEnded);
}
#[test]
fn an_activity_that_tells_of_health_is_sealed_with_its_provider() {
    let (family, subtype) = (InterventionFamily::HealthAndWellbeing, None);
    let plain = Activity::Plain { family, subtype, provider: CHARITY };
    supported().when(plan_as(plain)).then_refused(Refusal::ActivityNotKept);
    let core = Activity::Sealed(sealed(Sensitivity::Core));
    supported().when(plan_as(core)).then_refused(Refusal::ActivityNotKept);
    supported().when(plan_as(Activity::Sealed(sealed(Sensitivity::Special)))).then_and();
}
#[test]
fn a_plan_ends_after_it_begins_and_belongs_to_a_spell_of_support() {
    let (start, end) = (Some(day("2026-08-17")), Some(day("2026-08-16")));
    let backwards = Command::Plan { intervention: COURSE, activity: course(), start, end };
    supported().when(backwards).then_refused(Refusal::EndsBeforeItBegins);
    known_and_agreed().when(plan_as(course())).then_refused(Refusal::NotOpen);
}
#[test]
fn an_intervention_does_not_become_another_under_its_id() {
    planned()
        .when(plan_as(Activity::Sealed(sealed(Sensitivity::Special))))
        .then_refused(Refusal::AlreadyPlanned);
}
#[test]
fn what_was_never_planned_is_unknown() {
    for command in [START, ATTEND, COMPLETE, STOP] {
        supported().when(command).then_refused(Refusal::Unknown);
    }
}
#[test]
fn a_provider_can_say_as_much_as_a_family() {
    assert_eq!(provider_sensitivity(OrgKind::Nhs), Sensitivity::Special);
    assert_eq!(provider_sensitivity(OrgKind::Prison), Sensitivity::Restricted);
    assert_eq!(provider_sensitivity(OrgKind::Justice), Sensitivity::Restricted);
    assert_eq!(provider_sensitivity(OrgKind::College), Sensitivity::Core);
}
#[test]
fn nobody_can_be_described_in_a_subtype() {
    for text in ["", "for Testy", "é", &"A".repeat(SUBTYPE_CHARS_MAX + 1)] {
        assert_eq!(Subtype::parse(text), None, "{text}");
    }
    assert_eq!(
        Subtype::parse("BETTER_OFF_IN_WORK").as_ref().map(Subtype::as_str),
        Some("BETTER_OFF_IN_WORK")
    );
}
