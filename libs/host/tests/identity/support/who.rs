//! A service that says who calls it; and a stream of it that never ends by itself.

use std::convert::Infallible;
use std::task::{Context, Poll};

use anydoor_host::caller;
use anydoor_host::identity::Proof;
use domain::Code as _;
use futures::future::BoxFuture;
use futures::stream::{self, BoxStream, StreamExt};
use http::{Request, Response};
use tonic::Status;
use tonic::body::Body;
use tonic::server::{Grpc, NamedService, ServerStreamingService, UnaryService};
use tonic_prost::ProstCodec;

pub(crate) const AM_I: &str = "/test.Who/AmI";
pub(crate) const WAIT: &str = "/test.Who/Wait";

#[derive(Clone)]
pub(crate) struct Who;

impl NamedService for Who {
    const NAME: &'static str = "test.Who";
}

impl tower::Service<Request<Body>> for Who {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        Box::pin(async move {
            let mut grpc = Grpc::new(ProstCodec::<String, String>::default());
            Ok(match request.uri().path() {
                AM_I => grpc.unary(Who, request).await,
                WAIT => grpc.server_streaming(Who, request).await,
                _ => Status::unimplemented("").into_http(),
            })
        })
    }
}

impl UnaryService<String> for Who {
    type Response = String;
    type Future = BoxFuture<'static, Result<tonic::Response<String>, Status>>;

    fn call(&mut self, request: tonic::Request<String>) -> Self::Future {
        Box::pin(async move {
            let caller = caller(&request)?;
            let Proof::Token { peer, .. } = &caller.proof else { panic!("nobody is believed") };
            assert_eq!(request.extensions().get(), Some(peer), "the connection's own peer");
            assert!(request.metadata().get("authorization").is_none(), "tokens end here");
            let worker = caller.actor.worker.expect("a token names a worker");
            let purpose = caller.purpose.map_or("", |purpose| purpose.text());
            let role = caller.actor.role.text();
            let said = format!("{} {worker} {role} {purpose}", caller.actor.org);
            Ok(tonic::Response::new(said.trim_end().to_owned()))
        })
    }
}

impl ServerStreamingService<String> for Who {
    type Response = String;
    type ResponseStream = BoxStream<'static, Result<String, Status>>;
    type Future = BoxFuture<'static, Result<tonic::Response<Self::ResponseStream>, Status>>;

    fn call(&mut self, _: tonic::Request<String>) -> Self::Future {
        let first = stream::iter([Ok("first".to_owned())]);
        Box::pin(async move { Ok(tonic::Response::new(first.chain(stream::pending()).boxed())) })
    }
}
