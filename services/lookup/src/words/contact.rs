//! Attempts to reach the person, in plain words. That somebody was not there is a fact, not a fault.

use domain::assignment::contact::{ContactChannel, ContactDirection, ContactResult, Event};

use super::{Form, Names, Told};

pub(super) fn tell<'e>(event: &'e Event, _names: &Names<'_>) -> Told<'e> {
    let Event::Recorded(attempt) = event;
    let (who, how, what) = (who(attempt.direction), how(attempt.channel), came(attempt.result));
    Told::new("contact.recorded", format!("{who} {how}: {what}")).with(
        "note",
        "contact.note",
        &attempt.note,
        Form::Text,
    )
}

const fn who(direction: Option<ContactDirection>) -> &'static str {
    match direction {
        Some(ContactDirection::Incoming) => "They got in touch",
        Some(ContactDirection::Outgoing) | None => "A worker tried to reach them",
    }
}

/// How people meet or speak.
pub(super) const fn how(channel: ContactChannel) -> &'static str {
    match channel {
        ContactChannel::Phone => "by phone",
        ContactChannel::Text => "by text",
        ContactChannel::Email => "by e-mail",
        ContactChannel::Letter => "by letter",
        ContactChannel::Video => "by video",
        ContactChannel::InPerson => "face to face",
        ContactChannel::Outreach => "where they are",
    }
}

const fn came(result: ContactResult) -> &'static str {
    match result {
        ContactResult::Met => "they met",
        ContactResult::Spoke => "they spoke or wrote to each other",
        ContactResult::NoAnswer => "no answer",
        ContactResult::DidNotAttend => "they were not there",
        ContactResult::Rearranged => "they set another time",
    }
}
