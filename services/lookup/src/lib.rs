//! Lookup: is somebody already helping this person, who, and what is open. It reads and changes nothing. What stands in
//! the journal is told in plain words; what is sealed is opened only for those who may see it.

mod entries;
mod grpc;
mod watch;
mod words;

use host::Desk;
use wire::lookup::lookup_service_server::LookupServiceServer;

/// The lookup service.
#[derive(Clone)]
pub struct Lookup {
    desk: Desk,
}

impl Lookup {
    /// Lookup, working at this desk.
    pub fn new(desk: Desk) -> Self {
        Self { desk }
    }

    /// The service as gRPC serves it.
    pub fn into_server(self) -> LookupServiceServer<Self> {
        LookupServiceServer::new(self)
    }
}
