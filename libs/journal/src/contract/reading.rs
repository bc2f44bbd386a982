//! Reading: streams, everything in order, and across from what stands to what comes.

use futures::StreamExt;
use futures::future::join_all;

use super::backend::Backend;
use super::story::{Story, first};
use crate::port::{Damage, Position, ReadError};

pub(super) async fn a_stream_reads_in_order_from_any_place(backend: &dyn Backend) {
    let journal = backend.empty().await;
    let (mut ann, mut bob) = (Story::of(1), Story::of(2));
    let mut written = vec![];
    for _ in 0..5 {
        let at = ann.goes_on(&*journal).await;
        written.push((at, ann.last.clone().map(|(_, record)| record)));
        bob.goes_on(&*journal).await;
    }
    for after in 0..=10 {
        let read = journal.load(&ann.stream, Position(after)).await.expect("it reads");
        assert!(read.iter().all(|r| r.stream == ann.stream));
        let read: Vec<_> = read.into_iter().map(|r| (r.position, Some(r.record))).collect();
        let expected: Vec<_> = written.iter().filter(|(at, _)| at.0 > after).cloned().collect();
        assert_eq!(read, expected, "after {after}");
    }
    let nobody = journal.load(&Story::of(3).stream, Position::START).await.expect("it reads");
    assert_eq!(nobody, []);
}

pub(super) async fn a_load_sees_every_append_answered_before(backend: &dyn Backend) {
    let journal = backend.empty().await;
    let mut ann = Story::of(1);
    for version in 1..=60 {
        let before = ann.last.as_ref().map_or(Position::START, |(at, _)| *at);
        let at = ann.goes_on(&*journal).await;
        let tail = journal.load(&ann.stream, before).await.expect("it reads");
        assert_eq!(tail.len(), 1);
        assert_eq!((tail[0].position, tail[0].record.commit.version), (at, version));
        let whole = journal.load(&ann.stream, Position::START).await.expect("it reads");
        assert_eq!(whole.last().map(|r| r.record.commit.version), Some(version));
    }
}

/// A reader from each place, started while somebody writes: each sees every commit once and in order, through the
/// moment where history ends and the present begins.
pub(super) async fn readers_from_every_place_cross_into_the_present(backend: &dyn Backend) {
    const BEFORE: u64 = 24;
    const AFTER: u64 = 24;
    let journal = backend.empty().await;
    let mut ann = Story::of(1);
    for _ in 0..BEFORE {
        ann.goes_on(&*journal).await;
    }
    let read_from = |after| {
        let left = usize::try_from(BEFORE + AFTER - after).expect("few");
        let journal = journal.clone();
        tokio::spawn(async move { first(&*journal, Position(after), left).await })
    };
    let mut readers: Vec<_> = (0..=BEFORE).map(read_from).collect();
    for _ in 0..AFTER {
        let at = ann.goes_on(&*journal).await;
        readers.push(read_from(at.0));
    }
    let reads = join_all(readers).await;
    for (read, after) in reads.into_iter().zip(0..) {
        let read = read.expect("a reader does not panic");
        let seen: Vec<_> = read.iter().map(|r| r.position.0).collect();
        assert_eq!(seen, (after + 1..=BEFORE + AFTER).collect::<Vec<_>>(), "after {after}");
    }
}

pub(super) async fn a_journal_that_ends_before_what_was_read_is_damaged(backend: &dyn Backend) {
    let journal = backend.empty().await;
    let mut ann = Story::of(1);
    for _ in 0..3 {
        ann.goes_on(&*journal).await;
    }
    let read: Vec<_> = journal.read(Position(9)).collect().await;
    let [Err(ReadError::Damaged { at: Position(4), damage: Damage::Hole })] = read[..] else {
        panic!("{read:?}")
    };
}

pub(super) async fn a_slow_reader_holds_nobody_up(backend: &dyn Backend) {
    const COMMITS: u64 = 600;
    let journal = backend.empty().await;
    Story::of(0).goes_on(&*journal).await;
    let mut slow = journal.read(Position::START);
    slow.next().await.expect("it goes on for ever").expect("it is whole");
    let write = async |person| {
        let mut story = Story::of(person);
        for _ in 0..COMMITS / 20 {
            story.goes_on(&*journal).await;
        }
    };
    join_all((1..=20).map(write)).await;
    let late: Vec<_> =
        slow.take(600).map(|r| r.expect("it is whole").position.0).collect::<Vec<_>>().await;
    assert_eq!(late, (2..=COMMITS + 1).collect::<Vec<_>>(), "and it misses nothing");
}

pub(super) async fn each_journal_has_its_own_epoch(backend: &dyn Backend) {
    let (one, other) = (backend.empty().await, backend.empty().await);
    assert_ne!(one.epoch(), other.epoch());
}
