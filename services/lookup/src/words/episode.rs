//! A spell of support in plain words.

use domain::Code;
use domain::intake::episode::{CloseReason, Destination, Event, PauseReason};

use super::{Form, Names, Told, code, day};

pub(super) fn tell<'e>(event: &'e Event, names: &Names<'_>) -> Told<'e> {
    match event {
        Event::Opened { area, door, rejoin_of, .. } => {
            let began =
                if rejoin_of.is_some() { "Came back: support began" } else { "Support began" };
            let (area, door) = (area.name(), names.org(*door));
            Told::new("episode.opened", format!("{began} in {area}; they first spoke at {door}"))
        }
        Event::Paused { reason, sealed_reason, review_on } => {
            let why = reason.map_or(String::new(), |reason| format!(" ({})", pause(reason)));
            let headline = format!("Support rests{why}; to be looked at on {}", day(*review_on));
            Told::new("episode.paused", headline).with(
                "why",
                "episode.pause_reason",
                sealed_reason,
                Form::Code(|number| PauseReason::from_number(number).map(pause)),
            )
        }
        Event::Resumed => Told::new("episode.resumed", "Support goes on"),
        Event::Closed { reason, destination } => {
            let to = destination.map_or(String::new(), |to| format!("; {}", went(to)));
            let headline = format!("Support ended: {}{to}", close(*reason));
            Told::new("episode.closed", headline)
        }
    }
}

const fn pause(reason: PauseReason) -> &'static str {
    match reason {
        PauseReason::Health => "health",
        PauseReason::Bereavement => "a death",
        PauseReason::Caring => "caring for somebody",
        PauseReason::Custody => "in custody",
        PauseReason::Housing => "housing",
        PauseReason::PersonAsked => "the person asked",
        PauseReason::Other => "something else",
        PauseReason::Setback => "a setback",
    }
}

const fn close(reason: CloseReason) -> &'static str {
    match reason {
        CloseReason::PersonChose => "the person chose to stop, and the door stays open",
        CloseReason::GoalsMet => "their goals are met, and the door stays open",
        CloseReason::MovedArea => "they moved to another area",
        CloseReason::LostContact => "nobody could reach them, and the door stays open",
        CloseReason::Deceased => "they died",
        CloseReason::Other => "another reason",
    }
}

fn went(to: Destination) -> String {
    match to {
        Destination::NotInWork => "out of work".into(),
        Destination::Unknown => "where they went is not known".into(),
        Destination::Employment
        | Destination::SelfEmployment
        | Destination::Apprenticeship
        | Destination::Education
        | Destination::Training
        | Destination::Volunteering
        | Destination::OtherService => format!("they went on to {}", code(to)),
    }
}
