//! Assignment: who is responsible for a person, who else walks with them, and what is done together. Moving
//! responsibility to another organisation is routing's business.

mod contact;
mod grpc;
mod household;
mod intervention;
mod lead;
mod supporter;

use host::Desk;
use wire::assignment::assignment_service_server::AssignmentServiceServer;

/// The assignment service.
#[derive(Clone)]
pub struct Assignment {
    desk: Desk,
}

impl Assignment {
    /// Assignment, working at this desk.
    pub fn new(desk: Desk) -> Self {
        Self { desk }
    }

    /// The service as gRPC serves it.
    pub fn into_server(self) -> AssignmentServiceServer<Self> {
        AssignmentServiceServer::new(self)
    }
}
