//! Which days count: everywhere, and in one area.

use proptest::prelude::*;

use super::*;
use crate::testing::day;

fn days<const N: usize>(days: [&str; N]) -> BTreeSet<Date> {
    days.map(day).into()
}
fn closed_on<const N: usize>(closed: [&str; N]) -> AreaDays {
    AreaDays { closed: days(closed), ..AreaDays::default() }
}
fn open_on<const N: usize>(open: [&str; N]) -> AreaDays {
    AreaDays { open: days(open), ..AreaDays::default() }
}
/// An area whose days of 2026 are these.
fn area(own: AreaDays) -> Calendar {
    Calendar::default().with(2026, own).expect("a test names days of 2026")
}
/// An area whose days of 2026 and 2027 differ from the rule as chance will have it.
pub(crate) fn any_area() -> impl Strategy<Value = Calendar> {
    let some = |year: i16| {
        let first = Date::new(year, 1, 1).expect("each year has this day");
        let days = prop::collection::btree_set(
            (0..365_i64).prop_map(move |n| first.saturating_add(n.days())),
            0..60,
        );
        (days.clone(), days).prop_map(|(closed, open)| AreaDays {
            open: open.difference(&closed).copied().collect(),
            closed,
        })
    };
    (some(2026), some(2027)).prop_map(|(this, next)| {
        let calendar = Calendar::default().with(2026, this);
        calendar.and_then(|calendar| calendar.with(2027, next)).expect("these days make sense")
    })
}
#[track_caller]
fn refused(year: i16, own: AreaDays, error: CalendarError) {
    assert_eq!(Calendar::default().with(year, own), Err(error));
}

#[test]
fn people_work_from_monday_to_friday_and_not_on_bank_holidays() {
    let works = |on| Calendar::default().is_working_day(day(on));
    assert!(["2026-08-17", "2026-08-21"].into_iter().all(works)); // Monday and Friday.
    assert!(!["2026-08-22", "2026-08-23"].into_iter().any(works)); // The weekend.
    assert!(!works("2026-04-03")); // Good Friday.
    assert!(works("2026-04-06")); // Easter Monday is no bank holiday here,
    assert!(works("2026-08-31")); // nor is the last Monday of August.
}
#[test]
fn a_local_holiday_is_no_working_day_there_alone() {
    let autumn = day("2026-10-05");
    assert!(!area(closed_on(["2026-10-05"])).is_working_day(autumn));
    assert!(area(closed_on(["2026-10-12"])).is_working_day(autumn));
    assert!(Calendar::default().is_working_day(autumn));
}
#[test]
fn people_may_work_on_a_bank_holiday() {
    let works = area(open_on(["2026-04-03", "2026-08-22"]));
    assert!(works.is_working_day(day("2026-04-03")));
    assert!(works.is_working_day(day("2026-08-22")), "and on a Saturday");
    assert!(!works.is_working_day(day("2026-05-04")), "but not on the next one");
}
#[test]
fn a_year_that_nobody_gave_is_named_as_a_gap_and_still_counts() {
    let calendar = area(closed_on(["2026-10-05"]));
    assert_eq!(calendar.gaps(2025..=2028), [2025, 2027, 2028]);
    assert!(!calendar.is_working_day(day("2027-03-26")), "Good Friday");
    assert!(calendar.is_working_day(day("2027-10-04")));
}
#[test]
fn a_year_without_days_of_its_own_can_be_given_too() {
    assert_eq!(area(AreaDays::default()).gaps(2026..=2026), Vec::<i16>::new());
}
#[test]
fn giving_a_year_again_replaces_it() {
    let again = area(closed_on(["2026-10-05"])).with(2026, closed_on(["2026-10-12"]));
    assert_eq!(again, Ok(area(closed_on(["2026-10-12"]))));
}
#[test]
fn days_that_make_no_sense_are_not_taken() {
    let (autumn, next) = ("2026-10-05", "2027-10-04");
    let both = AreaDays { open: days([autumn]), ..closed_on([autumn]) };
    refused(2026, both, CalendarError::BothOpenAndClosed { day: day(autumn) });
    let error = CalendarError::OtherYear { day: day(next), year: 2026 };
    refused(2026, closed_on([autumn, next]), error.clone());
    refused(2026, open_on([autumn, next]), error);
    for year in [2019, 2101] {
        refused(year, AreaDays::default(), CalendarError::YearOutOfRange { year });
    }
}
#[test]
fn an_area_differs_on_sixty_days_at_most() {
    let first = |days| day("2026-01-01").series(1.day()).take(days).collect::<BTreeSet<_>>();
    let (sixty, more) = (first(60), first(61));
    let ok = AreaDays { closed: sixty, ..AreaDays::default() };
    assert!(Calendar::default().with(2026, ok).is_ok());
    let closed = AreaDays { closed: more.clone(), ..AreaDays::default() };
    refused(2026, closed, CalendarError::TooMany { year: 2026 });
    let open = AreaDays { open: more, ..AreaDays::default() };
    refused(2026, open, CalendarError::TooMany { year: 2026 });
}
#[test]
fn the_first_day_is_never_counted_and_the_last_one_is() {
    let calendar = Calendar::default();
    let (friday, monday) = (day("2026-08-21"), day("2026-08-24"));
    assert_eq!(calendar.working_day_after(friday, 1), monday);
    assert_eq!(calendar.working_day_after(friday, 0), friday);
}
#[test]
fn the_end_of_time_ends_the_count() {
    let calendar = Calendar::default();
    assert_eq!(calendar.working_day_after(Date::MAX, 1), Date::MAX);
    assert_eq!(calendar.working_day_after(day("9999-12-30"), u16::MAX), Date::MAX);
}

proptest! {
    #[test]
    fn working_days_are_counted_as_by_hand(
        area in any_area(), first in 0..700_i64, length in 0..300_i64, pick in any::<prop::sample::Index>(),
    ) {
        let from = day("2026-01-01").saturating_add(first.days());
        let works = |today: &Date| {
            let own = area.years.get(&today.year()).cloned().unwrap_or_default();
            let weekend = ["Saturday", "Sunday"].contains(&today.strftime("%A").to_string().as_str());
            let usual = !weekend && !is_bank_holiday(*today);
            own.open.contains(today) || usual && !own.closed.contains(today)
        };
        let by_hand: Vec<_> = (1..=length).map(|after| from.saturating_add(after.days())).filter(works).collect();
        if !by_hand.is_empty() {
            let place = pick.index(by_hand.len());
            let days = u16::try_from(place + 1).expect("not a year");
            prop_assert_eq!(area.working_day_after(from, days), by_hand[place]);
        }
    }
}
