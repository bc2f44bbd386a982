//! Published services: from a record to what is kept of it, and back. The record is read here, whoever sends it: what does
//! not hold, and whoever is named in it, never gets into the journal.

use domain::directory::publication::{Command, Content, Listed, Raw, Refusal};
use domain::directory::{Publication, publisher};
use domain::{PublisherId, ServiceId};
use host::{DirectoryCall, Entry, malformed};
use oruk::Path;
use sha2::{Digest, Sha256};
use tonic::Status;
use uuid::Uuid;
use wire::convert::{Malformed, id_text, timestamp_of};
use wire::event::publication::card_of;
use wire::routing::{self, PublicationKnown, RecordPublicationRequest};
use wire::types::ErrorReason;

use super::{DirectoryApi, card};

impl DirectoryApi {
    /// What a record says, by what is known of its publisher.
    pub(super) async fn listed(
        &self,
        call: &DirectoryCall<RecordPublicationRequest>,
    ) -> Result<Command, Status> {
        let publisher = id_text("publisher_id", &call.message.publisher_id).map_err(malformed)?;
        let external: Uuid =
            id_text("external_id", &call.message.external_id).map_err(malformed)?;
        let service = read(&call.message.record, external)?;
        let known = self.registered(publisher).await?;
        let raw = Raw(service.json.as_slice().into());
        let content = Content {
            card: Box::new(card::card(&service, &known.profile)),
            digest: Sha256::digest(&raw.0).into(),
            profile: known.revision,
            raw,
        };
        Ok(Command::List { publisher, external, content })
    }

    /// A published service with its whole record.
    pub(super) async fn publication(
        &self,
        id: ServiceId,
    ) -> Result<routing::GetPublicationResponse, Status> {
        let known = self.registry.look_up(|directory| directory.publication(id)).await?;
        let known = known.and_then(|known| known.listed.as_ref().map(|listed| render(id, listed)));
        let record = self.registry.record_of(id).await?;
        let (publication, (raw, since)) = known.zip(record).ok_or_else(|| unknown(id))?;
        let record = String::from_utf8(raw.0.to_vec()).map_err(|e| host::status::internal(&e))?;
        let (publication, recorded_at) = (Some(publication), Some(timestamp_of(since)));
        Ok(routing::GetPublicationResponse { publication, record, recorded_at })
    }

    pub(super) async fn registered(
        &self,
        publisher: PublisherId,
    ) -> Result<publisher::Registered, Status> {
        let known = self.registry.look_up(|directory| directory.publisher(publisher)).await?;
        let known = known.and_then(|known| known.registered.clone());
        known.ok_or_else(|| super::publisher::unknown(publisher))
    }
}

/// The service in a record that a caller sends.
fn read(record: &str, external: Uuid) -> Result<oruk::Service, Status> {
    let read = oruk::read(record.as_bytes(), Path::default().member("record"));
    let Some(service) = read.service else {
        let why = read.faults.first().map_or(String::new(), ToString::to_string);
        let (code, reason) = (tonic::Code::InvalidArgument, ErrorReason::PublicationUnreadable);
        return Err(host::error::status(code, reason, why).build());
    };
    if service.id != external {
        return Err(malformed(Malformed::new("external_id", "is not the record's own id")));
    }
    Ok(service)
}

/// What is looked up of a published service.
pub(super) fn render(id: ServiceId, listed: &Listed) -> routing::Publication {
    routing::Publication {
        service_id: id.to_string(),
        publisher_id: listed.publisher.to_string(),
        external_id: listed.external.to_string(),
        card: Some(card_of(&listed.card)),
        vanished: listed.vanished,
    }
}

/// What a reader of the feed needs to know of a published service.
pub(super) fn known(id: ServiceId, known: &Publication, profile: u32) -> Option<PublicationKnown> {
    let listed = known.listed.as_ref()?;
    Some(PublicationKnown {
        service_id: id.to_string(),
        external_id: listed.external.to_string(),
        sha256: listed.digest.to_vec(),
        revision: known.revision,
        current: listed.profile == profile,
        vanished: listed.vanished,
        name: listed.card.name.clone(),
    })
}

pub(super) fn unknown(service: ServiceId) -> Status {
    let (code, reason) = Publication::reason(&Refusal::Unknown);
    host::error::status(code, reason, format!("nobody published service {service}")).build()
}
