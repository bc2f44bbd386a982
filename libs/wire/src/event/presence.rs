//! Stored events of a person's presence.

use domain::Code;
use domain::rights::presence::Event;

use super::{Topical, unknown};
use crate::convert::{Read, code};
use crate::stored::{PresenceEnded, PresenceEvent, PresenceRecorded, presence_event::Kind};

impl Topical for Event {
    type Stored = PresenceEvent;

    fn to_stored(&self) -> PresenceEvent {
        let kind = match self {
            Event::Recorded { method } => {
                Kind::Recorded(PresenceRecorded { method: method.number() })
            }
            Event::Ended => Kind::Ended(PresenceEnded {}),
        };
        PresenceEvent { kind: Some(kind) }
    }

    fn from_stored(event: PresenceEvent) -> Read<Self> {
        match event.kind.ok_or_else(unknown)? {
            Kind::Recorded(e) => Ok(Event::Recorded { method: code("method", e.method)? }),
            Kind::Ended(PresenceEnded {}) => Ok(Event::Ended),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::rights::presence::PresenceMethod;

    use super::*;
    use crate::event::testing::reads_back;

    /// One of each event.
    pub(crate) fn samples() -> Vec<Event> {
        vec![Event::Recorded { method: PresenceMethod::Video }, Event::Ended]
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(reads_back);
    }
}
