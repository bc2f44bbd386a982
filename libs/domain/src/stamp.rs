//! Who, when, and in which commit: what every command brings and every event keeps.

use crate::{CommitId, Date, OrgId, Timestamp, WorkerId};

codes! {
    /// In what capacity somebody acts (the roles of the referral transition table).
    pub Role {
        /// A worker who meets people.
        Worker = 1 "WORKER",
        /// A worker who also answers for others' work.
        Manager = 2 "MANAGER",
        /// Operations of the Local Employability Partnership: the council as lead accountable body.
        Partnership = 3 "PARTNERSHIP",
        /// The person, or a worker who records what the person asked for.
        Person = 4 "PERSON",
        /// A clock or a router.
        System = 5 "SYSTEM",
        /// Answers for how an organisation treats what it knows of people. Reviews others' looks; supports nobody.
        PrivacyOfficer = 6 "PRIVACY_OFFICER",
        /// Sees who looked, and nothing of whom they looked at.
        Auditor = 7 "AUDITOR",
        /// Keeps the system running, and never sees anything personal.
        Operator = 8 "OPERATOR",
    }
}

impl Role {
    /// Whether somebody in this capacity meets people. The others watch over the work, or keep it going.
    pub const fn meets_people(self) -> bool {
        match self {
            Self::Worker | Self::Manager | Self::Partnership | Self::Person => true,
            Self::System | Self::PrivacyOfficer | Self::Auditor | Self::Operator => false,
        }
    }
}

/// Who acts. The organisation is certain; the worker is named unless the system itself acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Actor {
    /// The organisation that acts.
    pub org: OrgId,
    /// The worker who acts, or who records what the person asked for.
    pub worker: Option<WorkerId>,
    /// In what capacity.
    pub role: Role,
}

/// The day of an instant, in UTC.
pub fn utc_day(at: Timestamp) -> Date {
    jiff::tz::Offset::UTC.to_datetime(at).date()
}

/// Who and when. There are two times, and every report says which it uses: when it happened in the world, and when
/// the system took note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Who acts.
    pub by: Actor,
    /// The day it happened in the world; never after `recorded_at`.
    pub occurred_on: Date,
    /// The instant the system took note (UTC).
    pub recorded_at: Timestamp,
    /// The commit it stands in; what is sealed is bound to it.
    pub commit: CommitId,
}
