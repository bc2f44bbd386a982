//! A gRPC caller on bare HTTP/2, that sends any bytes as the body and reports the status as it came over the wire.

use std::convert::Infallible;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Buf, BufMut, Bytes};
use http::{HeaderMap, Request, Response};
use http_body::{Body as _, Frame};
use hyper::body::Incoming;
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper_util::rt::{TokioExecutor, TokioIo};
use prost::Message;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tonic::Status;

use super::PATIENCE;

/// As whom every call is made; nothing here asks.
const SOMEBODY: &str = "00000000-0000-0000-0000-000000000001";

/// Holds its connection open.
#[derive(Clone)]
pub(crate) struct Caller(SendRequest<Whole>);

/// A message as gRPC frames it.
pub(crate) fn framed(message: &str) -> Bytes {
    let message = message.to_owned().encode_to_vec();
    let mut bytes = vec![0];
    bytes.put_u32(u32::try_from(message.len()).expect("a small message"));
    bytes.extend(message);
    bytes.into()
}

impl Caller {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        Self::over(TcpStream::connect(address).await.expect("the server is up")).await
    }

    pub(crate) async fn over(stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) -> Self {
        let shaken = handshake(TokioExecutor::new(), TokioIo::new(stream)).await;
        let (sender, connection) = shaken.expect("HTTP/2");
        tokio::spawn(connection);
        Self(sender)
    }

    /// Sends one message and reads the whole answer.
    pub(crate) async fn call(&self, path: &str, message: &str) -> (Vec<String>, Status) {
        self.send(path, &[], framed(message)).await.whole().await
    }

    /// The same, for the error alone.
    pub(crate) async fn refused(&self, path: &str, message: &str) -> Status {
        self.call(path, message).await.1
    }

    /// Sends headers and a body, and returns with the head of the answer.
    pub(crate) async fn send(
        &self,
        path: &str,
        metadata: &[(&str, &str)],
        body: Bytes,
    ) -> Answering {
        let response =
            timeout(PATIENCE, self.post(path, metadata, body)).await.expect("an answer in time");
        let (head, body) = response.expect("an HTTP answer").into_parts();
        assert_eq!(head.status, 200);
        Answering { head: head.headers, body, buffer: vec![] }
    }

    /// Sends them; the answer may never come.
    pub(crate) fn post(
        &self,
        path: &str,
        metadata: &[(&str, &str)],
        body: Bytes,
    ) -> impl Future<Output = hyper::Result<Response<Incoming>>> + 'static {
        let request = Request::post(format!("http://localhost{path}"))
            .header("content-type", "application/grpc")
            .header(anydoor_host::ORG_METADATA, SOMEBODY)
            .header(anydoor_host::WORKER_METADATA, SOMEBODY);
        let request =
            metadata.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let request = request.body(Whole(Some(body))).expect("a request");
        self.0.clone().send_request(request)
    }
}

/// An answer that has begun.
pub(crate) struct Answering {
    head: HeaderMap,
    body: Incoming,
    buffer: Vec<u8>,
}

impl Answering {
    /// Reads the next message, or the status after the last.
    pub(crate) async fn next(&mut self) -> Result<String, Status> {
        loop {
            if let Some(message) = self.take() {
                return Ok(message);
            }
            if let Some(status) = Status::from_header_map(&self.head) {
                return Err(status);
            }
            match timeout(PATIENCE, poll_fn(|cx| Pin::new(&mut self.body).poll_frame(cx)))
                .await
                .expect("in time")
            {
                Some(Ok(frame)) => self.keep(frame),
                Some(Err(error)) => return Err(Status::from_error(Box::new(error))),
                None => panic!("the answer ended without a status"),
            }
        }
    }

    pub(crate) async fn whole(mut self) -> (Vec<String>, Status) {
        let mut messages = vec![];
        loop {
            match self.next().await {
                Ok(message) => messages.push(message),
                Err(status) => return (messages, status),
            }
        }
    }

    fn keep(&mut self, frame: Frame<Bytes>) {
        match frame.into_data() {
            Ok(data) => self.buffer.extend(data),
            Err(frame) => self.head = frame.into_trailers().expect("data or trailers"),
        }
    }

    fn take(&mut self) -> Option<String> {
        let mut header = self.buffer.get(1..5)?;
        let length = usize::try_from(header.get_u32()).expect("a small message");
        let message = String::decode(self.buffer.get(5..5 + length)?).expect("a message");
        self.buffer.drain(..5 + length);
        Some(message)
    }
}

pub(crate) struct Whole(Option<Bytes>);

impl http_body::Body for Whole {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.get_mut().0.take().map(|bytes| Ok(Frame::data(bytes))))
    }
}
