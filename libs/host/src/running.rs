//! Clocks that run: whose they are, and what they do next. For the system alone, which policy is asked about as about
//! everybody.

use std::sync::Arc;

use domain::routing::clock::InForce;
use domain::routing::ringing::{Ring, area_of, next_rings};
use domain::{Journey, PersonId, ReferralId};
use policy::Action;
use projection::people::Page;
use tonic::Status;

use crate::permit::Ask;
use crate::{Caller, Desk, status};

impl Desk {
    /// People with a referral that clocks may run on, as far as the view is, each with the journey's version that last
    /// changed what those hang on.
    ///
    /// # Errors
    /// `PERMISSION_DENIED` for anybody but the system; `UNAVAILABLE` while the view is not ready.
    pub fn waiting(
        &self,
        caller: &Caller,
        after: &[u8],
        limit: usize,
    ) -> Result<Page<(PersonId, u64)>, Status> {
        self.permit(caller, Action::RingClock)?;
        self.people.waiting(after, limit).map_err(|e| status::of_view(&e))
    }

    /// What each clock of a person's referrals does next, and when; and which version of their journey says so.
    ///
    /// # Errors
    /// `NOT_FOUND` for anybody but the system; `UNAVAILABLE` if the journal cannot be read.
    pub async fn next_rings(
        &self,
        caller: &Caller,
        person: PersonId,
    ) -> Result<(u64, Vec<(ReferralId, Ring)>), Status> {
        let known = self.journeys.load(person).await.map_err(|e| status::of_load(&e))?;
        let ask = Ask::new(Action::RingClock, caller);
        if !ask.may(&self.policy, &known.state, self.clock.now()) {
            return Err(status::not_found(person));
        }
        let (journey, in_force) = (&known.state, self.in_force(&known.state));
        let of = |id: &ReferralId| {
            let id = *id;
            next_rings(journey, id, &in_force).into_iter().map(move |ring| (id, ring))
        };
        let rings = journey.referral.referrals.keys().flat_map(of).collect();
        Ok((known.version(), rings))
    }

    /// By which terms, and on which days, a person's clocks run.
    pub fn in_force(&self, journey: &Journey) -> Arc<InForce> {
        let own = area_of(journey).and_then(|area| self.registry.directory.clocks(area));
        own.map_or_else(|| Arc::new(InForce::standard()), |own| own.in_force())
    }
}
