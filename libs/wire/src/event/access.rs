//! Stored looks. They have a journal of their own, and are no aggregate's: nothing is decided on them.

use domain::access::{Look, Query, QueryKind};
use domain::{Actor, Code};

use super::{Topical, unknown};
use crate::convert::{Malformed, Read, code, code_number, id, instant, maybe_code, maybe_id};
use crate::stored::{self, AccessEvent, Looked, access_event::Kind, event::Topic};

/// The stored form of a look.
pub fn encode(look: &Look) -> stored::Event {
    stored::Event { topic: Some(Topic::Access(look.to_stored())) }
}

/// The look that a stored form stands for.
///
/// # Errors
/// If the bytes are of a later version than this code, or were never a look.
pub fn decode(event: stored::Event) -> Read<Look> {
    match event.topic {
        Some(Topic::Access(event)) => Look::from_stored(event),
        _ => Err(unknown()),
    }
}

impl Topical for Look {
    type Stored = AccessEvent;

    fn to_stored(&self) -> AccessEvent {
        let looked = Looked {
            at_us: self.at.as_microsecond(),
            org_id: self.by.org.as_bytes().to_vec(),
            worker_id: self.by.worker.map_or(vec![], |worker| worker.as_bytes().to_vec()),
            role: self.by.role.number(),
            action: self.action.clone().into_owned(),
            purpose: code_number(self.purpose),
            query: self.query.kind().number(),
            scheme: code_number(self.query.scheme()),
            person_id: self.person.map_or(vec![], |person| person.as_bytes().to_vec()),
            outcome: self.outcome.number(),
            level: self.level.number(),
            verdict: self.verdict.number(),
            policy: self.policy.map_or(vec![], |policy| policy.to_vec()),
            relationships: self.relationships.iter().map(|r| r.number()).collect(),
            break_glass_id: self.break_glass.map_or(vec![], |glass| glass.as_bytes().to_vec()),
        };
        AccessEvent { kind: Some(Kind::Looked(looked)) }
    }

    fn from_stored(event: AccessEvent) -> Read<Self> {
        let Kind::Looked(e) = event.kind.ok_or_else(unknown)?;
        let by = Actor {
            org: id("org_id", &e.org_id)?,
            worker: maybe_id("worker_id", &e.worker_id)?,
            role: code("role", e.role)?,
        };
        Ok(Look {
            at: instant("at_us", e.at_us)?,
            by,
            query: query(&e)?,
            action: e.action.into(),
            purpose: maybe_code("purpose", e.purpose)?,
            person: maybe_id("person_id", &e.person_id)?,
            outcome: code("outcome", e.outcome)?,
            level: code("level", e.level)?,
            verdict: code("verdict", e.verdict)?,
            policy: policy(&e.policy)?,
            relationships: e
                .relationships
                .into_iter()
                .map(|r| code("relationships", r))
                .collect::<Read<_>>()?,
            break_glass: maybe_id("break_glass_id", &e.break_glass_id)?,
        })
    }
}

fn query(looked: &Looked) -> Read<Query> {
    Ok(match code("query", looked.query)? {
        QueryKind::Number => Query::Number(code("scheme", looked.scheme)?),
        QueryKind::Name => Query::Name,
        QueryKind::Person => Query::Person,
        QueryKind::List => Query::List,
    })
}

fn policy(bytes: &[u8]) -> Read<Option<[u8; 8]>> {
    if bytes.is_empty() {
        return Ok(None);
    }
    bytes.try_into().map(Some).map_err(|_| Malformed::new("policy", "must be 8 bytes"))
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::access::{LookOutcome, LookVerdict};
    use domain::intake::person::IdentifierScheme;
    use domain::rights::{Level, Purpose, Relationship};
    use domain::{BreakGlassId, OrgId, PersonId, Role, WorkerId};

    use super::*;
    use crate::event::testing::reads_back;

    /// A look with everything in it that there can be, one with as little as possible, and one of each other kind.
    pub(crate) fn samples() -> Vec<Look> {
        let full = Look {
            at: "2026-08-17T09:00:00.000001Z".parse().expect("a test names a real instant"),
            by: Actor {
                org: OrgId::from_u128(1),
                worker: Some(WorkerId::from_u128(2)),
                role: Role::Worker,
            },
            action: "anydoor.lookup.v1.LookupService/GetPerson".into(),
            purpose: Some(Purpose::Safeguarding),
            query: Query::Person,
            person: Some(PersonId::from_u128(3)),
            outcome: LookOutcome::One,
            level: Level::Journey,
            verdict: LookVerdict::Permitted,
            policy: Some([1, 2, 3, 4, 5, 6, 7, 8]),
            relationships: vec![Relationship::Receiver, Relationship::BreakGlass],
            break_glass: Some(BreakGlassId::from_u128(4)),
        };
        let bare = Look {
            by: Actor { org: OrgId::from_u128(1), worker: None, role: Role::System },
            purpose: None,
            query: Query::Number(IdentifierScheme::Chi),
            person: None,
            outcome: LookOutcome::Withheld,
            level: Level::Nothing,
            verdict: LookVerdict::Walk,
            policy: None,
            relationships: vec![],
            break_glass: None,
            ..full.clone()
        };
        let by_name = Look { query: Query::Name, outcome: LookOutcome::Several, ..full.clone() };
        let list = Look { query: Query::List, verdict: LookVerdict::Denied, ..full.clone() };
        vec![full, bare, by_name, list]
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(reads_back);
    }

    #[test]
    fn a_look_that_a_later_version_kept_is_not_read_as_another() {
        let mut event = samples().remove(0).to_stored();
        let Some(Kind::Looked(looked)) = &mut event.kind else { panic!("a look") };
        looked.policy = vec![1];
        assert_eq!(Look::from_stored(event).map_err(|e| e.field), Err("policy".to_owned()));
        assert!(decode(stored::Event { topic: None }).is_err());
    }
}
