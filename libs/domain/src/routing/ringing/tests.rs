//! When clocks ring, what for, and what comes of it.

use super::*;
use crate::intake::agreement::{self, Scope};
use crate::intake::plan::{self, Plan};
use crate::routing::ask::Ask;
use crate::routing::kind::ReferralKind::{Advice, Pull, Transfer};
use crate::routing::reason::{ExpireReason, HoldReason};
use crate::routing::referral::Command;
use crate::routing::state::ReferralState as S;
use crate::routing::story::*;
use crate::routing::terms::{HandoverMode, Receiver, Request};
use crate::testing::*;
use crate::{AgreementId, Code, Role, Stamp};

/// The clock's stamp on a day.
fn on(day: &str) -> Stamp {
    Stamp { by: clock().by, ..stamp_of(COUNCIL, ANN, Role::System, day) }
}

fn next_of(story: &Given, clock: Clock) -> Option<Ring> {
    let rings = next_rings(&story.journey, ONE, &InForce::standard());
    rings.into_iter().find(|ring| ring.clock == clock)
}

/// Its next ring, whichever it is.
fn next(story: &Given, clock: Clock) -> Ring {
    next_of(story, clock).expect("the clock runs, and rings again")
}

fn rings(ring: Ring) -> Command {
    ask(Ask::Ring { ring, onward: None })
}

/// Rung, a month later.
fn rung(story: Given, clock: Clock) -> Given {
    let ring = next(&story, clock);
    story.by(on("2026-10-30")).when(rings(ring)).then_and()
}

fn running(story: &Given) -> Vec<Clock> {
    let referral = &story.journey.referral.referrals[&ONE];
    referral.clocks(&story.journey).into_iter().map(|(clock, _)| clock).collect()
}

fn expires(story: &Given) -> Ring {
    Ring { rung: Rung::Expire, ..next(story, Clock::Acknowledge) }
}

