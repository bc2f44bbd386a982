//! What is remembered between commands: a stream is read from its beginning once, whatever comes of the commands.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anydoor_journal::contract::{asked, give};
use anydoor_journal::{
    AppendError, Expected, Journal, Ledger, Position, ReadError, Reading, Recorded, SqliteJournal,
    StreamId,
};
use async_trait::async_trait;
use domain::intake::agreement::Command;
use domain::{AgreementId, Journey, OrgId, PersonId, journey};
use wire::commit::Record;
use wire::token::Epoch;

const ANN: PersonId = PersonId::from_u128(1);
const COUNCIL: OrgId = OrgId::from_u128(0xc0);
/// More commits than a journey is taken out with.
const MANY: u128 = 300;

/// A journal that counts how often a stream is read from its beginning.
struct Counting {
    journal: SqliteJournal,
    whole: AtomicUsize,
}

impl Counting {
    fn new() -> Arc<Self> {
        Arc::new(Self { journal: SqliteJournal::in_memory().unwrap(), whole: AtomicUsize::new(0) })
    }
    fn whole(&self) -> usize {
        self.whole.load(Ordering::Relaxed)
    }
}

#[async_trait]
impl Journal for Counting {
    fn epoch(&self) -> Epoch {
        self.journal.epoch()
    }
    async fn append(
        &self,
        stream: &StreamId,
        expected: Expected,
        record: &Record,
    ) -> Result<Position, AppendError> {
        self.journal.append(stream, expected, record).await
    }
    async fn load(&self, stream: &StreamId, after: Position) -> Result<Vec<Recorded>, ReadError> {
        if after == Position::START {
            self.whole.fetch_add(1, Ordering::Relaxed);
        }
        self.journal.load(stream, after).await
    }
    fn read(&self, after: Position) -> Reading {
        self.journal.read(after)
    }
    async fn head(&self) -> Result<Position, ReadError> {
        self.journal.head().await
    }
}

fn withdraw(agreement: u128) -> journey::Command {
    Command::Withdraw { agreement: AgreementId::from_u128(agreement) }.into()
}

#[tokio::test]
async fn whatever_a_command_comes_to_the_next_need_not_read_it_all() {
    let journal = Counting::new();
    let ledger = Ledger::<Journey>::new(journal.clone());
    let execute = async |request, command: journey::Command| {
        let asked = asked(COUNCIL, request, &request.to_be_bytes());
        ledger.execute(ANN, &asked, &command, |_| vec![]).await
    };
    execute(1, give(1)).await.unwrap();
    execute(2, give(2)).await.unwrap();
    execute(2, give(2)).await.unwrap(); // A retry.
    execute(3, give(2)).await.unwrap(); // Nothing to do.
    execute(4, withdraw(9)).await.unwrap_err(); // A refusal.
    execute(5, withdraw(1)).await.unwrap();
    assert_eq!(journal.whole(), 1);
}

#[tokio::test]
async fn who_comes_meanwhile_need_not_read_all_of_a_long_one() {
    let journal = Counting::new();
    let ledger = Ledger::<Journey>::new(journal.clone());
    let execute = async |request: u128| {
        let asked = asked(COUNCIL, request, &request.to_be_bytes());
        ledger.execute(ANN, &asked, &give(request), |_| vec![]).await.unwrap()
    };
    for request in 1..=MANY {
        execute(request).await;
    }
    let (one, other) = tokio::join!(execute(MANY + 1), execute(MANY + 2));
    assert_eq!(one.position.0 + other.position.0, 2 * u64::try_from(MANY).unwrap() + 3);
    assert_eq!(journal.whole(), 1);
}
