//! A service that does what the request says: it answers, waits, panics or fails. Messages are plain strings.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::future::BoxFuture;
use futures::stream::{self, BoxStream, StreamExt};
use http::{Request, Response};
use tokio::sync::{Notify, Semaphore};
use tonic::body::Body;
use tonic::server::{Grpc, NamedService, ServerStreamingService, UnaryService};
use tonic::{Code, Status};
use tonic_prost::ProstCodec;

pub(crate) const SAY: &str = "/test.Echo/Say";
pub(crate) const STREAM: &str = "/test.Echo/Stream";

/// Larger than this is too large here.
const REQUEST_BYTES_MAX: usize = 1024;

#[derive(Clone)]
pub(crate) struct Echo {
    /// A permit for each call of "wait" that has begun.
    pub(crate) waiting: Arc<Semaphore>,
    /// Lets one of them go on.
    pub(crate) release: Arc<Notify>,
}

impl Default for Echo {
    fn default() -> Self {
        Self { waiting: Arc::new(Semaphore::new(0)), release: Arc::default() }
    }
}

impl NamedService for Echo {
    const NAME: &'static str = "test.Echo";
}

impl tower::Service<Request<Body>> for Echo {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let echo = self.clone();
        Box::pin(async move {
            let codec = ProstCodec::<String, String>::default();
            let mut grpc = Grpc::new(codec).max_decoding_message_size(REQUEST_BYTES_MAX);
            Ok(match request.uri().path() {
                SAY => grpc.unary(echo, request).await,
                STREAM => grpc.server_streaming(echo, request).await,
                _ => Status::unimplemented("").into_http(),
            })
        })
    }
}

impl UnaryService<String> for Echo {
    type Response = String;
    type Future = BoxFuture<'static, Result<tonic::Response<String>, Status>>;

    fn call(&mut self, request: tonic::Request<String>) -> Self::Future {
        let echo = self.clone();
        Box::pin(async move {
            match request.get_ref().as_str() {
                "wait" => {
                    echo.waiting.add_permits(1);
                    echo.release.notified().await;
                }
                "panic" => panic!("as asked"),
                "fail" => return Err(Status::internal("a secret")),
                "budget" => {
                    let deadline = request
                        .extensions()
                        .get::<anydoor_host::Deadline>()
                        .expect("every call has one");
                    return Ok(tonic::Response::new(deadline.remaining().as_millis().to_string()));
                }
                _ => {}
            }
            Ok(tonic::Response::new(request.into_inner()))
        })
    }
}

impl ServerStreamingService<String> for Echo {
    type Response = String;
    type ResponseStream = BoxStream<'static, Result<String, Status>>;
    type Future = BoxFuture<'static, Result<tonic::Response<Self::ResponseStream>, Status>>;

    fn call(&mut self, request: tonic::Request<String>) -> Self::Future {
        let first = stream::iter([Ok("first".to_owned())]);
        let then: Pin<Box<dyn futures::Stream<Item = _> + Send>> = match request.get_ref().as_str()
        {
            "wait" => Box::pin(stream::pending()),
            "flood" => Box::pin(stream::repeat_with(|| Ok("x".repeat(1024)))),
            "panic" => Box::pin(stream::poll_fn(|_| panic!("as asked"))),
            "fail" => Box::pin(stream::iter([Err(Status::new(Code::Unknown, "a secret"))])),
            _ => Box::pin(stream::empty()),
        };
        let answers = first.chain(then).boxed();
        Box::pin(async move { Ok(tonic::Response::new(answers)) })
    }
}
