//! Workers: from the wire and back.

use std::collections::BTreeSet;

use domain::directory::Organisation;
use domain::directory::worker::{self, Command};
use domain::{Role, WorkerId};
use host::{DirectoryCall, malformed};
use tonic::Status;
use wire::convert::{Malformed, Read, code_numbers, codes, date, date_of, id_text};
use wire::routing::change_worker_request::Change;
use wire::routing::{
    ChangeWorkerRequest, RecordWorkerLeavingRequest, RegisterWorkerRequest, Worker,
};

use super::lists::bounded;

pub(super) fn register(
    call: &DirectoryCall<RegisterWorkerRequest>,
) -> Result<(WorkerId, Command), Status> {
    let message = &call.message;
    let worker = call.new_id("worker_id", &message.worker_id)?;
    let roles = match roles("roles", &message.roles).map_err(malformed)? {
        none if none.is_empty() => [Role::Worker].into(),
        some => some,
    };
    let (name, caseload_max) = (message.name.clone(), limit(message.caseload_max));
    Ok((worker, Command::Register { worker, name, roles, caseload_max }))
}

pub(super) fn change(
    call: &DirectoryCall<ChangeWorkerRequest>,
) -> Result<(WorkerId, Command), Status> {
    let worker = named(&call.message.worker_id)?;
    let command = match &call.message.change {
        Some(Change::Roles(all)) => {
            let roles = roles("roles.roles", &all.roles).map_err(malformed)?;
            Command::ChangeRoles { worker, roles }
        }
        Some(Change::CaseloadMax(max)) => {
            Command::SetCaseload { worker, caseload_max: limit(*max) }
        }
        None => {
            let problem = "must be set: roles, or caseload_max";
            return Err(malformed(Malformed::new("change", problem)));
        }
    };
    Ok((worker, command))
}

pub(super) fn leaving(
    call: &DirectoryCall<RecordWorkerLeavingRequest>,
) -> Result<(WorkerId, Command), Status> {
    let worker = named(&call.message.worker_id)?;
    let last_day = date("last_day", call.message.last_day).map_err(malformed)?;
    Ok((worker, Command::AnnounceLeaving { worker, last_day }))
}

/// The worker that a command names.
pub(super) fn named(worker: &str) -> Result<WorkerId, Status> {
    id_text("worker_id", worker).map_err(malformed)
}

fn roles(field: &str, numbers: &[i32]) -> Read<BTreeSet<Role>> {
    bounded(field, numbers)?;
    codes(field, numbers)
}

/// A limit that no number of sixteen bits can hold is one that the rules refuse.
fn limit(caseload_max: u32) -> u16 {
    u16::try_from(caseload_max).unwrap_or(u16::MAX)
}

/// A worker of the organisation, if they are registered.
pub(super) fn render(organisation: &Organisation, worker: WorkerId) -> Option<Worker> {
    organisation.workers.workers.get(&worker).map(|known| of(worker, known))
}

pub(super) fn of(worker: WorkerId, known: &worker::Worker) -> Worker {
    Worker {
        worker_id: worker.to_string(),
        name: known.name.clone(),
        roles: code_numbers(&known.roles),
        caseload_max: known.caseload_max.into(),
        last_day: known.last_day.map(date_of),
        suspended: known.suspended,
        left: known.left,
    }
}