#[test]
fn what_is_waited_for_runs_and_nothing_else() {
    for (state, clocks) in [
        (S::Draft, vec![Clock::Draft]),
        (S::Sent, vec![Clock::Acknowledge, Clock::Introduce]),
        (S::Acknowledged, vec![Clock::Decide, Clock::Introduce]),
        (S::Clarifying, vec![Clock::Clarify, Clock::Introduce]),
        (S::Waitlisted, vec![Clock::WaitReview]),
        (S::Accepted, vec![Clock::Introduce, Clock::Stall]),
        (S::IntroBooked, vec![Clock::Introduce, Clock::Stall]),
        (S::HandedOver, vec![Clock::Start, Clock::Stall]),
        (S::Active, vec![Clock::Plan, Clock::StallInSupport]),
        (S::Paused, vec![]),
        (S::Aftercare, vec![Clock::Aftercare]),
    ] {
        assert_eq!(running(&at(state)), clocks, "{state:?}");
    }
    for state in S::ALL.iter().filter(|state| state.is_terminal()) {
        assert_eq!(running(&at(*state)), [], "{state:?}");
    }
}
#[test]
fn who_has_a_plan_is_not_asked_for_one_after_a_pause() {
    let plan =
        Plan { version: 1, text: text(), goals: 1, actions: 0, next_review: day("2026-11-09") };
    let agree = plan::Command::Agree { plan, agreed_by_person: true };
    let (pause, later) = (
        Ask::Pause { reason: HoldReason::Caring.into(), review_on: day("2026-09-17") },
        stamp_of(CHARITY, BEA, Role::Worker, "2026-09-17"),
    );
    let paused = at(S::Active).does(charity(), ONE, pause.clone());
    let without = paused.does(later, ONE, Ask::Resume);
    assert_eq!(running(&without), [Clock::Plan, Clock::StallInSupport]);
    let planned = at(S::Active).by(charity()).when(agree).then_and();
    assert_eq!(running(&planned), [Clock::StallInSupport]);
    let resumed = planned.does(charity(), ONE, pause).does(later, ONE, Ask::Resume);
    assert_eq!(running(&resumed), [Clock::StallInSupport]);
}
#[test]
fn nobody_waits_for_a_meeting_about_a_question() {
    assert_eq!(running(&of_kind(Advice, S::Sent)), [Clock::Acknowledge]);
}
#[test]
fn once_it_was_held_only_the_senders_word_is_waited_for() {
    let story = at(S::IntroBooked).does(charity(), ONE, held());
    assert_eq!(running(&story), [Clock::ConfirmIntro]);
}
#[test]
fn a_clock_reminds_then_is_overdue_then_tells_the_partnership_then_expires() {
    let mut story = at(S::Sent);
    for rung_wanted in [Rung::Remind, Rung::Overdue, Rung::Partnership] {
        assert_eq!(next(&story, Clock::Acknowledge).rung, rung_wanted);
        story = rung(story, Clock::Acknowledge);
        assert_eq!(story.state(), S::Sent);
    }
    assert_eq!(next(&story, Clock::Acknowledge).rung, Rung::Expire);
    assert_eq!(rung(story, Clock::Acknowledge).state(), S::Expired);
}
#[test]
fn each_rung_is_due_when_its_own_last_day_has_ended() {
    // Sent on Monday, 17 August 2026, in summer time.
    let story = at(S::Sent);
    let due = |text: &str| text.parse::<Timestamp>().expect("a test names a real instant");
    assert_eq!(next(&story, Clock::Acknowledge).due, due("2026-08-18T23:00:00Z"));
    let story = rung(story, Clock::Acknowledge);
    assert_eq!(next(&story, Clock::Acknowledge).due, due("2026-08-19T23:00:00Z"));
}
#[test]
fn a_clock_rings_once_and_not_before_its_time() {
    let story = at(S::Sent);
    let ring = next(&story, Clock::Acknowledge);
    let early = Stamp { recorded_at: ring.due - jiff::SignedDuration::from_micros(1), ..on(DAY) };
    let story = story.by(early).when(rings(ring)).refused_and(Refusal::NotDue { due: ring.due });
    let in_time = Stamp { recorded_at: ring.due, ..on(DAY) };
    let story = story.by(in_time).when(rings(ring)).then_and();
    story.by(on("2026-10-30")).when(rings(ring)).then_nothing();
}
#[test]
fn what_came_meanwhile_stops_the_clock() {
    let ring = next(&at(S::Sent), Clock::Acknowledge);
    let refusal = Refusal::ClockNotRunning { clock: Clock::Acknowledge };
    at(S::Acknowledged).by(on("2026-10-30")).when(rings(ring)).then_refused(refusal.clone());
    let anew = Ring { armed_at: ring.armed_at - jiff::SignedDuration::from_secs(1), ..ring };
    at(S::Sent).by(on("2026-10-30")).when(rings(anew)).then_refused(refusal);
}
#[test]
fn a_ring_before_its_own_arming_is_none() {
    let ring = next(&at(S::Sent), Clock::Acknowledge);
    let due = ring.armed_at;
    let never = rings(Ring { due, ..ring });
    at(S::Sent).by(on("2026-10-30")).when(never).then_refused(Refusal::NotDue { due });
}
#[test]
fn only_a_clock_rings() {
    let ring = next(&at(S::Sent), Clock::Acknowledge);
    for somebody in [council(), charity(), partnership(), person()] {
        at(S::Sent).by(somebody).when(rings(ring)).then_refused(Refusal::NotTheSystem);
    }
}
#[test]
fn a_ring_changes_nothing_but_that_it_rang() {
    let before = at(S::Accepted);
    let referral = |story: &Given| story.journey.referral.referrals[&ONE].clone();
    let (was, story) = (referral(&before), rung(before, Clock::Stall));
    let rang = referral(&story).rang;
    assert_eq!(rang.len(), 1);
    assert_eq!(referral(&story), Referral { rang, ..was });
}
#[test]
fn a_retry_is_known_though_a_clock_rang_in_between() {
    let acknowledge = Ask::Acknowledge { implicit: false };
    let story = at(S::Sent).does(charity(), ONE, acknowledge.clone());
    rung(story, Clock::Decide).by(charity()).when(ask(acknowledge)).then_nothing();
}
#[test]
fn a_clock_that_is_armed_anew_rings_anew() {
    let story = rung(at(S::Acknowledged), Clock::Decide);
    assert_eq!(next(&story, Clock::Decide).rung, Rung::Partnership);
    let asked = story.does(charity(), ONE, question());
    let later =
        Stamp { recorded_at: "2026-11-02T09:00:00Z".parse().expect("an instant"), ..council() };
    let answered = asked.does(later, ONE, Ask::AnswerClarification { answer: text() });
    assert_eq!(next(&answered, Clock::Decide).rung, Rung::Overdue);
}
#[test]
fn silence_after_an_introduction_is_a_yes_and_is_marked_as_one() {
    let story = rung(at(S::IntroBooked).does(charity(), ONE, held()), Clock::ConfirmIntro);
    assert_eq!((story.state(), story.lead()), (S::HandedOver, (CHARITY, BEA)));
    let handover = story.journey.referral.referrals[&ONE].handover.expect("it is handed over");
    assert_eq!(handover.mode, HandoverMode::WarmUnconfirmed);
}
#[test]
fn a_draft_that_nobody_sends_is_void() {
    let ring = next(&at(S::Draft), Clock::Draft);
    let story = at(S::Draft).by(on("2027-01-04")).when(rings(ring)).then_and();
    assert_eq!(story.state(), S::Void);
    story.when(rings(ring)).then_nothing();
}
#[test]
fn what_nobody_took_goes_to_the_areas_door_in_the_same_commit() {
    let story = at(S::Sent);
    let ring = expires(&story);
    let onward = ask(Ask::Ring { ring, onward: to_the_door() });
    let story = story.by(on("2026-10-30")).when(onward.clone()).then_and();
    let child = story.journey.referral.referrals[&TWO].clone();
    assert_eq!((story.state(), child.state), (S::Expired, S::Sent));
    assert_eq!((child.fallback, child.redirected_from), (true, Some(ONE)));
    assert_eq!(child.chain, [CHARITY_SERVICE, FALLBACK_SERVICE]);
    assert_eq!((child.from.org, story.lead()), (COUNCIL, (COUNCIL, ANN)));
    story.when(onward).then_nothing();
}
#[test]
fn without_a_yes_to_the_door_it_ends_and_stays_with_whoever_sent_it() {
    let only_charity = AgreementId::from_u128(0xee);
    let story = episode()
        .and([agreed_to(only_charity, Scope::Referral(CHARITY))])
        .and([agreement::Event::Withdrawn { agreement: YES }]);
    let sent = Request { agreement: only_charity, ..request(Transfer) };
    let story = story.does(council(), ONE, send_with(sent, FACTS));
    let ring = expires(&story);
    let onward = ask(Ask::Ring { ring, onward: to_the_door() });
    let story = story.by(on("2026-10-30")).when(onward).refused_and(Refusal::NotAgreed);
    let story = story.when(rings(ring)).then_and();
    assert_eq!((story.state(), story.lead()), (S::Expired, (COUNCIL, ANN)));
}
#[test]
fn at_the_areas_door_no_clock_sends_anybody_away() {
    let to = Receiver { service: FALLBACK_SERVICE, org: COUNCIL, worker: None };
    let support = Request { to, ..request(crate::routing::kind::ReferralKind::Support) };
    let mut story = episode().does(council(), ONE, send_with(support, FALLBACK_FACTS));
    let ring = expires(&story);
    for _ in 0..3 {
        story = rung(story, Clock::Acknowledge);
    }
    assert_eq!(next_of(&story, Clock::Acknowledge), None);
    let story = story.by(on("2026-10-30")).when(rings(ring));
    let story = story.refused_and(Refusal::FallbackMayNotDecline);
    let expire = Ask::Expire { reason: ExpireReason::NotAcknowledged, onward: None };
    story.when(ask(expire)).then_refused(Refusal::FallbackMayNotDecline);
}
#[test]
fn whom_nobody_hands_over_by_a_pull_is_not_asked_of_the_door() {
    let story = of_kind(Pull, S::Sent);
    let ring = expires(&story);
    assert_eq!(story.by(on("2026-10-30")).when(rings(ring)).then_and().state(), S::Expired);
}
