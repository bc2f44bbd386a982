//! A server for what is public: plain HTTP/1.1, for anybody, without names or keys. It has a socket of its own, so that
//! nothing of what partners call can be reached through it. Whoever is slow or silent gives up a place in time; who takes
//! more than a share of all places is for the proxy in front to say, for here all its readers have one address.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use http_body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tower::Service;

use crate::Shutdown;

/// After a failed accept, how long to leave the kernel in peace.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// What readers may use up.
#[derive(Debug, Clone)]
pub struct PublicLimits {
    /// Open connections; further ones wait in the kernel's queue. 64.
    pub connections_max: usize,
    /// The head of one request, in bytes. 16 KiB.
    pub head_bytes_max: usize,
    /// How long a request's head may take to come, and how long a connection may be silent before. 5 s.
    pub head_max: Duration,
    /// How old a connection gets before it takes no further request. 60 s.
    pub connection_age_max: Duration,
    /// How long its last answer may take to be read after that. 30 s.
    pub connection_age_grace: Duration,
}

impl Default for PublicLimits {
    fn default() -> Self {
        Self {
            connections_max: 64,
            head_bytes_max: 16 * 1024,
            head_max: Duration::from_secs(5),
            connection_age_max: Duration::from_secs(60),
            connection_age_grace: Duration::from_secs(30),
        }
    }
}

/// Serves until `shutdown` begins. Answers that are under way then are cut, for their readers can ask again.
pub async fn serve_public<S, B>(
    listener: TcpListener,
    service: S,
    limits: PublicLimits,
    shutdown: Shutdown,
) where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send + 'static,
    B: Body<Error: Into<Box<dyn std::error::Error + Send + Sync>>, Data: Send> + Send + 'static,
{
    let room = Arc::new(Semaphore::new(limits.connections_max));
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {} // Forget those that have left.
        let place = Arc::clone(&room).acquire_owned();
        let next = async { (place.await.expect("it is never closed"), listener.accept().await) };
        let (place, accepted) = tokio::select! {
            () = shutdown.cancelled() => return,
            next = next => next,
        };
        match accepted {
            Ok((stream, _)) => {
                let (service, limits) = (service.clone(), limits.clone());
                connections.spawn(async move {
                    serve_one(stream, service, &limits).await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn serve_one<S, B>(stream: TcpStream, service: S, limits: &PublicLimits)
where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send + 'static,
    B: Body<Error: Into<Box<dyn std::error::Error + Send + Sync>>, Data: Send> + Send + 'static,
{
    let mut http1 = http1::Builder::new();
    http1
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_max)
        .max_buf_size(limits.head_bytes_max);
    let service = TowerToHyperService::new(service);
    let mut connection = std::pin::pin!(http1.serve_connection(TokioIo::new(stream), service));
    let served = tokio::select! {
        served = connection.as_mut() => served,
        () = sleep(limits.connection_age_max) => {
            connection.as_mut().graceful_shutdown();
            match timeout(limits.connection_age_grace, connection).await {
                Ok(served) => served,
                Err(_) => return tracing::debug!("a reader was too slow; cut"),
            }
        }
    };
    if let Err(error) = served {
        tracing::debug!(%error, "a connection that came to nothing");
    }
}
