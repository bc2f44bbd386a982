//! Facts that a command on one entry needs from elsewhere: from the journeys' view, and from other entries. Each waits
//! until everything written before the command shows, and says so rather than decide on less.

use std::collections::BTreeSet;

use domain::directory::worker::CASELOAD_MAX;
use domain::{Area, OrgId, ServiceId, WorkerId};
use tonic::Status;

use super::DirectoryApi;

/// Counting live referrals ends about here, for one is enough to refuse; a refusal then names at least so many.
const LIVE_COUNTED_MAX: usize = 1_000;

impl DirectoryApi {
    /// How many people a worker leads; no more are counted than a caseload may hold.
    pub(super) async fn open_leads(&self, org: OrgId, worker: WorkerId) -> Result<u32, Status> {
        self.desk.up_to_date().await?;
        Ok(count(self.desk.leads(org, worker, CASELOAD_MAX.into())?))
    }

    /// How many referrals to a service have not reached an end.
    pub(super) async fn live_referrals(&self, service: ServiceId) -> Result<u32, Status> {
        self.desk.up_to_date().await?;
        let Some(org) = self.owner(service) else {
            return Ok(0); // Nobody can have been referred to it.
        };
        Ok(count(self.desk.live_referrals(org, service, LIVE_COUNTED_MAX)?))
    }

    /// Whose service it is, as far as the directory is; nobody's if it was not published.
    pub(super) fn owner(&self, service: ServiceId) -> Option<OrgId> {
        let known = self.registry.directory.service(service)?;
        known.published.as_ref().map(|published| published.org)
    }

    /// The areas whose fallback door a service is.
    pub(super) async fn door_of(&self, service: ServiceId) -> Result<BTreeSet<Area>, Status> {
        self.registry.up_to_date().await?;
        let is_door = |area: &Area| {
            let door = self.registry.directory.fallback_door(*area);
            door.is_some_and(|d| d.set.as_ref().is_some_and(|(_, door)| door.service == service))
        };
        Ok(Area::ALL.into_iter().filter(is_door).collect())
    }

    /// Whose service it is, and whether it takes everybody in an area; nothing for a service that was not published.
    pub(super) async fn takes_everybody(
        &self,
        service: ServiceId,
        area: Area,
    ) -> Result<Option<(OrgId, bool)>, Status> {
        self.registry.up_to_date().await?;
        let known = self.registry.directory.service(service);
        Ok(known.and_then(|s| {
            let org = s.published.as_ref()?.org;
            Some((org, s.can_be_door(org, area)))
        }))
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
