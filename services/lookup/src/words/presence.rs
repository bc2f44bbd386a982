//! The word that a person is there, in plain words. Whose word it is, the entry says.

use domain::rights::presence::{Event, PresenceMethod};

use super::Told;

pub(super) fn tell(event: &Event) -> Told<'_> {
    match event {
        Event::Recorded { method } => {
            let headline = format!("They are with a worker {} and ask for help", how(*method));
            Told::new("presence.recorded", headline)
        }
        Event::Ended => Told::new("presence.ended", "The note that they were present has ended"),
    }
}

const fn how(method: PresenceMethod) -> &'static str {
    match method {
        PresenceMethod::InPerson => "in one room",
        PresenceMethod::Phone => "on the phone",
        PresenceMethod::Video => "on a video call",
    }
}
