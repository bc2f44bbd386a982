//! Why something in a feed does not hold, in words for the publisher who can mend it.

use uuid::Uuid;

use super::Path;
use crate::split::{DEPTH_MAX, RECORD_BYTES_MAX};

/// Why something does not hold. Its `Display` follows the place, as in `name: is missing`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The record is no JSON, from this byte of it on (counted from 0).
    #[error("is no JSON from byte {byte} of the record on")]
    NotJson {
        /// Counted from 0, from where the record begins.
        byte: u64,
    },
    /// The record is longer than [`RECORD_BYTES_MAX`].
    #[error("is {bytes} bytes long, and a record has at most {RECORD_BYTES_MAX}")]
    TooLarge {
        /// Its length.
        bytes: u64,
    },
    /// Lists and objects stand in each other more than [`DEPTH_MAX`] deep.
    #[error("goes more than {DEPTH_MAX} levels deep")]
    TooDeep,
    /// It has to be there.
    #[error("is missing")]
    Missing,
    /// Who lists it does not give it when it is asked for by itself; why, in a word.
    #[error("does not come when it is asked for by itself ({why})")]
    NotGiven {
        /// Why, in a word.
        why: &'static str,
    },
    /// It has to say something.
    #[error("is empty")]
    Empty,
    /// It is of another type of JSON.
    #[error("must be {wanted}, and is {found}")]
    WrongType {
        /// What it should be.
        wanted: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// No UUID in its usual form, with hyphens.
    #[error("must be a UUID, such as 0f5c1a9e-2d4b-4a7e-9c31-6b8d2e7f4a10")]
    NotUuid,
    /// No address of the web, or no URI (RFC 3986).
    #[error(
        "must be a whole address, such as https://example.org/help, with any other character as %XX"
    )]
    NotUri,
    /// No email address.
    #[error("must be an email address, such as help@example.org")]
    NotEmail,
    /// No day of the calendar.
    #[error("must be a date, such as 2026-08-17")]
    NotADate,
    /// No time of day.
    #[error("must be a time of day, such as 09:30")]
    NotATime,
    /// No instant, which needs its offset from UTC.
    #[error("must be an instant, such as 2026-08-17T09:30:00Z")]
    NotAnInstant,
    /// None of the words that the form has for it.
    #[error("must be one of {}", .0.join(", "))]
    NotOneOf(&'static [&'static str]),
    /// A number that cannot be meant.
    #[error("must be from {least} to {most}")]
    OutOfRange {
        /// The smallest that can be meant.
        least: i64,
        /// The largest that can be meant.
        most: i64,
    },
    /// A longer text than anybody reads.
    #[error("is {chars} characters long, and has at most {most}")]
    TooLong {
        /// Its length.
        chars: usize,
        /// The most that is taken.
        most: usize,
    },
    /// More than are taken.
    #[error("there are more than {most}")]
    TooMany {
        /// The most that is taken.
        most: usize,
    },
    /// Control characters, or such as turn the direction of writing: they disturb the screen or the log they are shown in.
    #[error("has hidden characters")]
    Hidden,
    /// Another record has the same id.
    #[error("stands at {first} already")]
    Repeated {
        /// Where it stands first.
        first: Path,
    },
    /// The parent of the parent, and so on, is itself.
    #[error("leads back to itself, {length} long, by way of {}", list(through))]
    Cycle {
        /// Those that it leads through, in order; the first few where they are many.
        through: Vec<Uuid>,
        /// How many it leads through.
        length: usize,
    },
    /// The feed ends in the middle.
    #[error("is cut off: the feed ends at byte {byte}, in the middle")]
    CutOff {
        /// The length of what there is.
        byte: u64,
    },
    /// What stands there is neither a record nor what stands between two.
    #[error("is not where a record can be: the feed is broken at byte {byte}")]
    Broken {
        /// Counted from 0, from where the feed begins.
        byte: u64,
    },
}

fn list(ids: &[Uuid]) -> String {
    ids.iter().map(Uuid::to_string).collect::<Vec<_>>().join(", ")
}

impl Problem {
    /// Its name for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotJson { .. } => "NOT_JSON",
            Self::TooLarge { .. } => "TOO_LARGE",
            Self::TooDeep => "TOO_DEEP",
            Self::Missing => "MISSING",
            Self::NotGiven { .. } => "NOT_GIVEN",
            Self::Empty => "EMPTY",
            Self::WrongType { .. } => "WRONG_TYPE",
            Self::NotUuid => "NOT_A_UUID",
            Self::NotUri => "NOT_A_URI",
            Self::NotEmail => "NOT_AN_EMAIL",
            Self::NotADate => "NOT_A_DATE",
            Self::NotATime => "NOT_A_TIME",
            Self::NotAnInstant => "NOT_AN_INSTANT",
            Self::NotOneOf(_) => "NOT_ONE_OF",
            Self::OutOfRange { .. } => "OUT_OF_RANGE",
            Self::TooLong { .. } => "TOO_LONG",
            Self::TooMany { .. } => "TOO_MANY",
            Self::Hidden => "HIDDEN",
            Self::Repeated { .. } => "REPEATED",
            Self::Cycle { .. } => "CYCLE",
            Self::CutOff { .. } => "CUT_OFF",
            Self::Broken { .. } => "BROKEN",
        }
    }
}
