//! A worker who goes from number to neighbouring number is stopped, in every process, and others when there are several.

use std::time::Duration;

use domain::WorkerId;
use domain::access::LookOutcome::{Nobody, One, Withheld};
use domain::access::LookVerdict;

use crate::support::{
    ANN, BOB, CHARITY, COUNCIL, Process, ann, memory, on_record, process, told_to_wait, worker,
};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Somebody seeks five neighbouring numbers, and is stopped at the last.
async fn walks(process: &Process, by: domain::Actor, from: u32) -> Duration {
    for n in 0..4 {
        process.seeks(by, from + n, One).await.expect("not a walk yet");
    }
    told_to_wait(process.seeks(by, from + 4, One).await)
}

#[tokio::test]
async fn a_walk_stops_the_worker_for_a_day() {
    let process = process(&memory()).await;
    process.looks_at(ann(), 1, One).await.expect("not yet");
    assert_eq!(walks(&process, ann(), 100).await, DAY);
    told_to_wait(process.seeks(ann(), 777_777, One).await);
    told_to_wait(process.looks_at(ann(), 1, One).await);
    process.looks_at(worker(COUNCIL, BOB), 1, One).await.expect("a colleague goes on");
    process.hand.advance(DAY);
    process.seeks(ann(), 777_777, One).await.expect("the next day");
}

#[tokio::test]
async fn a_worker_who_types_a_digit_wrong_twice_goes_on() {
    let process = process(&memory()).await;
    for client in 0..8 {
        let number = client * 50_021;
        for typed in [number + 1, number + 10, number] {
            let outcome = if typed == number { One } else { Nobody };
            _ = process.seeks(ann(), typed, outcome).await;
            process.hand.advance(Duration::from_secs(15 * 60));
        }
    }
    process.seeks(ann(), 999_999, One).await.expect("an honest, tired day");
}

#[tokio::test]
async fn a_walk_is_on_record_once_with_nothing_of_the_number() {
    let journal = memory();
    let process = process(&journal).await;
    walks(&process, ann(), 100).await;
    told_to_wait(process.seeks(ann(), 105, One).await);
    process.access.close().await;
    let looks = on_record(&*journal).await;
    let held_up: Vec<_> = looks.iter().filter(|look| !look.verdict.is_decided()).collect();
    assert_eq!(held_up.len(), 1);
    assert_eq!((held_up[0].verdict, held_up[0].outcome), (LookVerdict::Walk, Withheld));
    assert_eq!((held_up[0].person, held_up[0].by), (None, ann()));
}

#[tokio::test]
async fn a_walk_is_told_even_to_whom_the_budget_was_spent() {
    let journal = memory();
    let process = process(&journal).await;
    for person in 0..30 {
        process.looks_at(ann(), person, One).await.expect("within the budget");
    }
    for n in 0..5 {
        told_to_wait(process.seeks(ann(), n, One).await);
    }
    process.access.close().await;
    let verdicts: Vec<_> = on_record(&*journal).await.iter().map(|look| look.verdict).collect();
    assert_eq!(verdicts[30..], [LookVerdict::BudgetSpent, LookVerdict::Walk]);
}

#[tokio::test]
async fn who_was_stopped_is_stopped_in_every_process_and_after_a_restart() {
    let journal = memory();
    let one = process(&journal).await;
    let other = one.beside(&journal).await;
    walks(&one, ann(), 100).await;
    one.access.close().await; // The stop is on record now.
    other.counts(&journal).await;
    told_to_wait(other.looks_at(ann(), 1, One).await);
    let third = one.restarted(&journal).await;
    third.hand.advance(DAY / 2);
    assert_eq!(told_to_wait(third.looks_at(ann(), 1, One).await), DAY / 2);
    third.looks_at(worker(COUNCIL, BOB), 1, One).await.expect("one worker stopped, seen thrice");
    let looks = on_record(&*journal).await;
    let walks = looks.iter().filter(|look| look.verdict == LookVerdict::Walk);
    assert_eq!(walks.count(), 1, "who tells it again would prolong it");
}

#[tokio::test]
async fn three_stopped_workers_stop_their_organisation_and_no_other() {
    let journal = memory();
    let one = process(&journal).await;
    for n in 0..3u32 {
        let by = worker(COUNCIL, WorkerId::from_u128(n.into()));
        one.looks_at(worker(COUNCIL, BOB), n.into(), One).await.expect("not yet");
        walks(&one, by, n * 200_000).await;
    }
    let wait = told_to_wait(one.looks_at(worker(COUNCIL, BOB), 9, One).await);
    assert!(wait <= Duration::from_secs(3600), "{wait:?}");
    one.looks_at(worker(CHARITY, ANN), 9, One).await.expect("another organisation");
    let after = one.restarted(&journal).await;
    told_to_wait(after.looks_at(worker(COUNCIL, BOB), 9, One).await);
    after.hand.advance(wait);
    after.looks_at(worker(COUNCIL, BOB), 9, One).await.expect("the breaker closes by itself");
}
