//! Stored events of feedback.

use domain::Code;
use domain::aftercare::feedback::Event;

use super::{Topical, unknown};
use crate::convert::{Read, code, maybe_sealed, maybe_small, sealed, sealed_of};
use crate::stored::{
    ComplaintAcknowledged, ComplaintReceived, FeedbackEvent, FeedbackGiven, feedback_event::Kind,
};

impl Topical for Event {
    type Stored = FeedbackEvent;

    fn to_stored(&self) -> FeedbackEvent {
        let kind = match self {
            Event::Given { about, score, words, anonymous } => Kind::Given(FeedbackGiven {
                about: about.number(),
                score: score.map(u32::from),
                words: words.as_ref().map(sealed_of),
                anonymous: *anonymous,
            }),
            Event::ComplaintReceived { complaint, about, words, data_matter } => {
                Kind::ComplaintReceived(ComplaintReceived {
                    complaint: *complaint,
                    about: about.number(),
                    words: Some(sealed_of(words)),
                    data_matter: *data_matter,
                })
            }
            Event::ComplaintAcknowledged { complaint } => {
                Kind::ComplaintAcknowledged(ComplaintAcknowledged { complaint: *complaint })
            }
        };
        FeedbackEvent { kind: Some(kind) }
    }

    fn from_stored(event: FeedbackEvent) -> Read<Self> {
        match event.kind.ok_or_else(unknown)? {
            Kind::Given(e) => Ok(Event::Given {
                about: code("about", e.about)?,
                score: maybe_small("score", e.score)?,
                words: maybe_sealed("words", e.words)?,
                anonymous: e.anonymous,
            }),
            Kind::ComplaintReceived(e) => Ok(Event::ComplaintReceived {
                complaint: e.complaint,
                about: code("about", e.about)?,
                words: sealed("words", e.words)?,
                data_matter: e.data_matter,
            }),
            Kind::ComplaintAcknowledged(e) => {
                Ok(Event::ComplaintAcknowledged { complaint: e.complaint })
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::Sensitivity;
    use domain::aftercare::feedback::FeedbackAbout;

    use super::*;
    use crate::event::testing;

    /// One of each event, each optional field once set.
    pub(crate) fn samples() -> Vec<Event> {
        let words = || testing::sealed(Sensitivity::Special);
        vec![
            Event::Given {
                about: FeedbackAbout::Handover,
                score: Some(5),
                words: Some(words()),
                anonymous: true,
            },
            Event::Given {
                about: FeedbackAbout::Service,
                score: Some(1),
                words: None,
                anonymous: false,
            },
            Event::ComplaintReceived {
                complaint: 1,
                about: FeedbackAbout::Data,
                words: words(),
                data_matter: true,
            },
            Event::ComplaintAcknowledged { complaint: 1 },
        ]
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(testing::reads_back);
    }
}
