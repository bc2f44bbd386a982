//! A date of birth as far as it is known. Some people know the year alone; some systems wrote 1 January for that.

use crate::{Date, Pii};

/// A date of birth: a year, perhaps a month, perhaps a day, and whether somebody guessed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PartialDate(Pii<Parts>);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Parts {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
    estimated: bool,
}

/// Why there is no such date of birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PartialDateError {
    /// Not written as a date.
    #[error(
        "write a date as 2001-12-31 or 31/12/2001, as 2001-12 without the day, or as 2001 alone"
    )]
    Shape,
    /// A day without its month.
    #[error("a day needs its month; give the month, or the year alone")]
    DayWithoutMonth,
    /// No calendar has it.
    #[error("there is no such day; check the day and the month")]
    NotReal,
    /// It lies after the day that it was given on.
    #[error("a date of birth cannot lie ahead; check the year")]
    InTheFuture,
}

/// How far apart two years may lie, where one is an estimate, to be taken for the same.
const ESTIMATE_YEARS_MAX: u16 = 1;

impl PartialDate {
    /// The date with these parts.
    ///
    /// # Errors
    /// When a day has no month, or the calendar has no such day.
    pub fn new(year: i16, month: Option<i8>, day: Option<i8>) -> Result<Self, PartialDateError> {
        if day.is_some() && month.is_none() {
            return Err(PartialDateError::DayWithoutMonth);
        }
        if !(1..=9999).contains(&year)
            || Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).is_err()
        {
            return Err(PartialDateError::NotReal);
        }
        Ok(Self(Pii::new(Parts { year, month, day, estimated: false })))
    }
    /// The same date, marked as a guess.
    pub fn estimated(self) -> Self {
        Self(Pii::new(Parts { estimated: true, ..self.parts() }))
    }

    /// The year.
    pub fn year(&self) -> i16 {
        self.parts().year
    }
    /// The month, if it is known.
    pub fn month(&self) -> Option<i8> {
        self.parts().month
    }
    /// The day of the month, if it is known.
    pub fn day(&self) -> Option<i8> {
        self.parts().day
    }
    /// Whether somebody guessed.
    pub fn is_estimated(&self) -> bool {
        self.parts().estimated
    }
    /// Whether it is 1 January: the day that NHS tracing guidance tells staff to write where only the year is known.
    pub fn is_suspect(&self) -> bool {
        (self.month(), self.day()) == (Some(1), Some(1))
    }
    /// The date, if every part is known and nobody guessed or seems to have. Only such a date can confirm that a
    /// number belongs to somebody.
    pub fn exact(&self) -> Option<Date> {
        let is_sure = self.day().is_some() && !self.is_estimated() && !self.is_suspect();
        is_sure.then(|| self.earliest())
    }
    /// The first day it can mean.
    pub fn earliest(&self) -> Date {
        Date::new(self.year(), self.month().unwrap_or(1), self.day().unwrap_or(1))
            .expect("`new` checked the parts")
    }
    /// The last day it can mean.
    pub fn latest(&self) -> Date {
        match (self.month(), self.day()) {
            (Some(_), Some(_)) => self.earliest(),
            (Some(_), None) => self.earliest().last_of_month(),
            (None, _) => self.earliest().last_of_year(),
        }
    }

    /// That the date does not lie ahead on this day.
    ///
    /// # Errors
    /// When every day that it can mean lies ahead.
    pub fn check_not_after(&self, today: Date) -> Result<(), PartialDateError> {
        if self.earliest() > today { Err(PartialDateError::InTheFuture) } else { Ok(()) }
    }

    /// Whether both can be one person's date of birth: no part that both know differs. A suspect 1 January knows the
    /// year alone, and a guess may be a year out. To agree is not yet to confirm; see [`exact`](Self::exact).
    pub fn agrees_with(&self, other: &Self) -> bool {
        if self.is_estimated() || other.is_estimated() {
            return self.year().abs_diff(other.year()) <= ESTIMATE_YEARS_MAX;
        }
        let same = |mine: Option<i8>, theirs: Option<i8>| {
            mine.is_none() || theirs.is_none() || mine == theirs
        };
        let year_alone = self.is_suspect() || other.is_suspect();
        self.year() == other.year()
            && (year_alone || (same(self.month(), other.month()) && same(self.day(), other.day())))
    }

    fn parts(&self) -> Parts {
        *self.0.expose()
    }
}

impl From<Date> for PartialDate {
    fn from(date: Date) -> Self {
        let (month, day) = (Some(date.month()), Some(date.day()));
        Self(Pii::new(Parts { year: date.year(), month, day, estimated: false }))
    }
}

/// Reads `2001-12-31`, `31/12/2001`, `2001-12` and `2001`.
impl std::str::FromStr for PartialDate {
    type Err = PartialDateError;
    fn from_str(text: &str) -> Result<Self, PartialDateError> {
        let text = text.trim();
        let parts: Vec<&str> = text.split(['-', '/']).collect();
        match (parts.as_slice(), text.contains('/'), text.contains('-')) {
            ([year], _, _) => Self::new(full_year(year)?, None, None),
            ([year, month], false, true) => Self::new(full_year(year)?, Some(number(month)?), None),
            ([year, month, day], false, true) | ([day, month, year], true, false) => {
                Self::new(full_year(year)?, Some(number(month)?), Some(number(day)?))
            }
            _ => Err(PartialDateError::Shape),
        }
    }
}

