//! Contact: each attempt to reach the person, and what came of it. Recording one takes seconds: only the channel and
//! the result are asked for.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Calendar, ContactId, Date, Journey, Sealed, Stamp, journey};

codes! {
    /// How somebody tried.
    pub ContactChannel {
        /// By telephone.
        Phone = 1 "PHONE",
        /// By text or message.
        Text = 2 "TEXT",
        /// By e-mail.
        Email = 3 "EMAIL",
        /// By letter.
        Letter = 4 "LETTER",
        /// By video.
        Video = 5 "VIDEO",
        /// Face to face, at an office.
        InPerson = 6 "IN_PERSON",
        /// Face to face, where the person is.
        Outreach = 7 "OUTREACH",
    }
    /// Who tried.
    pub ContactDirection {
        /// A worker tried to reach the person.
        Outgoing = 1 "OUTGOING",
        /// The person tried to reach a worker.
        Incoming = 2 "INCOMING",
    }
    /// What came of it.
    pub ContactResult {
        /// They met.
        Met = 1 "MET",
        /// They spoke or wrote to each other.
        Spoke = 2 "SPOKE",
        /// No answer.
        NoAnswer = 3 "NO_ANSWER",
        /// The person was not there. A fact, not a fault.
        DidNotAttend = 4 "DID_NOT_ATTEND",
        /// They set another time.
        Rearranged = 5 "REARRANGED",
    }
}

/// The attempts it takes before somebody counts as out of reach.
pub const LOST_ATTEMPTS_MIN: usize = 3;
/// The different channels among them.
pub const LOST_CHANNELS_MIN: usize = 2;
/// The working days since the first of them.
pub const LOST_WORKING_DAYS_MIN: u16 = 20;

/// One attempt. The stamp says when, and by whom it was recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// This attempt.
    pub contact: ContactId,
    /// How.
    pub channel: ContactChannel,
    /// Who tried; absent means a worker did.
    pub direction: Option<ContactDirection>,
    /// What came of it.
    pub result: ContactResult,
    /// A note, sealed.
    pub note: Option<Sealed>,
}

