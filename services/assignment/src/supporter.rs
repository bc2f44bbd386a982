//! Supporters: from the wire and back.

use domain::assignment::supporter::{Command, Supporter};
use domain::{Code, Journey, OrgId};
use host::{Call, Desk, malformed};
use tonic::Status;
use wire::assignment::{self, AssignSupporterRequest, EndSupporterRequest};
use wire::convert::{Read, code, id_text, maybe_id_text};

pub(crate) async fn assign(
    desk: &Desk,
    call: &Call<AssignSupporterRequest>,
) -> Result<Command, Status> {
    let AssignSupporterRequest { org_id, worker_id, role, .. } = &call.message;
    let stamp = &call.asked.stamp;
    let supporter = parse(org_id, worker_id, *role, stamp.by.org).map_err(malformed)?;
    let Supporter { org, worker, .. } = supporter;
    let known = desk.registry.active_worker(org, worker, stamp.occurred_on).await?;
    Ok(Command::Assign { supporter, worker_active: known.is_some() })
}

pub(crate) fn end(call: &Call<EndSupporterRequest>) -> Result<Command, Status> {
    let EndSupporterRequest { org_id, worker_id, role, .. } = &call.message;
    let supporter = parse(org_id, worker_id, *role, call.asked.stamp.by.org).map_err(malformed)?;
    Ok(Command::End(supporter))
}

fn parse(org_id: &str, worker_id: &str, role: i32, own: OrgId) -> Read<Supporter> {
    Ok(Supporter {
        org: maybe_id_text("org_id", org_id)?.unwrap_or(own),
        worker: id_text("worker_id", worker_id)?,
        role: code("role", role)?,
    })
}

pub(crate) fn render(journey: &Journey) -> Vec<assignment::Supporter> {
    let supporters = journey.supporter.supporters.iter();
    supporters
        .map(|supporter| assignment::Supporter {
            org_id: supporter.org.to_string(),
            worker_id: supporter.worker.to_string(),
            role: supporter.role.number(),
        })
        .collect()
}
