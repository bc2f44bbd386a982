//! Stored events of an organisation's workers.

use std::collections::BTreeSet;

use domain::directory::worker::Event;
use domain::{Role, WorkerId};

use crate::convert::{Malformed, Read, code_numbers, codes, date, date_of, id};
use crate::stored::{
    WorkerCaseloadSet, WorkerLeaving, WorkerLeft, WorkerRegistered, WorkerRestored,
    WorkerRolesChanged, WorkerSuspended, organisation_event::Kind,
};

pub(super) fn to_kind(event: &Event) -> Kind {
    match event {
        Event::Registered { worker, name, roles, caseload_max } => {
            Kind::WorkerRegistered(WorkerRegistered {
                worker_id: bytes(worker),
                name: name.clone(),
                roles: code_numbers(roles),
                caseload_max: (*caseload_max).into(),
            })
        }
        Event::RolesChanged { worker, roles } => Kind::WorkerRolesChanged(WorkerRolesChanged {
            worker_id: bytes(worker),
            roles: code_numbers(roles),
        }),
        Event::CaseloadSet { worker, caseload_max } => Kind::WorkerCaseloadSet(WorkerCaseloadSet {
            worker_id: bytes(worker),
            caseload_max: (*caseload_max).into(),
        }),
        Event::Leaving { worker, last_day } => Kind::WorkerLeaving(WorkerLeaving {
            worker_id: bytes(worker),
            last_day: Some(date_of(*last_day)),
        }),
        Event::Left { worker } => Kind::WorkerLeft(WorkerLeft { worker_id: bytes(worker) }),
        Event::Suspended { worker } => {
            Kind::WorkerSuspended(WorkerSuspended { worker_id: bytes(worker) })
        }
        Event::Restored { worker } => {
            Kind::WorkerRestored(WorkerRestored { worker_id: bytes(worker) })
        }
    }
}

pub(super) fn registered(e: WorkerRegistered) -> Read<Event> {
    Ok(Event::Registered {
        worker: who(&e.worker_id)?,
        name: e.name,
        roles: roles(&e.roles)?,
        caseload_max: caseload_max(e.caseload_max)?,
    })
}

pub(super) fn roles_changed(e: &WorkerRolesChanged) -> Read<Event> {
    Ok(Event::RolesChanged { worker: who(&e.worker_id)?, roles: roles(&e.roles)? })
}

pub(super) fn caseload_set(e: &WorkerCaseloadSet) -> Read<Event> {
    let caseload_max = caseload_max(e.caseload_max)?;
    Ok(Event::CaseloadSet { worker: who(&e.worker_id)?, caseload_max })
}

pub(super) fn leaving(e: &WorkerLeaving) -> Read<Event> {
    Ok(Event::Leaving { worker: who(&e.worker_id)?, last_day: date("last_day", e.last_day)? })
}

pub(super) fn left(e: &WorkerLeft) -> Read<Event> {
    Ok(Event::Left { worker: who(&e.worker_id)? })
}

pub(super) fn suspended(e: &WorkerSuspended) -> Read<Event> {
    Ok(Event::Suspended { worker: who(&e.worker_id)? })
}

pub(super) fn restored(e: &WorkerRestored) -> Read<Event> {
    Ok(Event::Restored { worker: who(&e.worker_id)? })
}

fn bytes(worker: &WorkerId) -> Vec<u8> {
    worker.as_bytes().to_vec()
}

fn who(bytes: &[u8]) -> Read<WorkerId> {
    id("worker_id", bytes)
}

fn roles(numbers: &[i32]) -> Read<BTreeSet<Role>> {
    codes("roles", numbers)
}

fn caseload_max(number: u32) -> Read<u16> {
    number.try_into().map_err(|_| Malformed::new("caseload_max", "must be at most 65535"))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::event::testing::day;

    /// Every event of a worker.
    pub(crate) fn samples() -> Vec<Event> {
        let (worker, name) = (WorkerId::from_u128(0xa1), "Ann Example".to_owned());
        vec![
            Event::Registered { worker, name, roles: [Role::Worker].into(), caseload_max: 30 },
            Event::RolesChanged { worker, roles: [Role::Worker, Role::Manager].into() },
            Event::CaseloadSet { worker, caseload_max: 200 },
            Event::Leaving { worker, last_day: day("2026-09-30") },
            Event::Left { worker },
            Event::Suspended { worker },
            Event::Restored { worker },
        ]
    }
}
