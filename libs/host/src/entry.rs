//! Entries of the directory: what a command needs to know of the sort of entry that it is about.

use domain::directory::publication::service_id;
use domain::directory::{AreaClocks, FallbackDoor, Organisation, Publication, Publisher, Service};
use domain::{Area, OrgId, PublisherId, ServiceId};
use journal::{Asked, Ledger};
use tonic::Code;
use wire::convert::{Read, area, id_text};
use wire::event::Stored;
use wire::types::ErrorReason;

use crate::call::new_id;
use crate::{Registry, status};

/// An aggregate of the directory.
pub trait Entry: Stored {
    /// What names one.
    type Id: Copy + std::fmt::Debug + std::fmt::Display + Send + Sync;

    /// Reads the id in a command. One that the message leaves out is made from organisation and request id where callers
    /// do not have a name for a new entry.
    ///
    /// # Errors
    /// If it is malformed.
    fn id(asked: &Asked, text: &str) -> Read<Self::Id>;

    /// All of them.
    fn ledger(registry: &Registry) -> &Ledger<Self>;

    /// Whose entry it is; nobody's if it is not there yet, or nobody's in particular.
    fn owner(&self, id: Self::Id) -> Option<OrgId>;

    /// A refusal, on the wire.
    fn reason(refusal: &Self::Refusal) -> (Code, ErrorReason);
}

impl Entry for Organisation {
    type Id = OrgId;

    fn id(asked: &Asked, text: &str) -> Read<OrgId> {
        new_id(asked, "org_id", text)
    }
    fn ledger(registry: &Registry) -> &Ledger<Self> {
        &registry.organisations
    }
    fn owner(&self, id: OrgId) -> Option<OrgId> {
        Some(id)
    }
    fn reason(refusal: &Self::Refusal) -> (Code, ErrorReason) {
        status::directory::organisation(refusal)
    }
}

impl Entry for Service {
    type Id = ServiceId;

    fn id(asked: &Asked, text: &str) -> Read<ServiceId> {
        new_id(asked, "service_id", text)
    }
    fn ledger(registry: &Registry) -> &Ledger<Self> {
        &registry.services
    }
    fn owner(&self, _: ServiceId) -> Option<OrgId> {
        self.published.as_ref().map(|published| published.org)
    }
    fn reason(refusal: &Self::Refusal) -> (Code, ErrorReason) {
        status::directory::service(refusal)
    }
}

impl Entry for FallbackDoor {
    type Id = Area;

    fn id(_asked: &Asked, text: &str) -> Read<Area> {
        area("area", text)
    }
    fn ledger(registry: &Registry) -> &Ledger<Self> {
        &registry.doors
    }
    fn owner(&self, _: Area) -> Option<OrgId> {
        None
    }
    fn reason(refusal: &Self::Refusal) -> (Code, ErrorReason) {
        status::directory::door(refusal)
    }
}

impl Entry for AreaClocks {
    type Id = Area;

    fn id(_asked: &Asked, text: &str) -> Read<Area> {
        area("area", text)
    }
    fn ledger(registry: &Registry) -> &Ledger<Self> {
        &registry.clocks
    }
    fn owner(&self, _: Area) -> Option<OrgId> {
        None
    }
    fn reason(refusal: &Self::Refusal) -> (Code, ErrorReason) {
        status::directory::clocks(refusal)
    }
}

impl Entry for Publisher {
    type Id = PublisherId;

    fn id(asked: &Asked, text: &str) -> Read<PublisherId> {
        new_id(asked, "publisher_id", text)
    }
    fn ledger(registry: &Registry) -> &Ledger<Self> {
        &registry.publishers
    }
    fn owner(&self, _: PublisherId) -> Option<OrgId> {
        None
    }
    fn reason(refusal: &Self::Refusal) -> (Code, ErrorReason) {
        status::directory::publisher(refusal)
    }
}

impl Entry for Publication {
    type Id = ServiceId;

    fn id(_asked: &Asked, text: &str) -> Read<ServiceId> {
        let (publisher, external) = text.split_once('/').unwrap_or((text, ""));
        let publisher = id_text("publisher_id", publisher)?;
        Ok(service_id(publisher, id_text("external_id", external)?))
    }
    fn ledger(registry: &Registry) -> &Ledger<Self> {
        &registry.publications
    }
    fn owner(&self, _: ServiceId) -> Option<OrgId> {
        None
    }
    fn reason(refusal: &Self::Refusal) -> (Code, ErrorReason) {
        status::directory::publication(refusal)
    }
}
