//! Days, times of day and instants, and the schedules that are made of them.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde_json::Value;

use super::fields::Fields;
use super::shapes::{line, link, number, one_of, said, text, uuid};
use crate::{Frequency, Problem, Schedule};

/// The most weeks or months between two times of a rule.
const INTERVAL_MAX: i64 = 1_000;

/// The seconds of a day.
const DAY: i64 = 24 * 60 * 60;

/// A day, as `2026-08-17`.
pub(super) fn date(value: &Value) -> Result<Date, Problem> {
    let text = said(value)?;
    let day = looks_like(text, "0000-00-00").then(|| text.parse().ok()).flatten();
    day.ok_or(Problem::NotADate)
}

/// An instant, as `2026-08-17T09:30:00Z`, with or without a fraction, or with an offset (RFC 3339). Names of time zones, which
/// newer forms have behind it, are none of this one's.
pub(super) fn instant(value: &Value) -> Result<Timestamp, Problem> {
    let text = said(value)?;
    let (begins, rest) = text.split_at_checked(19).ok_or(Problem::NotAnInstant)?;
    let day_and_time = ["0000-00-00T00:00:00", "0000-00-00t00:00:00"];
    let day_and_time = day_and_time.iter().any(|pattern| looks_like(begins, pattern));
    let (fraction, offset) = rest.split_at(rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len()));
    let holds = day_and_time && is_fraction(fraction) && is_offset(offset);
    let instant: Option<Timestamp> = holds.then(|| text.parse().ok()).flatten();
    // A leap second is parsed as the second before it, which is the last of a day.
    let is_there = |at: &Timestamp| !begins.ends_with(":60") || at.as_second() % DAY == DAY - 1;
    instant.filter(is_there).ok_or(Problem::NotAnInstant)
}

/// Nothing, or a point and digits.
fn is_fraction(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    text.is_empty() || text.strip_prefix('.').is_some_and(digits)
}

/// `Z`, or hours and minutes from it.
fn is_offset(text: &str) -> bool {
    let hours = text.get(1..3).is_some_and(|hours| hours < "24");
    let numbers = ["+00:00", "-00:00"].iter().any(|pattern| looks_like(text, pattern));
    matches!(text, "Z" | "z") || numbers && hours
}

/// A time of day, as `09:30` or `09:30:00`. An offset from UTC may follow, which says no more than where the door is.
pub(super) fn time(value: &Value) -> Result<Time, Problem> {
    let text = said(value)?;
    let (time, offset) = text.split_at(text.find(['Z', '+', '-']).unwrap_or(text.len()));
    let is_offset =
        matches!(offset, "" | "Z") || ["+00:00", "-00:00"].iter().any(|o| looks_like(offset, o));
    let is_time = looks_like(time, "00:00") || looks_like(time, "00:00:00");
    let time = (is_time && is_offset).then(|| time.parse().ok()).flatten();
    time.ok_or(Problem::NotATime)
}

/// Whether a text has digits where the pattern has 0, and else what the pattern has.
fn looks_like(text: &str, pattern: &str) -> bool {
    let fits = |(c, p): (u8, u8)| if p == b'0' { c.is_ascii_digit() } else { c == p };
    text.len() == pattern.len() && text.bytes().zip(pattern.bytes()).all(fits)
}

pub(super) fn schedule(fields: &mut Fields<'_, '_>) -> Option<Schedule> {
    let id = fields.required("id", uuid);
    fields.keep(&["service_id", "service_at_location_id"], uuid);
    fields.keep(&["schedule_link"], link);
    fields.keep(&["attending_type", "notes"], text);
    let whole = |value: &Value| number(value, 1, INTERVAL_MAX).map(|number| number as u16);
    let frequency = |value: &Value| one_of(value, Frequency::NAMES, Frequency::ALL);
    Some(Schedule {
        starts_on: fields.optional("dtstart", date),
        from: fields.optional("valid_from", date),
        to: fields.optional("valid_to", date),
        frequency: fields.optional("freq", frequency),
        interval: fields.optional("interval", whole),
        by_day: fields.optional("byday", line),
        by_month_day: fields.optional("bymonthday", line),
        opens_at: fields.optional("opens_at", time),
        closes_at: fields.optional("closes_at", time),
        description: fields.optional("description", text),
        id: id?, // Last, so that everything that is wrong with it is named.
    })
}