/// A year of four digits: with two, somebody aged 10 and somebody aged 110 would be one.
fn full_year(text: &str) -> Result<i16, PartialDateError> {
    if text.len() == 4 { number(text) } else { Err(PartialDateError::Shape) }
}

fn number<N: std::str::FromStr>(text: &str) -> Result<N, PartialDateError> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(PartialDateError::Shape);
    }
    text.parse().map_err(|_| PartialDateError::Shape)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_date_can_be_written_in_the_ways_that_people_write_it() {
        assert_eq!(date("31/12/2001"), date(" 2001-12-31 "));
        assert_eq!(date("1/2/2001"), PartialDate::new(2001, Some(2), Some(1)).unwrap());
        assert_eq!((date("2001-12").month(), date("2001-12").day()), (Some(12), None));
        assert_eq!(date("2001").month(), None);
    }
    #[test]
    fn what_could_be_read_two_ways_is_not_read() {
        for text in
            ["", "31/12/01", "01", "12/2001", "2001-12/31", "2001-12-31-1", "+201-1-1", "soon"]
        {
            assert_eq!(text.parse::<PartialDate>(), Err(PartialDateError::Shape), "{text}");
        }
    }
    #[test]
    fn a_day_that_never_was_is_refused() {
        for text in ["29/02/2001", "2001-13", "2001-00-01", "31/04/1990", "0000"] {
            assert_eq!(text.parse::<PartialDate>(), Err(PartialDateError::NotReal), "{text}");
        }
        assert!("29/02/2000".parse::<PartialDate>().is_ok());
        assert_eq!(PartialDate::new(2001, None, Some(3)), Err(PartialDateError::DayWithoutMonth));
    }
    #[test]
    fn nobody_is_born_tomorrow() {
        let today = jiff::civil::date(2026, 8, 17);
        assert_eq!(date("2026-08-18").check_not_after(today), Err(PartialDateError::InTheFuture));
        assert_eq!(date("2027").check_not_after(today), Err(PartialDateError::InTheFuture));
        assert_eq!(date("2026-08-17").check_not_after(today), Ok(()));
        assert_eq!(date("2026").check_not_after(today), Ok(()));
    }
    #[test]
    fn parts_that_both_know_must_be_the_same() {
        assert!(date("2001-12-31").agrees_with(&date("2001-12")));
        assert!(date("2001-12-31").agrees_with(&date("2001")));
        assert!(!date("2001-12-31").agrees_with(&date("2001-12-30")));
        assert!(!date("2001-12-31").agrees_with(&date("2001-11")));
        assert!(!date("2001-12-31").agrees_with(&date("2002-12-31")));
    }
    #[test]
    fn a_first_of_january_knows_the_year_alone() {
        assert!(date("2001-01-01").agrees_with(&date("2001-06-15")));
        assert!(!date("2001-01-01").agrees_with(&date("2002-06-15")));
        assert_eq!(date("2001-01-01").exact(), None);
    }
    #[test]
    fn a_guess_may_be_a_year_out_and_confirms_nothing() {
        let guess = date("1997").estimated();
        assert!(guess.agrees_with(&date("1998-03-04")));
        assert!(!guess.agrees_with(&date("1999-03-04")));
        assert_eq!(date("1998-03-04").estimated().exact(), None);
        assert_eq!(date("1998-03-04").exact(), Some(jiff::civil::date(1998, 3, 4)));
    }
    #[test]
    fn it_spans_the_days_that_it_can_mean() {
        let span = |text| (date(text).earliest(), date(text).latest());
        assert_eq!(
            span("2000-02"),
            (jiff::civil::date(2000, 2, 1), jiff::civil::date(2000, 2, 29))
        );
        assert_eq!(span("2001"), (jiff::civil::date(2001, 1, 1), jiff::civil::date(2001, 12, 31)));
    }
    #[test]
    fn nothing_of_a_date_is_printed() {
        assert_eq!(format!("{:?}", date("2001-12-31")), "PartialDate(Pii(..))");
    }

    fn any_date() -> impl Strategy<Value = PartialDate> {
        let parts = (
            1900..=2030i16,
            proptest::option::of(1..=12i8),
            proptest::option::of(1..=31i8),
            any::<bool>(),
        );
        parts.prop_filter_map("not a day", |(year, month, day, estimated)| {
            let date = PartialDate::new(year, month, month.and(day)).ok()?;
            Some(if estimated { date.estimated() } else { date })
        })
    }

    proptest! {
        #[test]
        fn agreeing_is_mutual_and_begins_with_oneself(a in any_date(), b in any_date()) {
            prop_assert!(a.agrees_with(&a));
            prop_assert_eq!(a.agrees_with(&b), b.agrees_with(&a));
        }
        #[test]
        fn two_exact_dates_agree_only_if_they_are_the_same_day(a in any_date(), b in any_date()) {
            if let (Some(mine), Some(theirs)) = (a.exact(), b.exact()) {
                prop_assert_eq!(a.agrees_with(&b), mine == theirs);
            }
        }
    }
}
