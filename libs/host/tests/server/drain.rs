//! The end: announced, orderly, and certain.

use std::time::Duration;

use anydoor_host::{Limits, Server};
use tokio::time::timeout;
use tonic::Code;
use tonic::server::NamedService;
use tonic_health::ServingStatus;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use crate::support::{Echo, PATIENCE, Running, SAY, STREAM, framed, reason};

fn about(service: &str) -> HealthCheckRequest {
    HealthCheckRequest { service: service.to_owned() }
}

#[tokio::test]
async fn watchers_see_not_serving_before_their_stream_ends() {
    let server = Running::start().await;
    for service in [Echo::NAME, ""] {
        let mut health = HealthClient::new(server.channel().await);
        let status = health.check(about(service)).await.expect("a status").into_inner().status();
        assert_eq!(status as i32, ServingStatus::Serving as i32);
    }
    let mut health = HealthClient::new(server.channel().await);
    let mut watch = health.watch(about(Echo::NAME)).await.expect("a watch").into_inner();
    let mut seen = vec![watch.message().await.expect("no error").expect("a status").status];

    server.shutdown.begin();
    let end = loop {
        match timeout(PATIENCE, watch.message()).await.expect("in time") {
            Ok(message) => seen.push(message.expect("no end without a status").status),
            Err(status) => break status,
        }
    };
    assert_eq!(seen, [ServingStatus::Serving as i32, ServingStatus::NotServing as i32]);
    assert_eq!((end.code(), reason(&end).as_str()), (Code::Unavailable, "SHUTTING_DOWN"));
    server.has_ended().await;
}

#[tokio::test]
async fn what_runs_beside_the_services_ends_with_them() {
    let (told, mut begun) = tokio::sync::mpsc::unbounded_channel();
    let echo = Echo::default();
    let server = Server::new(Limits::default()).service(echo.clone());
    let server = server.alongside("a companion", |shutdown| async move {
        told.send("begun").expect("somebody listens");
        shutdown.cancelled().await;
        told.send("ended").expect("somebody listens");
    });
    let server = Running::of(server, echo).await;
    assert_eq!(begun.recv().await, Some("begun"));
    server.shutdown.begin();
    assert_eq!(begun.recv().await, Some("ended"));
    server.has_ended().await;
}

#[tokio::test]
async fn a_server_leaves_if_what_runs_beside_it_stops_or_panics() {
    for panics in [false, true] {
        let echo = Echo::default();
        let server = Server::new(Limits::default()).service(echo.clone());
        let server = server.alongside("a companion", move |_| async move {
            assert!(!panics, "as a test of panics does");
        });
        let server = Running::of(server, echo).await;
        let error = server.has_failed().await;
        assert_eq!(error.to_string(), "a companion stopped by itself");
    }
}

#[tokio::test]
async fn a_service_that_catches_up_is_not_serving_until_it_is_ready() {
    let echo = Echo::default();
    let server = Server::new(Limits::default()).service_when_ready(echo.clone());
    let health = server.health();
    let server = Running::of(server, echo).await;

    let mut asking = HealthClient::new(server.channel().await);
    let mut status =
        async || asking.check(about(Echo::NAME)).await.expect("a status").into_inner().status;
    assert_eq!(status().await, ServingStatus::NotServing as i32);
    health.ready::<Echo>().await;
    assert_eq!(status().await, ServingStatus::Serving as i32);
    health.not_ready::<Echo>().await;
    assert_eq!(status().await, ServingStatus::NotServing as i32);
}

#[tokio::test]
async fn during_the_notice_calls_are_answered_while_health_says_not_serving() {
    let server = Running::with(Limits { drain_notice: PATIENCE * 2, ..Limits::default() }).await;
    let mut health = HealthClient::new(server.channel().await);
    server.shutdown.begin();
    let flipped = async {
        loop {
            let status = health.check(about("")).await.expect("a status").into_inner().status;
            if status == ServingStatus::NotServing as i32 {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, flipped).await.expect("health flips");
    assert_eq!(server.caller().await.call(SAY, "hello").await.1.code(), Code::Ok);
}

#[tokio::test]
async fn a_call_in_flight_is_finished() {
    let server = Running::start().await;
    let caller = server.caller().await;
    let call = tokio::spawn(async move { caller.call(SAY, "wait").await });
    timeout(PATIENCE, server.echo.waiting.acquire())
        .await
        .expect("in time")
        .expect("open")
        .forget();

    server.shutdown.begin();
    server.echo.release.notify_one();
    let (said, status) = call.await.expect("no panic");
    assert_eq!((said, status.code()), (vec!["wait".to_owned()], Code::Ok));
    server.has_ended().await;
}

#[tokio::test]
async fn an_open_stream_is_told_to_reconnect() {
    let server = Running::start().await;
    let caller = server.caller().await;
    let mut stream = caller.send(STREAM, &[], framed("wait")).await;
    assert_eq!(stream.next().await.expect("a message"), "first");

    server.shutdown.begin();
    let status = stream.next().await.expect_err("the end");
    assert_eq!((status.code(), reason(&status).as_str()), (Code::Unavailable, "SHUTTING_DOWN"));
    server.has_ended().await;
}

#[tokio::test]
async fn a_stream_that_nobody_reads_is_cut_at_the_end_of_the_drain() {
    let server =
        Running::with(Limits { drain_max: Duration::from_millis(100), ..Limits::default() }).await;
    let caller = server.caller().await;
    let mut stream = caller.send(STREAM, &[], framed("flood")).await;
    assert_eq!(stream.next().await.expect("a message"), "first");

    let address = server.address;
    server.shutdown.begin();
    server.has_ended().await;
    tokio::net::TcpStream::connect(address).await.expect_err("nobody listens any more");
    drop(stream);
}

#[tokio::test]
async fn a_call_that_never_ends_is_cut_at_the_end_of_the_drain() {
    let limits = Limits {
        drain_max: Duration::from_millis(100),
        call_max: PATIENCE * 2,
        ..Limits::default()
    };
    let server = Running::with(limits).await;
    let caller = server.caller().await;
    let call = caller.post(SAY, &[], framed("wait"));
    tokio::spawn(call);
    timeout(PATIENCE, server.echo.waiting.acquire())
        .await
        .expect("in time")
        .expect("open")
        .forget();
    server.shutdown.begin();
    server.has_ended().await;
}
