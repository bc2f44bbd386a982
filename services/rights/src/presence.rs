//! That the person is there: from the wire and back.

use domain::rights::presence::Command;
use domain::{Actor, Code, Journey};
use host::{Call, malformed};
use tonic::Status;
use wire::convert::{code, timestamp_of};
use wire::rights::{Presence, RecordPresenceRequest};

pub(crate) fn record(call: &Call<RecordPresenceRequest>) -> Result<Command, Status> {
    Ok(Command::Record { method: code("method", call.message.method).map_err(malformed)? })
}

pub(crate) fn render(journey: &Journey, by: &Actor) -> Option<Presence> {
    let known = journey.presence.of(by)?;
    Some(Presence { method: known.method.number(), until: Some(timestamp_of(known.until())) })
}
