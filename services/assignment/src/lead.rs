//! The lead: from the wire and back.

use domain::assignment::lead::{Change, ChangeAskedBy, Command, Cover, Nominee};
use domain::{Code, Journey, Role, Sensitivity};
use host::{Call, Desk, malformed};
use tonic::Status;
use wire::assignment::{
    ArrangeCoverRequest, AssignLeadRequest, DecideLeadChangeRequest, IntroduceLeadRequest,
    LeadChange, RequestLeadChangeRequest,
};
use wire::convert::{Read, code, code_number, date, date_of, id_text, maybe_code, maybe_date};
use wire::{assignment, types};

pub(crate) async fn assign(desk: &Desk, call: &Call<AssignLeadRequest>) -> Result<Command, Status> {
    let message = &call.message;
    let stamp = &call.asked.stamp;
    let worker = id_text("worker_id", &message.worker_id).map_err(malformed)?;
    let reason = code("reason", message.reason).map_err(malformed)?;
    let caretaker_until =
        maybe_date("caretaker_until", message.caretaker_until).map_err(malformed)?;
    let nominee = desk.nominee(stamp.by.org, worker, stamp.occurred_on).await?;
    let (field, text) = ("lead.override_reason", &message.override_reason);
    let override_reason = call.seal_text(desk, field, Sensitivity::Core, text).await?;
    Ok(Command::Assign { lead: Nominee { override_reason, caretaker_until, ..nominee }, reason })
}

pub(crate) fn introduce(call: &Call<IntroduceLeadRequest>) -> Result<Command, Status> {
    let method = code("method", call.message.method).map_err(malformed)?;
    Ok(Command::Introduce { method, person_present: call.message.person_present })
}

pub(crate) async fn request_change(
    desk: &Desk,
    call: &Call<RequestLeadChangeRequest>,
) -> Result<Command, Status> {
    let by = maybe_code("by", call.message.by).map_err(malformed)?;
    let by = by.unwrap_or_else(|| asks_as(call.asked.stamp.by.role));
    let (field, text) = ("lead.change_reason", &call.message.reason);
    let reason = call.seal_text(desk, field, Sensitivity::Core, text).await?;
    Ok(Command::RequestChange { by, reason })
}

/// Who asks, when nobody says.
fn asks_as(role: Role) -> ChangeAskedBy {
    match role {
        Role::Person => ChangeAskedBy::Person,
        Role::Worker => ChangeAskedBy::Worker,
        Role::Manager
        | Role::Partnership
        | Role::System
        | Role::PrivacyOfficer
        | Role::Auditor
        | Role::Operator => ChangeAskedBy::Manager,
    }
}

pub(crate) fn decide_change(call: &Call<DecideLeadChangeRequest>) -> Result<Command, Status> {
    let decision = code("decision", call.message.decision).map_err(malformed)?;
    Ok(Command::DecideChange { decision })
}

pub(crate) async fn arrange_cover(
    desk: &Desk,
    call: &Call<ArrangeCoverRequest>,
) -> Result<Command, Status> {
    let cover = cover(&call.message).map_err(malformed)?;
    let org = call.asked.stamp.by.org;
    let caretaker = desk.registry.active_worker(org, cover.caretaker, cover.from).await?;
    Ok(Command::ArrangeCover { cover, caretaker_active: caretaker.is_some() })
}

fn cover(message: &ArrangeCoverRequest) -> Read<Cover> {
    Ok(Cover {
        from: date("from", message.from)?,
        until: date("until", message.until)?,
        caretaker: id_text("caretaker_id", &message.caretaker_id)?,
    })
}

pub(crate) fn render(journey: &Journey) -> Option<types::Lead> {
    journey.lead().map(host::render::lead)
}

pub(crate) fn render_change(journey: &Journey) -> Option<LeadChange> {
    let Change { by, asked_on, decision, reason: _ } = journey.lead.change.as_ref()?;
    Some(LeadChange {
        by: by.number(),
        asked_on: Some(date_of(*asked_on)),
        decision: code_number(*decision),
    })
}

pub(crate) fn render_covers(journey: &Journey) -> Vec<assignment::Cover> {
    let covers = journey.lead.covers.iter();
    covers
        .map(|cover| assignment::Cover {
            from: Some(date_of(cover.from)),
            until: Some(date_of(cover.until)),
            caretaker_id: cover.caretaker.to_string(),
        })
        .collect()
}
