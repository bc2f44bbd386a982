//! Feedback: what people say of the service, and complaints. Both are always possible, in support or not, and neither
//! is ever held against anybody.

use super::days_after;
use crate::{Date, Journey, Sealed, Stamp, journey};

codes! {
    /// What the words are about.
    pub FeedbackAbout {
        /// The service as a whole.
        Service = 1 "SERVICE",
        /// A worker.
        Worker = 2 "WORKER",
        /// A handover.
        Handover = 3 "HANDOVER",
        /// A place: how it is reached, how it feels.
        Place = 4 "PLACE",
        /// Help once in work.
        Aftercare = 5 "AFTERCARE",
        /// How what the person told was used.
        Data = 6 "DATA",
        /// Something else.
        Other = 7 "OTHER",
    }
}

/// How soon a complaint about personal data must be acknowledged, in days (Data Protection Act 2018 section 164A, as
/// inserted by the Data (Use and Access) Act 2025).
pub const ACKNOWLEDGE_DAYS: u16 = 30;

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The person said what they think.
    Given {
        /// About what.
        about: FeedbackAbout,
        /// 1 to 5, if the person gave one.
        score: Option<u8>,
        /// What they said, sealed.
        words: Option<Sealed>,
        /// The person does not want to be named to those it is about: whoever shows it leaves the person out.
        anonymous: bool,
    },
    /// The person complained.
    ComplaintReceived {
        /// The complaint's number on this journey: 1, 2, 3...
        complaint: u32,
        /// About what.
        about: FeedbackAbout,
        /// What they said, sealed.
        words: Sealed,
        /// Whether it is about the use of personal data, which sets a legal clock.
        data_matter: bool,
    },
    /// The person was told that the complaint arrived.
    ComplaintAcknowledged {
        /// Which.
        complaint: u32,
    },
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Records what the person thinks.
    Give {
        /// About what.
        about: FeedbackAbout,
        /// 1 to 5, if the person gave one.
        score: Option<u8>,
        /// What they said, sealed.
        words: Option<Sealed>,
        /// Whether the person stays unnamed to those it is about.
        anonymous: bool,
    },
    /// Records a complaint; it gets the next number.
    Complain {
        /// About what.
        about: FeedbackAbout,
        /// What they said, sealed.
        words: Sealed,
        /// Whether it is about the use of personal data.
        data_matter: bool,
    },
    /// Records that the person was told that the complaint arrived.
    AcknowledgeComplaint {
        /// Which.
        complaint: u32,
    },
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The score is not on its scale.
    #[error("scores are 1 to 5")]
    ScoreOutOfRange,
    /// Neither a score nor words.
    #[error("there is neither a score nor a word; give at least one")]
    NothingSaid,
    /// No such complaint on this journey.
    #[error("no such complaint on this journey")]
    Unknown,
}

/// One complaint, without its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Complaint {
    /// When it arrived.
    pub received_on: Date,
    /// Whether it is about the use of personal data.
    pub data_matter: bool,
    /// When the person was told that it arrived.
    pub acknowledged_on: Option<Date>,
}

impl Complaint {
    /// The last day to acknowledge it by law; none if it is no data matter, or is acknowledged.
    pub fn waits_until(&self) -> Option<Date> {
        (self.data_matter && self.acknowledged_on.is_none())
            .then(|| acknowledge_by(self.received_on))
    }
}

/// The last day on which a complaint about personal data, received on this day, can be acknowledged in time.
pub fn acknowledge_by(received_on: Date) -> Date {
    days_after(received_on, ACKNOWLEDGE_DAYS)
}

/// Every complaint. Feedback asks for no decision, so none is kept here.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// By number.
    pub complaints: std::collections::BTreeMap<u32, Complaint>,
}

impl State {
    /// The number of the next complaint.
    fn next(&self) -> u32 {
        self.complaints.last_key_value().map_or(1, |(last, _)| last.saturating_add(1))
    }
}

pub(crate) fn decide(
    journey: &Journey,
    _stamp: &Stamp,
    command: &Command,
) -> Result<Vec<journey::Event>, Refusal> {
    let state = &journey.feedback;
    match command {
        Command::Give { about, score, words, anonymous } => {
            give(*about, *score, words.as_ref(), *anonymous)
        }
        Command::Complain { about, words, data_matter } => {
            let (complaint, words) = (state.next(), words.clone());
            Ok(vec![
                Event::ComplaintReceived {
                    complaint,
                    about: *about,
                    words,
                    data_matter: *data_matter,
                }
                .into(),
            ])
        }
        Command::AcknowledgeComplaint { complaint } => match state.complaints.get(complaint) {
            None => Err(Refusal::Unknown),
            Some(known) if known.acknowledged_on.is_some() => Ok(vec![]), // A retry.
            Some(_) => Ok(vec![Event::ComplaintAcknowledged { complaint: *complaint }.into()]),
        },
    }
}

