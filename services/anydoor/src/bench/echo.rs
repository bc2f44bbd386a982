//! The ceiling of everything that comes by gRPC: a service of its own on tonic's own server, with the product's transport
//! settings, that answers so many bytes with so many bytes; on request only after SQLite has them on disk.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::future::BoxFuture;
use host::config::Limits;
use http::uri::PathAndQuery;
use journal::ceiling::SqlitePipe;
use tonic::body::Body;
use tonic::client::Grpc as Client;
use tonic::server::{Grpc, NamedService, UnaryService};
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Channel, Server};
use tonic::{Request, Response, Status};
use tonic_prost::ProstCodec;

const ECHO: &str = "/anydoor.bench.Echo/Say";

/// What is said, and what is wanted for it.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Say {
    /// As many bytes as the request that this stands for.
    #[prost(bytes = "bytes", tag = "1")]
    pub(crate) payload: bytes::Bytes,
    /// How many bytes to answer.
    #[prost(uint32, tag = "2")]
    pub(crate) answer_bytes: u32,
    /// How many bytes to write down first; 0 for none.
    #[prost(uint32, tag = "3")]
    pub(crate) record_bytes: u32,
}

/// What is answered.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Said {
    #[prost(bytes = "bytes", tag = "1")]
    payload: bytes::Bytes,
}

#[derive(Clone)]
struct Echo {
    pipe: Arc<SqlitePipe>,
}

impl NamedService for Echo {
    const NAME: &'static str = "anydoor.bench.Echo";
}

impl tower::Service<http::Request<Body>> for Echo {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let echo = self.clone();
        Box::pin(async move {
            Ok(Grpc::new(ProstCodec::<Said, Say>::default()).unary(echo, request).await)
        })
    }
}

impl UnaryService<Say> for Echo {
    type Response = Said;
    type Future = BoxFuture<'static, Result<Response<Said>, Status>>;

    fn call(&mut self, request: Request<Say>) -> Self::Future {
        let (pipe, say) = (self.pipe.clone(), request.into_inner());
        Box::pin(async move {
            if say.record_bytes > 0 {
                let record = vec![0; say.record_bytes as usize];
                pipe.append(record).await.map_err(|e| Status::unavailable(e.to_string()))?;
            }
            Ok(Response::new(Said { payload: vec![0; say.answer_bytes as usize].into() }))
        })
    }
}

/// Serves it on loopback until the process ends; where.
pub(crate) async fn serve(pipe: Arc<SqlitePipe>) -> anyhow::Result<String> {
    let limits = Limits::default();
    let incoming = TcpIncoming::bind(([127, 0, 0, 1], 0).into())?.with_nodelay(Some(true));
    let url = format!("http://{}", incoming.local_addr()?);
    let server = Server::builder()
        .max_concurrent_streams(limits.streams_per_connection_max)
        .initial_stream_window_size(limits.stream_window_bytes)
        .initial_connection_window_size(limits.connection_window_bytes)
        .max_frame_size(limits.frame_bytes_max)
        .add_service(Echo { pipe });
    tokio::spawn(server.serve_with_incoming(incoming));
    Ok(url)
}

/// Says it once.
pub(crate) async fn say(channel: Channel, request: Request<Say>) -> Result<(), Status> {
    let mut client = Client::new(channel);
    client.ready().await.map_err(|e| Status::unavailable(e.to_string()))?;
    let codec = ProstCodec::<Say, Said>::default();
    client.unary(request, PathAndQuery::from_static(ECHO), codec).await.map(drop)
}
