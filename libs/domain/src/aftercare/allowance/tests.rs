//! The rules of allowances, told as stories. Support begins on 2026-08-17, a Monday.

use super::*;
use crate::aftercare::testing::*;
use crate::intake::episode;
use crate::testing::*;

const EMA: AllowanceScheme = AllowanceScheme::Ema;

/// What holds of a person who was born then; in August 2026, somebody of 2009 is seventeen or sixteen.
fn born(born: &str) -> WeekFacts {
    let born = Some(born.parse().expect("a test names a real date"));
    WeekFacts { born, income_checked: true, pence_week: EMA_PENCE_WEEK }
}
fn seventeen() -> WeekFacts {
    born("2009-03-31")
}
fn award(from: &str, facts: WeekFacts) -> Command {
    Command::Award { scheme: EMA, from: day(from), facts }
}
fn awarded(from: &str) -> Event {
    Event::Awarded { scheme: EMA, from: day(from) }
}
fn settle_with(week: &str, attended: bool, facts: WeekFacts) -> Command {
    Command::SettleWeek { scheme: EMA, week_commencing: day(week), attended, facts }
}
fn settle(week: &str, attended: bool) -> Command {
    settle_with(week, attended, seventeen())
}
fn paid(week: &str) -> Event {
    Event::Paid { scheme: EMA, week_commencing: day(week), pence: 3_000 }
}
fn not_paid(week: &str) -> Event {
    Event::NotPaid { scheme: EMA, week_commencing: day(week) }
}
fn stop() -> Command {
    Command::Stop { scheme: EMA, reason: AllowanceStopReason::Paused }
}
fn stopped() -> Event {
    Event::Stopped { scheme: EMA, reason: AllowanceStopReason::Paused }
}
fn on_ema() -> Given {
    with_a_plan().and([awarded("2026-08-17")])
}
fn ferry() -> TravelHelp {
    let (purpose, mode) = (TravelPurpose::Interview, TravelMode::Ferry);
    TravelHelp { travel_on: day("2026-08-20"), purpose, mode, pence: 1_200 }
}
fn travelled(pence: u32) -> Command {
    Command::UseTravelHelp {
        travel_on: day("2026-08-20"),
        purpose: TravelPurpose::Interview,
        pence,
    }
}

#[test]
fn a_young_person_with_an_agreed_plan_is_awarded_ema() {
    with_a_plan().when(award("2026-08-17", seventeen())).then([awarded("2026-08-17")]);
    on_ema().when(award("2026-08-17", seventeen())).then_nothing();
    on_ema().when(award("2026-08-24", seventeen())).then_refused(Refusal::AlreadyAwarded);
    nothing_yet().when(award("2026-08-17", seventeen())).then_refused(Refusal::NotOpen);
}
#[test]
fn weeks_are_named_by_their_monday() {
    in_support().when(award("2026-08-18", seventeen())).then_refused(Refusal::NotAMonday);
    on_ema()
        .by(on("2026-08-28"))
        .when(settle("2026-08-23", true))
        .then_refused(Refusal::NotAMonday);
}
#[test]
fn ema_is_for_people_of_sixteen_to_nineteen_that_week() {
    for oldest_and_youngest in ["2006-08-18", "2010-08-17"] {
        let facts = born(oldest_and_youngest);
        on_ema().when(settle_with("2026-08-17", true, facts)).then([paid("2026-08-17")]);
    }
    for too_old_or_too_young in ["2006-08-17", "2010-08-18", "2027-01-31"] {
        let facts = born(too_old_or_too_young);
        with_a_plan().when(award("2026-08-17", facts.clone())).then_refused(Refusal::AgeOutOfRange);
        on_ema().when(settle_with("2026-08-17", true, facts)).then_refused(Refusal::AgeOutOfRange);
    }
}
#[test]
fn a_year_of_birth_alone_is_taken_in_the_persons_favour() {
    for year in ["2006", "2010"] {
        with_a_plan().when(award("2026-08-17", born(year))).then([awarded("2026-08-17")]);
    }
    for year in ["2005", "2011"] {
        with_a_plan().when(award("2026-08-17", born(year))).then_refused(Refusal::AgeOutOfRange);
    }
}
#[test]
fn an_unknown_age_is_not_taken_for_a_wrong_one() {
    let unknown = WeekFacts { born: None, ..seventeen() };
    with_a_plan().when(award("2026-08-17", unknown.clone())).then_refused(Refusal::AgeUnknown);
    on_ema().when(settle_with("2026-08-17", true, unknown)).then_refused(Refusal::AgeUnknown);
}
#[test]
fn ema_needs_an_agreed_plan_and_an_income_check() {
    let no_plan = || in_support().and([awarded("2026-08-17")]);
    in_support().when(award("2026-08-17", seventeen())).then_refused(Refusal::NoAgreedPlan);
    no_plan().when(settle("2026-08-17", true)).then_refused(Refusal::NoAgreedPlan);
    no_plan().when(settle("2026-08-17", false)).then([not_paid("2026-08-17")]);
    let unchecked = WeekFacts { income_checked: false, ..seventeen() };
    with_a_plan()
        .when(award("2026-08-17", unchecked.clone()))
        .then_refused(Refusal::IncomeNotChecked);
    on_ema()
        .when(settle_with("2026-08-17", true, unchecked))
        .then_refused(Refusal::IncomeNotChecked);
}
#[test]
fn an_attended_week_pays_once() {
    on_ema().when(settle("2026-08-17", true)).then([paid("2026-08-17")]);
    let story = || on_ema().and([paid("2026-08-17")]);
    story().when(settle("2026-08-17", true)).then_nothing();
    story().when(settle("2026-08-17", false)).then_refused(Refusal::AlreadyPaid);
    assert_eq!(story().journey.allowance.paid_pence(EMA), 3_000);
}
#[test]
fn a_week_pays_what_the_policy_of_the_day_says_and_never_nothing() {
    let of = |pence_week| {
        on_ema().when(settle_with("2026-08-17", true, WeekFacts { pence_week, ..seventeen() }))
    };
    of(3_500).then([Event::Paid { scheme: EMA, week_commencing: day("2026-08-17"), pence: 3_500 }]);
    of(0).then_refused(Refusal::SumOutOfRange);
}
#[test]
fn a_missed_week_is_not_paid_and_nothing_else_follows() {
    on_ema().when(settle("2026-08-17", false)).then([not_paid("2026-08-17")]);
    let missed = || on_ema().and([not_paid("2026-08-17")]).by(on("2026-08-28"));
    missed().when(settle("2026-08-17", false)).then_nothing();
    missed().when(settle("2026-08-24", true)).then([paid("2026-08-24")]);
}
#[test]
fn a_week_taken_for_missed_is_paid_once_attendance_is_known() {
    on_ema()
        .and([not_paid("2026-08-17")])
        .when(settle("2026-08-17", true))
        .then([paid("2026-08-17")]);
}
#[test]
fn a_week_is_settled_once_it_has_begun_and_only_within_an_award() {
    on_ema().when(settle("2026-08-24", true)).then_refused(Refusal::NotYet);
    on_ema().when(settle("2026-08-10", true)).then_refused(Refusal::NotAwarded);
    in_support().when(settle("2026-08-17", true)).then_refused(Refusal::NotAwarded);
}
#[test]
fn weeks_before_the_stop_can_still_be_paid_and_weeks_after_it_cannot() {
    let paused = || on_ema().by(on("2026-08-26")).and([stopped()]).by(on("2026-09-02"));
    paused().when(settle("2026-08-24", true)).then([paid("2026-08-24")]);
    paused().when(settle("2026-08-31", true)).then_refused(Refusal::NotAwarded);
}
#[test]
fn an_allowance_stops_once_and_can_be_awarded_again() {
    on_ema().when(stop()).then([stopped()]);
    on_ema().and([stopped()]).when(stop()).then_nothing();
    in_support().when(stop()).then_refused(Refusal::NotAwarded);
    on_ema().and([stopped()]).when(award("2026-08-24", seventeen())).then([awarded("2026-08-24")]);
}
#[test]
fn choosing_to_leave_costs_nobody_the_week_they_attended() {
    let close =
        episode::Event::Closed { reason: episode::CloseReason::PersonChose, destination: None };
    let left = || on_ema().by(on("2026-08-26")).and([close.clone()]).by(on("2026-09-02"));
    left().when(settle("2026-08-24", true)).then([paid("2026-08-24")]);
    left().when(settle("2026-08-31", true)).then_refused(Refusal::NotAwarded);
}

