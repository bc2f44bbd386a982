//! Small builders: whole, chained commits of a journey, and commands to ask of one.

use domain::intake::agreement::{AgreementBy, AgreementMethod, Command, Event, Scope};
use domain::{
    Actor, AgreementId, CommitId, Journey, OrgId, PersonId, RequestId, Role, Stamp, WorkerId,
    journey,
};
use futures::StreamExt;
use uuid::Uuid;
use wire::commit::{FORMAT, Record};
use wire::convert::{date_of, stored_actor_of};
use wire::event::Stored;
use wire::stored::Commit;

use crate::ledger::Asked;
use crate::port::{AppendError, Expected, Journal, Position, Recorded, StreamId};

/// The organisation that asks in these stories.
pub(super) const COUNCIL: OrgId = OrgId::from_u128(0xc0);

/// A journey that the suite writes, one chained commit after the other.
#[derive(Debug, Clone)]
pub struct Story {
    /// Its stream.
    pub stream: StreamId,
    /// Its last record, if there is one.
    pub last: Option<(Position, Record)>,
}

impl Story {
    /// The journey of this person, with nothing written.
    pub fn of(person: u128) -> Self {
        Self { stream: StreamId::new("journey", PersonId::from_u128(person)), last: None }
    }

    /// What an append expects.
    pub fn expected(&self) -> Expected {
        self.last.as_ref().map_or(Expected::Empty, |(at, _)| Expected::At(*at))
    }

    /// The next record of the chain.
    pub fn next(&self) -> Record {
        record(&self.stream, self.last.as_ref().map(|(_, record)| record), &[])
    }

    /// Appends the next record, which must succeed.
    ///
    /// # Panics
    /// If it does not.
    pub async fn goes_on(&mut self, journal: &dyn Journal) -> Position {
        self.tries(journal).await.expect("nobody else writes to this journey")
    }

    /// Appends the next record.
    ///
    /// # Errors
    /// See [`AppendError`].
    pub async fn tries(&mut self, journal: &dyn Journal) -> Result<Position, AppendError> {
        let record = self.next();
        let at = journal.append(&self.stream, self.expected(), &record).await?;
        self.last = Some((at, record));
        Ok(at)
    }
}

/// A whole commit that follows another, with one event and this answer.
pub fn record(stream: &StreamId, before: Option<&Record>, answer: &[u8]) -> Record {
    let version = before.map_or(0, |r| r.commit.version) + 1;
    let Stamp { by, occurred_on, recorded_at, commit } = stamp(COUNCIL);
    let given = Event::Given {
        agreement: AgreementId::from_u128(version.into()),
        scope: Scope::Service,
        text_version: 1,
        method: AgreementMethod::Spoken,
        by: AgreementBy::Person,
        until: None,
    };
    Record::write(Commit {
        format: FORMAT,
        commit_id: commit.as_bytes().to_vec(),
        request_id: fresh_id().as_bytes().to_vec(),
        request_digest: vec![1; 32],
        stream: stream.as_str().into(),
        version,
        prev_hash: before.map_or(vec![], |r| r.hash.to_vec()),
        recorded_at_us: recorded_at.as_microsecond(),
        occurred_on: Some(date_of(occurred_on)),
        actor: Some(stored_actor_of(&by)),
        correlation_id: fresh_id().as_bytes().to_vec(),
        causation_id: vec![],
        traceparent: String::new(),
        events: vec![Journey::encode(&given.into())],
        answer: answer.to_vec(),
    })
}

/// This organisation asks, with this request id and digest.
pub fn asked(org: OrgId, request: u128, digest: &[u8]) -> Asked {
    Asked {
        stamp: stamp(org),
        request: RequestId::from_u128(request),
        digest: digest.to_vec(),
        correlation: fresh_id(),
        causation: None,
        traceparent: String::new(),
    }
}

/// Records a person's yes under this id.
pub fn give(agreement: u128) -> journey::Command {
    let command = Command::Give {
        agreement: AgreementId::from_u128(agreement),
        scope: Scope::Service,
        text_version: 1,
        method: AgreementMethod::Spoken,
        by: AgreementBy::Person,
        until: None,
    };
    journey::Command::Agreement(command)
}

/// What the caller is answered: how many agreements there are. It changes with each, so that an old answer can be told
/// from a new one.
pub(super) fn answer(journey: &Journey) -> Vec<u8> {
    vec![u8::try_from(journey.agreement.agreements.len()).expect("a story has a few agreements")]
}

/// The first so many records after a position.
pub(super) async fn first(journal: &dyn Journal, after: Position, count: usize) -> Vec<Recorded> {
    let read = journal.read(after).take(count).collect::<Vec<_>>().await;
    read.into_iter().map(|r| r.expect("the journal is whole")).collect()
}

fn stamp(org: OrgId) -> Stamp {
    Stamp {
        by: Actor { org, worker: Some(WorkerId::from_u128(0xa1)), role: Role::Worker },
        occurred_on: "2026-08-17".parse().expect("a real date"),
        recorded_at: "2026-08-17T09:00:00Z".parse().expect("a real instant"),
        commit: CommitId::from(fresh_id()),
    }
}

/// An id that nobody had before, in this process or in an earlier run on the same broker.
fn fresh_id() -> Uuid {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("it is after 1970");
    let nanos = u64::try_from(since.as_nanos()).expect("it is before 2554");
    Uuid::from_u64_pair(nanos, NEXT.fetch_add(1, Ordering::Relaxed))
}