impl Attempt {
    /// Whether it shows that the person can be reached: they answered, or got in touch themselves.
    pub fn has_reached(&self) -> bool {
        match self.result {
            ContactResult::Met | ContactResult::Spoke | ContactResult::Rearranged => true,
            ContactResult::NoAnswer | ContactResult::DidNotAttend => {
                self.direction == Some(ContactDirection::Incoming)
            }
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Somebody tried to reach somebody.
    Recorded(Attempt),
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Records an attempt, with or without an open episode.
    Record(Attempt),
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Contact ids are not reused.
    #[error("this contact is recorded already, with other content")]
    AlreadyRecorded,
}

/// Every attempt.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// By id, each with its day.
    pub attempts: BTreeMap<ContactId, (Date, Attempt)>,
}

impl State {
    /// Whether attempts since this day are exhausted on that one: at least three, by at least two channels, the first
    /// at least twenty of these working days ago, and nothing heard since.
    pub fn is_lost(&self, since: Date, on: Date, calendar: &Calendar) -> bool {
        let reached =
            self.attempts.values().filter(|(_, a)| a.has_reached()).map(|(day, _)| *day).max();
        let counts =
            |day: Date| (since..=on).contains(&day) && reached.is_none_or(|reached| day > reached);
        let in_vain = || self.attempts.values().filter(|(day, a)| !a.has_reached() && counts(*day));
        let channels: BTreeSet<_> = in_vain().map(|(_, a)| a.channel).collect();
        let first = in_vain().map(|(day, _)| *day).min();
        in_vain().count() >= LOST_ATTEMPTS_MIN
            && channels.len() >= LOST_CHANNELS_MIN
            && first.is_some_and(|day| calendar.working_day_after(day, LOST_WORKING_DAYS_MIN) <= on)
    }
}

pub(crate) fn decide(
    journey: &Journey,
    _stamp: &Stamp,
    command: &Command,
) -> Result<Vec<journey::Event>, Refusal> {
    let Command::Record(attempt) = command;
    match journey.contact.attempts.get(&attempt.contact) {
        None => Ok(vec![Event::Recorded(attempt.clone()).into()]),
        Some((_, known)) if known == attempt => Ok(vec![]), // A retry.
        Some(_) => Err(Refusal::AlreadyRecorded),
    }
}

pub(crate) fn evolve(state: &mut State, stamp: &Stamp, event: &Event) {
    let Event::Recorded(attempt) = event;
    state.attempts.insert(attempt.contact, (stamp.occurred_on, attempt.clone()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Role;
    use crate::calendar::AreaDays;
    use crate::testing::*;

    use ContactChannel::{Letter, Phone};
    use ContactResult::{DidNotAttend, NoAnswer, Rearranged, Spoke};

    fn attempt(contact: u128, channel: ContactChannel, result: ContactResult) -> Attempt {
        Attempt {
            contact: ContactId::from_u128(contact),
            channel,
            direction: None,
            result,
            note: None,
        }
    }
    fn tried(attempts: &[(&str, ContactChannel, ContactResult)]) -> State {
        let mut given = nothing_yet();
        for (id, (on, channel, result)) in (1..).zip(attempts) {
            given = given
                .by(stamp_of(COUNCIL, ANN, Role::Worker, on))
                .and([Event::Recorded(attempt(id, *channel, *result))]);
        }
        given.journey.contact
    }
    #[track_caller]
    fn lost(state: &State, on: &str) -> bool {
        state.is_lost(day("2026-08-01"), day(on), &Calendar::default())
    }

    #[test]
    fn recording_an_attempt_twice_changes_nothing() {
        let attempt = attempt(1, Phone, NoAnswer);
        nothing_yet()
            .when(Command::Record(attempt.clone()))
            .then([Event::Recorded(attempt.clone())]);
        given([Event::Recorded(attempt.clone())]).when(Command::Record(attempt)).then_nothing();
    }
    #[test]
    fn two_calls_on_one_day_are_two_attempts() {
        let second = attempt(2, Phone, NoAnswer);
        given([Event::Recorded(attempt(1, Phone, NoAnswer))])
            .when(Command::Record(second.clone()))
            .then([Event::Recorded(second)]);
    }
    #[test]
    fn an_attempt_does_not_change_under_its_id() {
        given([Event::Recorded(attempt(1, Phone, NoAnswer))])
            .when(Command::Record(attempt(1, Phone, Spoke)))
            .then_refused(Refusal::AlreadyRecorded);
    }
    #[test]
    fn three_attempts_by_two_channels_over_twenty_working_days_are_enough() {
        let state = tried(&[
            ("2026-08-17", Phone, NoAnswer),
            ("2026-08-24", Phone, NoAnswer),
            ("2026-09-07", Letter, NoAnswer),
        ]);
        assert!(!lost(&state, "2026-09-13")); // A Sunday: nineteen working days and two that are none.
        assert!(lost(&state, "2026-09-14"));
    }
    #[test]
    fn any_number_of_calls_is_one_channel() {
        let call = ("2026-08-17", Phone, NoAnswer);
        assert!(!lost(&tried(&[call; 6]), "2026-12-01"));
    }
    #[test]
    fn two_attempts_are_not_enough() {
        let state = tried(&[("2026-08-17", Phone, NoAnswer), ("2026-08-24", Letter, DidNotAttend)]);
        assert!(!lost(&state, "2026-12-01"));
    }
    #[test]
    fn one_word_from_the_person_starts_the_count_anew() {
        let vain = [
            ("2026-08-17", Phone, NoAnswer),
            ("2026-08-24", Phone, NoAnswer),
            ("2026-09-07", Letter, NoAnswer),
        ];
        for sign_of_life in [Spoke, Rearranged] {
            let state = tried(&[&vain[..], &[("2026-09-10", Phone, sign_of_life)]].concat());
            assert!(!lost(&state, "2026-12-01"));
        }
    }
    #[test]
    fn a_call_from_the_person_that_nobody_answered_is_a_word_too() {
        let missed =
            Attempt { direction: Some(ContactDirection::Incoming), ..attempt(9, Phone, NoAnswer) };
        assert!(missed.has_reached());
    }
    #[test]
    fn attempts_before_this_spell_do_not_count() {
        let state = tried(&[
            ("2026-08-17", Phone, NoAnswer),
            ("2026-08-24", Phone, NoAnswer),
            ("2026-09-07", Letter, NoAnswer),
        ]);
        assert!(!state.is_lost(day("2026-08-18"), day("2026-12-01"), &Calendar::default()));
    }
    #[test]
    fn a_late_record_of_an_earlier_word_does_not_hide_the_silence_after_it() {
        let state = tried(&[
            ("2026-08-17", Phone, NoAnswer),
            ("2026-08-24", Phone, NoAnswer),
            ("2026-09-07", Letter, NoAnswer),
            ("2026-08-14", Phone, Spoke), // Recorded last, but it happened first.
        ]);
        assert!(lost(&state, "2026-09-14"));
    }
    #[test]
    fn a_holiday_gives_the_person_a_day_more() {
        let state = tried(&[
            ("2026-12-07", Phone, NoAnswer),
            ("2026-12-14", Phone, NoAnswer),
            ("2026-12-21", Letter, NoAnswer),
        ]);
        assert!(!lost(&state, "2027-01-07")); // Four bank holidays, from Christmas to the day for the 2nd of January.
        assert!(lost(&state, "2027-01-08"));
        let closed = AreaDays { closed: [day("2026-12-24")].into(), ..AreaDays::default() };
        let area = Calendar::default().with(2026, closed).expect("a local holiday");
        assert!(!state.is_lost(day("2026-08-01"), day("2027-01-08"), &area));
    }
}
