//! Stored events of attempts to reach a person.

use domain::Code;
use domain::assignment::contact::{Attempt, Event};

use super::{Topical, unknown};
use crate::convert::{Read, code, code_number, id, maybe_code, maybe_sealed, sealed_of};
use crate::stored::{ContactEvent, ContactRecorded, contact_event::Kind};

impl Topical for Event {
    type Stored = ContactEvent;

    fn to_stored(&self) -> ContactEvent {
        let Event::Recorded(attempt) = self;
        let kind = Kind::Recorded(ContactRecorded {
            contact_id: attempt.contact.as_bytes().to_vec(),
            channel: attempt.channel.number(),
            direction: code_number(attempt.direction),
            result: attempt.result.number(),
            note: attempt.note.as_ref().map(sealed_of),
        });
        ContactEvent { kind: Some(kind) }
    }

    fn from_stored(event: ContactEvent) -> Read<Self> {
        let Kind::Recorded(e) = event.kind.ok_or_else(unknown)?;
        Ok(Event::Recorded(Attempt {
            contact: id("contact_id", &e.contact_id)?,
            channel: code("channel", e.channel)?,
            direction: maybe_code("direction", e.direction)?,
            result: code("result", e.result)?,
            note: maybe_sealed("note", e.note)?,
        }))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::assignment::contact::{ContactChannel, ContactDirection, ContactResult};
    use domain::{ContactId, Sensitivity};

    use super::*;
    use crate::event::testing::{reads_back, sealed};

    /// An attempt with everything in it that there can be, and one with as little.
    pub(crate) fn samples() -> Vec<Event> {
        let attempt = Attempt {
            contact: ContactId::from_u128(1),
            channel: ContactChannel::Outreach,
            direction: Some(ContactDirection::Incoming),
            result: ContactResult::Met,
            note: Some(sealed(Sensitivity::Core)),
        };
        let (contact, result) = (ContactId::from_u128(2), ContactResult::NoAnswer);
        let short = Attempt { contact, result, direction: None, note: None, ..attempt.clone() };
        vec![Event::Recorded(attempt), Event::Recorded(short)]
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(reads_back);
    }
}