fn give(
    about: FeedbackAbout,
    score: Option<u8>,
    words: Option<&Sealed>,
    anonymous: bool,
) -> Result<Vec<journey::Event>, Refusal> {
    if score.is_some_and(|score| !(1..=5).contains(&score)) {
        return Err(Refusal::ScoreOutOfRange);
    }
    if score.is_none() && words.is_none() {
        return Err(Refusal::NothingSaid);
    }
    Ok(vec![Event::Given { about, score, words: words.cloned(), anonymous }.into()])
}

pub(crate) fn evolve(state: &mut State, stamp: &Stamp, event: &Event) {
    match event {
        Event::Given { .. } => {}
        Event::ComplaintReceived { complaint, data_matter, .. } => {
            let (received_on, data_matter) = (stamp.occurred_on, *data_matter);
            state
                .complaints
                .insert(*complaint, Complaint { received_on, data_matter, acknowledged_on: None });
        }
        Event::ComplaintAcknowledged { complaint } => {
            if let Some(complaint) = state.complaints.get_mut(complaint) {
                complaint.acknowledged_on = Some(stamp.occurred_on);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aftercare::testing::*;
    use crate::testing::*;

    const ABOUT: FeedbackAbout = FeedbackAbout::Handover;

    fn give(score: Option<u8>, words: Option<Sealed>) -> Command {
        Command::Give { about: ABOUT, score, words, anonymous: true }
    }
    fn complain(data_matter: bool) -> Command {
        Command::Complain { about: FeedbackAbout::Data, words: sealed_words(), data_matter }
    }
    fn complained(complaint: u32, data_matter: bool) -> Event {
        Event::ComplaintReceived {
            complaint,
            about: FeedbackAbout::Data,
            words: sealed_words(),
            data_matter,
        }
    }
    fn waits_until(story: &Given, complaint: u32) -> Option<Date> {
        story.journey.feedback.complaints[&complaint].waits_until()
    }

    #[test]
    fn feedback_is_always_welcome() {
        let said = || Event::Given {
            about: ABOUT,
            score: Some(5),
            words: Some(sealed_words()),
            anonymous: true,
        };
        for story in [nothing_yet(), in_support(), after_support()] {
            story.when(give(Some(5), Some(sealed_words()))).then([said()]);
        }
    }
    #[test]
    fn a_score_or_a_word_is_enough_and_nothing_is_not() {
        nothing_yet().when(give(Some(1), None)).then_and();
        nothing_yet().when(give(None, Some(sealed_words()))).then_and();
        nothing_yet().when(give(None, None)).then_refused(Refusal::NothingSaid);
    }
    #[test]
    fn scores_are_one_to_five() {
        for score in [0, 6] {
            nothing_yet().when(give(Some(score), None)).then_refused(Refusal::ScoreOutOfRange);
        }
    }
    #[test]
    fn complaints_are_numbered_as_they_come_even_after_support_ended() {
        after_support().when(complain(false)).then([complained(1, false)]);
        after_support()
            .and([complained(1, false)])
            .when(complain(true))
            .then([complained(2, true)]);
    }
    #[test]
    fn a_complaint_about_data_is_acknowledged_within_thirty_days() {
        assert_eq!(acknowledge_by(day("2026-08-17")), day("2026-09-16"));
        let story = nothing_yet().and([complained(1, true), complained(2, false)]);
        assert_eq!(waits_until(&story, 1), Some(day("2026-09-16")));
        assert_eq!(waits_until(&story, 2), None);
    }
    #[test]
    fn an_acknowledgement_stops_the_clock_and_a_late_one_is_recorded_all_the_same() {
        let acknowledge = Command::AcknowledgeComplaint { complaint: 1 };
        let told = nothing_yet()
            .and([complained(1, true)])
            .by(on("2026-12-01"))
            .when(acknowledge.clone())
            .then_and();
        assert_eq!(waits_until(&told, 1), None);
        told.when(acknowledge).then_nothing();
    }
    #[test]
    fn a_complaint_nobody_made_cannot_be_acknowledged() {
        nothing_yet()
            .when(Command::AcknowledgeComplaint { complaint: 1 })
            .then_refused(Refusal::Unknown);
    }
}
