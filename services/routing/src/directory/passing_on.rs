//! Passing on: a service that closes, or is gone from its publisher's feed, takes nobody new first; then whoever it has not
//! answered goes to the fallback door of their area, each in one commit. What was cut short goes on when it is asked again.
//!
//! Somebody may be sent there by a command that was decided before the pause. This process waits for its own. Those of another
//! process of a cluster are found as far as they are written when it is looked once more, after the close and each time that
//! the close is asked again; whom nobody finds, the referral's clocks pass on.

use domain::directory::service::{Published, Standing};
use domain::directory::{publication, service};
use domain::routing::reason::ExpireReason;
use domain::{Code as _, OrgId, PersonId, ReferralId, ServiceId};
use futures::{StreamExt, stream};
use host::{Caller, DirectoryCall, Entry, status};
use tonic::{Request, Status};
use uuid::Uuid;
use wire::command::DirectoryRequest;
use wire::routing::routing_service_server::RoutingService;
use wire::routing::{CloseServiceRequest, ExpireReferralRequest, RetirePublicationRequest};

use super::DirectoryApi;
use crate::Routing;

/// How many people are passed on at once.
const AT_ONCE: usize = 16;
/// How often it is looked, each time, who else was referred meanwhile by somebody who had not heard of the pause.
const LOOKS_MAX: usize = 3;

impl DirectoryApi {
    /// That a service closes, once all whom it has not answered are passed on.
    pub(super) async fn closing(
        &self,
        call: &DirectoryCall<CloseServiceRequest>,
    ) -> Result<service::Command, Status> {
        if let Some(known) = self.not_closed(call.id).await?
            && let Some(error) = self.empties(call, call.id, known.org).await?
        {
            return Err(error);
        }
        let live_referrals = self.live_referrals(call.id).await?;
        Ok(service::Command::Close { live_referrals })
    }

    /// Passes on whoever came to a service that is closed. The close stands whatever comes of this, and who asks for it again
    /// has it looked again.
    pub(super) async fn after_closing(&self, service: ServiceId) {
        let Some(org) = self.owner(service) else { return };
        match self.passes_all_on(service, org).await {
            Ok(None) => {}
            Ok(Some(error)) | Err(error) => {
                tracing::warn!(%service, %error, "somebody may wait at a service that is closed");
            }
        }
    }

    /// That a service is in its feed no longer, once all are passed on whom the partner has not answered that takes referrals
    /// to it. A fallback door is there for everybody, whatever a feed says.
    pub(super) async fn vanishing(
        &self,
        call: &DirectoryCall<RetirePublicationRequest>,
    ) -> Result<publication::Command, Status> {
        let known = self.registry.publications.load(call.id).await;
        let known = known.map_err(|e| status::of_load(&e))?;
        let listed = known.state.listed.as_ref().is_some_and(|listed| !listed.vanished);
        if listed
            && !known.has_answered(&call.asked)
            && let Some(known) = self.not_closed(call.id).await?
            && !known.listing.fallback
        {
            // Who cannot be passed on is counted with those who are helped: it is kept, and the rest of the feed goes on.
            drop(self.empties(call, call.id, known.org).await?);
        }
        let live_referrals = self.live_referrals(call.id).await?;
        Ok(publication::Command::Vanish { live_referrals })
    }

    /// A service that was published and may have people, as its own record says.
    async fn not_closed(&self, id: ServiceId) -> Result<Option<Published>, Status> {
        let known = self.registry.services.load(id).await.map_err(|e| status::of_load(&e))?;
        Ok(known.state.published.clone().filter(|known| known.standing != Standing::Closed))
    }

    /// Lets a service take nobody new, and passes on whoever it has not answered; says why somebody could not be.
    async fn empties<T: DirectoryRequest<Entry: Entry>>(
        &self,
        call: &DirectoryCall<T>,
        service: ServiceId,
        org: OrgId,
    ) -> Result<Option<Status>, Status> {
        self.registry.stop_service(call, service).await?;
        self.passes_all_on(service, org).await
    }

    /// Passes on whoever a service has not answered, once all have arrived who are on their way; says why somebody could not
    /// be.
    async fn passes_all_on(
        &self,
        service: ServiceId,
        org: OrgId,
    ) -> Result<Option<Status>, Status> {
        self.registry.underway_ended().await;
        let mut failed = None;
        for _ in 0..LOOKS_MAX {
            self.desk.up_to_date().await?;
            let waiting = self.desk.undecided(&Caller::system(), org, service)?;
            if waiting.is_empty() {
                return Ok(None);
            }
            if failed.is_some() {
                break;
            }
            failed = self.pass_on(waiting).await;
        }
        Ok(failed) // Whoever came after the last look is counted.
    }

    /// Passes these on, and says why one could not be. Some may have their answer meanwhile.
    async fn pass_on(&self, waiting: Vec<(PersonId, ReferralId)>) -> Option<Status> {
        let routing = Routing::new(self.desk.clone());
        let passed = waiting.into_iter().map(|(person, referral)| {
            let mut request = Request::new(ExpireReferralRequest {
                request_id: Uuid::new_v5(&CLOSES, referral.as_bytes()).to_string(),
                person_id: person.to_string(),
                occurred_on: None, // Or its retry tomorrow would be another message.
                referral_id: referral.to_string(),
                reason: ExpireReason::ServiceClosed.number(),
            });
            request.extensions_mut().insert(Caller::system());
            let routing = &routing;
            async move {
                let passed = routing.expire_referral(request).await;
                passed.err().inspect(|error| {
                    tracing::warn!(%person, %referral, %error, "somebody was not passed on");
                })
            }
        });
        let failed: Vec<_> = stream::iter(passed).buffer_unordered(AT_ONCE).collect().await;
        failed.into_iter().flatten().next()
    }
}

/// The namespace of the ids of these commands: the same for ever for each referral, which can end but once.
const CLOSES: Uuid = Uuid::from_u128(0x91c4_0b7e_2f6d_4a18_b3d5_6e08_c1f7_4d92);
