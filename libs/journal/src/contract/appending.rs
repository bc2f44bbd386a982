//! Appending: order, conflicts, limits, and many writers at once.

use std::sync::Arc;

use futures::StreamExt;
use futures::future::join_all;

use super::backend::Backend;
use super::story::{Story, first, record};
use crate::port::{AppendError, Expected, Journal, Position, RECORD_BYTES_MAX, StreamId};

/// How many write at the same time.
const WRITERS: u8 = 16;
/// How often each writes.
const ROUNDS: usize = 20;

pub(super) async fn a_stream_begins_once(backend: &dyn Backend) {
    let journal = backend.empty().await;
    assert_eq!(journal.head().await.expect("it reads"), Position::START);
    let mut ann = Story::of(1);
    assert_eq!(ann.goes_on(&*journal).await, Position(1));
    let again = journal.append(&ann.stream, Expected::Empty, &Story::of(1).next()).await;
    assert!(matches!(again, Err(AppendError::Conflict)), "{again:?}");
    assert_eq!(Story::of(2).goes_on(&*journal).await, Position(2), "another stream is free");
    assert_eq!(journal.head().await.expect("it reads"), Position(2), "a conflict takes no place");
}

pub(super) async fn a_commit_follows_the_last_one(backend: &dyn Backend) {
    let journal = backend.empty().await;
    let (mut ann, mut bob) = (Story::of(1), Story::of(2));
    for story in [&mut ann, &mut bob] {
        story.goes_on(&*journal).await;
    }
    assert_eq!(ann.goes_on(&*journal).await, Position(3));
    assert_eq!(bob.goes_on(&*journal).await, Position(4));
}

pub(super) async fn a_stale_writer_conflicts(backend: &dyn Backend) {
    let journal = backend.empty().await;
    let (mut ann, mut bob) = (Story::of(1), Story::of(2));
    ann.goes_on(&*journal).await;
    let stale = ann.clone();
    let after_bob = Expected::At(bob.goes_on(&*journal).await);
    ann.goes_on(&*journal).await;
    for expected in [stale.expected(), after_bob, Expected::At(Position(99)), Expected::Empty] {
        let refused = journal.append(&ann.stream, expected, &stale.next()).await;
        assert!(matches!(refused, Err(AppendError::Conflict)), "{expected:?}: {refused:?}");
    }
    let nobody = Story::of(3);
    let refused = journal.append(&nobody.stream, Expected::At(Position(1)), &nobody.next()).await;
    assert!(matches!(refused, Err(AppendError::Conflict)), "{refused:?}");
    assert_eq!(journal.head().await.expect("it reads"), Position(3));
}

pub(super) async fn positions_have_no_holes_and_none_appears_late(backend: &dyn Backend) {
    let journal = backend.empty().await;
    let total = usize::from(WRITERS) * ROUNDS;
    let watched = journal.read(Position::START).take(total).collect::<Vec<_>>();
    let writers = join_all((0..WRITERS).map(|writer| write(journal.clone(), writer)));
    let (watched, written) = futures::join!(watched, writers);
    let mut written: Vec<_> = written.into_iter().flatten().collect();
    written.sort_unstable();
    let seen: Vec<_> = watched.into_iter().map(|r| r.expect("it is whole").position).collect();
    assert_eq!(seen, (1..).map(Position).take(total).collect::<Vec<_>>());
    assert_eq!(seen, written, "what was answered is what a reader sees");
}

async fn write(journal: Arc<dyn Journal>, writer: u8) -> Vec<Position> {
    let mut story = Story::of(writer.into());
    let mut positions = vec![];
    for _ in 0..ROUNDS {
        let at = story.goes_on(&*journal).await;
        assert!(journal.head().await.expect("it reads") >= at, "the head knows what was answered");
        positions.push(at);
    }
    assert!(positions.is_sorted());
    positions
}

pub(super) async fn a_record_that_is_too_large_is_refused(backend: &dyn Backend) {
    let journal = backend.empty().await;
    let ann = Story::of(1);
    let large = record(&ann.stream, None, &vec![0; RECORD_BYTES_MAX]);
    let refused = journal.append(&ann.stream, Expected::Empty, &large).await;
    assert!(
        matches!(refused, Err(AppendError::TooLarge { max, .. }) if max == RECORD_BYTES_MAX),
        "{refused:?}"
    );
    let fits = record(&ann.stream, None, &vec![0; RECORD_BYTES_MAX - 1_024]);
    journal.append(&ann.stream, Expected::Empty, &fits).await.expect("it fits");
    assert_eq!(first(&*journal, Position::START, 1).await[0].record, fits);
}

pub(super) async fn a_full_journal_says_so_and_still_reads(backend: &dyn Backend) {
    let journal = backend.with_room(1024 * 1024).await;
    let stream = |n: u64| StreamId::new("journey", n);
    let mut kept = 0;
    let error = loop {
        let large = record(&stream(kept), None, &[7; 16 * 1024]);
        match journal.append(&stream(kept), Expected::Empty, &large).await {
            Ok(at) => assert_eq!(at, Position(kept + 1)),
            Err(error) => break error,
        }
        kept += 1;
        assert!(kept < 100, "a hundred times 16 KiB fit into a megabyte");
    };
    assert!(matches!(error, AppendError::Full), "{error:?}");
    assert!(kept > 10, "{kept}");
    assert_eq!(journal.head().await.expect("it reads"), Position(kept));
    let stands = first(&*journal, Position::START, usize::try_from(kept).expect("few")).await;
    assert_eq!(stands.last().map(|r| r.position), Some(Position(kept)));
    assert_eq!(journal.load(&stream(0), Position::START).await.expect("it reads").len(), 1);
}

pub(super) async fn writers_of_one_stream_form_one_chain(backend: &dyn Backend) {
    let journal = backend.empty().await;
    join_all((0..WRITERS).map(|_| squeeze_in(&*journal, 1, 5))).await;
    let ann = Story::of(1);
    let chain = journal.load(&ann.stream, Position::START).await.expect("it reads");
    assert_eq!(chain.len(), usize::from(WRITERS) * 5);
    let (mut version, mut hash) = (0, [0; 32]);
    for recorded in chain {
        assert!(recorded.follows(version, &hash), "{:?}", recorded.position);
        (version, hash) = (recorded.record.commit.version, recorded.record.hash);
    }
}

/// Appends so many commits to a stream that others write to as well.
async fn squeeze_in(journal: &dyn Journal, person: u128, commits: usize) {
    let mut story = Story::of(person);
    let mut done = 0;
    while done < commits {
        match story.tries(journal).await {
            Ok(_) => done += 1,
            Err(AppendError::Conflict) => {
                let chain = journal.load(&story.stream, Position::START).await.expect("it reads");
                story.last = chain.into_iter().last().map(|r| (r.position, r.record));
            }
            Err(error) => panic!("{error:?}"),
        }
    }
}

pub(super) async fn a_hot_stream_does_not_hold_up_others(backend: &dyn Backend) {
    let journal = backend.empty().await;
    let hot = join_all((0..4).map(|_| squeeze_in(&*journal, 1, 10)));
    let cold = join_all((2..6).map(|person| squeeze_in(&*journal, person, 10)));
    futures::join!(hot, cold);
    assert_eq!(journal.head().await.expect("it reads"), Position(80));
}
