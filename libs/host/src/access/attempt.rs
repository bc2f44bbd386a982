//! An attempt to look at somebody: what is known before, and, once it is let through, what it came to.

use std::borrow::Cow;

use domain::access::{Look, LookOutcome, LookVerdict, Query};
use domain::identifier::Normalised;
use domain::rights::{Level, Purpose, Relationship};
use domain::{Actor, BreakGlassId, PersonId, Timestamp};

/// Somebody wants to look. Not `Debug`: it knows what was sought.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    /// Who.
    pub by: Actor,
    /// What was called, such as `anydoor.lookup.v1.LookupService/FindPerson`.
    pub action: &'static str,
    /// What for, if the caller said.
    pub purpose: Option<Purpose>,
    /// By what.
    pub sought: Sought<'a>,
    /// Whom, if that is known: an attempt may be told once the question has been asked, before it is answered.
    pub person: Option<PersonId>,
    /// What stands between them, if that is known. Looking at somebody whom one leads or supports is not counted.
    pub relationships: &'a [Relationship],
    /// How many people the organisation is responsible for: the more, the more it may search.
    pub org_people: u32,
}

/// By what somebody is sought.
#[derive(Clone, Copy)]
pub enum Sought<'a> {
    /// By a number of theirs.
    Number {
        /// The number. It stays in memory, and there for an hour.
        number: &'a Normalised,
        /// A keyed hash of it, by which to tell whether others seek the same. It is not kept beyond memory either.
        key: [u8; 16],
    },
    /// By name and date of birth.
    Name,
    /// By our own id.
    Person,
    /// Not one person: a list of those whom somebody has to do with.
    List,
}

impl Sought<'_> {
    /// What is put on record of it.
    pub fn query(&self) -> Query {
        match self {
            Self::Number { number, .. } => Query::Number(number.scheme),
            Self::Name => Query::Name,
            Self::Person => Query::Person,
            Self::List => Query::List,
        }
    }
}

/// An attempt that was let through. It becomes a look once it is known what it came to.
#[derive(Debug)]
#[must_use = "what it comes to must be put on record"]
pub struct Admitted {
    pub(super) at: Timestamp,
    pub(super) by: Actor,
    pub(super) action: Cow<'static, str>,
    pub(super) purpose: Option<Purpose>,
    pub(super) query: Query,
}

/// What a look came to.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Whom it found or was about.
    pub person: Option<PersonId>,
    /// Whom it showed.
    pub outcome: LookOutcome,
    /// How much of them.
    pub level: Level,
    /// Whether policy permitted it.
    pub permitted: bool,
    /// The beginning of the hash of the policies that decided.
    pub policy: [u8; 8],
    /// What stood between the worker and the person then.
    pub relationships: Vec<Relationship>,
    /// The glass that was broken for it.
    pub break_glass: Option<BreakGlassId>,
}

impl Admitted {
    /// The look, to put on record.
    pub fn came_to(self, answer: Answer) -> Look {
        let verdict = if answer.permitted { LookVerdict::Permitted } else { LookVerdict::Denied };
        Look {
            at: self.at,
            by: self.by,
            action: self.action,
            purpose: self.purpose,
            query: self.query,
            person: answer.person,
            outcome: answer.outcome,
            level: answer.level,
            verdict,
            policy: Some(answer.policy),
            relationships: answer.relationships,
            break_glass: answer.break_glass,
        }
    }
}

impl Attempt<'_> {
    /// Whether it counts against what may be searched.
    pub(super) fn is_search(&self) -> bool {
        self.sought.query().is_search(self.relationships)
    }

    pub(super) fn admitted(&self, at: Timestamp) -> Admitted {
        let (by, purpose, query) = (self.by, self.purpose, self.sought.query());
        Admitted { at, by, action: self.action.into(), purpose, query }
    }

    /// What is put on record of an attempt that was held up: not whom it was about.
    pub(super) fn held_up(&self, at: Timestamp, verdict: LookVerdict) -> Look {
        Look {
            at,
            by: self.by,
            action: self.action.into(),
            purpose: self.purpose,
            query: self.sought.query(),
            person: None,
            outcome: LookOutcome::Withheld,
            level: Level::Nothing,
            verdict,
            policy: None,
            relationships: vec![],
            break_glass: None,
        }
    }
}
