//! What is known when a command comes: the journey, and a referral on it.

use std::sync::Arc;

use domain::routing::referral::Refusal;
use domain::routing::state::Referral;
use domain::{Journey, PersonId, ReferralId};
use host::{Desk, status};
use journal::Baseline;
use tonic::Status;

/// A journey that somebody began: a slip in its id must not begin another.
pub(super) async fn journey(
    desk: &Desk,
    person: PersonId,
) -> Result<Arc<Baseline<Journey>>, Status> {
    let known = desk.journeys.load(person).await.map_err(|e| status::of_load(&e))?;
    if known.version() == 0 { Err(status::not_found(person)) } else { Ok(known) }
}

/// A referral on a journey.
pub(super) fn referral(journey: &Journey, id: ReferralId) -> Result<&Referral, Status> {
    let unknown = || status::refused(&Refusal::Unknown.into()).build();
    journey.referral.referrals.get(&id).ok_or_else(unknown)
}
