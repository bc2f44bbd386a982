//! A process that looks at people, and the journal that it shares with others.

mod trouble;

use std::sync::Arc;
use std::time::Duration;

use anydoor_host::access::{Access, Admitted, Answer, Attempt, Others, Sought, looks};
use anydoor_host::config::AccessLimits;
use anydoor_host::{Clock, Hand};
use domain::access::{Look, LookOutcome, LookVerdict, Query};
use domain::identifier::{Normalised, normalise_for_index};
use domain::intake::person::IdentifierScheme;
use domain::rights::{Level, Purpose, Relationship};
use domain::{Actor, OrgId, PersonId, Role, WorkerId};
use futures::StreamExt;
use journal::{Journal, Position, Recorded, SqliteJournal};
use tonic::{Code, Status};
use tonic_types::StatusExt;
use wire::convert::Malformed;

pub(crate) use trouble::{Held, Troubled};

pub(crate) const COUNCIL: OrgId = OrgId::from_u128(0xC1);
pub(crate) const CHARITY: OrgId = OrgId::from_u128(0xC4);
pub(crate) const ANN: WorkerId = WorkerId::from_u128(0xA1);
pub(crate) const BOB: WorkerId = WorkerId::from_u128(0xB0);

const START: &str = "2026-08-17T09:00:00Z";

/// A process, and the hand of its clock.
pub(crate) struct Process {
    pub(crate) access: Access,
    pub(crate) hand: Hand,
    clock: Clock,
}

pub(crate) fn memory() -> Arc<dyn Journal> {
    Arc::new(SqliteJournal::in_memory().expect("a journal in memory"))
}

/// A process whose looks are limited as they are unless set.
pub(crate) async fn process(journal: &Arc<dyn Journal>) -> Process {
    limited(journal, AccessLimits::default()).await
}

pub(crate) async fn limited(journal: &Arc<dyn Journal>, limits: AccessLimits) -> Process {
    let (clock, hand) = Clock::turned(START.parse().expect("an instant"));
    let access = Access::open(journal.clone(), clock.clone(), Others::Yes, limits).await;
    Process { access: access.expect("a journal that can be read"), hand, clock }
}

impl Process {
    /// Another process of the same site, at the same time.
    pub(crate) async fn beside(&self, journal: &Arc<dyn Journal>) -> Self {
        let (clock, limits) = (self.clock.clone(), AccessLimits::default());
        let access = Access::open(journal.clone(), clock.clone(), Others::Yes, limits).await;
        let access = access.expect("a journal that can be read");
        Self { access, hand: self.hand.clone(), clock }
    }

    /// The same after a restart.
    pub(crate) async fn restarted(self, journal: &Arc<dyn Journal>) -> Self {
        self.access.close().await;
        self.beside(journal).await
    }

    /// Waits until it has counted what stands in the journal.
    pub(crate) async fn counts(&self, journal: &Arc<dyn Journal>) {
        let head = journal.head().await.expect("a head");
        let mut counted = self.access.counted();
        let counted = counted.wait_for(|at| *at >= head);
        let counted = tokio::time::timeout(Duration::from_secs(60), counted).await;
        _ = counted.expect("soon").expect("a follower");
    }

    /// Somebody looks at a person by id, and it comes to this.
    pub(crate) async fn looks_at(
        &self,
        by: Actor,
        person: u128,
        outcome: LookOutcome,
    ) -> Result<(), Status> {
        let person = PersonId::from_u128(person);
        let attempt = Attempt { person: Some(person), ..attempt(by, Sought::Person) };
        self.comes_to(self.access.admit(&attempt)?, Some(person), outcome).await;
        Ok(())
    }

    /// Somebody seeks a National Insurance number that begins with AB, and it comes to this.
    pub(crate) async fn seeks(
        &self,
        by: Actor,
        digits: u32,
        outcome: LookOutcome,
    ) -> Result<(), Status> {
        let number = nino(digits);
        self.comes_to(self.access.admit(&by_number(by, &number))?, None, outcome).await;
        Ok(())
    }

    pub(crate) async fn comes_to(
        &self,
        admitted: Admitted,
        person: Option<PersonId>,
        outcome: LookOutcome,
    ) {
        let answer = Answer {
            person: person.filter(|_| outcome == LookOutcome::One),
            outcome,
            level: Level::BeingHelped,
            permitted: true,
            policy: [7; 8],
            relationships: vec![],
            break_glass: None,
        };
        self.access.record(admitted.came_to(answer)).await.expect("the journal takes it");
    }
}

pub(crate) fn worker(org: OrgId, worker: WorkerId) -> Actor {
    Actor { org, worker: Some(worker), role: Role::Worker }
}

pub(crate) fn ann() -> Actor {
    worker(COUNCIL, ANN)
}

pub(crate) fn attempt(by: Actor, sought: Sought<'_>) -> Attempt<'_> {
    Attempt {
        by,
        action: "anydoor.lookup.v1.LookupService/FindPerson",
        purpose: Some(Purpose::Intake),
        sought,
        person: None,
        relationships: &[],
        org_people: 0,
    }
}

pub(crate) fn by_number(by: Actor, number: &Normalised) -> Attempt<'_> {
    let mut key = [0; 16];
    for (key, byte) in key.iter_mut().zip(number.text.expose().bytes()) {
        *key = byte;
    }
    attempt(by, Sought::Number { number, key })
}

pub(crate) fn nino(digits: u32) -> Normalised {
    normalise_for_index(IdentifierScheme::Nino, &format!("AB{digits:06}C")).expect("a number")
}

/// A look at this person.
pub(crate) fn look(person: u128) -> Look {
    Look {
        at: START.parse().expect("an instant"),
        by: ann(),
        action: "anydoor.lookup.v1.LookupService/GetPerson".into(),
        purpose: Some(Purpose::Support),
        query: Query::Person,
        person: Some(PersonId::from_u128(person)),
        outcome: LookOutcome::One,
        level: Level::Journey,
        verdict: LookVerdict::Permitted,
        policy: Some([7; 8]),
        relationships: vec![Relationship::Lead],
        break_glass: None,
    }
}

/// Every record of a journal, which is whole.
pub(crate) async fn records(journal: &dyn Journal) -> Vec<Recorded> {
    let report = journal::verify::verify(journal, known, |_| {}).await.expect("a journal");
    assert!(report.is_whole(), "{:?}", report.findings);
    let head = usize::try_from(report.head.0).expect("few records");
    journal.read(Position::START).take(head).map(|r| r.expect("a record")).collect().await
}

fn known(recorded: &Recorded) -> Result<(), Malformed> {
    recorded.record.stamp()?;
    looks(recorded).try_for_each(|look| look.map(drop))
}

/// Every look on record.
pub(crate) async fn on_record(journal: &dyn Journal) -> Vec<Look> {
    let records = records(journal).await;
    records.iter().flat_map(|r| looks(r).map(|look| look.expect("a look"))).collect()
}

/// How long the caller was told to wait; it was told that the budget is spent, and nothing else.
#[track_caller]
pub(crate) fn told_to_wait(refused: Result<impl std::fmt::Debug, Status>) -> Duration {
    let status = refused.expect_err("this is held up");
    let info = status.get_details_error_info().expect("an ErrorInfo");
    assert_eq!((status.code(), info.reason.as_str()), (Code::ResourceExhausted, "BUDGET_SPENT"));
    assert!(info.metadata.is_empty(), "{info:?}");
    status.get_details_retry_info().and_then(|retry| retry.retry_delay).expect("a time to wait")
}
