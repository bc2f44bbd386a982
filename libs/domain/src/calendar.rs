//! Calendar: which days people work on, where a person lives. Bank holidays are known by rule; on which days a council's
//! area differs from them, somebody has to say. When a day begins is in [`scottish_time`] and [`begins`].

mod holidays;
#[cfg(test)]
pub(crate) mod tests;
mod wall;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use jiff::ToSpan;

use crate::Date;
use holidays::is_bank_holiday;
pub use wall::{begins, scottish_time};

/// The years for which an area's own days can be given.
pub const AREA_YEARS: RangeInclusive<i16> = 2020..=2100;
/// How many days of one year an area may close on, and how many it may work on, besides what the rule says.
pub const AREA_DAYS_MAX: usize = 60;

/// The days of one year on which a council's area differs from the rule: Monday to Friday, but no bank holidays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AreaDays {
    /// Days on which nobody works there: local holidays.
    pub closed: BTreeSet<Date>,
    /// Days on which people work there, though it is a bank holiday or a weekend.
    pub open: BTreeSet<Date>,
}

/// The working days of one area. The default is no area's: it knows bank holidays only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// A year that is not there is one of which nobody gave the area's own days.
    years: BTreeMap<i16, AreaDays>,
}

/// Why an area's days cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// Each year is given by itself.
    #[error("{day} is not in {year}; give it with its own year")]
    OtherYear {
        /// The day.
        day: Date,
        /// The year that it was given with.
        year: i16,
    },
    /// People work on a day or they do not.
    #[error("{day} is given both as closed and as open")]
    BothOpenAndClosed {
        /// The day.
        day: Date,
    },
    /// So many are a mistake.
    #[error("more than {AREA_DAYS_MAX} days of {year} are closed, or open")]
    TooMany {
        /// The year.
        year: i16,
    },
    /// A slip of the pen, most likely.
    #[error("{year} is not a year from {} to {}", AREA_YEARS.start(), AREA_YEARS.end())]
    YearOutOfRange {
        /// The year.
        year: i16,
    },
}

impl Calendar {
    /// This calendar, with the area's own days of one year in place of those it had.
    ///
    /// # Errors
    /// The first thing wrong with them.
    pub fn with(mut self, year: i16, days: AreaDays) -> Result<Self, CalendarError> {
        if !AREA_YEARS.contains(&year) {
            return Err(CalendarError::YearOutOfRange { year });
        }
        if days.closed.len().max(days.open.len()) > AREA_DAYS_MAX {
            return Err(CalendarError::TooMany { year });
        }
        if let Some(day) = days.closed.union(&days.open).find(|day| day.year() != year) {
            return Err(CalendarError::OtherYear { day: *day, year });
        }
        if let Some(day) = days.closed.intersection(&days.open).next() {
            return Err(CalendarError::BothOpenAndClosed { day: *day });
        }
        self.years.insert(year, days);
        Ok(self)
    }

    /// Whether people work on this day: what the area says of it, and else whether it is one from Monday to Friday that is
    /// no bank holiday.
    pub fn is_working_day(&self, day: Date) -> bool {
        match self.years.get(&day.year()) {
            Some(own) if own.open.contains(&day) => true,
            Some(own) if own.closed.contains(&day) => false,
            Some(_) | None => is_weekday(day) && !is_bank_holiday(day),
        }
    }

    /// The day on which so many working days have come after this one, which is never counted itself. None is the day
    /// itself; past the end of time it is [`Date::MAX`].
    pub fn working_day_after(&self, from: Date, days: u16) -> Date {
        let Some(before) = days.checked_sub(1) else { return from };
        self.working_days_after(from).nth(usize::from(before)).unwrap_or(Date::MAX)
    }

    /// Those of these years of which nobody gave the area's own days. What is counted over a local holiday that is not known
    /// runs out early, so whoever looks after the area should be told.
    pub fn gaps(&self, years: RangeInclusive<i16>) -> Vec<i16> {
        years.filter(|year| !self.years.contains_key(year)).collect()
    }

    fn working_days_after(&self, day: Date) -> impl Iterator<Item = Date> {
        day.series(1.day()).skip(1).filter(|day| self.is_working_day(*day))
    }
}

fn is_weekday(day: Date) -> bool {
    day.weekday().to_monday_zero_offset() < 5
}
