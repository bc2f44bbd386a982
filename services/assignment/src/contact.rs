//! Attempts to reach a person: from the wire and back.

use domain::assignment::contact::{Attempt, Command, ContactDirection};
use domain::{Code, ContactId, Journey, Sensitivity};
use host::{Call, Desk, malformed};
use tonic::Status;
use wire::assignment::{Contact, RecordContactRequest};
use wire::convert::{code, date_of, maybe_code};

pub(crate) async fn record(
    desk: &Desk,
    call: &Call<RecordContactRequest>,
) -> Result<(ContactId, Command), Status> {
    let message = &call.message;
    let contact = call.new_id("contact_id", &message.contact_id)?;
    let channel = code("channel", message.channel).map_err(malformed)?;
    let direction = maybe_code("direction", message.direction).map_err(malformed)?;
    let result = code("result", message.result).map_err(malformed)?;
    let note = call.seal_text(desk, "contact.note", Sensitivity::Core, &message.note).await?;
    Ok((contact, Command::Record(Attempt { contact, channel, direction, result, note })))
}

pub(crate) fn render(journey: &Journey, id: ContactId) -> Option<Contact> {
    let (on, attempt) = journey.contact.attempts.get(&id)?;
    Some(Contact {
        contact_id: id.to_string(),
        on: Some(date_of(*on)),
        channel: attempt.channel.number(),
        direction: attempt.direction.unwrap_or(ContactDirection::Outgoing).number(),
        result: attempt.result.number(),
    })
}
