//! How a commit changes the view of people: decoded, opened where people are found by it, folded.

use super::{fold, keys, names};
use crate::{NotApplied, StoreError, Tables, View};
use async_trait::async_trait;
use domain::intake::person;
use domain::{Journey, PersonId, Sealed, Sensitivity, Stamp, journey};
use journal::Recorded;

use prost::Message;
use vault::{Place, Unsealed, Vault};
use wire::event::Stored;
use wire::event::person::identifier_field;
use wire::stored::event::Topic;
use wire::types::PersonDetails;

use super::rows::PersonRow;

/// Folds journeys into the rows that lookups answer from.
pub struct PeopleView {
    vault: Vault,
}

impl PeopleView {
    /// The view, opening what it indexes with these keys.
    pub fn new(vault: Vault) -> Self {
        Self { vault }
    }
}

/// A commit, decoded, with the tokens of what it sealed.
pub struct Prepared {
    person: PersonId,
    stamp: Stamp,
    events: Vec<journey::Event>,
    /// Tokens of numbers that identify, to be indexed.
    numbers: Vec<vault::Blind>,
    /// Tokens of name and birth, replacing those before; `None` if no particulars changed.
    names: Option<Vec<Vec<u8>>>,
}

#[async_trait]
impl View for PeopleView {
    const SCHEMA: u32 = 1;
    type Prepared = Prepared;

    async fn look_ahead(&self, commits: &[&Recorded]) {
        if let Err(error) = self.vault.read_ahead(&whose(commits), Sensitivity::Core).await {
            tracing::debug!(%error, "keys could not be read ahead");
        }
    }

    async fn prepare(&self, recorded: &Recorded) -> Result<Prepared, NotApplied> {
        let poison = |e: &dyn std::fmt::Display| NotApplied::Poison(e.to_string());
        let person = recorded.stream.id().parse().map_err(|e: uuid::Error| poison(&e))?;
        let stamp = recorded.record.stamp().map_err(|e| poison(&e))?;
        let mut prepared = Prepared { person, stamp, events: vec![], numbers: vec![], names: None };
        for event in &recorded.record.commit.events {
            let event = Journey::decode(event.clone()).map_err(|e| poison(&e))?;
            self.index(&mut prepared, &event).await?;
            prepared.events.push(event);
        }
        Ok(prepared)
    }

    fn apply(
        &self,
        recorded: &Recorded,
        prepared: Prepared,
        tables: &mut Tables<'_>,
    ) -> Result<(), NotApplied> {
        let before = row(tables, prepared.person)?;
        if recorded.record.commit.version != before.version + 1 {
            return Err(NotApplied::Poison(
                "it does not follow the commit before it in its stream".into(),
            ));
        }
        let mut after = before.clone();
        after.version += 1;
        for event in &prepared.events {
            fold::event(&mut after, &prepared.stamp, event);
        }
        for number in &prepared.numbers {
            tables.put(keys::number(number), prepared.person.as_bytes().to_vec());
        }
        if let Some(names) = prepared.names {
            after.names = names;
        }
        write(tables, prepared.person, &before, &after);
        Ok(())
    }

    fn park(&self, recorded: &Recorded, tables: &mut Tables<'_>) -> Result<(), StoreError> {
        let Ok(person) = recorded.stream.id().parse() else { return Ok(()) };
        let before = row(tables, person)?;
        let after = PersonRow { degraded: true, ..before.clone() };
        write(tables, person, &before, &after);
        Ok(())
    }
}

impl PeopleView {
    /// Adds the tokens of what an event sealed, where it is something that people are found by.
    async fn index(
        &self,
        prepared: &mut Prepared,
        event: &journey::Event,
    ) -> Result<(), NotApplied> {
        let journey::Event::Person(event) = event else { return Ok(()) };
        match event {
            person::Event::Registered(particulars)
            | person::Event::ParticularsChanged(particulars) => {
                let bytes = self.open(prepared, "person.details", &particulars.details).await?;
                let details = bytes.map(|b| PersonDetails::decode(b.as_slice())).transpose();
                let details = details.map_err(|e| NotApplied::Poison(e.to_string()))?;
                prepared.names = Some(details.map_or(vec![], |d| names::tokens(&self.vault, &d)));
            }
            person::Event::IdentifierRecorded {
                scheme,
                value,
                status: person::IdentifierStatus::Valid,
                ..
            } => {
                if let Some(bytes) = self.open(prepared, &identifier_field(*scheme), value).await? {
                    let text = String::from_utf8_lossy(&bytes);
                    prepared.numbers.push(names::number(
                        &self.vault,
                        *scheme,
                        prepared.stamp.by.org,
                        &text,
                    ));
                }
            }
            person::Event::IdentifierRecorded { .. } => {} // It does not identify.
        }
        Ok(())
    }

    /// Opens a sealed value; nothing if it was destroyed.
    async fn open(
        &self,
        at: &Prepared,
        field: &str,
        sealed: &Sealed,
    ) -> Result<Option<Vec<u8>>, NotApplied> {
        let place = Place { person: at.person, commit: at.stamp.commit, field };
        match self.vault.unseal(&place, sealed).await {
            Ok(Unsealed::Open(bytes)) => Ok(Some(bytes.into_exposed())),
            Ok(Unsealed::Erased) => Ok(None),
            Err(error) if error.is_temporary() => Err(NotApplied::Later(error.to_string())),
            Err(error) => Err(NotApplied::Poison(error.to_string())),
        }
    }
}

/// Whose commits seal something that people are found by.
fn whose(commits: &[&Recorded]) -> Vec<PersonId> {
    let sealed = commits.iter().filter(|recorded| {
        let events = &recorded.record.commit.events;
        events.iter().any(|event| matches!(event.topic, Some(Topic::Person(_))))
    });
    sealed.filter_map(|recorded| recorded.stream.id().parse().ok()).collect()
}

fn row(tables: &Tables<'_>, person: PersonId) -> Result<PersonRow, StoreError> {
    let Some(bytes) = tables.get(&keys::person(person))? else { return Ok(PersonRow::default()) };
    decode(&bytes)
}

/// Reads a stored row.
pub(crate) fn decode<R: Message + Default>(bytes: &[u8]) -> Result<R, StoreError> {
    R::decode(bytes).map_err(|e| StoreError(format!("a row cannot be read: {e}")))
}

/// Writes a person's row, and every row that follows from it and changed.
fn write(tables: &mut Tables<'_>, person: PersonId, before: &PersonRow, after: &PersonRow) {
    tables.put(keys::person(person), after.encode_to_vec());
    let (old, new) = (fold::derived(person, before), fold::derived(person, after));
    for key in old.keys().filter(|key| !new.contains_key(*key)) {
        tables.delete(key.clone());
    }
    for (key, value) in new {
        if old.get(&key) != Some(&value) {
            tables.put(key, value);
        }
    }
}
