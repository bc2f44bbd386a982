//! Rights: the facts that decide who may see a person: that the person is there and asks, that somebody looked outside the
//! rules and what was made of it, and that a person is protected. What follows from them is policy's to say.

mod break_glass;
mod grpc;
mod presence;
mod protection;
mod reviews;

use host::Desk;
use wire::rights::rights_service_server::RightsServiceServer;

/// The rights service.
#[derive(Clone)]
pub struct Rights {
    desk: Desk,
}

impl Rights {
    /// Rights, working at this desk.
    pub fn new(desk: Desk) -> Self {
        Self { desk }
    }

    /// The service as gRPC serves it.
    pub fn into_server(self) -> RightsServiceServer<Self> {
        RightsServiceServer::new(self)
    }
}
