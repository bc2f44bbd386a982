//! The bank holidays of Scotland, by rule: Banking and Financial Dealings Act 1971, section 1 and Schedule 1; St Andrew's Day
//! Bank Holiday (Scotland) Act 2007. Local holidays, Easter Monday among them where there is one, are each council's.

use jiff::civil::{Weekday, date};

use super::is_weekday;
use crate::Date;

/// Days that were proclaimed for one year, each with the day that it took the place of, if it did. Complete from 2020 to
/// 2026; what is proclaimed later is added here, and is a closed day of each area until then.
const PROCLAIMED: [(Date, Option<Date>); 6] = [
    (date(2020, 5, 8), Some(date(2020, 5, 4))), // 75 years of peace in Europe.
    (date(2022, 6, 2), Some(date(2022, 5, 30))), // The Queen's Platinum Jubilee,
    (date(2022, 6, 3), None),                   // for two days.
    (date(2022, 9, 19), None),                  // Her funeral.
    (date(2023, 5, 8), None),                   // The King's coronation.
    (date(2026, 6, 15), None),                  // Scotland plays in the World Cup.
];

/// Whether this day is a bank holiday in Scotland.
pub(super) fn is_bank_holiday(day: Date) -> bool {
    bank_holidays(day.year()).any(|holiday| holiday == day)
}

/// In no order. A holiday that falls on a weekend moves to the next weekday that is none: the Acts say so of some, and
/// proclamations of the rest, each year. The last Monday of May and 26 December stand in no Act: they are proclaimed too.
fn bank_holidays(year: i16) -> impl Iterator<Item = Date> {
    let on = |month, day| Date::new(year, month, day).expect("each year has this day");
    let monday = |month, nth| {
        let monday = on(month, 1).nth_weekday_of_month(nth, Weekday::Monday);
        monday.expect("each month has a first and a last Monday")
    };
    let by_rule = weekdays_from(on(1, 1))
        .take(2)
        .chain([good_friday(year), monday(5, 1), monday(5, -1), monday(8, 1)])
        .chain(weekdays_from(on(11, 30)).take(1))
        .chain(weekdays_from(on(12, 25)).take(2));
    let has_moved = |day| PROCLAIMED.iter().any(|(_, instead_of)| *instead_of == Some(day));
    let proclaimed = PROCLAIMED.iter().map(|(day, _)| *day);
    by_rule
        .filter(move |day| !has_moved(*day))
        .chain(proclaimed.filter(move |day| day.year() == year))
}

fn weekdays_from(first: Date) -> impl Iterator<Item = Date> {
    first.series(jiff::Span::new().days(1)).filter(|day| is_weekday(*day))
}

/// Two days before Easter, which is the first Sunday after the first full moon from 21 March on, as the Gregorian calendar
/// reckons the moon.
fn good_friday(year: i16) -> Date {
    let (golden, century) = (i32::from(year).rem_euclid(19), i32::from(year).div_euclid(100));
    let leap = century.div_euclid(4);
    let moon = century - leap - (8 * century + 13).div_euclid(25) + 19 * golden + 15;
    let days = match moon.rem_euclid(30) {
        29 => 28,
        28 if golden > 10 => 27,
        days => days,
    };
    let first = Date::new(year, 3, 21).expect("each year has this day");
    let full_moon = first.saturating_add(jiff::Span::new().days(days));
    let easter = full_moon.nth_weekday(1, Weekday::Sunday).expect("it is in April at the latest");
    easter.saturating_sub(jiff::Span::new().days(2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn of(year: i16) -> Vec<String> {
        let days: BTreeSet<Date> = bank_holidays(year).collect();
        days.into_iter().map(|day| day.strftime("%-d %b").to_string()).collect()
    }
    #[track_caller]
    fn published(year: i16, days: &str) {
        assert_eq!(of(year).join(", "), days, "{year}");
    }

    #[test]
    fn the_bank_holidays_of_2024_to_2028_are_those_published() {
        published(2024, "1 Jan, 2 Jan, 29 Mar, 6 May, 27 May, 5 Aug, 2 Dec, 25 Dec, 26 Dec");
        published(2025, "1 Jan, 2 Jan, 18 Apr, 5 May, 26 May, 4 Aug, 1 Dec, 25 Dec, 26 Dec");
        published(
            2026,
            "1 Jan, 2 Jan, 3 Apr, 4 May, 25 May, 15 Jun, 3 Aug, 30 Nov, 25 Dec, 28 Dec",
        );
        published(2027, "1 Jan, 4 Jan, 26 Mar, 3 May, 31 May, 2 Aug, 30 Nov, 27 Dec, 28 Dec");
        published(2028, "3 Jan, 4 Jan, 14 Apr, 1 May, 29 May, 7 Aug, 30 Nov, 25 Dec, 26 Dec");
    }
    #[test]
    fn days_proclaimed_for_one_year_count_in_that_year_alone() {
        published(2020, "1 Jan, 2 Jan, 10 Apr, 8 May, 25 May, 3 Aug, 30 Nov, 25 Dec, 28 Dec");
        published(2021, "1 Jan, 4 Jan, 2 Apr, 3 May, 31 May, 2 Aug, 30 Nov, 27 Dec, 28 Dec");
        published(
            2022,
            "3 Jan, 4 Jan, 15 Apr, 2 May, 2 Jun, 3 Jun, 1 Aug, 19 Sep, 30 Nov, 26 Dec, 27 Dec",
        );
        published(2023, "2 Jan, 3 Jan, 7 Apr, 1 May, 8 May, 29 May, 7 Aug, 30 Nov, 25 Dec, 26 Dec");
    }
    #[test]
    fn a_holiday_on_a_weekend_moves_past_another() {
        let moved = |year: i16, from: &str, to: &str| {
            assert!(!of(year).contains(&from.to_owned()), "{from} {year}");
            assert!(of(year).contains(&to.to_owned()), "{to} {year}");
        };
        moved(2023, "1 Jan", "3 Jan"); // A Sunday, and Monday the 2nd is one already.
        moved(2028, "2 Jan", "4 Jan"); // A Sunday, and Saturday the 1st has moved to Monday.
        moved(2022, "25 Dec", "27 Dec"); // A Sunday, and Monday the 26th is one already.
        moved(2027, "26 Dec", "28 Dec"); // A Sunday, and Saturday the 25th has moved to Monday.
        moved(2024, "30 Nov", "2 Dec"); // A Saturday.
    }
    #[test]
    fn good_friday_goes_by_the_moon_as_the_church_reckons_it() {
        for (year, days) in [
            (2035, "23 Mar"), // As early as in a hundred years,
            (2038, "23 Apr"), // and as late.
            (2049, "16 Apr"), // The moon is moved to keep it so: by one rule,
            (2076, "17 Apr"), // and by the other.
            (2100, "26 Mar"), // A century that is no leap year.
        ] {
            assert!(of(year).contains(&days.to_owned()), "{year}");
        }
    }
    #[test]
    fn no_bank_holiday_is_on_a_weekend_and_none_is_lost() {
        for year in [Date::MIN.year(), -1, 0, 1582, Date::MAX.year()].into_iter().chain(2020..=2100)
        {
            let days: BTreeSet<Date> = bank_holidays(year).collect();
            assert!(days.iter().all(|day| is_weekday(*day) && day.year() == year), "{year}");
            let more =
                PROCLAIMED.iter().filter(|(day, instead)| day.year() == year && instead.is_none());
            assert_eq!(days.len(), 9 + more.count(), "{year}");
        }
    }
}
