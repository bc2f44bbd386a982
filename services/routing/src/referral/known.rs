//! What is known when a command comes: a referral on the journey.

use domain::routing::referral::Refusal;
use domain::routing::state::Referral;
use domain::{Journey, ReferralId};
use host::status;
use tonic::Status;

/// A referral on a journey.
pub(super) fn referral(journey: &Journey, id: ReferralId) -> Result<&Referral, Status> {
    let unknown = || status::refused(&Refusal::Unknown.into()).build();
    journey.referral.referrals.get(&id).ok_or_else(unknown)
}
