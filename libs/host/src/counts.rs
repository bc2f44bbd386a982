//! Numbers that rules ask for: how many people somebody leads, how many referrals a service has open. Never whose.

use domain::{OrgId, ServiceId, WorkerId};
use projection::people::Side;
use tonic::Status;

use crate::{Desk, status};

/// How many referrals are read at a time.
const READ_AT_ONCE: usize = 500;

impl Desk {
    /// How many people a worker leads; counting ends at `max`.
    ///
    /// # Errors
    /// `UNAVAILABLE` while the view is not ready.
    pub fn leads(&self, worker: WorkerId, max: usize) -> Result<usize, Status> {
        let (leads, _) = self.people.caseload(worker, &[], max).map_err(|e| status::of_view(&e))?;
        Ok(leads.len())
    }

    /// How many referrals to a service of this organisation have not reached an end; counting ends soon after `max`.
    ///
    /// # Errors
    /// `UNAVAILABLE` while the view is not ready.
    pub fn live_referrals(
        &self,
        org: OrgId,
        service: ServiceId,
        max: usize,
    ) -> Result<usize, Status> {
        let (named, mut live, mut after) = (service.to_string(), 0, vec![]);
        while live < max {
            let page = self.people.open_referrals(org, Some(Side::Received), &after, READ_AT_ONCE);
            let (referrals, next) = page.map_err(|e| status::of_view(&e))?;
            live += referrals.iter().filter(|r| r.to_service_id == named).count();
            let Some(next) = next else { break };
            after = next;
        }
        Ok(live)
    }
}
