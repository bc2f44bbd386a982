//! Intake: receives a person at whichever door they first spoke, and opens their episode of support. Who supports them
//! from then on is assignment's business.

mod agreement;
mod circumstance;
mod eligibility;
mod enquiry;
mod episode;
mod grpc;
mod need;
mod offer;
mod person;
mod plan;
mod register;
mod sealing;
mod stage;

use host::Desk;
use wire::intake::intake_service_server::IntakeServiceServer;

/// The intake service.
#[derive(Clone)]
pub struct Intake {
    desk: Desk,
}

impl Intake {
    /// Intake, working at this desk.
    pub fn new(desk: Desk) -> Self {
        Self { desk }
    }

    /// The service as gRPC serves it.
    pub fn into_server(self) -> IntakeServiceServer<Self> {
        IntakeServiceServer::new(self)
    }
}
