//! Deadlines: the caller's, ours, and what a stream makes of them.

use std::time::{Duration, Instant};

use anydoor_host::Limits;
use tonic::Code;

use crate::support::{Running, SAY, STREAM, framed, reason};

fn calls_of_at_most(millis: u64) -> Limits {
    Limits { call_max: Duration::from_millis(millis), ..Limits::default() }
}

#[tokio::test]
async fn a_callers_deadline_that_passes_is_deadline_exceeded() {
    let caller = Running::start().await.caller().await;
    let (_, status) =
        caller.send(SAY, &[("grpc-timeout", "20m")], framed("wait")).await.whole().await;
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::DeadlineExceeded, "DEADLINE_EXCEEDED")
    );
}

#[tokio::test]
async fn a_call_without_a_deadline_ends_at_ours() {
    let caller = Running::with(calls_of_at_most(20)).await.caller().await;
    let status = caller.refused(SAY, "wait").await;
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::DeadlineExceeded, "DEADLINE_EXCEEDED")
    );
}

#[tokio::test]
async fn a_callers_longer_deadline_does_not_move_ours() {
    let caller = Running::with(calls_of_at_most(20)).await.caller().await;
    let (_, status) =
        caller.send(SAY, &[("grpc-timeout", "1H")], framed("wait")).await.whole().await;
    assert_eq!(status.code(), Code::DeadlineExceeded);
}

#[tokio::test]
async fn a_handler_knows_how_long_it_has() {
    let caller = Running::start().await.caller().await;
    let (said, _) =
        caller.send(SAY, &[("grpc-timeout", "2S")], framed("budget")).await.whole().await;
    let millis: u64 = said[0].parse().expect("a number");
    assert!((1..=2000).contains(&millis), "{millis}");
}

#[tokio::test]
async fn a_running_stream_outlives_our_limit_and_ends_at_its_callers() {
    let caller = Running::with(calls_of_at_most(500)).await.caller().await;
    let began = Instant::now();
    let (said, status) =
        caller.send(STREAM, &[("grpc-timeout", "1S")], framed("wait")).await.whole().await;
    assert_eq!(said, ["first"]);
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::DeadlineExceeded, "DEADLINE_EXCEEDED")
    );
    assert!(began.elapsed() >= Duration::from_secs(1), "cut by the limit for calls");
}
