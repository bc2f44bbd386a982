//! What is listed of a publisher already.

use std::collections::BTreeMap;

use domain::ServiceId;
use domain::directory::publication::Digest;
use tonic::Status;
use uuid::Uuid;
use wire::convert::{Malformed, Read, id_text};
use wire::routing::PublicationKnown;

/// A service that is listed, or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Our id of it.
    pub service: ServiceId,
    /// SHA-256 of its record.
    pub digest: Digest,
    /// How often something about it changed.
    pub revision: u32,
    /// Whether its card was made by what is known of its publisher now.
    pub current: bool,
    /// Whether it was in the feed no longer.
    pub vanished: bool,
    /// What it is called.
    pub name: String,
}

/// By the publisher's ids.
pub(super) type AllKnown = BTreeMap<Uuid, Known>;

/// Reads what the directory says.
pub(super) fn read(said: PublicationKnown) -> Result<(Uuid, Known), Status> {
    parse(said).map_err(host::malformed)
}

fn parse(said: PublicationKnown) -> Read<(Uuid, Known)> {
    let digest = said.sha256.try_into();
    let known = Known {
        service: id_text("service_id", &said.service_id)?,
        digest: digest.map_err(|_| Malformed::new("sha256", "must be 32 bytes"))?,
        revision: said.revision,
        current: said.current,
        vanished: said.vanished,
        name: said.name,
    };
    Ok((id_text("external_id", &said.external_id)?, known))
}
