//! The rules that the whole program stands on, each told as a property over whatever several organisations may ask, in
//! any order. A failing case prints its seed, and the seed alone reproduces it.

mod ask;

use ask::{Ask, asks, command, setback};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::assignment::lead;
use crate::intake::{agreement, episode, stage};
use crate::rights::{Relationship, relationships};
use crate::testing::*;
use crate::*;

/// What came of it.
struct Step {
    stamp: Stamp,
    command: journey::Command,
    before: Journey,
    answer: Result<Vec<journey::Event>, journey::Refusal>,
    after: Journey,
}

/// Where a story starts.
#[derive(Debug, Clone, Copy)]
enum Start {
    Nobody,
    Known,
    Supported,
}

fn start() -> impl Strategy<Value = Start> {
    select(vec![Start::Nobody, Start::Known, Start::Supported])
}

/// Asks one thing after another.
fn run(start: Start, asks: Vec<Ask>) -> Vec<Step> {
    let mut journey = match start {
        Start::Nobody => Journey::default(),
        Start::Known => known_and_agreed().journey,
        Start::Supported => supported().journey,
    };
    let mut stamp = stamp();
    let mut step = |ask: Ask| {
        stamp = later(stamp, &ask);
        let before = journey.clone();
        let answer = before.decide(&stamp, &ask.command);
        answer.iter().flatten().for_each(|event| journey.evolve(&stamp, event));
        Step { stamp, command: ask.command, before, answer, after: journey.clone() }
    };
    asks.into_iter().map(&mut step).collect()
}

fn later(stamp: Stamp, ask: &Ask) -> Stamp {
    let by = Actor { org: ask.org, worker: Some(ANN), role: ask.role };
    let occurred_on = stamp.occurred_on + jiff::Span::new().days(ask.days_later);
    let recorded_at = stamp.recorded_at
        + jiff::Span::new().hours(24 * ask.days_later)
        + jiff::Span::new().seconds(1);
    Stamp { by, occurred_on, recorded_at, ..stamp }
}

/// The person ends support by their own choice.
const LEAVES: episode::Command =
    episode::Command::Close { reason: episode::CloseReason::PersonChose, destination: None };

/// Everybody who acts in the stories, and colleagues who do not.
fn actors() -> impl Iterator<Item = Actor> {
    let of = |org| [ANN, BEA].map(|worker| Actor { org, worker: Some(worker), role: Role::Worker });
    [COUNCIL, CHARITY].into_iter().flat_map(of)
}

fn is_about_rights(command: &journey::Command) -> bool {
    matches!(command, journey::Command::BreakGlass(_) | journey::Command::Protection(_))
}

fn after(
    before: &Journey,
    stamp: &Stamp,
    command: impl Into<journey::Command>,
) -> Result<Journey, journey::Refusal> {
    let mut after = before.clone();
    before.decide(stamp, &command.into())?.iter().for_each(|event| after.evolve(stamp, event));
    Ok(after)
}

