//! The loop that decides and appends: retries, races, and decisions on what the journal says now.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::sync::atomic::Ordering;

use anydoor_journal::contract::{Deafening, Losing, Story, asked, give};
use anydoor_journal::{
    Asked, Done, ExecuteError, Expected, Journal, Ledger, LoadError, Position, ReadError,
    SqliteJournal,
};
use domain::intake::agreement::{Command, Refusal};
use domain::{AgreementId, Journey, OrgId, PersonId, journey};

const ANN: PersonId = PersonId::from_u128(1);
const COUNCIL: OrgId = OrgId::from_u128(0xc0);

fn journal() -> Arc<dyn Journal> {
    Arc::new(SqliteJournal::in_memory().unwrap())
}

async fn execute(
    ledger: &Ledger<Journey>,
    asked: &Asked,
    command: &journey::Command,
) -> Result<Done<Journey>, ExecuteError<Journey>> {
    let answer = |journey: &Journey| vec![journey.agreement.agreements.len() as u8];
    ledger.execute(ANN, asked, command, answer).await
}

fn withdraw(agreement: u128) -> journey::Command {
    journey::Command::Agreement(Command::Withdraw { agreement: AgreementId::from_u128(agreement) })
}

#[tokio::test]
async fn a_retry_after_success_appends_nothing_and_gets_the_first_answer() {
    let journal = journal();
    let ledger = Ledger::new(journal.clone());
    let first = execute(&ledger, &asked(COUNCIL, 1, b"one"), &give(1)).await.unwrap();
    execute(&ledger, &asked(COUNCIL, 2, b"two"), &give(2)).await.unwrap();
    let again = execute(&ledger, &asked(COUNCIL, 1, b"one"), &give(1)).await.unwrap();
    assert_eq!((again.position, again.answer), (first.position, first.answer));
    assert_eq!(journal.head().await.unwrap(), Position(2));
}

#[tokio::test]
async fn a_request_id_with_another_command_is_refused() {
    let ledger = Ledger::new(journal());
    execute(&ledger, &asked(COUNCIL, 1, b"one"), &give(1)).await.unwrap();
    let other = execute(&ledger, &asked(COUNCIL, 1, b"two"), &give(2)).await;
    assert!(matches!(other, Err(ExecuteError::RequestIdReused)), "{other:?}");
}

#[tokio::test]
async fn whoever_comes_second_decides_again() {
    let journal = journal();
    let (one, other) = (Ledger::new(journal.clone()), Ledger::new(journal.clone()));
    execute(&one, &asked(COUNCIL, 1, b"1"), &give(1)).await.unwrap();
    execute(&other, &asked(COUNCIL, 2, b"2"), &give(2)).await.unwrap();
    // `one` remembers one agreement; its append conflicts, and the second decision counts three.
    let done = execute(&one, &asked(COUNCIL, 3, b"3"), &give(3)).await.unwrap();
    assert_eq!((done.position, done.answer, done.after.version()), (Position(3), vec![3], 3));
}

#[tokio::test]
async fn a_refusal_is_decided_on_what_the_journal_says_now() {
    let journal = journal();
    let (stale, other) = (Ledger::new(journal.clone()), Ledger::new(journal.clone()));
    execute(&stale, &asked(COUNCIL, 1, b"1"), &give(1)).await.unwrap();
    execute(&other, &asked(COUNCIL, 2, b"2"), &give(2)).await.unwrap();
    // What `stale` remembers would refuse: it does not know of the second agreement.
    let done = execute(&stale, &asked(COUNCIL, 3, b"3"), &withdraw(2)).await.unwrap();
    assert_eq!(done.position, Position(3));
    let refused = execute(&stale, &asked(COUNCIL, 4, b"4"), &withdraw(9)).await;
    let Err(ExecuteError::Refused { refusal, state }) = refused else { panic!("{refused:?}") };
    assert_eq!(refusal, journey::Refusal::Agreement(Refusal::Unknown));
    assert_eq!(state.version(), 3);
}

#[tokio::test]
async fn nothing_to_do_is_decided_on_what_the_journal_says_now() {
    let journal = journal();
    let (stale, other) = (Ledger::new(journal.clone()), Ledger::new(journal.clone()));
    execute(&stale, &asked(COUNCIL, 1, b"1"), &give(1)).await.unwrap();
    execute(&other, &asked(COUNCIL, 2, b"2"), &withdraw(1)).await.unwrap();
    // What `stale` remembers says that this was done already; now it is a refusal.
    let refused = execute(&stale, &asked(COUNCIL, 3, b"3"), &give(1)).await;
    assert!(matches!(refused, Err(ExecuteError::Refused { .. })), "{refused:?}");
    let done = execute(&stale, &asked(COUNCIL, 4, b"4"), &withdraw(1)).await.unwrap();
    assert_eq!((done.position, journal.head().await.unwrap()), (Position(2), Position(2)));
}

#[tokio::test]
async fn an_append_whose_answer_was_lost_is_found() {
    let Losing { journal, lose_next } = Deafening::around(journal());
    let ledger = Ledger::new(journal.clone());
    lose_next.store(true, Ordering::SeqCst);
    let done = execute(&ledger, &asked(COUNCIL, 1, b"one"), &give(1)).await.unwrap();
    assert!(!lose_next.load(Ordering::SeqCst));
    assert_eq!((done.position, done.answer), (Position(1), vec![1]));
    assert_eq!(journal.head().await.unwrap(), Position(1));
}

#[tokio::test]
async fn a_broken_chain_is_not_decided_on() {
    let journal = journal();
    let mut ann = Story::of(1);
    let at = ann.goes_on(&*journal).await;
    let unchained = Story::of(1).next();
    let expected = Expected::At(at);
    journal.append(&ann.stream, expected, &unchained).await.unwrap();
    let refused = execute(&Ledger::new(journal), &asked(COUNCIL, 1, b"one"), &give(9)).await;
    let Err(ExecuteError::Load(LoadError::Journal(ReadError::Damaged { at, .. }))) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(at, Position(2));
}
