//! Connections: who may open one, how many, for how long.

use std::time::Duration;

use anydoor_host::server::ServeError;
use anydoor_host::{Limits, Server, Shutdown};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tonic::Code;

use crate::support::{PATIENCE, Running, SAY, STREAM, framed, reason};

#[tokio::test]
async fn a_socket_that_other_machines_can_reach_is_refused() {
    let listener = TcpListener::bind("0.0.0.0:0").await.expect("a free port");
    let refused = Server::new(Limits::default()).serve(listener, Shutdown::new()).await;
    let error = refused.expect_err("refused");
    assert!(matches!(error, ServeError::NotLoopback(_)));
    assert!(error.to_string().contains("only this machine may call"), "{error}");
}

#[tokio::test]
async fn a_peer_that_says_nothing_or_half_a_greeting_is_hung_up_on() {
    let server =
        Running::with(Limits { handshake_max: Duration::from_millis(50), ..Limits::default() })
            .await;
    for greeting in ["", "PRI * HTTP"] {
        let mut peer = TcpStream::connect(server.address).await.expect("the server is up");
        peer.write_all(greeting.as_bytes()).await.expect("sent");
        let read = timeout(PATIENCE, peer.read(&mut [0; 1])).await.expect("in time");
        assert!(matches!(read, Ok(0) | Err(_)), "{read:?}");
    }
}

#[tokio::test]
async fn a_connection_too_many_waits_until_another_leaves() {
    let server = Running::with(Limits { connections_max: 1, ..Limits::default() }).await;
    let first = server.caller().await;
    assert_eq!(first.call(SAY, "hello").await.1.code(), Code::Ok);

    let second = server.caller().await;
    let mut call = std::pin::pin!(second.call(SAY, "hello"));
    timeout(Duration::from_millis(50), &mut call).await.expect_err("there is no room");
    drop(first);
    assert_eq!(call.await.1.code(), Code::Ok);
}

#[tokio::test]
async fn an_aged_connection_is_asked_to_move_and_its_streams_to_resume() {
    let server = Running::with(Limits {
        connection_age_max: Duration::from_millis(300),
        ..Limits::default()
    })
    .await;
    let (said, status) =
        server.caller().await.send(STREAM, &[], framed("wait")).await.whole().await;
    assert_eq!(said, ["first"]);
    assert_eq!((status.code(), reason(&status).as_str()), (Code::Unavailable, "SHUTTING_DOWN"));
    assert_eq!(server.caller().await.call(SAY, "hello").await.1.code(), Code::Ok);
}
