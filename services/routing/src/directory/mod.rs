//! The directory: partners, their workers, services and places, and the door of each area that takes whom no one else
//! takes. Who is helped by whom is not here; only facts about that come in from the journeys' view. A service that closes or
//! vanishes passes on whoever waits there (`passing_on`).

mod card;
mod clocks;
mod door;
mod facts;
mod feeds;
mod grpc;
mod lists;
mod organisation;
mod passing_on;
mod publication;
mod publisher;
mod service;
mod worker;

use std::sync::Arc;

use host::fetch::Reach;
use host::{Desk, Registry};
use tokio::sync::Mutex;
use wire::routing::directory_service_server::DirectoryServiceServer;

use crate::import::Tries;

/// The directory service.
#[derive(Clone)]
pub struct DirectoryApi {
    pub(crate) registry: Registry,
    desk: Desk,
    /// Where feeds may be read from.
    pub(crate) feeds: Reach,
    /// Held by whoever reads a feed: one at a time.
    pub(crate) importing: Arc<Mutex<()>>,
    /// How often feeds were tried this night.
    pub(crate) tries: Arc<std::sync::Mutex<Tries>>,
}

impl DirectoryApi {
    /// The directory of this desk, which also says whom a worker leads, and which referrals to a service are live.
    pub fn new(desk: Desk) -> Self {
        let (importing, tries) = Default::default();
        let (registry, feeds) = (desk.registry.clone(), Reach::PublicOnly);
        Self { registry, desk, feeds, importing, tries }
    }

    /// The same, which reads publishers' feeds from there; from public addresses unless said.
    pub fn feeds_from(self, feeds: Reach) -> Self {
        Self { feeds, ..self }
    }

    /// The service as gRPC serves it.
    pub fn into_server(self) -> DirectoryServiceServer<Self> {
        DirectoryServiceServer::new(self)
    }
}
