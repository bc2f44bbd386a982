//! Onward: where a referral goes that ends because nobody answered it, or will: to the fallback door of the area where the
//! person lives, in the commit that ends it.

use domain::intake::agreement::Scope;
use domain::routing::ask::{Ask, Onward};
use domain::routing::kind::ReferralKind;
use domain::routing::reason::RedirectReason;
use domain::routing::ringing::area_of;
use domain::routing::state::Referral;
use domain::routing::terms::Redirection;
use domain::{Aggregate, AgreementId, Date, Journey, OrgId};
use host::{Call, Desk};
use projection::Directory;
use tonic::Status;

use super::Asks;
use crate::referral::redirect::resealed;
use crate::referral::{asked, facts};

/// What is asked, going on to the area's door. Where that cannot be, perhaps because the door cannot be asked, it stays with
/// whoever sent it.
pub(super) async fn going_on<T: Asks>(
    desk: &Desk,
    call: &Call<T>,
    journey: &Journey,
    referral: &Referral,
    ask: impl Fn(Onward) -> Ask,
) -> Result<Ask, Status> {
    if !goes_on(referral.request.kind) {
        return Ok(ask(None));
    }
    let going_on = ask(onward(desk, call, journey, referral).await?);
    let command = asked(T::referral(call)?, going_on.clone());
    let may = journey.decide(&call.asked.stamp, &command).is_ok();
    Ok(if may { going_on } else { ask(None) })
}

/// A question goes nowhere else, and a pull is about whoever holds the person.
fn goes_on(kind: ReferralKind) -> bool {
    match kind {
        ReferralKind::Support | ReferralKind::Transfer => true,
        ReferralKind::Pull | ReferralKind::Advice => false,
    }
}

/// To the door of the area where the person lives, if an agreement of theirs covers it, and it was not asked before.
async fn onward<T: Asks>(
    desk: &Desk,
    call: &Call<T>,
    journey: &Journey,
    referral: &Referral,
) -> Result<Onward, Status> {
    let stamp = &call.asked.stamp;
    let Some(area) = area_of(journey) else { return Ok(None) };
    let door = |known: &Directory| known.fallback_door(area)?.set.clone().map(|(_, door)| door);
    let Some(door) = desk.registry.look_up(door).await? else { return Ok(None) };
    if referral.from.org == door.org || journey.lead().is_some_and(|lead| lead.org == door.org) {
        return Ok(None); // Whose door it is has the person already; nobody asks themselves.
    }
    let to = facts::receiver(desk, door.service, None, stamp.occurred_on).await?;
    let id = T::referral(call)?;
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
