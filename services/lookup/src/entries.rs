//! Entries: a commit of a journey as people read it, with what was sealed opened for the reader.

use domain::{Actor, Code, Journey, Role};
use host::{Desk, Look, Opened, status};
use journal::Recorded;
use tonic::Status;
use vault::Place;
use wire::convert::{Malformed, actor_of, date_of, timestamp_of};
use wire::event::Stored;
use wire::lookup::{EntryDetail, EntryEvent, JourneyEntry};

use crate::words::{self, Form, Names, Part};

/// A commit as people read it. The journey, as it is now, says what the commit speaks of by its id alone.
pub(crate) async fn entry(
    desk: &Desk,
    look: &Look,
    recorded: &Recorded,
    with_record: bool,
) -> Result<JourneyEntry, Status> {
    let unreadable = |e: Malformed| {
        tracing::error!(position = recorded.position.0, problem = %e, "a commit cannot be read by this version");
        status::internal(&e)
    };
    let stamp = recorded.record.stamp().map_err(unreadable)?;
    let names = Names::new(&desk.registry.directory).knowing(look.journey());
    let mut events = vec![];
    for event in &recorded.record.commit.events {
        let event = Journey::decode(event.clone()).map_err(unreadable)?;
        let told = words::tell(&event, &names);
        let mut details = vec![];
        for part in told.parts.iter().filter(|part| !matches!(part.form, Form::Hidden)) {
            let place = Place { person: look.person(), commit: stamp.commit, field: &part.field };
            details.push(open(look, &place, part).await?);
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
        person_id: look.person().to_string(),
        by: who(&stamp.by, &names),
    })
}

/// Who decided; nobody by name when the system acted by itself.
fn who(by: &Actor, names: &Names<'_>) -> String {
    let worker = by.worker.map(|worker| names.worker_at(by.org, worker)).unwrap_or_default();
    if by.role == Role::Person { format!("The person, through {worker}") } else { worker }
}

/// Opens what was said or written, as far as this look may show it.
async fn open(look: &Look, place: &Place<'_>, part: &Part<'_>) -> Result<EntryDetail, Status> {
    let sensitivity = part.sealed.sensitivity.number();
    let mut detail = EntryDetail { label: part.label.into(), sensitivity, ..Default::default() };
    match look.open(place, part.sealed).await? {
        Opened::Shown(bytes) => detail.text = text(part.form, &bytes),
        Opened::Withheld => detail.withheld = true,
        Opened::Erased => detail.erased = true,
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
