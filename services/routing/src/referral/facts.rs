//! Facts: what the directory says of a service and of the workers whom a command names, and the journey of the person.

use std::sync::Arc;

use domain::directory::service::{Published, Standing};
use domain::routing::kind::ReferralKind;
use domain::routing::terms::{Facts, Receiver};
use domain::{Date, Journey, OrgId, Role, ServiceId, Stamp, WorkerId};
use host::Desk;
use host::error::status;
use tonic::{Code, Status};
use wire::types::ErrorReason;

/// A service that was published, whatever became of it since.
pub(super) fn service(desk: &Desk, service: ServiceId) -> Result<Published, Status> {
    let known = desk.registry.directory.service(service).map(Arc::unwrap_or_clone);
    known.and_then(|known| known.published).ok_or_else(|| {
        let message = format!("no service {service}; look it up in the directory");
        status(Code::NotFound, ErrorReason::ServiceUnknown, message).build()
    })
}

/// A service with its owner, and the worker there who is named, if one is.
pub(super) fn receiver(
    desk: &Desk,
    id: ServiceId,
    worker: Option<WorkerId>,
    on: Date,
) -> Result<Receiver, Status> {
    let org = service(desk, id)?.org;
    if let Some(worker) = worker {
        acts_for(desk, org, worker, on)?;
    }
    Ok(Receiver { service: id, org, worker })
}

/// That a worker acts for this organisation on this day. Somebody who does not cannot hold anybody.
pub(super) fn acts_for(desk: &Desk, org: OrgId, worker: WorkerId, on: Date) -> Result<(), Status> {
    let known = desk.registry.directory.organisation(org);
    match known.as_ref().and_then(|o| o.workers.workers.get(&worker)) {
        Some(known) if known.may_act(on) => Ok(()),
        Some(_) => {
            let message = format!("worker {worker} does not act for {org} now; name another");
            Err(status(Code::FailedPrecondition, ErrorReason::ReferralWorkerNotActive, message)
                .build())
        }
        None => {
            let message = format!("no worker {worker} at {org}; look them up in the directory");
            Err(status(Code::NotFound, ErrorReason::WorkerUnknown, message).build())
        }
    }
}

/// What was looked up about a service when it is asked. The person counts as assessed anew if, since this service last
/// ended a referral of theirs, a fund was asked or they agreed or reviewed a plan.
pub(super) fn of(
    desk: &Desk,
    journey: &Journey,
    stamp: &Stamp,
    kind: ReferralKind,
    asked: ServiceId,
) -> Result<Facts, Status> {
    let Published { org, listing, standing } = service(desk, asked)?;
    let last = journey.referral.last_ended_at(asked);
    let lives_there = |open: &domain::intake::episode::Episode| listing.areas.contains(&open.area);
    Ok(Facts {
        service_active: standing == Standing::Open,
        accepts_kind: listing.accepts.contains(&kind),
        is_fallback: listing.fallback && journey.episode.open().is_none_or(lives_there),
        sharing_active: shares(desk, org, stamp.occurred_on) && caller_shares(desk, stamp),
        reassessed: last.is_some_and(|last| last.is_reassessed(journey)),
    })
}

fn shares(desk: &Desk, org: OrgId, on: Date) -> bool {
    desk.registry.directory.organisation(org).is_some_and(|org| org.may_share(on))
}

/// A router that acts by itself is nobody's organisation.
fn caller_shares(desk: &Desk, stamp: &Stamp) -> bool {
    stamp.by.role == Role::System || shares(desk, stamp.by.org, stamp.occurred_on)
}
