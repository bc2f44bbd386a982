//! What would have rung, by other terms.

use super::*;
use crate::Date;
use crate::routing::clock::Days::Working;
use crate::routing::clock::{Term, Terms};
use crate::routing::state::ReferralState as S;
use crate::routing::story::*;
use crate::testing::*;

/// One after the other, each at nine in the morning of its day.
fn lived(
    story: &[(&str, Vec<journey::Event>)],
    until: &str,
    by: &InForce,
) -> Vec<(Clock, Rung, Date)> {
    let mut simulation = Simulation::default();
    for (day, events) in story {
        let stamp = stamp_of(COUNCIL, ANN, Role::Worker, day);
        simulation.live(&stamp, events, by);
    }
    simulation.until(stamp_of(COUNCIL, ANN, Role::Worker, until).recorded_at, by);
    let rang = simulation.rang().iter();
    rang.map(|(_, ring)| (ring.clock, ring.rung, scottish_time(ring.due).date())).collect()
}

fn took(step: Step) -> Vec<journey::Event> {
    vec![journey::Event::Referral(referral::Event { referral: ONE, step })]
}

/// Sent on Monday, 17 August 2026.
fn sent() -> (&'static str, Vec<journey::Event>) {
    let sending = at(S::Sent).journey.referral.referrals[&ONE].entered_by.clone();
    (DAY, took(sending))
}

fn acknowledged(on: &str) -> (&str, Vec<journey::Event>) {
    (on, took(at(S::Acknowledged).journey.referral.referrals[&ONE].entered_by.clone()))
}

fn stricter() -> InForce {
    let overdue = Working(1);
    let term = Term { remind: None, overdue, partnership: None, expire: Some(Working(3)) };
    let terms = Terms::standard().with(Clock::Acknowledge, term).expect("terms that can be");
    InForce { terms, version: 1, ..InForce::standard() }
}

#[test]
fn what_was_answered_in_time_would_have_rung_by_stricter_terms() {
    let story = [sent(), acknowledged("2026-08-19")];
    assert_eq!(
        lived(&story, "2026-08-20", &InForce::standard())[..],
        [(Clock::Acknowledge, Rung::Remind, day("2026-08-19")),]
    );
    assert_eq!(
        lived(&story, "2026-08-20", &stricter())[..],
        [(Clock::Acknowledge, Rung::Overdue, day("2026-08-19")),]
    );
}
#[test]
fn what_would_have_ended_is_followed_no_further() {
    let story = [sent(), acknowledged("2026-08-24")];
    let rang = lived(&story, "2027-08-24", &stricter());
    assert_eq!(rang.last(), Some(&(Clock::Acknowledge, Rung::Expire, day("2026-08-21"))));
}
#[test]
fn what_rang_is_forgotten_before_it_is_simulated() {
    let story = at(S::Sent);
    let rang = next_rings(&story.journey, ONE, &InForce::standard());
    let ring = *rang.iter().min_by_key(|ring| ring.due).expect("a clock runs");
    let story = [sent(), ("2026-08-19", took(Step::Rang(ring))), acknowledged("2026-08-19")];
    assert_eq!(lived(&story, "2026-08-20", &stricter()).len(), 1);
    assert_eq!(super::ring(&story[1].1[0]), Some((ONE, ring)));
}
#[test]
fn nothing_rings_on_a_day_before_it_is_over() {
    let only_sent = [sent()];
    assert_eq!(lived(&only_sent, "2026-08-18", &stricter()), []);
    assert_eq!(lived(&only_sent, "2026-08-19", &stricter()).len(), 1);
}
