//! Clocks: that one rings, worked out from the journey and the terms in force, whoever says that it does.

use domain::intake::agreement::Scope;
use domain::routing::ask::Ask;
use domain::routing::clock::{Clock, Rung};
use domain::routing::kind::ReferralKind;
use domain::routing::reason::RedirectReason;
use domain::routing::referral::Refusal;
use domain::routing::ringing::{area_of, ring_of};
use domain::routing::state::Referral;
use domain::routing::terms::{Facts, Redirection};
use domain::{Aggregate, AgreementId, Code as _, Date, Journey, OrgId};
use host::{Call, Desk, malformed, status};
use projection::Directory;
use tonic::Status;
use wire::convert::code;
use wire::routing::RingClockRequest;

use super::Asks;
use crate::referral::redirect::resealed;
use crate::referral::{asked, facts, known};

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
        let goes_on = rung == Rung::Expire && goes_on(referral.request.kind);
        let onward =
            if goes_on { onward(desk, call, &journey.state, referral).await? } else { None };
        let ask = Ask::Ring { ring, onward };
        let command = asked(Self::referral(call)?, ask.clone());
        match journey.state.decide(&call.asked.stamp, &command) {
            Ok(_) => Ok(ask),
            // Perhaps the door cannot be asked, and it stays with whoever sent it; or the clock cannot ring, which is said.
            Err(_) => Ok(Ask::Ring { ring, onward: None }),
        }
    }
}

/// A question goes nowhere else, and a pull is about whoever holds the person.
fn goes_on(kind: ReferralKind) -> bool {
    match kind {
        ReferralKind::Support | ReferralKind::Transfer => true,
        ReferralKind::Pull | ReferralKind::Advice => false,
    }
}

/// To the door of the area where the person lives, if an agreement of theirs covers it, and it was not asked before.
async fn onward(
    desk: &Desk,
    call: &Call<RingClockRequest>,
    journey: &Journey,
    referral: &Referral,
) -> Result<Option<(Box<Redirection>, Facts)>, Status> {
    let stamp = &call.asked.stamp;
    let Some(area) = area_of(journey) else { return Ok(None) };
    let door = |known: &Directory| known.fallback_door(area)?.set.clone().map(|(_, door)| door);
    let Some(door) = desk.registry.look_up(door).await? else { return Ok(None) };
    if referral.from.org == door.org || journey.lead().is_some_and(|lead| lead.org == door.org) {
        return Ok(None); // Whose door it is has the person already; nobody asks themselves.
    }
    let to = facts::receiver(desk, door.service, None, stamp.occurred_on).await?;
    let id = RingClockRequest::referral(call)?;
    let asked = referral.chain.contains(&door.service)
        || journey.referral.open_at(door.service, id).is_some();
    let agreement = covering(journey, to.org, stamp.occurred_on).filter(|_| !asked);
    let Some(agreement) = agreement else { return Ok(None) };
    let facts = facts::of(desk, journey, stamp, referral.request.kind, door.service).await?;
    let Some(outcome_expected) = resealed(desk, call, referral).await? else { return Ok(None) };
    let redirection = Redirection {
        child: call.new_id("child_id", "")?,
        to,
        agreement,
        outcome_expected,
        reason: RedirectReason::Other,
    };
    Ok(Some((Box::new(redirection), facts)))
}

/// An agreement of the person's that covers this organisation today.
fn covering(journey: &Journey, org: OrgId, on: Date) -> Option<AgreementId> {
    let agreements = journey.agreement.agreements.iter();
    let covers = |scope| scope == Scope::Service || scope == Scope::Referral(org);
    let mut held =
        agreements.filter(|(id, given)| covers(given.scope) && journey.agreement.holds(**id, on));
    held.next().map(|(id, _)| *id)
}
