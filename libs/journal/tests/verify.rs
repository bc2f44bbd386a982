//! Verifying: what is whole is counted, and all that is wrong is listed with its place.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use anydoor_journal::contract::Story;
use anydoor_journal::verify::{Finding, Progress, Report, Wrong, decodes, verify};
use anydoor_journal::{Damage, Position, SqliteJournal, StreamId};
use domain::Journey;
use tempfile::TempDir;

/// Two people, turn by turn: ann at 1, 3, 5, bob at 2, 4, 6.
async fn journal() -> (TempDir, SqliteJournal) {
    let folder = tempfile::tempdir().unwrap();
    let journal = SqliteJournal::open(folder.path().join("journal.db")).unwrap();
    let (mut ann, mut bob) = (Story::of(1), Story::of(2));
    for _ in 0..3 {
        ann.goes_on(&journal).await;
        bob.goes_on(&journal).await;
    }
    (folder, journal)
}

async fn verified(journal: &SqliteJournal) -> Report {
    verify(journal, decodes::<Journey>, |_| {}).await.unwrap()
}

fn meddle(folder: &TempDir, sql: &str) {
    let db = rusqlite::Connection::open(folder.path().join("journal.db")).unwrap();
    assert_ne!(db.execute(sql, []).unwrap(), 0, "or this test could not fail");
}

fn broken(at: u64, stream: StreamId) -> Finding {
    Finding { at: Position(at), stream: Some(stream), what: Wrong::Damage(Damage::BrokenChain) }
}

#[tokio::test]
async fn a_whole_journal_is_counted() {
    let (_folder, journal) = journal().await;
    let mut told = vec![];
    let report =
        verify(&journal, decodes::<Journey>, |progress| told.push(progress)).await.unwrap();
    assert!(report.is_whole());
    assert_eq!((report.commits, report.streams, report.events), (6, 2, 6));
    assert_eq!(told, [Progress { at: Position(6), head: Position(6), wrong: 0 }]);
}

#[tokio::test]
async fn an_empty_journal_is_whole() {
    let journal = SqliteJournal::in_memory().unwrap();
    assert_eq!(verified(&journal).await, Report::default());
}

#[tokio::test]
async fn everything_that_is_wrong_is_listed_not_only_the_first() {
    let (folder, journal) = journal().await;
    meddle(&folder, "DELETE FROM journal WHERE position IN (3, 6)");
    meddle(
        &folder,
        "UPDATE journal SET record = CAST(substr(record, 1, 50) || x'ff' || substr(record, 52)
         AS BLOB) WHERE position = 2",
    );
    let report = verified(&journal).await;
    assert_eq!((report.commits, report.wrong), (3, 5));
    let found: Vec<_> = report.findings.iter().map(|f| (f.at.0, f.what.clone())).collect();
    assert!(matches!(found[0], (2, Wrong::Damage(Damage::Unreadable(_)))), "{found:?}");
    assert_eq!(found[1], (3, Wrong::Damage(Damage::Hole)));
    assert_eq!(report.findings[2], broken(4, Story::of(2).stream));
    assert_eq!(report.findings[3], broken(5, Story::of(1).stream));
    assert_eq!(found[4], (6, Wrong::Damage(Damage::Hole)));
}

#[tokio::test]
async fn a_rewritten_history_breaks_the_chain_though_each_record_is_whole() {
    let (folder, journal) = journal().await;
    // A forged first commit: whole and with a hash of its own, but not the one that the second commit links to.
    let forged = Story::of(1).next().bytes.to_vec();
    let db = rusqlite::Connection::open(folder.path().join("journal.db")).unwrap();
    db.execute("UPDATE journal SET record = ? WHERE position = 1", [forged]).unwrap();
    let report = verified(&journal).await;
    assert_eq!(report.findings, [broken(3, Story::of(1).stream)]);
}

#[tokio::test]
async fn an_event_that_is_not_known_is_named() {
    let (_folder, journal) = journal().await;
    let unknown = |_: &_| Err(wire::convert::Malformed::new("event", "is of a later version"));
    let report = verify(&journal, unknown, |_| {}).await.unwrap();
    assert_eq!((report.commits, report.wrong), (6, 6));
    assert!(matches!(report.findings[0].what, Wrong::Unknown(_)));
    assert_eq!(report.findings[0].stream, Some(Story::of(1).stream));
}
