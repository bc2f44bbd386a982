//! What clocks on the wall say in Scotland, and when a day begins there. It is a rule, not a clock: nothing here knows what
//! time it is.

use std::sync::LazyLock;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::{Date, Timestamp};

/// British civil time, by rule and not by a time zone database: the rule has stood since 1996 (EC directive 97/44, then
/// the Summer Time Order 2002), and the program has to run on machines that have no database.
const BRITISH_TIME: &str = "GMT0BST,M3.5.0/1,M10.5.0/2";

static LONDON: LazyLock<TimeZone> =
    LazyLock::new(|| TimeZone::posix(BRITISH_TIME).expect("the rule is a valid POSIX time zone"));

/// What clocks on the wall say at this instant where the people are: in Scotland, summer time included.
pub fn scottish_time(at: Timestamp) -> DateTime {
    LONDON.to_datetime(at)
}

/// The first instant of a day there. The first and the last days of representable time begin at its ends.
pub fn begins(day: Date) -> Timestamp {
    let end_of_time = if day.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    LONDON.to_timestamp(day.to_datetime(jiff::civil::Time::midnight())).unwrap_or(end_of_time)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::day;

    fn at(instant: &str) -> Timestamp {
        instant.parse().expect("a test names a real instant")
    }

    #[test]
    fn a_summer_afternoon_is_an_hour_later_on_the_wall() {
        let wall = |instant| scottish_time(at(instant)).to_string();
        assert_eq!(wall("2026-08-17T13:30:00Z"), "2026-08-17T14:30:00");
        assert_eq!(wall("2026-12-17T13:30:00Z"), "2026-12-17T13:30:00");
    }
    #[test]
    fn the_day_begins_an_hour_earlier_in_summer() {
        assert_eq!(begins(day("2026-12-17")), at("2026-12-17T00:00:00Z"));
        assert_eq!(begins(day("2026-08-17")), at("2026-08-16T23:00:00Z"));
    }
    #[test]
    fn the_days_on_which_clocks_change_begin_by_the_time_before() {
        assert_eq!(begins(day("2026-03-29")), at("2026-03-29T00:00:00Z"));
        assert_eq!(begins(day("2026-03-30")), at("2026-03-29T23:00:00Z"));
        assert_eq!(begins(day("2026-10-25")), at("2026-10-24T23:00:00Z"));
        assert_eq!(begins(day("2026-10-26")), at("2026-10-26T00:00:00Z"));
    }
    #[test]
    fn the_ends_of_time_are_instants_too() {
        assert_eq!((begins(Date::MIN), begins(Date::MAX)), (Timestamp::MIN, Timestamp::MAX));
    }
}
