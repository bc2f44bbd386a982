//! The server for what is public: how old a connection gets, and what becomes of who does not read.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use anydoor_host::Shutdown;
use anydoor_host::public::{PublicLimits, serve_public};
use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tower::service_fn;

use crate::support::PATIENCE;

/// Nobody here is cut for being silent: only for being old, or for not reading.
fn limits() -> PublicLimits {
    PublicLimits {
        connections_max: 1,
        head_max: PATIENCE * 2,
        connection_age_max: Duration::from_millis(500),
        connection_age_grace: PATIENCE * 2,
        ..Default::default()
    }
}

/// Says a byte at `/`, and at any other path the same for ever.
struct Said {
    endless: bool,
    told: bool,
}

impl Body for Said {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let more = self.endless || !self.told;
        self.told = true;
        Poll::Ready(more.then(|| Ok(Frame::data(Bytes::from_static(&[b'.'; 1024])))))
    }
}

async fn serves(limits: PublicLimits) -> (SocketAddr, Shutdown) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("its address");
    let service = service_fn(|request: Request<hyper::body::Incoming>| async move {
        let endless = request.uri().path() != "/";
        Ok::<_, Infallible>(Response::new(Said { endless, told: false }))
    });
    let shutdown = Shutdown::new();
    tokio::spawn(serve_public(listener, service, limits, shutdown.clone()));
    (address, shutdown)
}

async fn asks(address: SocketAddr, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("somebody listens");
    let request = format!("GET {path} HTTP/1.1\r\nhost: open.example\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("it is sent");
    stream
}

#[tokio::test]
async fn a_connection_that_grew_old_ends_after_its_answer() {
    let (address, shutdown) = serves(limits()).await;
    let mut stream = asks(address, "/").await;
    let mut heard = vec![];
    let whole = timeout(PATIENCE, stream.read_to_end(&mut heard)).await;
    whole.expect("it ends by itself").expect("it ends in order");
    let heard = String::from_utf8(heard).expect("ASCII");
    assert!(heard.starts_with("HTTP/1.1 200") && heard.contains("...."), "{heard}");
    shutdown.begin();
}

#[tokio::test]
async fn who_does_not_read_gives_up_the_place_once_the_grace_is_over() {
    let grace = PublicLimits { connection_age_grace: Duration::from_millis(100), ..limits() };
    let (address, shutdown) = serves(grace).await;
    let never_read = asks(address, "/endless").await;
    let mut second = asks(address, "/").await;
    let mut heard = [0; 12];
    let read = timeout(PATIENCE, second.read_exact(&mut heard)).await;
    read.expect("there is a place in the end").expect("an answer");
    assert_eq!(&heard, b"HTTP/1.1 200");
    drop(never_read);
    shutdown.begin();
}

#[tokio::test]
async fn who_still_reads_an_answer_of_an_old_connection_is_not_cut() {
    let (address, shutdown) = serves(limits()).await;
    let mut stream = asks(address, "/endless").await;
    let mut left = 64 << 20; // More than lies in buffers on the way.
    let (mut some, began) = (vec![0; 1 << 16], tokio::time::Instant::now());
    while left > 0 || began.elapsed() < limits().connection_age_max * 2 {
        let read = timeout(PATIENCE, stream.read(&mut some)).await.expect("more comes");
        let read = read.expect("the connection stands");
        assert!(read > 0, "it was cut");
        left -= read.min(left);
    }
    shutdown.begin();
}
