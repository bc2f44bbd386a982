//! Protected people: from the wire, sealed, and back without the reason.

use domain::rights::protection::{Command, Protection, ProtectionKind};
use domain::{Code, Journey, ProtectionId, SensitiveCode, Sensitivity};
use host::{Call, Desk, malformed};
use tonic::Status;
use wire::convert::{Malformed, code, date, date_of, maybe_id_text};
use wire::rights::{self, ApplyProtectionRequest, LiftProtectionRequest};

pub(crate) async fn apply(
    desk: &Desk,
    call: &Call<ApplyProtectionRequest>,
    protection: ProtectionId,
) -> Result<Command, Status> {
    let why: ProtectionKind = code("kind", call.message.kind).map_err(malformed)?;
    let review_on = date("review_on", call.message.review_on).map_err(malformed)?;
    let number = why.number().to_string();
    let (field, sensitivity) = ("protection.kind", why.sensitivity());
    let kind = call.seal(desk, field, sensitivity, number.as_bytes()).await?;
    Ok(Command::Apply { protection, kind, review_on })
}

pub(crate) async fn lift(
    desk: &Desk,
    call: &Call<LiftProtectionRequest>,
) -> Result<Command, Status> {
    let LiftProtectionRequest { protection_id, reason, .. } = &call.message;
    let protection = maybe_id_text("protection_id", protection_id).map_err(malformed)?;
    let field = "protection.reason";
    let reason = call.seal_text(desk, field, Sensitivity::Restricted, reason).await?;
    let missing = || malformed(Malformed::new("reason", "must not be empty"));
    Ok(Command::Lift { protection, reason: reason.ok_or_else(missing)? })
}

pub(crate) fn render(journey: &Journey, id: ProtectionId) -> Option<rights::Protection> {
    journey.protection.protections.get(&id).map(|known| rendered(id, known))
}

pub(crate) fn render_standing(journey: &Journey) -> Vec<rights::Protection> {
    journey.protection.standing().map(|(id, known)| rendered(id, known)).collect()
}

fn rendered(id: ProtectionId, known: &Protection) -> rights::Protection {
    rights::Protection { protection_id: id.to_string(), review_on: Some(date_of(known.review_on)) }
}
