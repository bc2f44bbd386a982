//! Access: a look at a person, as the record of looks keeps it. Ids and codes only: never a number, a name or a token,
//! nor anything made from one. Who may look is decided elsewhere; here stands what is kept of it.

use std::borrow::Cow;

use crate::intake::person::IdentifierScheme;
use crate::rights::{Level, Purpose, Relationship};
use crate::{Actor, BreakGlassId, PersonId, Timestamp};

/// What the streams of looks are called: `access.` and the run of the process that keeps one.
pub const KIND: &str = "access";

codes! {
    /// By what somebody was sought.
    pub QueryKind {
        /// By a number of theirs.
        Number = 1 "NUMBER",
        /// By name and date of birth.
        Name = 2 "NAME",
        /// By our own id.
        Person = 3 "PERSON",
        /// Not one person: a list of those whom somebody has to do with.
        List = 4 "LIST",
    }
    /// What a look came to.
    pub LookOutcome {
        /// Nobody was found.
        Nobody = 1 "NOBODY",
        /// One person was shown.
        One = 2 "ONE",
        /// Several fit, and none was shown for certain.
        Several = 3 "SEVERAL",
        /// Somebody is there and was not shown. To whoever looked this is the same as nobody.
        Withheld = 4 "WITHHELD",
    }
    /// Whether a look was let through, or what held it up.
    pub LookVerdict {
        /// Policy permitted it.
        Permitted = 1 "PERMITTED",
        /// Policy did not.
        Denied = 2 "DENIED",
        /// The worker, the organisation, or all who sought this number had looked as often as they may.
        BudgetSpent = 3 "BUDGET_SPENT",
        /// Too many of the worker's searches found nobody.
        TooManyMisses = 4 "TOO_MANY_MISSES",
        /// The worker went from number to neighbouring number.
        Walk = 5 "WALK",
        /// Several workers of the organisation had been stopped.
        OrganisationStopped = 6 "ORGANISATION_STOPPED",
    }
}

impl LookVerdict {
    /// Whether policy was asked. Otherwise the look was refused before, and nothing was looked at.
    pub const fn is_decided(self) -> bool {
        match self {
            Self::Permitted | Self::Denied => true,
            Self::BudgetSpent | Self::TooManyMisses | Self::Walk | Self::OrganisationStopped => {
                false
            }
        }
    }
}

/// By what somebody was sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Query {
    /// By a number of this scheme.
    Number(IdentifierScheme),
    /// By name and date of birth.
    Name,
    /// By our own id.
    Person,
    /// Not one person: a list of those whom somebody has to do with.
    List,
}

impl Query {
    /// Its code.
    pub const fn kind(self) -> QueryKind {
        match self {
            Self::Number(_) => QueryKind::Number,
            Self::Name => QueryKind::Name,
            Self::Person => QueryKind::Person,
            Self::List => QueryKind::List,
        }
    }
    /// Whose number it was by, if it was by a number.
    pub const fn scheme(self) -> Option<IdentifierScheme> {
        match self {
            Self::Number(scheme) => Some(scheme),
            Self::Name | Self::Person | Self::List => None,
        }
    }
    /// Whether it counts against what may be searched: looking at a list does not, nor does looking at somebody whom the
    /// worker leads or supports.
    pub fn is_search(self, relationships: &[Relationship]) -> bool {
        let own = |r: &Relationship| matches!(r, Relationship::Lead | Relationship::Supporter);
        self != Self::List && !relationships.iter().any(own)
    }
}

/// A look at a person, or a try at one.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// When.
    pub at: Timestamp,
    /// Who looked.
    pub by: Actor,
    /// What was called, such as `anydoor.lookup.v1.LookupService/FindPerson`.
    pub action: Cow<'static, str>,
    /// What for, if the caller said.
    pub purpose: Option<Purpose>,
    /// By what the person was sought.
    pub query: Query,
    /// Whom it found or was about. Nobody where nobody or several were found, and for a list.
    pub person: Option<PersonId>,
    /// What it came to.
    pub outcome: LookOutcome,
    /// How much the answer shows.
    pub level: Level,
    /// Whether it was let through, or what held it up.
    pub verdict: LookVerdict,
    /// The beginning of the hash of the policies that decided, if they were asked.
    pub policy: Option<[u8; 8]>,
    /// What stood between the worker and the person when it was decided.
    pub relationships: Vec<Relationship>,
    /// The glass that was broken for it.
    pub break_glass: Option<BreakGlassId>,
}

impl Look {
    /// Whether it counts against what may be searched.
    pub fn is_search(&self) -> bool {
        self.verdict.is_decided() && self.query.is_search(&self.relationships)
    }
    /// Whether it was a search that showed nobody. Withheld counts as nobody: otherwise the budget would tell them apart.
    pub fn is_miss(&self) -> bool {
        let showed_nobody = match self.outcome {
            LookOutcome::Nobody | LookOutcome::Withheld => true,
            LookOutcome::One | LookOutcome::Several => false,
        };
        self.is_search() && showed_nobody
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{OrgId, Role, WorkerId};

    fn look(query: Query, relationships: &[Relationship]) -> Look {
        Look {
            at: Timestamp::UNIX_EPOCH,
            by: Actor {
                org: OrgId::from_u128(1),
                worker: Some(WorkerId::from_u128(2)),
                role: Role::Worker,
            },
            action: "LookupService/FindPerson".into(),
            purpose: None,
            query,
            person: None,
            outcome: LookOutcome::Nobody,
            level: Level::Nothing,
            verdict: LookVerdict::Permitted,
            policy: None,
            relationships: relationships.into(),
            break_glass: None,
        }
    }

    #[test]
    fn a_look_at_somebody_whom_the_worker_leads_or_supports_is_no_search() {
        for own in [Relationship::Lead, Relationship::Supporter] {
            assert!(!look(Query::Person, &[Relationship::Receiver, own]).is_search());
        }
        for other in [Relationship::LeadOrganisation, Relationship::Present, Relationship::Door] {
            assert!(look(Query::Person, &[other]).is_search());
        }
    }
    #[test]
    fn a_list_is_no_search() {
        assert!(!look(Query::List, &[]).is_search());
    }
    #[test]
    fn what_was_withheld_counts_as_nobody_found() {
        let nobody = look(Query::Number(IdentifierScheme::Nino), &[]);
        let withheld = Look { outcome: LookOutcome::Withheld, ..nobody.clone() };
        assert!(nobody.is_miss() && withheld.is_miss());
        assert!(!Look { outcome: LookOutcome::One, ..nobody }.is_miss());
    }
    #[test]
    fn what_was_refused_before_it_was_decided_was_no_look() {
        let refused = Look { verdict: LookVerdict::BudgetSpent, ..look(Query::Name, &[]) };
        assert!(!refused.is_search() && !refused.is_miss());
    }
}