#[test]
fn travel_help_is_promised_before_the_journey() {
    let promise = Command::ApproveTravelHelp(ferry());
    in_support().when(promise.clone()).then([Event::TravelHelpApproved(ferry())]);
    in_support()
        .by(on("2026-08-20"))
        .when(promise.clone())
        .then([Event::TravelHelpApproved(ferry())]);
    in_support().by(on("2026-08-21")).when(promise.clone()).then_refused(Refusal::TravelIsPast);
    nothing_yet().when(promise).then_refused(Refusal::NotOpen);
}
#[test]
fn promising_twice_changes_nothing_and_other_terms_are_refused() {
    let promised = || in_support().and([Event::TravelHelpApproved(ferry())]);
    promised().when(Command::ApproveTravelHelp(ferry())).then_nothing();
    let by_taxi = TravelHelp { mode: TravelMode::Taxi, ..ferry() };
    promised().when(Command::ApproveTravelHelp(by_taxi)).then_refused(Refusal::TravelDiffers);
}
#[test]
fn a_journey_is_helped_with_a_penny_to_five_hundred_pounds() {
    for pence in [0, 50_001] {
        let help = TravelHelp { pence, ..ferry() };
        in_support().when(Command::ApproveTravelHelp(help)).then_refused(Refusal::SumOutOfRange);
    }
    for pence in [1, 50_000] {
        let help = TravelHelp { pence, ..ferry() };
        in_support().when(Command::ApproveTravelHelp(help)).then([Event::TravelHelpApproved(help)]);
    }
}
#[test]
fn promised_help_is_used_once_from_the_day_of_the_journey_up_to_the_sum() {
    let promised = || in_support().and([Event::TravelHelpApproved(ferry())]).by(on("2026-08-20"));
    let (travel_on, purpose) = (day("2026-08-20"), TravelPurpose::Interview);
    let used = || Event::TravelHelpUsed { travel_on, purpose, pence: 900 };
    promised().when(travelled(900)).then([used()]);
    promised().and([used()]).when(travelled(900)).then_nothing();
    promised().and([used()]).when(travelled(901)).then_refused(Refusal::TravelDiffers);
    promised().when(travelled(1_201)).then_refused(Refusal::SumOutOfRange);
    promised().when(travelled(0)).then_refused(Refusal::SumOutOfRange);
    promised().by(on("2026-08-19")).when(travelled(900)).then_refused(Refusal::NotYet);
    in_support().when(travelled(900)).then_refused(Refusal::TravelNotApproved);
}
