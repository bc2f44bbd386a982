//! Ringing: which clocks run for a referral and since when, and what one of them does as it runs on. A ring is a step of the
//! referral; that a clock rings once, and not before its time, is decided here, whoever rings it and however often.

#[cfg(test)]
mod tests;

use super::actions::Action;
use super::case::{Answer, Case};
use super::clock::{Clock, InForce, Rung};
use super::kind::ReferralKind;
use super::reason::VoidReason;
use super::referral::Refusal;
use super::state::{Referral, ReferralState};
use super::step::Step;
use super::terms::{Facts, Redirection};
use super::{ending, handover};
use crate::calendar::begins;
use crate::{Area, Journey, ReferralId, Timestamp};

/// One ring of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ring {
    /// Which clock.
    pub clock: Clock,
    /// What it does.
    pub rung: Rung,
    /// Since when it runs. It rings once for each time that it is armed.
    pub armed_at: Timestamp,
    /// When it was to ring.
    pub due: Timestamp,
    /// By which terms: the version of the area's own, 0 where it has set none.
    pub terms: u64,
}

/// How far a clock has rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rang {
    /// Since when it ran.
    pub armed_at: Timestamp,
    /// The last that it did.
    pub rung: Rung,
}

impl Referral {
    /// The clocks that run on this referral, and since when each does.
    pub fn clocks(&self, journey: &Journey) -> Vec<(Clock, Timestamp)> {
        use ReferralState as S;
        let introduce = (Clock::Introduce, self.underway_since.unwrap_or(self.since));
        let meets = self.request.kind != ReferralKind::Advice;
        let with_intro = |clock| if meets { vec![clock, introduce] } else { vec![clock] };
        match self.state {
            S::Draft => vec![(Clock::Draft, self.since)],
            S::Sent => with_intro((Clock::Acknowledge, self.since)),
            S::Acknowledged => with_intro((Clock::Decide, self.since)),
            S::Clarifying => with_intro((Clock::Clarify, self.since)),
            S::Waitlisted => vec![(Clock::WaitReview, self.since)],
            S::Accepted => vec![introduce, (Clock::Stall, self.touched(journey))],
            S::IntroBooked => match self.held_at {
                Some(held_at) => vec![(Clock::ConfirmIntro, held_at)],
                None => vec![introduce, (Clock::Stall, self.touched(journey))],
            },
            S::HandedOver => {
                vec![(Clock::Start, self.since), (Clock::Stall, self.touched(journey))]
            }
            S::Active => {
                let begun = self.handover.map_or(self.since, |handover| handover.at);
                let planned = journey.plan.looked_at.is_some_and(|at| at >= begun);
                let plan = (!planned).then_some((Clock::Plan, self.since));
                let stall = (Clock::StallInSupport, self.touched(journey));
                plan.into_iter().chain([stall]).collect()
            }
            S::Aftercare => vec![(Clock::Aftercare, self.touched_at)],
            S::Paused // Its review has a day of its own.
            | S::Completed
            | S::EndedEarly
            | S::NotStarted
            | S::Declined
            | S::PersonDeclined
            | S::Withdrawn
            | S::Redirected
            | S::Expired
            | S::Void => vec![],
        }
    }

    /// When anything happened last: to the referral, to the plan, or a worker tried to reach the person.
    fn touched(&self, journey: &Journey) -> Timestamp {
        let tried = journey.contact.attempts.values().map(|(day, _)| begins(*day)).max();
        [Some(self.touched_at), journey.plan.looked_at, tried]
            .into_iter()
            .flatten()
            .max()
            .unwrap_or(self.since)
    }

    /// The last that a clock did since it was armed.
    fn rung(&self, clock: Clock, armed_at: Timestamp) -> Option<Rung> {
        let rang = self.rang.get(&clock).filter(|rang| rang.armed_at == armed_at);
        rang.map(|rang| rang.rung)
    }

    /// Whether the area's fallback door was asked, which takes whom no one else takes: no clock sends anybody away from there.
    pub(super) fn is_at_the_door(&self) -> bool {
        self.fallback && self.request.kind != ReferralKind::Pull
    }
}

