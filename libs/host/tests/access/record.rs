//! The record of looks: whatever the journal does, what was answered is there, once.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anydoor_host::Clock;
use anydoor_host::access::{AccessLog, LOOKS_PER_RECORD_MAX, QUEUE_MAX, Unrecorded};
use domain::access::{Look, Query};
use domain::intake::person::IdentifierScheme;
use domain::rights::Relationship;
use domain::{BreakGlassId, Code, PersonId};
use futures::future::join_all;
use futures::poll;
use journal::{Journal, RECORD_BYTES_MAX, SqliteJournal};
use prost::Message;
use tokio::task::JoinSet;
use wire::event::access::encode;

use crate::support::{Held, Troubled, look, memory, on_record, records};

fn log(journal: &Arc<dyn Journal>) -> AccessLog {
    AccessLog::start(journal.clone(), Clock::system())
}

/// How often each person was looked at, as the journal has it.
async fn times(journal: &dyn Journal) -> HashMap<PersonId, usize> {
    let mut times = HashMap::new();
    for look in on_record(journal).await {
        *times.entry(look.person.expect("somebody")).or_default() += 1;
    }
    times
}

fn is_once(times: &HashMap<PersonId, usize>, person: u128) -> bool {
    times.get(&PersonId::from_u128(person)) == Some(&1)
}

#[tokio::test(flavor = "multi_thread")]
async fn looks_that_wait_together_share_a_record() {
    let journal = memory();
    let log = log(&journal);
    let answers = join_all((0..2_000).map(|n| log.append(look(n)))).await;
    assert!(answers.iter().all(Result::is_ok));
    let times = times(&*journal).await;
    assert!((0..2_000).all(|n| is_once(&times, n)));
    let records = records(&*journal).await;
    assert!(records.len() < 100, "{} records", records.len());
    assert!(records.iter().all(|r| r.record.commit.events.len() <= LOOKS_PER_RECORD_MAX));
    assert!(records.iter().all(|r| r.stream.id() == log.run().to_string()));
}

#[test]
fn a_full_record_of_the_largest_looks_is_one_that_a_journal_takes() {
    let largest = Look {
        action: "anydoor.organisations.v1.OrganisationalDirectoryService/ListEverythingThereIs"
            .into(),
        query: Query::Number(IdentifierScheme::PartnerLocal),
        relationships: Relationship::ALL.to_vec(),
        break_glass: Some(BreakGlassId::from_u128(u128::MAX)),
        ..look(u128::MAX)
    };
    let bytes = encode(&largest).encoded_len() * LOOKS_PER_RECORD_MAX;
    assert!(bytes < RECORD_BYTES_MAX / 2, "{bytes}");
}

