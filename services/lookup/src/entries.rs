//! Entries: a commit of a journey as people read it, with what was sealed opened for the reader.

use domain::{Actor, Code, Journey, PersonId, Role, Sensitivity};
use host::{Desk, status};
use journal::{Position, Recorded, StreamId};
use tonic::Status;
use vault::{Place, Unsealed};
use wire::convert::{Malformed, actor_of, date_of, timestamp_of};
use wire::event::Stored;
use wire::lookup::{EntryDetail, EntryEvent, JourneyEntry};

use crate::words::{self, Form, Names, Part};

/// A journey's commits, oldest first.
pub(crate) async fn load(desk: &Desk, person: PersonId) -> Result<Vec<Recorded>, Status> {
    let stream = stream(person);
    let commits = desk
        .journeys
        .journal()
        .load(&stream, Position::START)
        .await
        .map_err(|e| status::of_read(&e))?;
    if commits.is_empty() { Err(status::not_found(person)) } else { Ok(commits) }
}

/// The stream of a person's journey.
pub(crate) fn stream(person: PersonId) -> StreamId {
    StreamId::new(<Journey as domain::Aggregate>::KIND, person)
}

/// A commit as people read it. The journey, as it is now, says what the commit speaks of by its id alone.
pub(crate) async fn entry(
    desk: &Desk,
    person: PersonId,
    journey: &Journey,
    recorded: &Recorded,
    with_record: bool,
) -> Result<JourneyEntry, Status> {
    let unreadable = |e: Malformed| {
        tracing::error!(position = recorded.position.0, problem = %e, "a commit cannot be read by this version");
        status::internal(&e)
    };
    let stamp = recorded.record.stamp().map_err(unreadable)?;
    let names = Names::new(&desk.registry.directory).knowing(journey);
    let mut events = vec![];
    for event in &recorded.record.commit.events {
        let event = Journey::decode(event.clone()).map_err(unreadable)?;
        let told = words::tell(&event, &names);
        let mut details = vec![];
        for part in told.parts.iter().filter(|part| !matches!(part.form, Form::Hidden)) {
            let place = Place { person, commit: stamp.commit, field: &part.field };
            details.push(open(desk, &place, part).await?);
        }
        events.push(EntryEvent { r#type: told.kind.into(), headline: told.headline, details });
    }
    Ok(JourneyEntry {
        version: recorded.record.commit.version,
        recorded_at: Some(timestamp_of(stamp.recorded_at)),
        occurred_on: Some(date_of(stamp.occurred_on)),
        actor: Some(actor_of(&stamp.by)),
        events,
        hash: recorded.record.hash.to_vec(),
        record: if with_record { recorded.record.bytes.to_vec() } else { vec![] },
        person_id: person.to_string(),
        by: who(&stamp.by, &names),
    })
}

/// Who decided; nobody by name when the system acted by itself.
fn who(by: &Actor, names: &Names<'_>) -> String {
    let worker = by.worker.map(|worker| names.worker_at(by.org, worker)).unwrap_or_default();
    if by.role == Role::Person { format!("The person, through {worker}") } else { worker }
}

/// Opens what was said or written. What is special or restricted stays closed: nobody is entitled to it before policy says
/// so.
async fn open(desk: &Desk, place: &Place<'_>, part: &Part<'_>) -> Result<EntryDetail, Status> {
    let sensitivity = part.sealed.sensitivity;
    let mut detail = EntryDetail {
        label: part.label.into(),
        sensitivity: sensitivity.number(),
        ..Default::default()
    };
    if sensitivity != Sensitivity::Core {
        detail.withheld = true;
        return Ok(detail);
    }
    match desk.vault.unseal(place, part.sealed).await {
        Ok(Unsealed::Open(bytes)) => detail.text = text(part.form, bytes.expose()),
        Ok(Unsealed::Erased) => detail.erased = true,
        Err(error) => return Err(status::of_vault(error)),
    }
    Ok(detail)
}

fn text(form: Form, bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).into_owned();
    match form {
        Form::Text => text,
        Form::Message(tell) => tell(bytes).unwrap_or(text),
        Form::Code(name) => text.parse().ok().and_then(name).map_or(text, str::to_owned),
        Form::Hidden => String::new(),
    }
}
