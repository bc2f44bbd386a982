//! When clocks run out.

use proptest::prelude::*;

use super::Days::{Calendar as Each, Working};
use super::*;
use crate::calendar::AreaDays;
use crate::calendar::tests::any_area;
use crate::testing::day;

fn at(instant: &str) -> Timestamp {
    instant.parse().expect("a test names a real instant")
}
#[track_caller]
fn runs_out(armed_at: &str, days: Days, due: &str) {
    assert_eq!(Calendar::default().due(at(armed_at), days), at(due), "{days:?} from {armed_at}");
}

#[test]
fn a_clock_armed_on_friday_evening_runs_out_on_monday_night() {
    runs_out("2026-11-06T17:30:00Z", Working(1), "2026-11-10T00:00:00Z");
}
#[test]
fn a_clock_armed_on_a_day_off_waits_for_the_next_working_day() {
    runs_out("2026-11-07T12:00:00Z", Working(1), "2026-11-10T00:00:00Z"); // Saturday.
    runs_out("2026-12-25T12:00:00Z", Working(1), "2026-12-30T00:00:00Z"); // Christmas; Monday is a holiday too.
}
#[test]
fn calendar_days_run_over_weekends_and_holidays() {
    runs_out("2026-12-24T12:00:00Z", Each(7), "2027-01-01T00:00:00Z");
}
#[test]
fn a_local_holiday_gives_the_area_a_day_more() {
    let closed = AreaDays { closed: [day("2026-11-09")].into(), ..AreaDays::default() };
    let area = Calendar::default().with(2026, closed).expect("a local holiday");
    assert_eq!(area.due(at("2026-11-06T17:30:00Z"), Working(1)), at("2026-11-11T00:00:00Z"));
}
#[test]
fn a_change_of_summer_time_costs_nobody_an_hour() {
    runs_out("2026-03-27T12:00:00Z", Working(1), "2026-03-30T23:00:00Z"); // Clocks go forward on Sunday,
    runs_out("2026-10-23T12:00:00Z", Working(1), "2026-10-27T00:00:00Z"); // and back on Sunday.
}
#[test]
fn the_day_on_which_a_clock_is_armed_is_the_one_on_the_wall() {
    runs_out("2026-08-17T22:59:59Z", Each(1), "2026-08-18T23:00:00Z");
    runs_out("2026-08-17T23:00:00Z", Each(1), "2026-08-19T23:00:00Z"); // Midnight, the 18th.
}
#[test]
fn at_the_end_of_time_a_clock_runs_out_with_it() {
    for days in [Working(1), Each(1), Working(u16::MAX), Each(u16::MAX)] {
        assert_eq!(Calendar::default().due(Timestamp::MAX, days), Timestamp::MAX);
    }
}

fn some_days() -> impl Strategy<Value = Days> {
    prop_oneof![(1..=DAYS_MAX).prop_map(Working), (1..=DAYS_MAX).prop_map(Each)]
}

proptest! {
    #[test]
    fn a_clock_armed_later_never_runs_out_sooner(
        area in any_area(), days in some_days(), first in 0..50_000_000_i64, wait in 0..2_000_000_i64,
    ) {
        let armed = |seconds| at("2026-01-01T00:00:00Z") + jiff::SignedDuration::from_secs(seconds);
        let (sooner, later) = (area.due(armed(first), days), area.due(armed(first + wait), days));
        prop_assert!(sooner <= later);
        prop_assert!(armed(first) < sooner);
    }
    #[test]
    fn a_longer_time_never_runs_out_sooner(
        area in any_area(), days in 1..DAYS_MAX, seconds in 0..50_000_000_i64,
    ) {
        let armed_at = at("2026-01-01T00:00:00Z") + jiff::SignedDuration::from_secs(seconds);
        for of in [Working, Each] {
            prop_assert!(area.due(armed_at, of(days)) <= area.due(armed_at, of(days + 1)));
        }
        prop_assert!(area.due(armed_at, Each(days)) < area.due(armed_at, Each(days + 1)));
    }
}
