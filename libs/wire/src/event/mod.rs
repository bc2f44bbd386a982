//! Stored events: domain to protobuf and back, a module per topic. Every event ever written can be read.

pub mod access;
pub mod agreement;
mod allowance;
mod break_glass;
pub mod clocks;
mod contact;
pub mod eligibility;
mod enquiry;
mod episode;
mod fallback;
mod feedback;
#[cfg(test)]
mod golden;
mod household;
pub mod intervention;
mod job;
mod lead;
mod need;
mod offer;
pub mod organisation;
mod outcome;
pub mod person;
mod plan;
mod presence;
pub mod progress;
mod protection;
pub mod publication;
pub mod publisher;
pub mod referral;
mod route;
pub mod route_told;
pub mod service;
mod stage;
mod supporter;
#[cfg(test)]
mod testing;

use domain::directory::{AreaClocks, FallbackDoor, Organisation, Publication, Publisher, Service};
use domain::{Aggregate, Journey, journey};

use crate::convert::{Malformed, Read};
use crate::stored::{self, event::Topic};

/// An aggregate whose events have a stored form.
pub trait Stored: Aggregate {
    /// The stored form of an event.
    fn encode(event: &Self::Event) -> stored::Event;

    /// The event that a stored form stands for.
    ///
    /// # Errors
    /// If the bytes are of a later version than this code, or were never an event of this aggregate.
    fn decode(event: stored::Event) -> Read<Self::Event>;
}

/// A topic's event and its stored form; the topic's module has the conversions.
trait Topical: Sized {
    type Stored;
    fn to_stored(&self) -> Self::Stored;
    fn from_stored(stored: Self::Stored) -> Read<Self>;
}

macro_rules! journey_topics {
    ($($variant:ident)+) => {
        impl Stored for Journey {
            fn encode(event: &journey::Event) -> stored::Event {
                let topic = match event {
                    $( journey::Event::$variant(e) => Topic::$variant(e.to_stored()), )+
                };
                stored::Event { topic: Some(topic) }
            }
            fn decode(event: stored::Event) -> Read<journey::Event> {
                match event.topic {
                    $( Some(Topic::$variant(e)) => Topical::from_stored(e).map(journey::Event::$variant), )+
                    Some(
                        Topic::Organisation(_) | Topic::Service(_) | Topic::Fallback(_) | Topic::Publication(_)
                        | Topic::Publisher(_) | Topic::Clocks(_) | Topic::Access(_),
                    ) | None => Err(unknown()),
                }
            }
        }
    };
}

journey_topics! {
    Enquiry Person Agreement Eligibility Episode Need Plan Stage Offer Lead Supporter Contact Intervention Household Referral Job Progress Outcome Allowance Feedback
    Presence BreakGlass Protection Route
}

macro_rules! directory_topics {
    ($($aggregate:ident $topic:ident)+) => {$(
        impl Stored for $aggregate {
            fn encode(event: &Self::Event) -> stored::Event {
                stored::Event { topic: Some(Topic::$topic(event.to_stored())) }
            }
            fn decode(event: stored::Event) -> Read<Self::Event> {
                match event.topic {
                    Some(Topic::$topic(e)) => Topical::from_stored(e),
                    _ => Err(unknown()),
                }
            }
        }
    )+};
}

directory_topics! {
    Organisation Organisation Service Service FallbackDoor Fallback AreaClocks Clocks Publication Publication
    Publisher Publisher
}

/// What a reader says of an event that a later version wrote.
fn unknown() -> Malformed {
    Malformed::new(
        "event",
        "was written by a later version of Anydoor, or is not an event of this stream",
    )
}
