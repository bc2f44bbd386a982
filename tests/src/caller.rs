//! A caller of the public API, who says who they are in the metadata of each call.

use std::time::Duration;

use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};
use uuid::Uuid;

/// How long a connection may take.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// How long one call may take: longer than a server works on any.
const CALL_WITHIN: Duration = Duration::from_secs(15);

/// A connection on which every call says who calls.
pub type Signed = InterceptedService<Channel, Caller>;

/// A connection to a server, made when it is first needed.
///
/// # Errors
/// If the address is none.
pub fn channel(url: &str) -> Result<Channel, tonic::transport::Error> {
    let endpoint = Endpoint::from_shared(url.to_owned())?;
    Ok(endpoint.connect_timeout(CONNECT_WITHIN).timeout(CALL_WITHIN).connect_lazy())
}

/// Who calls.
#[derive(Debug, Clone)]
pub struct Caller {
    org: MetadataValue<Ascii>,
    worker: MetadataValue<Ascii>,
    role: MetadataValue<Ascii>,
}

impl Caller {
    /// A worker of an organisation.
    #[must_use]
    pub fn worker(org: Uuid, worker: Uuid) -> Self {
        Self::acting(org, worker, "WORKER")
    }

    /// Somebody of the partnership's operations.
    #[must_use]
    pub fn operator(org: Uuid, worker: Uuid) -> Self {
        Self::acting(org, worker, "PARTNERSHIP")
    }

    fn acting(org: Uuid, worker: Uuid, role: &'static str) -> Self {
        let id = |id: Uuid| id.to_string().parse().expect("hexadecimal digits and hyphens");
        Self { org: id(org), worker: id(worker), role: MetadataValue::from_static(role) }
    }
}

impl Interceptor for Caller {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let metadata = request.metadata_mut();
        metadata.insert(host::ORG_METADATA, self.org.clone());
        metadata.insert(host::WORKER_METADATA, self.worker.clone());
        metadata.insert(host::ROLE_METADATA, self.role.clone());
        Ok(request)
    }
}
