//! Holds that lapsed: somebody stopped between a hold and its yes, or between a yes and taking the place. The journeys know
//! which, and nobody gets a place before they were asked. A referral that ended without giving its place back is found on
//! the way.

use std::collections::BTreeMap;

use domain::directory::Service;
use domain::directory::place::{Hold, Place};
use domain::{PersonId, ReferralId, ReservationId, ServiceId};
use projection::people::Side;
use tonic::Status;

use crate::{Desk, status};

/// How many referrals are read at a time.
const READ_AT_ONCE: usize = 500;

impl Desk {
    /// Asks the journeys what became of a service's lapsed holds: who has a yes keeps the place; of others it is free again.
    /// Where the view cannot tell everything, what it does not show is left as it is: too few places are better than one
    /// too many.
    ///
    /// # Errors
    /// `UNAVAILABLE` while the view is not ready, or if a journal cannot be read; what was settled until then stands.
    pub async fn settle_places(&self, service: ServiceId, known: &Service) -> Result<(), Status> {
        let now = self.clock.now();
        let published = known.published.as_ref().filter(|_| known.places.has_lapsed(now));
        let Some(published) = published else { return Ok(()) };
        let in_use = known.places.places.iter().filter(|(_, place)| place.is_in_use());
        let mut open: BTreeMap<ReferralId, (ReservationId, Hold)> = in_use
            .map(|(reservation, Place { referral, hold })| (*referral, (*reservation, *hold)))
            .collect();
        self.up_to_date().await?;
        let mut after = vec![];
        loop {
            let page = self.people.open_referrals(
                published.org,
                Some(Side::Received),
                &after,
                READ_AT_ONCE,
            );
            let (referrals, next) = page.map_err(|e| status::of_view(&e))?;
            for row in referrals {
                let id = row.referral_id.parse().map_err(|e: uuid::Error| status::internal(&e))?;
                let Some((reservation, hold)) = open.remove(&id) else { continue };
                if matches!(hold, Hold::Reserved(until) if until <= now) {
                    let person =
                        row.person_id.parse().map_err(|e: uuid::Error| status::internal(&e))?;
                    let has_a_yes = self.has_a_yes(person, id, reservation).await?;
                    self.registry.settle(service, reservation, has_a_yes).await?;
                }
            }
            let Some(next) = next else { break };
            after = next;
        }
        // The others have ended, or went on to another organisation, if the view shows everybody.
        let is_whole = self.people.projection().progress().borrow().parked == 0;
        for (reservation, hold) in open.into_values() {
            let is_over = match hold {
                Hold::Reserved(until) => until <= now,
                Hold::Taken => true,
                Hold::Released => false,
            };
            if is_whole && is_over {
                self.registry.settle(service, reservation, false).await?;
            }
        }
        Ok(())
    }

    /// Whether a referral, as its journey says, was said yes to with this place and has not ended.
    async fn has_a_yes(
        &self,
        person: PersonId,
        referral: ReferralId,
        reservation: ReservationId,
    ) -> Result<bool, Status> {
        let journey = self.journeys.load(person).await.map_err(|e| status::of_load(&e))?;
        let known = journey.state.referral.referrals.get(&referral);
        Ok(known.is_some_and(|known| {
            let place = known.acceptance.and_then(|yes| yes.reservation);
            place == Some(reservation) && !known.state.is_terminal()
        }))
    }
}
