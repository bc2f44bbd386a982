//! Facts: what the directory says of a service and of the workers whom a command names, and the journey of the person.

use domain::directory::service::Published;
use domain::routing::kind::ReferralKind;
use domain::routing::terms::{Facts, Receiver};
use domain::{Date, Journey, OrgId, Role, ServiceId, Stamp, WorkerId};
use host::Desk;
use host::error::status;
use projection::Directory;
use tonic::{Code, Status};
use wire::types::ErrorReason;

/// A service that was published, whatever became of it since.
pub(super) async fn service(desk: &Desk, service: ServiceId) -> Result<Published, Status> {
    let published = |known: &Directory| known.service(service)?.published.clone();
    desk.registry.look_up(published).await?.ok_or_else(|| {
        let message = format!("no service {service}; look it up in the directory");
        status(Code::NotFound, ErrorReason::ServiceUnknown, message).build()
    })
}

/// A service with its owner, and the worker there who is named, if one is.
pub(super) async fn receiver(
    desk: &Desk,
    id: ServiceId,
    worker: Option<WorkerId>,
    on: Date,
) -> Result<Receiver, Status> {
    let org = service(desk, id).await?.org;
    if let Some(worker) = worker {
        acts_for(desk, org, worker, on).await?;
    }
    Ok(Receiver { service: id, org, worker })
}

/// That a worker acts for this organisation on this day. Somebody who does not cannot hold anybody.
pub(super) async fn acts_for(
    desk: &Desk,
    org: OrgId,
    worker: WorkerId,
    on: Date,
) -> Result<(), Status> {
    if desk.registry.active_worker(org, worker, on).await?.is_some() {
        return Ok(());
    }
    let known = desk.registry.directory.organisation(org);
    let refused = if known.is_some_and(|o| o.workers.workers.contains_key(&worker)) {
        let message = format!("worker {worker} does not act for {org} now; name another");
        status(Code::FailedPrecondition, ErrorReason::ReferralWorkerNotActive, message)
    } else {
        let message = format!("no worker {worker} at {org}; look them up in the directory");
        status(Code::NotFound, ErrorReason::WorkerUnknown, message)
    };
    Err(refused.build())
}

/// What was looked up about a service when it is asked. The person counts as assessed anew if, since this service last
/// ended a referral of theirs, a fund was asked or they agreed or reviewed a plan.
pub(super) async fn of(
    desk: &Desk,
    journey: &Journey,
    stamp: &Stamp,
    kind: ReferralKind,
    asked: ServiceId,
) -> Result<Facts, Status> {
    let published = service(desk, asked).await?;
    let service_active = published.takes_referrals();
    let Published { org, listing, .. } = published;
    let last = journey.referral.last_ended_at(asked);
    let lives_there = |open: &domain::intake::episode::Episode| listing.areas.contains(&open.area);
    Ok(Facts {
        service_active,
        accepts_kind: listing.accepts.contains(&kind),
        is_fallback: listing.fallback && journey.episode.open().is_none_or(lives_there),
        sharing_active: shares(desk, org, stamp.occurred_on).await?
            && caller_shares(desk, stamp).await?,
        reassessed: last.is_some_and(|last| last.is_reassessed(journey)),
    })
}

async fn shares(desk: &Desk, org: OrgId, on: Date) -> Result<bool, Status> {
    let shares = |known: &Directory| known.organisation(org).filter(|org| org.may_share(on));
    desk.registry.look_up(shares).await.map(|known| known.is_some())
}

/// A router that acts by itself is nobody's organisation.
pub(crate) async fn caller_shares(desk: &Desk, stamp: &Stamp) -> Result<bool, Status> {
    Ok(stamp.by.role == Role::System || shares(desk, stamp.by.org, stamp.occurred_on).await?)
}
