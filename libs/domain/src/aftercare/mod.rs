//! Aftercare: what happens once a person is in work, and what was achieved.

pub mod allowance;
pub mod feedback;
pub mod job;
pub mod outcome;
pub mod progress;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod testing;

use jiff::ToSpan;

use crate::Date;

/// The day so many days later; the calendar's last day where it would run out.
fn days_after(date: Date, days: u16) -> Date {
    date.saturating_add(i64::from(days).days())
}
