//! Presence: the person is with a worker and asks, which the worker puts on record before they look. It opens a door for
//! that worker alone, for a day at the most, and the person can close it again by no longer taking part.

use std::collections::BTreeMap;

use super::is_about_somebody;
use crate::{Actor, Journey, OrgId, Stamp, Timestamp, WorkerId, journey};

codes! {
    /// How the person is with the worker.
    pub PresenceMethod {
        /// In one room.
        InPerson = 1 "IN_PERSON",
        /// On the phone.
        Phone = 2 "PHONE",
        /// On screens.
        Video = 3 "VIDEO",
    }
}

/// How long it counts, in hours (NHS practice: a self-claimed relationship ends within a day).
pub const PRESENCE_HOURS: i64 = 24;

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The person is with the worker who records this. Said again, it counts from then on.
    Recorded {
        /// How.
        method: PresenceMethod,
    },
    /// The person no longer takes part, so nobody's word that they are there counts any more.
    Ended,
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Puts on record that the person is there.
    Record {
        /// How.
        method: PresenceMethod,
    },
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// A system or an officer does not sit with anybody.
    #[error("only a worker who meets people can record that somebody is with them")]
    NotForThisRole,
    /// There is nobody whom this could be about.
    #[error("no door has heard this person yet; record an enquiry or register them first")]
    NobodyHere,
}

/// A worker's word that the person is with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presence {
    /// How.
    pub method: PresenceMethod,
    /// When it was recorded, last.
    pub at: Timestamp,
}

impl Presence {
    /// When it stops to count.
    pub fn until(&self) -> Timestamp {
        self.at.saturating_add(jiff::SignedDuration::from_hours(PRESENCE_HOURS)).unwrap_or(self.at)
    }
    /// Whether it counts at an instant.
    pub fn counts(&self, at: Timestamp) -> bool {
        at < self.until()
    }
}

/// Who said that the person is with them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// Their latest word; it counts for a time only.
    pub with: BTreeMap<(OrgId, WorkerId), Presence>,
}

impl State {
    /// This worker's word, if they gave it.
    pub fn of(&self, actor: &Actor) -> Option<&Presence> {
        self.with.get(&(actor.org, actor.worker?))
    }
}

pub(crate) fn decide(
    journey: &Journey,
    stamp: &Stamp,
    command: &Command,
) -> Result<Vec<journey::Event>, Refusal> {
    let Command::Record { method } = *command;
    if !stamp.by.role.meets_people() || stamp.by.worker.is_none() {
        return Err(Refusal::NotForThisRole);
    }
    if !is_about_somebody(journey) {
        return Err(Refusal::NobodyHere);
    }
    match journey.presence.of(&stamp.by) {
        Some(known) if *known == (Presence { method, at: stamp.recorded_at }) => Ok(vec![]), // A retry.
        Some(_) | None => Ok(vec![Event::Recorded { method }.into()]),
    }
}

/// What ends with the yes to taking part.
pub(crate) fn ended_by_leaving(journey: &Journey, stamp: &Stamp) -> Option<journey::Event> {
    let counts = journey.presence.with.values().any(|presence| presence.counts(stamp.recorded_at));
    counts.then(|| Event::Ended.into())
}

pub(crate) fn evolve(state: &mut State, stamp: &Stamp, event: &Event) {
    match event {
        Event::Recorded { method } => {
            if let Some(worker) = stamp.by.worker {
                let presence = Presence { method: *method, at: stamp.recorded_at };
                state.with.insert((stamp.by.org, worker), presence);
            }
        }
        Event::Ended => state.with.clear(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Role;
    use crate::intake::{agreement, episode};
    use crate::testing::*;

    const THERE: Command = Command::Record { method: PresenceMethod::InPerson };
    const RECORDED: Event = Event::Recorded { method: PresenceMethod::InPerson };

    fn at(time: &str) -> Timestamp {
        time.parse().expect("a test names a real instant")
    }
    fn bea(role: Role) -> Stamp {
        stamp_of(CHARITY, BEA, role, "2026-08-17")
    }

    #[test]
    fn a_worker_at_any_door_says_that_the_person_is_there() {
        known_and_agreed().by(bea(Role::Worker)).when(THERE).then([RECORDED]);
        known_and_agreed().by(bea(Role::Person)).when(THERE).then([RECORDED]);
    }
    #[test]
    fn it_counts_for_that_worker_and_for_a_day() {
        let journey =
            known_and_agreed().by(bea(Role::Worker)).when(THERE).then_and().journey.presence;
        let presence = journey.of(&bea(Role::Worker).by).expect("Bea said so");
        assert!(presence.counts(at("2026-08-18T08:59:59Z")));
        assert!(!presence.counts(at("2026-08-18T09:00:00Z")));
        assert_eq!(journey.of(&stamp().by), None);
    }
    #[test]
    fn saying_it_again_counts_from_then_on() {
        let later = stamp_of(CHARITY, BEA, Role::Worker, "2026-08-18");
        let said = known_and_agreed().by(bea(Role::Worker)).when(THERE).then_and();
        let again = said.by(later).when(THERE).then_and().journey.presence;
        let presence = again.of(&later.by).expect("Bea said so");
        assert_eq!(presence.until(), at("2026-08-19T09:00:00Z"));
    }
    #[test]
    fn saying_it_twice_in_one_breath_changes_nothing() {
        known_and_agreed().when(THERE).then_and().when(THERE).then_nothing();
    }
    #[test]
    fn who_meets_nobody_cannot_say_so() {
        let refused = Refusal::NotForThisRole;
        known_and_agreed().by(bea(Role::System)).when(THERE).then_refused(refused);
    }
    #[test]
    fn nothing_is_said_of_nobody() {
        nothing_yet().when(THERE).then_refused(Refusal::NobodyHere);
    }
    #[test]
    fn it_ends_as_soon_as_the_person_no_longer_takes_part() {
        let withdraw = agreement::Command::Withdraw { agreement: TAKING_PART };
        let withdrawn = agreement::Event::Withdrawn { agreement: TAKING_PART };
        let there = || known_and_agreed().by(bea(Role::Worker)).when(THERE).then_and();
        there()
            .when(withdraw.clone())
            .then::<journey::Event>([withdrawn.into(), Event::Ended.into()]);
        assert!(there().when(withdraw).then_and().journey.presence.with.is_empty());
    }
    #[test]
    fn it_ends_with_support_where_the_person_withdraws_from_that() {
        let withdraw = agreement::Command::Withdraw { agreement: TAKING_PART };
        let left = supported().when(THERE).then_and().when(withdraw).then_and().journey;
        assert!(left.presence.with.is_empty() && left.episode.open().is_none());
    }
    #[test]
    fn support_that_ends_for_another_reason_leaves_the_person_where_they_sit() {
        let close =
            episode::Command::Close { reason: episode::CloseReason::GoalsMet, destination: None };
        let closed = supported().when(THERE).then_and().when(close).then_and().journey;
        assert!(closed.presence.of(&stamp().by).is_some());
    }
}
