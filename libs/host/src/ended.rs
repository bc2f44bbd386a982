//! What is told of a referral that has ended to whoever had part in it: that it has. The person is no longer theirs to see,
//! but who was a moment too late must not be left to wonder.

use domain::ReferralId;
use domain::routing::state::ReferralState;
use tonic::Status;

use crate::{Call, Desk, status};

impl Desk {
    /// How a referral of the call's person ended, if it has, and if the caller's organisation asked or was asked.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the journal cannot be read.
    pub async fn ended<T>(
        &self,
        call: &Call<T>,
        referral: ReferralId,
    ) -> Result<Option<ReferralState>, Status> {
        let known = self.journeys.load(call.person).await.map_err(|e| status::of_load(&e))?;
        let ours = call.asked.stamp.by.org;
        let referral = known.state.referral.referrals.get(&referral);
        let ended = referral.filter(|r| r.state.is_terminal());
        Ok(ended.filter(|r| r.asker() == ours || r.asked() == ours).map(|r| r.state))
    }
}
