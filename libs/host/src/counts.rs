//! Numbers that rules ask for: how many people somebody leads, how many referrals a service has open. Never whose.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{OrgId, ServiceId, Timestamp, WorkerId};
use projection::people::Side;
use tonic::Status;

use crate::{Desk, status};

/// How many referrals are read at a time.
const READ_AT_ONCE: usize = 500;

/// How long a count of an organisation's people holds. It sets a budget for a day, and may be a little old.
const COUNTED_FOR: Duration = Duration::from_secs(10 * 60);

/// How many people of one worker are counted at the most.
const LED_MAX: usize = 1_000;

/// How many people organisations are responsible for, as last counted. One entry for each that is in the directory and
/// searches.
#[derive(Clone, Default)]
pub(crate) struct Counted(Arc<Mutex<HashMap<OrgId, (Timestamp, u32)>>>);

impl Counted {
    fn lock(&self) -> MutexGuard<'_, HashMap<OrgId, (Timestamp, u32)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Desk {
    /// How many people an organisation's workers lead, as of ten minutes ago at the most; 0 for one that is not known, and
    /// while the view is not ready.
    pub(crate) fn people_of(&self, org: OrgId) -> u32 {
        let now = self.clock.now();
        let last = self.counted.lock().get(&org).copied();
        if let Some((at, people)) = last
            && now.duration_since(at).unsigned_abs() < COUNTED_FOR
        {
            return people;
        }
        let Some(known) = self.registry.directory.organisation(org) else { return 0 };
        let workers = known.workers.workers.keys();
        let led: Result<usize, Status> =
            workers.map(|worker| self.leads(org, *worker, LED_MAX)).sum();
        let Ok(led) = led else { return 0 };
        let people = u32::try_from(led).unwrap_or(u32::MAX);
        self.counted.lock().insert(org, (now, people)); // Not held while it is counted: others search meanwhile.
        people
    }

    /// How many people a worker leads for this organisation; counting ends at `max`.
    ///
    /// # Errors
    /// `UNAVAILABLE` while the view is not ready.
    pub fn leads(&self, org: OrgId, worker: WorkerId, max: usize) -> Result<usize, Status> {
        let (leads, _) =
            self.people.caseload(org, worker, &[], max).map_err(|e| status::of_view(&e))?;
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
