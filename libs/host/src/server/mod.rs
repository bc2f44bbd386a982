//! The gRPC server of a process: services, health and reflection behind one set of limits, and an end that ends.
//! tonic brings routing and codecs; connections are ours, because tonic's own server enforces a connection's age by
//! cutting it without notice, has no limit on connections or handshakes, and waits for open streams for ever.

mod accept;
mod company;
mod connection;
mod courteous;
mod health;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use http::{Request, Response};
use tokio::net::TcpListener;
use tokio_util::task::AbortOnDropHandle;
use tonic::body::Body;
use tonic::server::NamedService;
use tonic::service::RoutesBuilder;
use tonic_health::ServingStatus;
use tonic_health::pb::health_server::HealthServer;
use tonic_health::server::HealthService;
use tower::Service;

use crate::bounded;
use crate::config::{Limits, Listen, NotLoopback};
use crate::identity::Identity;
use crate::layers::{Layers, Methods};
use crate::shutdown::Shutdown;
use accept::Door;
use company::Company;
pub use health::Health;

/// What every server describes: our promises, and the health service.
const DESCRIPTORS: [&[u8]; 2] = [wire::DESCRIPTOR, tonic_health::pb::FILE_DESCRIPTOR_SET];

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The socket is open to other machines.
    #[error(transparent)]
    NotLoopback(#[from] NotLoopback),
    /// The socket has no address.
    #[error("reading the socket's address")]
    Socket(#[from] std::io::Error),
    /// The descriptors compiled into this program cannot be read.
    #[error("reading the compiled descriptors")]
    Descriptor(#[from] prost::DecodeError),
    /// What ran beside the services stopped before it was told to, so the server left too.
    #[error("{0} stopped by itself")]
    Alone(&'static str),
    /// They can be read, but not served.
    #[error("serving reflection")]
    Reflection(#[from] tonic_reflection::server::Error),
}

/// A server in the making: add each service, then [`serve`](Self::serve).
pub struct Server {
    limits: Limits,
    identity: Identity,
    routes: RoutesBuilder,
    names: Vec<&'static str>,
    health: Health,
    company: Company,
}

impl Server {
    /// One with health and reflection, and nothing else yet, for callers of this machine.
    pub fn new(limits: Limits) -> Self {
        let (identity, routes, health) = Default::default();
        Self { limits, identity, routes, names: vec![], health, company: Company::default() }
    }

    /// How it knows who calls.
    #[must_use]
    pub fn identity(self, identity: Identity) -> Self {
        Self { identity, ..self }
    }

    /// Adds a generated service, with its message limits already set by [`bounded!`]; its health is SERVING from the
    /// start.
    #[must_use]
    pub fn service<S>(self, service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
        S: NamedService + Clone + Send + Sync + 'static,
        S::Future: Send + 'static,
    {
        self.with(service, ServingStatus::Serving)
    }

    /// The same for one that has to catch up first: its health is NOT_SERVING until [`Health::ready`] says otherwise.
    #[must_use]
    pub fn service_when_ready<S>(self, service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
        S: NamedService + Clone + Send + Sync + 'static,
        S::Future: Send + 'static,
    {
        self.with(service, ServingStatus::NotServing)
    }

    fn with<S>(mut self, service: S, status: ServingStatus) -> Self
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
        S: NamedService + Clone + Send + Sync + 'static,
        S::Future: Send + 'static,
    {
        self.health.enlist(S::NAME, status);
        self.names.push(S::NAME);
        self.routes.add_service(service);
        self
    }

    /// Adds what runs beside the services, under this name: it begins when serving does, and ends soon after a shutdown has
    /// begun. If it ends before, the server does too: better no server than half a one that nobody notices.
    #[must_use]
    pub fn alongside<F>(
        mut self,
        name: &'static str,
        task: impl FnOnce(Shutdown) -> F + Send + 'static,
    ) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.company.add(name, task);
        self
    }

    /// The handle by which services say whether they are ready. Take it after the last service was added.
    pub fn health(&self) -> Health {
        self.health.clone()
    }

    /// Serves until `shutdown` begins, then drains and returns: health says NOT_SERVING; after the notice, no more
    /// connections, open streams end with SHUTTING_DOWN, calls finish; after `drain_max`, the rest is cut.
    pub async fn serve(self, listener: TcpListener, shutdown: Shutdown) -> Result<(), ServeError> {
        let Self { limits, identity, routes, names, health, company } = self;
        let address = Listen::new(&identity, listener.local_addr()?)?.address();
        let layers = Layers::new(
            with_companions(routes, &health)?,
            Methods::in_descriptors(&DESCRIPTORS)?,
            &limits,
        );
        let _kept_up_to_date = kept(&identity, address);
        let company = company.begin(&shutdown);

        let notice = limits.drain_notice;
        let notice_is_over = async {
            shutdown.cancelled().await;
            health.drain(&names).await;
            tokio::time::sleep(notice).await;
        };
        Door::new(layers, Arc::new(limits), identity).keep(listener, notice_is_over).await;
        tracing::info!(%address, "drained");
        company.left().map_or(Ok(()), |name| Err(ServeError::Alone(name)))
    }
}

/// Keeps whom we trust up to date until what it gives is dropped.
fn kept(identity: &Identity, address: SocketAddr) -> Option<AbortOnDropHandle<()>> {
    match identity {
        Identity::InsecureLoopback => {
            tracing::warn!(%address, "plaintext: callers are believed without proof, so only this machine may call");
            None
        }
        Identity::Partners(partners) => {
            Some(AbortOnDropHandle::new(tokio::spawn(Arc::clone(partners).keep())))
        }
    }
}

/// Health, and reflection in the version that tools speak today (v1) and in the one that many still do (v1alpha).
fn with_companions(
    mut routes: RoutesBuilder,
    health: &Health,
) -> Result<tonic::service::Routes, ServeError> {
    // Small questions only; answers are as large as our largest file.
    let limits = Limits { request_bytes_max: 4096, ..Limits::default() };
    let service = HealthService::from_health_reporter(health.reporter());
    routes
        .add_service(bounded!(HealthServer::new(service), limits))
        .add_service(bounded!(reflection().build_v1()?, limits))
        .add_service(bounded!(reflection().build_v1alpha()?, limits));
    Ok(routes.routes())
}

fn reflection() -> tonic_reflection::server::Builder<'static> {
    let builder = tonic_reflection::server::Builder::configure();
    DESCRIPTORS
        .into_iter()
        .fold(builder, tonic_reflection::server::Builder::register_encoded_file_descriptor_set)
}