proptest! {
    #[test]
    fn from_open_to_close_exactly_one_lead_is_responsible_at_every_instant(start in start(), asks in asks()) {
        let steps = run(start, asks);
        for step in &steps {
            let journey = &step.after;
            prop_assert_eq!(journey.lead().is_some(), journey.episode.open().is_some());
        }
        let Some(last) = steps.last() else { return Ok(()) };
        for step in &steps {
            let then = |lead: lead::Held| (lead.org, lead.worker, lead.since);
            let held = step.after.lead().copied().map(then);
            prop_assert_eq!(last.after.lead_at(step.stamp.recorded_at).map(then), held);
            let a_moment_on = step.stamp.recorded_at + jiff::Span::new().milliseconds(999);
            prop_assert_eq!(last.after.lead_at(a_moment_on).map(then), held);
        }
    }

    #[test]
    fn only_the_responsible_organisation_changes_the_lead_while_support_goes_on(start in start(), asks in asks()) {
        for step in run(start, asks) {
            let (Some(before), Some(now)) = (step.before.lead(), step.after.lead()) else { continue };
            prop_assert!(before.org == now.org, "responsibility moves by a handover alone");
            prop_assert!(before.worker == now.worker || step.stamp.by.org == before.org);
        }
    }

    #[test]
    fn leaving_is_always_possible_and_takes_effect_at_once(start in start(), asks in asks()) {
        for step in run(start, asks) {
            let (reason, destination) = (episode::CloseReason::PersonChose, None);
            let left = after(&step.after, &step.stamp, episode::Command::Close { reason, destination });
            if step.after.episode.episodes.is_empty() {
                prop_assert_eq!(left, Err(episode::Refusal::NotOpen.into()));
                continue;
            }
            let left = left?;
            prop_assert!(left.episode.open().is_none() && left.lead().is_none() && !left.referral.any_open());
        }
    }

    #[test]
    fn a_yes_can_always_be_taken_back_and_takes_effect_at_once(start in start(), asks in asks()) {
        for step in run(start, asks) {
            let on = step.stamp.occurred_on;
            for (&agreement, given) in &step.after.agreement.agreements {
                let left = after(&step.after, &step.stamp, agreement::Command::Withdraw { agreement })?;
                prop_assert!(!left.agreement.holds(agreement, on));
                let takes_part = left.agreement.covers(agreement::Scope::Service, on);
                if given.scope == agreement::Scope::Service && !given.withdrawn && !takes_part {
                    prop_assert!(left.episode.open().is_none());
                }
            }
        }
    }

    #[test]
    fn while_support_goes_on_there_is_a_stage_and_any_other_may_come_next(start in start(), asks in asks()) {
        for step in run(start, asks) {
            let journey = &step.after;
            prop_assert_eq!(journey.stage.on.is_empty(), journey.episode.open().is_none());
            for &stage in stage::Stage::ALL.iter().filter(|_| journey.episode.open().is_some()) {
                let next = after(journey, &step.stamp, stage::Command::Enter { stage })?;
                prop_assert!(next.stage.on.contains(&stage) && next.stage.on.is_superset(&journey.stage.on));
            }
        }
    }

    #[test]
    fn a_setback_never_ends_anything(start in start(), asks in asks(), setback in setback()) {
        for step in run(start, asks) {
            let Ok(set_back) = after(&step.after, &step.stamp, setback.clone()) else { continue };
            let open = |journey: &Journey| journey.episode.open().map(|open| open.episode);
            prop_assert_eq!(open(&set_back), open(&step.after));
            prop_assert_eq!(set_back.lead(), step.after.lead());
            prop_assert_eq!(&set_back.stage.on, &step.after.stage.on);
            prop_assert_eq!(&set_back.intervention, &step.after.intervention);
            prop_assert_eq!(&set_back.plan, &step.after.plan);
        }
    }

    #[test]
    fn coming_back_is_a_new_episode_joined_to_the_old(start in start(), asks in asks()) {
        let Some(last) = run(start, asks).pop() else { return Ok(()) };
        let episodes = &last.after.episode.episodes;
        let joined = episodes.iter().map(|e| e.rejoin_of).skip(1);
        prop_assert!(joined.eq(episodes.iter().map(|e| Some(e.episode)).take(episodes.len().saturating_sub(1))));
        prop_assert!(episodes.iter().rev().skip(1).all(|e| e.closed.is_some()), "only the last is open");
    }

    #[test]
    fn asking_twice_is_normal(start in start(), asks in asks()) {
        for step in run(start, asks) {
            let again = step.after.decide(&step.stamp, &step.command);
            match step.answer {
                Ok(_) => prop_assert_eq!(again, Ok(vec![])),
                Err(refusal) => prop_assert_eq!(again, Err(refusal)), // And a refusal changes nothing.
            }
        }
    }

    #[test]
    fn who_watches_or_keeps_the_system_going_decides_nothing_about_support(start in start(), asks in asks(), asked in command()) {
        let Some(step) = run(start, asks).pop() else { return Ok(()) };
        let is_right = is_about_rights(&asked);
        for role in [Role::PrivacyOfficer, Role::Auditor, Role::Operator] {
            let stamp = Stamp { by: Actor { role, ..step.stamp.by }, ..step.stamp };
            if role != Role::PrivacyOfficer || !is_right {
                prop_assert_eq!(step.after.decide(&stamp, &asked), Err(journey::Refusal::NotForThisRole));
            }
        }
    }

    #[test]
    fn a_relationship_ends_with_what_it_rests_on(start in start(), asks in asks()) {
        for step in run(start, asks) {
            let (journey, now) = (&step.after, step.stamp.recorded_at);
            for actor in actors() {
                let stands = relationships(journey, &actor, now);
                let (hour, day) = (jiff::SignedDuration::from_hours(1), jiff::SignedDuration::from_hours(24));
                prop_assert!(!relationships(journey, &actor, now + hour).contains(Relationship::BreakGlass));
                prop_assert!(!relationships(journey, &actor, now + day).contains(Relationship::Present));
                let Ok(left) = after(journey, &step.stamp, LEAVES) else {
                    prop_assert!(!stands.contains(Relationship::Lead), "nobody was ever supported");
                    continue;
                };
                let left = relationships(&left, &actor, now).iter().collect::<Vec<_>>();
                let of_support = [Relationship::Lead, Relationship::LeadOrganisation, Relationship::Receiver, Relationship::Sender, Relationship::Aftercare];
                prop_assert!(left.iter().all(|one| !of_support.contains(one)), "{left:?} outlive support");
            }
        }
    }

    #[test]
    fn nothing_stands_between_a_stranger_and_a_person(start in start(), asks in asks()) {
        let stranger = Actor { org: OrgId::from_u128(0x5), worker: Some(ANN), role: Role::Worker };
        for step in run(start, asks) {
            prop_assert!(relationships(&step.after, &stranger, step.stamp.recorded_at).is_empty());
        }
    }

    #[test]
    fn no_order_of_events_is_too_strange_to_replay(
        (events, days) in asks().prop_flat_map(|asks| {
            let steps = run(Start::Supported, asks).into_iter();
            let events: Vec<_> = steps.flat_map(|step| step.answer.unwrap_or_default()).collect();
            let days = vec(select(vec![Date::MIN, Date::MAX, day("2026-08-17"), day("2026-10-01")]), events.len());
            (Just(events).prop_shuffle(), days)
        })
    ) {
        let mut journey = Journey::default();
        for (event, occurred_on) in events.iter().zip(days) {
            journey.evolve(&Stamp { occurred_on, ..stamp() }, event);
            let _ = (journey.lead(), journey.lead_at(stamp().recorded_at), journey.acting_on(occurred_on));
            let _ = relationships(&journey, &stamp().by, stamp().recorded_at);
            let _ = (journey.is_turned_away(), journey.contact.is_lost(Date::MIN, occurred_on, &Calendar::default()));
        }
    }
}
