//! When a service is open.

use jiff::civil::{Date, Time};
use uuid::Uuid;

/// When a service is open, as a rule that repeats (RFC 5545) or in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// The publisher's id of it.
    pub id: Uuid,
    /// The first day that the rule is about.
    pub starts_on: Option<Date>,
    /// From when on it is valid.
    pub from: Option<Date>,
    /// Until when it is valid.
    pub to: Option<Date>,
    /// How often it repeats.
    pub frequency: Option<Frequency>,
    /// Each how many weeks or months.
    pub interval: Option<u16>,
    /// On which days of the week, such as `TH,FR`; as the publisher wrote it.
    pub by_day: Option<String>,
    /// On which days of the month, such as `2,3`; as the publisher wrote it.
    pub by_month_day: Option<String>,
    /// When it opens, by the clock at its door.
    pub opens_at: Option<Time>,
    /// When it closes, by the clock at its door.
    pub closes_at: Option<Time>,
    /// In words.
    pub description: Option<String>,
}

/// How often a rule repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frequency {
    /// Each week, or each few.
    Weekly,
    /// Each month, or each few.
    Monthly,
}

impl Frequency {
    /// All, in the order of [`Frequency::NAMES`].
    pub(crate) const ALL: &[Self] = &[Self::Weekly, Self::Monthly];

    /// As the form writes them.
    pub(crate) const NAMES: &[&str] = &["WEEKLY", "MONTHLY"];
}
