//! Simulate: when the clocks of a journey that was lived would have rung by other terms. What people did is taken as it was,
//! whatever they would have done on a reminder; a referral that would have ended is followed no further.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use super::clock::{Clock, InForce, Rung};
use super::reason::VoidReason;
use super::referral;
use super::ringing::{Ring, next_rings};
use super::step::Step;
use super::terms::HandoverMode;
use crate::calendar::scottish_time;
use crate::{
    Actor, Aggregate, Code, CommitId, Journey, OrgId, ReferralId, Role, Stamp, Timestamp, journey,
};

/// A journey, lived again.
#[derive(Debug, Default)]
pub struct Simulation {
    journey: Journey,
    /// Those that a clock would have ended.
    over: BTreeSet<ReferralId>,
    rang: Vec<(ReferralId, Ring)>,
}

impl Simulation {
    /// Goes on to the next commit of the journey: what is due before it rings.
    pub fn live(&mut self, stamp: &Stamp, events: &[journey::Event], in_force: &InForce) {
        self.until(stamp.recorded_at, in_force);
        for event in events.iter().filter(|event| ring(event).is_none()) {
            self.journey.evolve(stamp, event);
        }
    }

    /// Goes on until an instant: what is due before it rings.
    pub fn until(&mut self, at: Timestamp, in_force: &InForce) {
        while let Some((referral, ring)) = self.next(in_force).filter(|(_, ring)| ring.due < at) {
            self.rang.push((referral, ring));
            if ends(&ring) {
                self.over.insert(referral);
            } else {
                self.evolve(referral, ring);
            }
        }
    }

    /// What would have rung, in that order.
    pub fn rang(&self) -> &[(ReferralId, Ring)] {
        &self.rang
    }

    fn next(&self, in_force: &InForce) -> Option<(ReferralId, Ring)> {
        let going = self.journey.referral.referrals.keys().filter(|id| !self.over.contains(id));
        let rings = going.flat_map(|id| {
            next_rings(&self.journey, *id, in_force).into_iter().map(move |ring| (*id, ring))
        });
        rings.min_by_key(|(_, ring)| ring.due)
    }

    fn evolve(&mut self, referral: ReferralId, ring: Ring) {
        let stamp = Stamp {
            by: Actor { org: OrgId::from_u128(0), worker: None, role: Role::System },
            occurred_on: scottish_time(ring.due).date(),
            recorded_at: ring.due,
            commit: CommitId::from_u128(0),
        };
        let event = referral::Event { referral, step: Step::Rang(ring) };
        self.journey.evolve(&stamp, &journey::Event::Referral(event));
    }
}

/// The ring that an event is, if it changed nothing else.
pub fn ring(event: &journey::Event) -> Option<(ReferralId, Ring)> {
    let journey::Event::Referral(referral::Event { referral, step: Step::Rang(ring) }) = event
    else {
        return None;
    };
    Some((*referral, *ring))
}

/// What a clock of a referral does, to tell whether it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Did {
    /// Of which referral.
    pub referral: ReferralId,
    /// Which clock.
    pub clock: Clock,
    /// What it does.
    pub rung: Rung,
    /// Since when it ran; absent for what a referral does once only, for what came of that does not say it.
    pub armed_at: Option<Timestamp>,
}

impl Did {
    /// What this ring does.
    pub fn of(referral: ReferralId, ring: &Ring) -> Self {
        let once = ends(ring) || (ring.clock, ring.rung) == (Clock::ConfirmIntro, Rung::Overdue);
        let Ring { clock, rung, armed_at, .. } = *ring;
        Self { referral, clock, rung, armed_at: (!once).then_some(armed_at) }
    }
}

/// What a clock did, by what came of it: a ring, an end, or silence that was taken for a yes.
pub fn came_of(stamp: &Stamp, event: &journey::Event) -> Option<Did> {
    let journey::Event::Referral(referral::Event { referral, step }) = event else { return None };
    let by_itself = stamp.by.role == Role::System;
    #[expect(clippy::wildcard_enum_match_arm, reason = "no clock does anything else")]
    let (clock, rung) = match step {
        Step::Rang(ring) => return Some(Did::of(*referral, ring)),
        Step::Expired { reason } if by_itself => {
            let clock = Clock::ALL.iter().find(|clock| clock.expires_as() == Some(*reason))?;
            (*clock, Rung::Expire)
        }
        Step::Voided { reason: VoidReason::DraftNotNeeded } if by_itself => {
            (Clock::Draft, Rung::Overdue)
        }
        Step::HandoverCompleted { mode: HandoverMode::WarmUnconfirmed, .. } if by_itself => {
            (Clock::ConfirmIntro, Rung::Overdue)
        }
        _ => return None,
    };
    Some(Did { referral: *referral, clock, rung, armed_at: None })
}

/// Whether a ring ends its referral. What silence was taken for moves it on, which the journey tells if it came to that.
fn ends(ring: &Ring) -> bool {
    match (ring.clock, ring.rung) {
        (_, Rung::Expire) | (Clock::Draft, Rung::Overdue) => true,
        (_, Rung::Remind | Rung::Overdue | Rung::Partnership) => false,
    }
}
