//! Stored events of an enquiry.

use domain::Code;
use domain::intake::enquiry::{Event, FirstContact};

use super::{Topical, unknown};
use crate::convert::{Read, code, id, maybe_area, maybe_sealed, sealed_of};
use crate::stored::{EnquiryClosed, EnquiryEvent, EnquiryReceived, enquiry_event::Kind};

impl Topical for Event {
    type Stored = EnquiryEvent;

    fn to_stored(&self) -> EnquiryEvent {
        let kind = match self {
            Event::Received(contact) => Kind::Received(stored(contact)),
            Event::Closed { enquiry, outcome } => Kind::Closed(EnquiryClosed {
                enquiry_id: enquiry.as_bytes().to_vec(),
                outcome: outcome.number(),
            }),
        };
        EnquiryEvent { kind: Some(kind) }
    }

    fn from_stored(event: EnquiryEvent) -> Read<Self> {
        match event.kind.ok_or_else(unknown)? {
            Kind::Received(e) => contact(e).map(Event::Received),
            Kind::Closed(e) => Ok(Event::Closed {
                enquiry: id("enquiry_id", &e.enquiry_id)?,
                outcome: code("outcome", e.outcome)?,
            }),
        }
    }
}

fn stored(contact: &FirstContact) -> EnquiryReceived {
    EnquiryReceived {
        enquiry_id: contact.enquiry.as_bytes().to_vec(),
        channel: contact.channel.number(),
        area: contact.area.map_or(String::new(), |area| area.code().into()),
        needs: contact.needs.iter().map(|need| need.number()).collect(),
        sealed_needs: contact.sealed_needs.as_ref().map(sealed_of),
        own_words: contact.own_words.as_ref().map(sealed_of),
        contact: contact.contact.as_ref().map(sealed_of),
    }
}

fn contact(stored: EnquiryReceived) -> Read<FirstContact> {
    Ok(FirstContact {
        enquiry: id("enquiry_id", &stored.enquiry_id)?,
        channel: code("channel", stored.channel)?,
        area: maybe_area("area", &stored.area)?,
        needs: stored.needs.into_iter().map(|need| code("needs", need)).collect::<Read<_>>()?,
        sealed_needs: maybe_sealed("sealed_needs", stored.sealed_needs)?,
        own_words: maybe_sealed("own_words", stored.own_words)?,
        contact: maybe_sealed("contact", stored.contact)?,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::intake::enquiry::{DoorChannel, EnquiryOutcome};
    use domain::intake::need::NeedCode;
    use domain::{EnquiryId, Sensitivity};

    use super::*;
    use crate::event::testing::{dundee, reads_back, sealed};

    /// One of each event, with everything in it that there can be.
    pub(crate) fn samples() -> Vec<Event> {
        let enquiry = EnquiryId::from_u128(1);
        let quiet = FirstContact {
            enquiry,
            channel: DoorChannel::WalkIn,
            area: None,
            needs: vec![NeedCode::Confidence, NeedCode::Transport],
            sealed_needs: None,
            own_words: None,
            contact: None,
        };
        let full = FirstContact {
            area: Some(dundee()),
            needs: vec![],
            sealed_needs: Some(sealed(Sensitivity::Restricted)),
            own_words: Some(sealed(Sensitivity::Core)),
            contact: Some(sealed(Sensitivity::Core)),
            ..quiet.clone()
        };
        vec![
            Event::Received(quiet),
            Event::Received(full),
            Event::Closed { enquiry, outcome: EnquiryOutcome::RouteSuggested },
        ]
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(reads_back);
    }
}
