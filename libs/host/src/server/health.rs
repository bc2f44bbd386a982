//! What load balancers and orchestrators ask: the gRPC health protocol, per service and for the server as a whole.

use std::sync::Arc;

use futures::FutureExt;
use tokio::sync::Mutex;
use tonic::server::NamedService;
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;

/// The server as a whole, in the health protocol.
const WHOLE_SERVER: &str = "";

/// Says which services are ready. Clones speak for the same server.
#[derive(Clone, Default)]
pub struct Health {
    reporter: HealthReporter,
    /// Held while a status is set, so that nobody is ready again after the drain has begun.
    draining: Arc<Mutex<bool>>,
}

impl Health {
    /// `S` is ready. Ignored once the server is draining.
    pub async fn ready<S: NamedService>(&self) {
        let draining = self.draining.lock().await;
        if !*draining {
            self.reporter.set_service_status(S::NAME, ServingStatus::Serving).await;
        }
    }

    /// `S` must not be sent calls for now: its view is being rebuilt, say.
    pub async fn not_ready<S: NamedService>(&self) {
        self.reporter.set_service_status(S::NAME, ServingStatus::NotServing).await;
    }

    /// A service's first status.
    pub(super) fn enlist(&self, name: &str, status: ServingStatus) {
        let set = self.reporter.set_service_status(name, status).now_or_never();
        set.expect("nobody else asks or speaks while services are added");
    }

    pub(super) fn reporter(&self) -> HealthReporter {
        self.reporter.clone()
    }

    /// Nothing here is to be sent calls any more.
    pub(super) async fn drain(&self, services: &[&str]) {
        *self.draining.lock().await = true;
        for name in services.iter().chain([&WHOLE_SERVER]) {
            self.reporter.set_service_status(name, ServingStatus::NotServing).await;
        }
    }
}
