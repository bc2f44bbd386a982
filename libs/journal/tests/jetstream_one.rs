//! The contract, on one nats-server; and what is refused, and what damage looks like.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anydoor_journal::contract::{self, Story};
use anydoor_journal::jetstream::{
    Broker, BrokerOptions, ConnectError, StreamOptions, Synced, layout,
};
use anydoor_journal::nats_server::{NatsServer, SyncInterval};
use anydoor_journal::{
    Cells, Damage, Expected, JetStreamCells, JetStreamJournal, Journal, Position, ReadError,
    StreamId,
};
use futures::StreamExt;
use support::JetStream;

async fn one() -> JetStream {
    JetStream::on(vec![NatsServer::start(SyncInterval::Always).await.unwrap()]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_server_keeps_the_contract() {
    writeln!(std::io::stdout(), "journal backend: JetStream, one server").unwrap();
    contract::run(&one().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cells_on_one_server_keep_the_contract() {
    let jetstream = one().await;
    let next = std::sync::atomic::AtomicU32::new(0);
    let make = async || {
        let n = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let cells = JetStreamCells::open(&jetstream.broker, &format!("CELLS-{n}")).await.unwrap();
        Arc::new(cells) as Arc<dyn Cells>
    };
    contract::cells(make).await;
}

#[tokio::test]
async fn a_server_that_answers_before_it_has_written_is_refused() {
    let server = NatsServer::start(SyncInterval::Default).await.unwrap();
    let ask = |synced| Broker::connect(BrokerOptions::new([server.url()], synced));
    let refused = ask(Synced::Ask(vec![server.monitor()])).await.err().unwrap();
    assert!(matches!(refused, ConnectError::NotSynced { .. }), "{refused:?}");
    assert!(refused.to_string().contains("sync_interval: always"), "{refused}");
    let refused = ask(Synced::Ask(vec![])).await.err().unwrap();
    assert!(matches!(refused, ConnectError::NobodyToAsk), "{refused:?}");
    let refused = ask(Synced::Ask(vec!["http://127.0.0.1:1".into()])).await.err().unwrap();
    assert!(matches!(refused, ConnectError::SyncUnknown { .. }), "{refused:?}");
    ask(Synced::Trust).await.unwrap();
}

#[tokio::test]
async fn a_stream_that_forgets_is_refused() {
    let jetstream = one().await;
    let client = async_nats::connect(jetstream.servers[0].url()).await.unwrap();
    let forgetful = async_nats::jetstream::stream::Config {
        name: "JOURNEYS".into(),
        subjects: vec!["journey.>".into()],
        allow_direct: true,
        ..Default::default()
    };
    async_nats::jetstream::new(client).create_stream(forgetful).await.unwrap();
    let options = StreamOptions::new("JOURNEYS", ["journey"]);
    let refused = JetStreamJournal::open(&jetstream.broker, options).await.err().unwrap();
    assert!(matches!(refused, ConnectError::Unsafe { .. }), "{refused:?}");
}

#[tokio::test]
async fn a_stream_of_an_earlier_version_takes_what_is_new_once_the_site_is_made_again() {
    let jetstream = one().await;
    let kinds = layout::kinds(layout::DIRECTORY);
    let of_before = StreamOptions::new(layout::DIRECTORY, kinds[..3].iter().copied());
    let before = JetStreamJournal::open(&jetstream.broker, of_before.clone()).await.unwrap();
    let wanted = || layout::stream(layout::DIRECTORY);
    let refused = JetStreamJournal::open(&jetstream.broker, wanted()).await.err().unwrap();
    assert!(refused.to_string().contains("anydoor nats init"), "{refused}");
    jetstream.broker.make_site().await.unwrap();
    let after = JetStreamJournal::open(&jetstream.broker, wanted()).await.unwrap();
    assert_eq!(after.epoch(), before.epoch(), "it is the same stream");
    for kind in kinds {
        let stream = StreamId::new(kind, "1");
        let record = contract::record(&stream, None, b"");
        after.append(&stream, Expected::Empty, &record).await.unwrap();
    }
    jetstream.broker.make_site().await.unwrap();
    JetStreamJournal::open(&jetstream.broker, of_before).await.expect("an older process goes on");
}

#[tokio::test]
async fn a_journal_opened_again_goes_on_where_it_was() {
    let mut jetstream = one().await;
    let options = jetstream.stream(None);
    let mut ann = Story::of(1);
    let first = JetStreamJournal::open(&jetstream.broker, options.clone()).await.unwrap();
    ann.goes_on(&first).await;
    jetstream.servers[0].resume().await.unwrap();
    let again = JetStream::on(std::mem::take(&mut jetstream.servers)).await;
    let again = (JetStreamJournal::open(&again.broker, options).await.unwrap(), again);
    assert_eq!(again.0.epoch(), first.epoch());
    assert_eq!(ann.goes_on(&again.0).await, Position(2));
}

/// A clean stop keeps an index of the stream beside it: then one record is unreadable, and consumers skip it.
#[tokio::test]
async fn a_record_that_cannot_be_read_is_a_hole_with_its_position() {
    let (_jetstream, journal) = damaged(Stop::Cleanly, 20, 0, 7).await;
    assert_eq!(journal.head().await.unwrap(), Position(20));
    for after in [0, 3, 6] {
        let (whole, at, damage) = read_until_damage(&journal, Position(after)).await;
        assert_eq!((whole, at, damage), (6 - after, Position(7), Damage::Hole), "after {after}");
    }
}

#[tokio::test]
async fn a_last_record_that_cannot_be_read_is_a_hole_too() {
    let (_jetstream, journal) = damaged(Stop::Cleanly, 20, 0, 20).await;
    let (whole, at, damage) = read_until_damage(&journal, Position::START).await;
    assert_eq!((whole, at, damage), (19, Position(20), Damage::Hole));
}

/// After a kill the server reads its files again, and drops the rest of a block from the damaged record on.
#[tokio::test]
async fn a_dropped_rest_of_a_block_is_a_hole_where_it_begins() {
    let (_jetstream, journal) = damaged(Stop::Killed, 60, 200 * 1024, 7).await;
    assert_eq!(journal.head().await.unwrap(), Position(60), "a later block still stands");
    let (whole, at, damage) = read_until_damage(&journal, Position::START).await;
    assert_eq!((whole, at, damage), (6, Position(7), Damage::Hole));
}

/// And if it was the last block, the journal ends there. Whoever had read further is told.
#[tokio::test]
async fn a_lost_end_is_a_hole_for_whoever_had_read_it() {
    let (_jetstream, journal) = damaged(Stop::Killed, 20, 0, 7).await;
    assert_eq!(journal.head().await.unwrap(), Position(6));
    let (whole, at, damage) = read_until_damage(&journal, Position(20)).await;
    assert_eq!((whole, at, damage), (0, Position(7), Damage::Hole));
}

enum Stop {
    Cleanly,
    Killed,
}

/// A journal of so many people with one commit each, one of which was damaged on disk while the server was down.
async fn damaged(
    stop: Stop,
    people: u64,
    answer_bytes: usize,
    position: u64,
) -> (JetStream, JetStreamJournal) {
    let mut jetstream = one().await;
    let options = jetstream.stream(None);
    let journal = JetStreamJournal::open(&jetstream.broker, options.clone()).await.unwrap();
    let mut commit = vec![];
    for person in 1..=people {
        let stream = Story::of(person.into()).stream;
        let record = contract::record(&stream, None, &vec![7; answer_bytes]);
        let at = journal.append(&stream, Expected::Empty, &record).await.unwrap();
        if at == Position(position) {
            commit = record.bytes.to_vec();
        }
    }
    match stop {
        Stop::Cleanly => jetstream.servers[0].stop().unwrap(),
        Stop::Killed => jetstream.servers[0].kill(),
    }
    flip(&jetstream.servers[0].folder().join("store"), &commit);
    jetstream.servers[0].resume().await.unwrap();
    let jetstream = JetStream::on(std::mem::take(&mut jetstream.servers)).await;
    let journal = JetStreamJournal::open(&jetstream.broker, options).await.unwrap();
    (jetstream, journal)
}

/// Flips one byte in the middle of these bytes, wherever they stand.
fn flip(folder: &Path, bytes: &[u8]) {
    let mut flipped = 0;
    for path in files(folder) {
        let mut file = std::fs::read(&path).unwrap();
        if let Some(at) = file.windows(bytes.len()).position(|window| window == bytes) {
            file[at + bytes.len() / 2] ^= 1;
            std::fs::write(&path, file).unwrap();
            flipped += 1;
        }
    }
    assert_eq!(flipped, 1, "or this test could not fail");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// How many records were whole, and what came then. After it, nothing comes.
async fn read_until_damage(journal: &JetStreamJournal, after: Position) -> (u64, Position, Damage) {
    let mut read: Vec<_> = journal.read(after).collect().await;
    let Some(Err(ReadError::Damaged { at, damage })) = read.pop() else { panic!("no damage") };
    assert!(read.iter().all(Result::is_ok));
    (read.len() as u64, at, damage)
}
