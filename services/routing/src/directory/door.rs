//! Fallback doors: from the wire and back.

use domain::directory::FallbackDoor;
use domain::directory::fallback::{Command, Door};
use domain::{Area, ServiceId};
use host::{DirectoryCall, malformed};
use tonic::{Code, Status};
use wire::convert::id_text;
use wire::routing::{self, SetFallbackDoorRequest};
use wire::types::ErrorReason;

use super::{DirectoryApi, service};

impl DirectoryApi {
    /// That this service is the area's door, with what is known of it: in its turn, or it may have stopped being one.
    pub(super) async fn set_door(
        &self,
        call: &DirectoryCall<SetFallbackDoorRequest>,
        id: ServiceId,
    ) -> Result<Command, Status> {
        let (area, hours) = (call.id, call.message.hours.clone());
        let known = self.takes_everybody(id, area).await?;
        let (org, takes_everybody) = known.ok_or_else(|| service::unknown(id))?;
        Ok(Command::Set { area, door: Door { org, service: id, hours }, takes_everybody })
    }
}

/// The service that a call names.
pub(super) fn named(call: &DirectoryCall<SetFallbackDoorRequest>) -> Result<ServiceId, Status> {
    id_text("service_id", &call.message.service_id).map_err(malformed)
}

/// The area's door, if one was named.
pub(super) fn render(door: &FallbackDoor) -> Option<routing::FallbackDoor> {
    let (area, door) = door.set.as_ref()?;
    Some(routing::FallbackDoor {
        area: area.code().into(),
        org_id: door.org.to_string(),
        service_id: door.service.to_string(),
        hours: door.hours.clone(),
    })
}

pub(super) fn unknown(area: Area) -> Status {
    let message = format!("{} has no fallback door yet", area.name());
    host::error::status(Code::NotFound, ErrorReason::DoorUnknown, message).build()
}
