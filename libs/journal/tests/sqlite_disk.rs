//! The contract, on SQLite files; and what happens to a file.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anydoor_journal::contract::{self, Backend, Deafening, Losing, Story};
use anydoor_journal::sqlite::{OpenError, Place, SqliteOptions};
use anydoor_journal::{Cells, Damage, Journal, Position, ReadError, SqliteCells, SqliteJournal};
use async_trait::async_trait;
use futures::StreamExt;
use tempfile::TempDir;

struct Disk {
    folder: TempDir,
    next: AtomicUsize,
}

impl Disk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), next: AtomicUsize::new(0) }
    }
    fn place(&self) -> std::path::PathBuf {
        self.folder.path().join(format!("{}.db", self.next.fetch_add(1, Ordering::Relaxed)))
    }
}

#[async_trait]
impl Backend for Disk {
    async fn empty(&self) -> Arc<dyn Journal> {
        Arc::new(SqliteJournal::open(self.place()).unwrap())
    }
    async fn with_room(&self, bytes: u64) -> Arc<dyn Journal> {
        let options = SqliteOptions { max_bytes: Some(bytes) };
        Arc::new(SqliteJournal::open_with(&Place::File(self.place()), options).unwrap())
    }
    async fn losing(&self) -> Losing {
        Deafening::around(self.empty().await)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_on_disk_keeps_the_contract() {
    writeln!(std::io::stdout(), "journal backend: SQLite on disk").unwrap();
    contract::run(&Disk::new()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cells_on_disk_keep_the_contract() {
    let disk = Disk::new();
    let make = async || Arc::new(SqliteCells::open(disk.place()).unwrap()) as Arc<dyn Cells>;
    contract::cells(make).await;
}

#[tokio::test]
async fn a_journal_opened_again_goes_on_where_it_was() {
    let disk = Disk::new();
    let path = disk.place();
    let mut ann = Story::of(1);
    let first = SqliteJournal::open(&path).unwrap();
    let epoch = first.epoch();
    ann.goes_on(&first).await;
    drop(first);
    let again = SqliteJournal::open(&path).unwrap();
    assert_eq!((again.epoch(), again.head().await.unwrap()), (epoch, Position(1)));
    assert_eq!(ann.goes_on(&again).await, Position(2));
}

#[tokio::test]
async fn a_journal_opens_once_at_a_time() {
    let disk = Disk::new();
    let path = disk.place();
    let first = SqliteJournal::open(&path).unwrap();
    let Err(OpenError::Locked(at)) = SqliteJournal::open(&path) else { panic!("it opened twice") };
    assert_eq!(at, path);
    drop(first);
    SqliteJournal::open(&path).unwrap();
}

#[tokio::test]
async fn a_journal_of_a_later_version_is_refused() {
    let disk = Disk::new();
    let path = disk.place();
    drop(SqliteJournal::open(&path).unwrap());
    meddle(&path, "UPDATE meta SET value = 2 WHERE key = 'schema'");
    let refused = SqliteJournal::open(&path);
    assert!(matches!(refused, Err(OpenError::Later { found: 2, known: 1 })));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_is_finished_before_it_closes() {
    let disk = Disk::new();
    let path = disk.place();
    let journal = Arc::new(SqliteJournal::open(&path).unwrap());
    let asked: Vec<_> = (0..100)
        .map(|person| {
            let journal = journal.clone();
            tokio::spawn(async move { Story::of(person).tries(&*journal).await })
        })
        .collect();
    drop(journal);
    for answer in asked {
        answer.await.unwrap().unwrap();
    }
    let head = SqliteJournal::open(&path).unwrap().head().await.unwrap();
    assert_eq!(head, Position(100));
}

#[tokio::test]
async fn a_row_that_is_gone_is_a_hole_with_its_position() {
    let (_disk, journal) = damaged("DELETE FROM journal WHERE position = 4").await;
    assert_eq!(read_until_damage(&journal).await, (3, Position(4), Damage::Hole));
    let loaded = journal.load(&Story::of(4).stream, Position::START).await;
    let hole = matches!(loaded, Err(ReadError::Damaged { at: Position(4), damage: Damage::Hole }));
    assert!(hole, "{loaded:?}");
}

#[tokio::test]
async fn the_last_rows_gone_are_a_hole_too() {
    let (_disk, journal) = damaged("DELETE FROM journal WHERE position > 4").await;
    assert_eq!(read_until_damage(&journal).await, (4, Position(5), Damage::Hole));
}

#[tokio::test]
async fn a_flipped_byte_is_named_and_nothing_after_it_is_served() {
    let flip = "UPDATE journal SET record = CAST(
        substr(record, 1, 60) || x'ff' || substr(record, 62) AS BLOB) WHERE position = 4";
    let (_disk, journal) = damaged(flip).await;
    let (whole, at, damage) = read_until_damage(&journal).await;
    assert_eq!((whole, at), (3, Position(4)));
    assert!(matches!(damage, Damage::Unreadable(_)), "{damage:?}");
    let loaded = journal.load(&Story::of(4).stream, Position::START).await;
    assert!(matches!(loaded, Err(ReadError::Damaged { at: Position(4), .. })), "{loaded:?}");
}

#[tokio::test]
async fn a_record_moved_to_another_stream_is_named() {
    let stream = Story::of(5).stream;
    let (_disk, journal) =
        damaged(&format!("UPDATE journal SET stream = '{stream}' WHERE position = 4")).await;
    assert_eq!(read_until_damage(&journal).await, (3, Position(4), Damage::WrongStream));
}

#[tokio::test]
async fn a_destroyed_value_is_in_no_file() {
    const SECRET: &[u8] = b"a key that must be forgotten";
    let disk = Disk::new();
    let path = disk.place();
    let cells = SqliteCells::open(&path).unwrap();
    cells.create("key", SECRET).await.unwrap();
    assert!(stands_in(disk.folder.path(), SECRET), "or this test could not fail");
    cells.create("wrapped", b"a wrapped key of the last epoch").await.unwrap();
    cells.destroy("key").await.unwrap();
    assert!(!stands_in(disk.folder.path(), SECRET));
    cells.replace("wrapped", b"a wrapped key of the last epoch", b"new").await.unwrap();
    assert!(!stands_in(disk.folder.path(), b"a wrapped key of the last epoch"));
}

/// A journal of six people with a commit each, to which somebody did this behind its back.
async fn damaged(sql: &str) -> (Disk, SqliteJournal) {
    let disk = Disk::new();
    let path = disk.place();
    let journal = SqliteJournal::open(&path).unwrap();
    for person in 1..=6 {
        Story::of(person).goes_on(&journal).await;
    }
    meddle(&path, sql);
    (disk, journal)
}

fn meddle(path: &Path, sql: &str) {
    let rows = rusqlite::Connection::open(path).unwrap().execute(sql, []).unwrap();
    assert_ne!(rows, 0, "or this test could not fail");
}

/// How many records were whole, and what came then. After it, nothing comes.
async fn read_until_damage(journal: &SqliteJournal) -> (usize, Position, Damage) {
    let mut read: Vec<_> = journal.read(Position::START).collect().await;
    let Some(Err(ReadError::Damaged { at, damage })) = read.pop() else { panic!("no damage") };
    assert!(read.iter().all(Result::is_ok));
    (read.len(), at, damage)
}

fn stands_in(folder: &Path, bytes: &[u8]) -> bool {
    let files =
        std::fs::read_dir(folder).unwrap().map(|f| std::fs::read(f.unwrap().path()).unwrap());
    files.into_iter().any(|file| file.windows(bytes.len()).any(|w| w == bytes))
}
