//! Aftercare: what happens once a person is in work, what was achieved, and what people say of it. The episode stays
//! open all the while; ending it is intake's business.

mod allowance;
mod feedback;
mod grpc;
mod job;
mod outcome;
mod progress;
mod sustainment;

use host::Desk;
use wire::aftercare::aftercare_service_server::AftercareServiceServer;

/// The aftercare service.
#[derive(Clone)]
pub struct Aftercare {
    desk: Desk,
}

impl Aftercare {
    /// Aftercare, working at this desk.
    pub fn new(desk: Desk) -> Self {
        Self { desk }
    }

    /// The service as gRPC serves it.
    pub fn into_server(self) -> AftercareServiceServer<Self> {
        AftercareServiceServer::new(self)
    }
}
