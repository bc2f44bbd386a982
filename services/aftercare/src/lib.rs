//! Aftercare: what happens once a person is in work, what was achieved, and what people say of it. The episode stays
//! open all the while; ending it is intake's business.

mod allowance;
mod feedback;
mod grpc;
mod job;
mod outcome;
mod progress;
mod sustainment;

use std::sync::Arc;

use domain::{Journey, PersonId};
use host::{Desk, status};
use journal::Baseline;
use tonic::Status;
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

    /// The journey of somebody who has one.
    async fn known(&self, person: PersonId) -> Result<Arc<Baseline<Journey>>, Status> {
        let journey = self.desk.journeys.load(person).await.map_err(|e| status::of_load(&e))?;
        if journey.version() == 0 { Err(status::not_found(person)) } else { Ok(journey) }
    }
}
