//! Places: one is held before a yes is written and taken after it. After a crash in between the hold lapses in time, and
//! whoever wants a place next asks the journey first. Once its referral has ended a place comes back by itself, whatever ended
//! it.

use std::sync::Arc;

use domain::directory::place::Hold;
use domain::routing::ask::Ask;
use domain::routing::terms::Acceptance;
use domain::{Aggregate, Journey, ReferralId, ReservationId, ServiceId};
use host::error::status as error;
use host::{Call, Executed, Reply, status};
use jiff::SignedDuration;
use journal::{Baseline, ExecuteError};
use tonic::{Code, Request, Status};
use uuid::Uuid;
use wire::routing::{AcceptReferralRequest, AcceptReferralResponse};
use wire::types::ErrorReason;

use super::{Routing, asked, asks, known, named, refused, render};

/// How long until a hold lapses that no yes has followed. Many times what a call may take, so that no yes is still on its way;
/// and soon over after a crash.
const HELD_FOR: SignedDuration = SignedDuration::from_mins(10);

/// No yes builds on a hold that lapses sooner than so: it may be given to others before the yes is written. Longer than a call
/// may take, and than the clocks of two machines are apart.
const STANDS_FOR: SignedDuration = SignedDuration::from_mins(2);

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
    /// None for a retry of a yes that was said before places were held for every one.
    held: Option<Held>,
}

impl Routing {
    /// Says yes, with a place. One is held also where the service has not said how many it has: once it does, who is there
    /// already counts.
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
        self.take_or_give_back(&call, id, service, held, &done).await;
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
        let held = self.hold(call, &journey, id, terms).await?;
        Ok(Yes { terms, service: referral.request.to.service, held })
    }

    /// The place for a yes: the one that it has already, or one that is held now. A yes that would be refused as things stand
    /// is refused here: without a place it must not be written, whatever comes in between.
    async fn hold<T>(
        &self,
        call: &Call<T>,
        journey: &Arc<Baseline<Journey>>,
        id: ReferralId,
        terms: Acceptance,
    ) -> Result<Option<Held>, Status> {
        let referral = known::referral(&journey.state, id)?;
        if let Some(before) = referral.acceptance {
            let kept = |reservation| Held { reservation, anew: false };
            return Ok(before.reservation.map(kept)); // A retry, or too late.
        }
        let yes = asked(id, Ask::Accept(terms));
        if let Err(refusal) = journey.state.decide(&call.asked.stamp, &yes) {
            let no = ExecuteError::Refused { refusal, state: Arc::clone(journey) };
            return Err(refused::status(call, id, no));
        }
        let service = referral.request.to.service;
        let known = self.desk.registry.services.load(service).await;
        let known = known.map_err(|e| status::of_load(&e))?;
        let now = self.desk.clock.now();
        match known.state.places.of(id) {
            Some((_, Hold::Reserved(until))) if until <= now => {}
            Some((_, Hold::Reserved(until))) if until.duration_since(now) < STANDS_FOR => {
                return Err(not_yet());
            }
            Some((reservation, Hold::Reserved(_) | Hold::Taken | Hold::Released)) => {
                return Ok(Some(Held { reservation, anew: false })); // An earlier try left it.
            }
            None => {}
        }
        self.desk.settle_places(service, &known.state).await?;
        let reservation = ReservationId::from(Uuid::now_v7());
        self.desk.registry.reserve(service, reservation, id, now + HELD_FOR, call).await?;
        Ok(Some(Held { reservation, anew: true }))
    }

    /// Takes the place after a yes, and gives it back after a no, unless another worker's yes has that place, or could still
    /// get it. Where it is not known whether the yes was written, or the place cannot be taken now, the hold stands: the retry
    /// takes the place, or who wants it next finds out.
    async fn take_or_give_back<T>(
        &self,
        call: &Call<T>,
        id: ReferralId,
        service: ServiceId,
        held: Option<Held>,
        done: &Result<Executed, ExecuteError<Journey>>,
    ) {
        let Some(Held { reservation, anew }) = held else { return };
        let settled = match done {
            Ok(_) => self.desk.registry.take(service, reservation, call).await,
            Err(ExecuteError::Refused { state, .. })
                if anew && gets_no_yes(&state.state, id, reservation) =>
            {
                self.desk.registry.release(service, reservation, call).await
            }
            Err(_) => Ok(()),
        };
        if let Err(error) = settled {
            tracing::warn!(%service, %reservation, %error, "a place could not be settled");
        }
    }
}

/// Whether a referral has no yes with this place, and gets none any more: it has ended, or has its yes without it.
fn gets_no_yes(journey: &Journey, id: ReferralId, reservation: ReservationId) -> bool {
    journey.referral.referrals.get(&id).is_some_and(|referral| {
        let without = |yes: Acceptance| yes.reservation != Some(reservation);
        referral.state.is_terminal() || referral.acceptance.is_some_and(without)
    })
}

/// An earlier try was cut short, and what it held is about to lapse.
fn not_yet() -> Status {
    let message = "an earlier try of this yes was cut short; send it again in two minutes";
    error(Code::Aborted, ErrorReason::TooContended, message).build()
}
