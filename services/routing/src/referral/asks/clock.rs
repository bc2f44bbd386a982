//! Clocks: that one rings, worked out from the journey and the terms in force, whoever says that it does.

use domain::Code as _;
use domain::routing::ask::Ask;
use domain::routing::clock::{Clock, Rung};
use domain::routing::referral::Refusal;
use domain::routing::ringing::ring_of;
use host::{Call, Desk, malformed, status};
use tonic::Status;
use wire::convert::code;
use wire::routing::RingClockRequest;

use super::{Asks, onward};
use crate::referral::known;

impl Asks for RingClockRequest {
    /// Who is only reminded, or told, is where they are.
    fn needs_a_way_on(message: &Self) -> bool {
        message.rung == Rung::Expire.number()
    }

    async fn ask(desk: &Desk, call: &Call<Self>) -> Result<Ask, Status> {
        let clock: Clock = code("clock", call.message.clock).map_err(malformed)?;
        let rung: Rung = code("rung", call.message.rung).map_err(malformed)?;
        let journey = desk.journey(call).await?;
        let referral = known::referral(&journey.state, Self::referral(call)?)?;
        let refused = || status::refused(&Refusal::ClockNotRunning { clock }.into()).build();
        let in_force = desk.in_force(&journey.state);
        let ring = ring_of(&journey.state, referral, (clock, rung), &in_force);
        let ring = ring.ok_or_else(refused)?;
        let ask = |onward| Ask::Ring { ring, onward };
        if rung == Rung::Expire {
            onward::going_on(desk, call, &journey.state, referral, ask).await
        } else {
            Ok(ask(None))
        }
    }
}
