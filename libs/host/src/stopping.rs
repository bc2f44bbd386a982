//! Stopping: a service that is to end takes nobody new first, and whoever it has not answered is found. Who they are is for
//! the system alone, which policy is asked about as about everybody.

use domain::directory::Service;
use domain::directory::service::Command;
use domain::routing::state::ReferralState;
use domain::{Code as _, OrgId, PersonId, ReferralId, ServiceId};
use policy::Action;
use projection::people::Side;
use tonic::Status;
use wire::command::DirectoryRequest;

use crate::{Caller, Desk, DirectoryCall, Entry, Registry, status};

/// How many referrals are read at a time.
const READ_AT_ONCE: usize = 500;

impl Registry {
    /// Pauses a service because of a call that ends it, or that finds it gone: whoever may make that call may have this done
    /// by it. A retry pauses it again if somebody let it take people meanwhile.
    ///
    /// # Errors
    /// `PERMISSION_DENIED` where policy does not permit the call; `FAILED_PRECONDITION` for a fallback door and for a service
    /// that is closed; as [`status`] says otherwise.
    pub async fn stop_service<T: DirectoryRequest<Entry: Entry>>(
        &self,
        call: &DirectoryCall<T>,
        service: ServiceId,
    ) -> Result<(), Status> {
        let known = self.services.load(service).await.map_err(|e| status::of_load(&e))?;
        let name = format!("service.stop.{service}.{}", known.version());
        let asked = self.follows(&call.asked, &name, &[]);
        let may = |known: &Service| self.may(call, known.owner(service));
        let done = self.decided(service, &asked, may, &Command::Pause, |_| vec![]).await?;
        self.shows(done.position).await
    }

    /// Waits until every command on a journey has ended that is under way in this process, for some seconds at the most: they
    /// were decided on what the directory said before, and what they wrote shows from here on.
    pub async fn underway_ended(&self) {
        self.underway.ended().await;
    }
}

impl Desk {
    /// Referrals to a service of this organisation that it has said neither yes nor no to, as far as the view is.
    ///
    /// # Errors
    /// `PERMISSION_DENIED` for anybody but the system; `UNAVAILABLE` while the view is not ready.
    pub fn undecided(
        &self,
        caller: &Caller,
        org: OrgId,
        service: ServiceId,
    ) -> Result<Vec<(PersonId, ReferralId)>, Status> {
        self.permit(caller, Action::ExpireReferral)?;
        let (named, mut undecided, mut after) = (service.to_string(), vec![], vec![]);
        loop {
            let page = self.people.open_referrals(org, Some(Side::Received), &after, READ_AT_ONCE);
            let (referrals, next) = page.map_err(|e| status::of_view(&e))?;
            let is_undecided =
                |state| ReferralState::from_number(state).is_some_and(ReferralState::is_undecided);
            for row in referrals.iter().filter(|row| row.to_service_id == named) {
                if is_undecided(row.state) {
                    let person =
                        row.person_id.parse().map_err(|e: uuid::Error| status::internal(&e))?;
                    let referral =
                        row.referral_id.parse().map_err(|e: uuid::Error| status::internal(&e))?;
                    undecided.push((person, referral));
                }
            }
            let Some(next) = next else { return Ok(undecided) };
            after = next;
        }
    }
}
