//! Places: one is held before a yes is written and taken after it. After a crash in between the hold lapses in time, and
//! whoever wants a place next asks the journey first. Once its referral has ended a place comes back by itself, whatever ended
//! it.

use domain::routing::ask::Ask;
use domain::routing::terms::Acceptance;
use domain::{Aggregate, Journey, ReferralId, ReservationId, ServiceId};
use host::{Call, Executed, Reply, status};
use jiff::SignedDuration;
use journal::ExecuteError;
use tonic::{Request, Status};
use uuid::Uuid;
use wire::routing::{AcceptReferralRequest, AcceptReferralResponse};

use super::{Routing, asked, asks, known, named, refused, render};

/// How long until a hold lapses that no yes has followed. Many times what a call may take, so that no yes is still on its way;
/// and soon over after a crash.
const HELD_FOR: SignedDuration = SignedDuration::from_mins(10);

/// The place of a referral.
struct Held {
    reservation: ReservationId,
    /// It was held by this very call, which gives it back if there is no yes after all.
    anew: bool,
}

/// What it takes to say yes.
struct Yes {
    terms: Acceptance,
    service: ServiceId,
    held: Option<Held>,
}

impl Routing {
    /// Says yes, with a place if the service counts them.
    pub(super) async fn accept(
        &self,
        request: Request<AcceptReferralRequest>,
    ) -> Reply<AcceptReferralResponse> {
        let call = self.desk.call(request)?;
        let id = named(&call.message.referral_id)?;
        let Yes { terms, service, held } = match self.yes(&call, id).await {
            Ok(yes) => yes,
            Err(no) => {
                let answer = self.desk.first_answer_or(&call, no).await;
                return self.or_ended(&call, id, answer).await;
            }
        };
        let reservation = held.as_ref().map(|held| held.reservation);
        let command = asked(id, Ask::Accept(Acceptance { reservation, ..terms }));
        let answer = |after: &Journey| AcceptReferralResponse {
            referral: render::referral(call.person, after, id),
            ..Default::default()
        };
        let done = self.desk.execute_on(&call, call.person, &command, answer).await;
        self.settle(&call, service, held, &done).await;
        let answer = match done {
            Ok(executed) => self.desk.answer(&call, executed).await,
            Err(error) => Err(refused::status(&call, id, error)),
        };
        self.or_ended(&call, id, answer).await
    }

    async fn yes(&self, call: &Call<AcceptReferralRequest>, id: ReferralId) -> Result<Yes, Status> {
        self.check_way_on().await?;
        let journey = self.desk.journey(call).await?;
        let referral = known::referral(&journey.state, id)?;
        let terms = asks::acceptance(&self.desk, call, referral).await?;
        let held = self.hold(call, &journey.state, id, terms).await?;
        Ok(Yes { terms, service: referral.request.to.service, held })
    }

    /// The place for a yes: the one that it has already, or one that is held now. None if the service does not count its
    /// places, or the yes will be refused as things stand.
    async fn hold<T>(
        &self,
        call: &Call<T>,
        journey: &Journey,
        id: ReferralId,
        terms: Acceptance,
    ) -> Result<Option<Held>, Status> {
        let referral = known::referral(journey, id)?;
        if let Some(before) = referral.acceptance {
            let kept = |reservation| Held { reservation, anew: false };
            return Ok(before.reservation.map(kept)); // A retry, or too late.
        }
        let yes = asked(id, Ask::Accept(terms));
        if journey.decide(&call.asked.stamp, &yes).is_err() {
            return Ok(None);
        }
        let service = referral.request.to.service;
        let known = self.desk.registry.services.load(service).await;
        let known = known.map_err(|e| status::of_load(&e))?;
        if let Some((reservation, _)) = known.state.places.of(id) {
            return Ok(Some(Held { reservation, anew: false })); // An earlier try left it.
        }
        self.desk.settle_places(service, &known.state).await?;
        let until = self.desk.clock.now() + HELD_FOR;
        let fresh = ReservationId::from(Uuid::now_v7());
        let held = self.desk.registry.reserve(service, fresh, id, until, call).await?;
        Ok(held.map(|reservation| Held { reservation, anew: true }))
    }

    /// Takes the place after a yes, and gives it back after a no. Where it is not known whether the yes was written, or the
    /// place cannot be taken now, the hold stands: the retry takes the place, or who wants it next finds out.
    async fn settle<T>(
        &self,
        call: &Call<T>,
        service: ServiceId,
        held: Option<Held>,
        done: &Result<Executed, ExecuteError<Journey>>,
    ) {
        let Some(Held { reservation, anew }) = held else { return };
        let settled = match done {
            Ok(_) => self.desk.registry.take(service, reservation, call).await,
            Err(ExecuteError::Refused { .. }) if anew => {
                self.desk.registry.release(service, reservation, call).await
            }
            Err(_) => Ok(()),
        };
        if let Err(error) = settled {
            tracing::warn!(%service, %reservation, %error, "a place could not be settled");
        }
    }
}
