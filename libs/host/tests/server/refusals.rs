//! Every error that leaves the server carries exactly one reason, whoever made it.

use anydoor_host::Limits;
use bytes::Bytes;
use tokio::time::timeout;
use tonic::Code;
use tonic_types::StatusExt;

use crate::support::{PATIENCE, Running, SAY, STREAM, framed, reason};

#[tokio::test]
async fn a_good_call_is_answered() {
    let caller = Running::start().await.caller().await;
    let (said, status) = caller.call(SAY, "hello").await;
    assert_eq!((said, status.code()), (vec!["hello".to_owned()], Code::Ok));
    let (said, status) = caller.call(STREAM, "hello").await;
    assert_eq!((said, status.code()), (vec!["first".to_owned()], Code::Ok));
}

#[tokio::test]
async fn a_message_too_large_is_resource_exhausted() {
    let caller = Running::start().await.caller().await;
    let status = caller.refused(SAY, &"x".repeat(5000)).await;
    assert_eq!((status.code(), reason(&status).as_str()), (Code::ResourceExhausted, "TOO_LARGE"));
}

#[tokio::test]
async fn bytes_that_are_no_message_are_the_callers_mistake() {
    let caller = Running::start().await.caller().await;
    let garbage: [(&str, &'static [u8]); 5] = [
        ("no protobuf", b"\0\0\0\0\x04\xff\xff\xff\xff"),
        ("no message", b""),
        ("half a message", b"\0\0\0\0\x04\x0a"),
        ("an odd flag", b"\x07\0\0\0\0"),
        ("compressed, but not said how", b"\x01\0\0\0\0"),
    ];
    for (what, body) in garbage {
        let (_, status) = caller.send(SAY, &[], Bytes::from_static(body)).await.whole().await;
        assert_eq!(
            (status.code(), reason(&status).as_str()),
            (Code::InvalidArgument, "INVALID_FIELD"),
            "{what}"
        );
    }
}

#[tokio::test]
async fn a_compression_that_nobody_offered_is_unimplemented() {
    let caller = Running::start().await.caller().await;
    let (_, status) =
        caller.send(SAY, &[("grpc-encoding", "gzip")], framed("hello")).await.whole().await;
    assert_eq!((status.code(), reason(&status).as_str()), (Code::Unimplemented, "UNIMPLEMENTED"));
}

#[tokio::test]
async fn a_method_or_service_that_is_not_there_is_unimplemented() {
    let caller = Running::start().await.caller().await;
    for path in ["/test.Echo/Shout", "/test.Nobody/Say", "/"] {
        let status = caller.refused(path, "hello").await;
        assert_eq!(
            (status.code(), reason(&status).as_str()),
            (Code::Unimplemented, "UNIMPLEMENTED"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn too_much_metadata_gets_a_clean_status() {
    let caller = Running::start().await.caller().await;
    let (_, status) =
        caller.send(SAY, &[("x-much", &"x".repeat(20_000))], framed("hello")).await.whole().await;
    assert_eq!((status.code(), reason(&status).as_str()), (Code::ResourceExhausted, "TOO_LARGE"));
}

#[tokio::test]
async fn one_call_too_many_is_told_to_come_back() {
    let server = Running::with(Limits { calls_in_flight_max: 1, ..Limits::default() }).await;
    let caller = server.caller().await;
    let first = tokio::spawn({
        let caller = caller.clone();
        async move { caller.call(SAY, "wait").await }
    });
    timeout(PATIENCE, server.echo.waiting.acquire())
        .await
        .expect("in time")
        .expect("open")
        .forget();

    let status = caller.refused(SAY, "hello").await;
    assert_eq!((status.code(), reason(&status).as_str()), (Code::ResourceExhausted, "OVERLOADED"));
    assert!(status.get_details_retry_info().is_some());

    server.echo.release.notify_one();
    assert_eq!(first.await.expect("no panic").1.code(), Code::Ok);
    assert_eq!(caller.call(SAY, "hello").await.1.code(), Code::Ok);
}

#[tokio::test]
async fn a_panic_fails_its_call_and_the_server_lives() {
    let caller = Running::start().await.caller().await;
    for path in [SAY, STREAM] {
        let status = caller.refused(path, "panic").await;
        assert_eq!(
            (status.code(), reason(&status).as_str()),
            (Code::Internal, "INTERNAL"),
            "{path}"
        );
        assert!(!status.message().contains("as asked"));
        assert_eq!(caller.call(path, "hello").await.1.code(), Code::Ok);
    }
}

#[tokio::test]
async fn an_error_without_a_reason_gets_one_and_loses_its_words() {
    let caller = Running::start().await.caller().await;
    for path in [SAY, STREAM] {
        let status = caller.refused(path, "fail").await;
        assert_eq!(reason(&status), "INTERNAL", "{path}");
        assert!(!status.message().contains("secret"));
    }
}
