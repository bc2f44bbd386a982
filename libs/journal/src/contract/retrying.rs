//! Retrying: one effect and one answer per request, whatever was lost on the way.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use domain::{Journey, OrgId, PersonId};

use super::backend::{Backend, Losing};
use super::story::{COUNCIL, Story, answer, asked, give};
use crate::ledger::{ExecuteError, Ledger};
use crate::port::{AppendError, Journal, Position};

const ANN: PersonId = PersonId::from_u128(1);

/// How long a broker under test may remember a message.
const FORGETS_WITHIN: Duration = Duration::from_secs(20);

pub(super) async fn a_commit_sent_twice_is_there_once(backend: &dyn Backend) {
    let journal = backend.empty().await;
    let ann = Story::of(1);
    let record = ann.next();
    journal.append(&ann.stream, ann.expected(), &record).await.expect("it is free");
    let again = journal.append(&ann.stream, ann.expected(), &record).await;
    assert!(matches!(again, Err(AppendError::Conflict | AppendError::Duplicate)), "{again:?}");
    assert_eq!(journal.load(&ann.stream, Position::START).await.expect("it reads").len(), 1);
}

pub(super) async fn a_retry_gets_the_first_answer(backend: &dyn Backend) {
    let journal = backend.empty().await;
    retries(&journal).await;
}

pub(super) async fn a_retry_after_the_broker_forgot_gets_the_first_answer(backend: &dyn Backend) {
    let journal = backend.empty().await;
    let ledger = Ledger::<Journey>::new(journal.clone());
    let first = ledger.execute(ANN, &asked(COUNCIL, 1, b"one"), &give(1), answer).await;
    let first = first.expect("it is free");
    forgotten(&*journal).await;
    for ledger in [ledger, Ledger::new(journal.clone())] {
        let again = ledger.execute(ANN, &asked(COUNCIL, 1, b"one"), &give(1), answer).await;
        let again = again.expect("it was done");
        assert_eq!((again.position, again.answer), (first.position, first.answer.clone()));
    }
    let ann = Story::of(1);
    assert_eq!(journal.load(&ann.stream, Position::START).await.expect("it reads").len(), 1);
}

/// Waits until the broker takes a message that it had seen, so has forgotten everything before it as well.
async fn forgotten(journal: &dyn Journal) {
    let mut probe = Story::of(0xfff);
    let record = probe.next();
    let at = journal.append(&probe.stream, probe.expected(), &record).await.expect("it is free");
    probe.last = Some((at, record.clone()));
    let deadline = Instant::now() + FORGETS_WITHIN;
    loop {
        match journal.append(&probe.stream, probe.expected(), &record).await {
            Ok(_) => return,
            Err(AppendError::Duplicate) => tokio::time::sleep(Duration::from_millis(20)).await,
            Err(error) => panic!("{error:?}"),
        }
        assert!(Instant::now() < deadline, "it still remembers after {FORGETS_WITHIN:?}");
    }
}

/// A first command, a second, and the first again: from the same ledger, and from one that remembers nothing.
async fn retries(journal: &Arc<dyn Journal>) {
    let ledger = Ledger::<Journey>::new(journal.clone());
    let first = ledger.execute(ANN, &asked(COUNCIL, 1, b"one"), &give(1), answer).await;
    let first = first.expect("it is free");
    assert_eq!(first.answer, [1]);
    let second = ledger.execute(ANN, &asked(COUNCIL, 2, b"two"), &give(2), answer).await;
    assert_eq!(second.expect("it is free").answer, [2]);
    for ledger in [ledger, Ledger::new(journal.clone())] {
        let again = ledger.execute(ANN, &asked(COUNCIL, 1, b"one"), &give(1), answer).await;
        let again = again.expect("it was done");
        assert_eq!((again.position, again.answer), (first.position, first.answer.clone()));
        assert_eq!(again.after.version(), 2, "the state is the newest one");
    }
}

pub(super) async fn a_request_id_serves_one_command_only(backend: &dyn Backend) {
    let journal = backend.empty().await;
    let ledger = Ledger::<Journey>::new(journal.clone());
    let first = ledger.execute(ANN, &asked(COUNCIL, 1, b"one"), &give(1), answer).await;
    first.expect("it is free");
    for ledger in [ledger, Ledger::new(journal.clone())] {
        let other = ledger.execute(ANN, &asked(COUNCIL, 1, b"two"), &give(2), answer).await;
        assert!(matches!(other, Err(ExecuteError::RequestIdReused)), "{other:?}");
    }
    assert_eq!(journal.head().await.expect("it reads"), Position(1));
}

pub(super) async fn two_organisations_may_use_one_request_id(backend: &dyn Backend) {
    const CHARITY: OrgId = OrgId::from_u128(0xca);
    let journal = backend.empty().await;
    let ledger = Ledger::<Journey>::new(journal.clone());
    let council = ledger.execute(ANN, &asked(COUNCIL, 1, b"one"), &give(1), answer).await;
    assert_eq!(council.expect("it is free").position, Position(1));
    let charity = ledger.execute(ANN, &asked(CHARITY, 1, b"two"), &give(2), answer).await;
    assert_eq!(charity.expect("it is another one's").position, Position(2));
}

pub(super) async fn a_lost_answer_leaves_one_effect(backend: &dyn Backend) {
    let Losing { journal, lose_next } = backend.losing().await;
    let ledger = Ledger::<Journey>::new(journal.clone());
    for round in 1..=3_u8 {
        lose_next.store(true, Ordering::SeqCst);
        let request = asked(COUNCIL, round.into(), &[round]);
        let done = ledger.execute(ANN, &request, &give(round.into()), answer).await;
        let done = done.expect("it finds out by itself");
        assert!(!lose_next.load(Ordering::SeqCst), "an answer was lost");
        assert_eq!((done.position, done.answer), (Position(round.into()), vec![round]));
    }
    assert_eq!(journal.head().await.expect("it reads"), Position(3));
}
