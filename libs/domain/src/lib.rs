//! Who may decide what. Plain data and plain functions: no clock, no randomness, no I/O, nothing serialisable.
//!
//! Read [`journey`] first: a person's journey is the one thing that decisions are made on. Each context (`intake`,
//! `assignment`, `routing`, `aftercare`, `rights`) is a folder of topics; each topic is one file: Event, Command, Refusal,
//! State, `decide`, `evolve`, tests. [`directory`] holds what is not about one person, [`calendar`] the days on which people
//! work.
#![warn(clippy::wildcard_enum_match_arm)]

#[macro_use]
mod code;
mod aggregate;
mod area;
mod ids;
mod sealed;
mod stamp;

pub mod access;
pub mod aftercare;
pub mod assignment;
pub mod calendar;
pub mod directory;
pub mod identifier;
pub mod intake;
pub mod journey;
pub mod rights;
pub mod routing;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod testing;

pub use aggregate::Aggregate;
pub use area::Area;
pub use calendar::Calendar;
pub use code::Code;
pub use ids::*;
pub use jiff::Timestamp;
pub use jiff::civil::Date;
pub use journey::Journey;
pub use sealed::{Kept, Pii, Sealed, SensitiveCode, Sensitivity};
pub use stamp::{Actor, Role, Stamp, utc_day};

/// The longest text that a person or worker may write in one field, in characters (research on NOLB records: notes are
/// short, and a longer one belongs in the owner's own system).
pub const TEXT_CHARS_MAX: usize = 2_000;