/// What each clock of a referral does next, and when, by what is in force where the person lives.
pub fn next_rings(journey: &Journey, id: ReferralId, in_force: &InForce) -> Vec<Ring> {
    let Some(referral) = journey.referral.referrals.get(&id) else { return vec![] };
    let next = |(clock, armed_at)| {
        let (rung, days) = in_force.terms.term(clock)?.next(referral.rung(clock, armed_at))?;
        let stays = rung == Rung::Expire && referral.is_at_the_door();
        let due = in_force.calendar.due(armed_at, days);
        (!stays).then_some(Ring { clock, rung, armed_at, due, terms: in_force.version })
    };
    referral.clocks(journey).into_iter().filter_map(next).collect()
}

/// The ring by which a clock of a referral does this, whether it has rung or not; nothing where the clock does not run, or
/// never does this.
pub fn ring_of(
    journey: &Journey,
    referral: &Referral,
    (clock, rung): (Clock, Rung),
    in_force: &InForce,
) -> Option<Ring> {
    let clocks = referral.clocks(journey);
    let (_, armed_at) = clocks.into_iter().find(|(running, _)| *running == clock)?;
    let days = in_force.terms.term(clock)?.days(rung)?;
    let due = in_force.calendar.due(armed_at, days);
    Some(Ring { clock, rung, armed_at, due, terms: in_force.version })
}

/// Where a person lives, as far as their support, or the last enquiry that speaks of it, says: the area whose clocks and
/// whose services count.
pub fn area_of(journey: &Journey) -> Option<Area> {
    let enquiries = journey.enquiry.enquiries.values();
    let said = enquiries.filter(|enquiry| enquiry.received.area.is_some());
    let last = || said.max_by_key(|enquiry| enquiry.received_at)?.received.area;
    journey.episode.open().map(|open| open.area).or_else(last)
}

/// Rings a clock: once, when it is due, and only while it runs. What nobody answered goes to the area's door, if the person's
/// agreement covers that; otherwise whoever sent it goes on.
pub(super) fn ring(
    case: &Case<'_>,
    ring: &Ring,
    onward: Option<&(Box<Redirection>, Facts)>,
) -> Answer {
    case.role_allows(Action::Ring)?;
    let Ring { clock, rung, armed_at, due, .. } = *ring;
    let referral = case.referral;
    if referral.rung(clock, armed_at).is_some_and(|done| done >= rung) || ended_by(referral, ring) {
        return Ok(vec![]); // It has rung.
    }
    case.state_allows(Action::Ring)?;
    if !referral.clocks(case.journey).contains(&(clock, armed_at)) {
        return Err(Refusal::ClockNotRunning { clock });
    }
    if case.stamp.recorded_at < due || due <= armed_at {
        return Err(Refusal::NotDue { due });
    }
    match (clock, rung) {
        (Clock::Draft, Rung::Overdue) => {
            Ok(vec![case.event(Step::Voided { reason: VoidReason::DraftNotNeeded })])
        }
        (Clock::ConfirmIntro, Rung::Overdue) => handover::confirm_intro(case),
        (_, Rung::Expire) => {
            let reason = clock.expires_as().ok_or(Refusal::ClockNotRunning { clock })?;
            ending::expire(case, reason, onward)
        }
        (_, Rung::Remind | Rung::Overdue | Rung::Partnership) => {
            Ok(vec![case.event(Step::Rang(*ring))])
        }
    }
}

/// Whether this very ring ended the referral, or handed it over.
fn ended_by(referral: &Referral, ring: &Ring) -> bool {
    let entered = &referral.entered_by;
    match (ring.clock, ring.rung) {
        (clock, Rung::Expire) => {
            clock.expires_as().is_some_and(|reason| *entered == Step::Expired { reason })
        }
        (Clock::Draft, Rung::Overdue) => {
            *entered == Step::Voided { reason: VoidReason::DraftNotNeeded }
        }
        (Clock::ConfirmIntro, Rung::Overdue) => referral.handover.is_some(),
        (_, Rung::Remind | Rung::Overdue | Rung::Partnership) => false,
    }
}