#[tokio::test]
async fn a_look_is_kept_as_it_was() {
    let journal = memory();
    let log = log(&journal);
    log.append(look(1)).await.expect("on record");
    assert_eq!(on_record(&*journal).await, [look(1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_is_there_after_a_restart_and_what_was_not_at_most_once() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let path = folder.path().join("access.db");
    let mut answered = vec![];
    for run in 0..3 {
        let journal: Arc<dyn Journal> = Arc::new(SqliteJournal::open(&path).expect("a journal"));
        let log = log(&journal);
        let mut asked = JoinSet::new();
        for n in (0..500).map(|n| run * 1_000 + n) {
            let log = log.clone();
            asked.spawn(async move { log.append(look(n)).await.map(|()| n) });
        }
        while answered.len() < (run as usize + 1) * 100 {
            let done = asked.join_next().await.expect("some are left");
            answered.push(done.expect("no panic").expect("the journal takes it"));
        }
        asked.shutdown().await; // Nobody waits for the rest any more.
        log.close().await;
        drop(journal);
    }
    let journal = SqliteJournal::open(&path).expect("a journal that nobody has open");
    let times = times(&journal).await;
    assert!(answered.iter().all(|n| is_once(&times, *n)));
    assert!(times.values().all(|n| *n == 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_write_to_one_journal_without_waiting_for_each_other() {
    let journal = memory();
    let (one, other) = (log(&journal), log(&journal));
    let appends =
        (0..1_000).map(|n| if n % 2 == 0 { one.append(look(n)) } else { other.append(look(n)) });
    assert!(join_all(appends).await.iter().all(Result::is_ok));
    let times = times(&*journal).await;
    assert!((0..1_000).all(|n| is_once(&times, n)));
}

#[tokio::test]
async fn a_record_whose_answer_was_lost_is_found_and_not_written_again() {
    let inner = memory();
    let troubled = Troubled::around(inner.clone());
    let log = log(&(troubled.clone() as Arc<dyn Journal>));
    for n in 0..3 {
        troubled.loses_answers.store(1, Ordering::SeqCst);
        log.append(look(n)).await.expect("it is there");
    }
    assert_eq!(on_record(&*inner).await.len(), 3);
}

#[tokio::test]
async fn a_record_that_got_lost_is_written_again() {
    let inner = memory();
    let troubled = Troubled::around(inner.clone());
    let log = log(&(troubled.clone() as Arc<dyn Journal>));
    for n in 0..3 {
        troubled.swallows.store(2, Ordering::SeqCst);
        log.append(look(n)).await.expect("it is there in the end");
    }
    assert_eq!(on_record(&*inner).await.len(), 3);
}

#[tokio::test]
async fn while_the_journal_takes_nothing_nobody_is_answered() {
    let inner = memory();
    let troubled = Troubled::around(inner.clone());
    let log = log(&(troubled.clone() as Arc<dyn Journal>));
    log.append(look(0)).await.expect("on record");
    troubled.refuses.store(true, Ordering::SeqCst);
    let refused = join_all((1..50).map(|n| log.append(look(n)))).await;
    assert!(refused.iter().all(|answer| *answer == Err(Unrecorded::Journal)), "{refused:?}");
    troubled.refuses.store(false, Ordering::SeqCst);
    log.append(look(50)).await.expect("on record");
    assert_eq!(on_record(&*inner).await, [look(0), look(50)]);
}

#[tokio::test]
async fn while_it_is_not_known_what_stands_there_nobody_is_answered_or_kept_waiting() {
    let inner = memory();
    let troubled = Troubled::around(inner.clone());
    let log = log(&(troubled.clone() as Arc<dyn Journal>));
    troubled.cannot_be_read.store(true, Ordering::SeqCst);
    troubled.loses_answers.store(1, Ordering::SeqCst);
    assert_eq!(log.append(look(0)).await, Err(Unrecorded::Journal), "though it is there");
    troubled.refuses.store(true, Ordering::SeqCst);
    assert_eq!(log.append(look(1)).await, Err(Unrecorded::Journal));
    troubled.refuses.store(false, Ordering::SeqCst);
    troubled.cannot_be_read.store(false, Ordering::SeqCst);
    let again = async {
        while log.append(look(2)).await.is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), again).await.expect("it comes back by itself");
    let times = times(&*inner).await;
    assert!(is_once(&times, 0) && is_once(&times, 2));
    assert!(!times.contains_key(&PersonId::from_u128(1)));
}

#[tokio::test]
async fn nobody_is_answered_before_the_record_is_there_and_one_too_many_is_refused_at_once() {
    let inner = memory();
    let held = Held::around(inner.clone());
    let log = log(&(held.clone() as Arc<dyn Journal>));
    let mut waiting: Vec<_> =
        (0..QUEUE_MAX as u128).map(|n| Box::pin(log.append(look(n)))).collect();
    for asked in &mut waiting {
        assert!(poll!(asked).is_pending());
    }
    assert_eq!(log.append(look(0)).await, Err(Unrecorded::Busy));
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    for asked in &mut waiting {
        assert!(poll!(asked).is_pending(), "nothing is on record yet");
    }
    held.let_go();
    assert!(join_all(waiting).await.iter().all(Result::is_ok));
    let times = times(&*inner).await;
    assert!((0..QUEUE_MAX as u128).all(|n| is_once(&times, n)));
}

#[tokio::test]
async fn closing_finishes_what_was_asked_and_takes_nothing_more() {
    let journal = memory();
    let log = log(&journal);
    let mut waiting: Vec<_> = (0..1_000).map(|n| Box::pin(log.append(look(n)))).collect();
    for asked in &mut waiting {
        assert!(poll!(asked).is_pending());
    }
    log.close().await;
    assert!(join_all(waiting).await.iter().all(Result::is_ok));
    assert_eq!(log.append(look(1)).await, Err(Unrecorded::Closed));
    assert_eq!(on_record(&*journal).await.len(), 1_000);
}

#[tokio::test]
async fn closing_does_not_wait_for_a_journal_that_is_gone() {
    let troubled = Troubled::around(memory());
    let log = log(&(troubled.clone() as Arc<dyn Journal>));
    troubled.cannot_be_read.store(true, Ordering::SeqCst);
    troubled.swallows.store(1, Ordering::SeqCst);
    assert_eq!(log.append(look(0)).await, Err(Unrecorded::Journal));
    tokio::time::timeout(Duration::from_secs(60), log.close()).await.expect("it ends");
    assert!(log.append(look(1)).await.is_err());
}
