//! How a commit changes the view of people: decoded, opened where people are found by it, folded.

use super::{fold, keys, names, observed};
use async_trait::async_trait;
use domain::intake::person::{self, IdentifierScheme, IdentifierStatus};
use domain::{Journey, PersonId, Sealed, Stamp, journey};
use journal::Recorded;
use prost::Message;
use vault::{Place, Unsealed, Vault, VaultError};
use wire::event::Stored;
use wire::event::person::identifier_field;
use wire::types::PersonDetails;

use super::rows::PersonRow;
use crate::{NotApplied, StoreError, Tables, Unprepared, View};

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
    /// Those that may change where the person is, or who may see it.
    events: Vec<journey::Event>,
    /// The keys under which their numbers are found.
    numbers: Vec<Vec<u8>>,
    /// Tokens of name and birth, replacing those before; `None` if no particulars changed.
    names: Option<Vec<Vec<u8>>>,
}

impl Prepared {
    /// Nothing of it is in the view.
    fn shows_nothing(&self) -> bool {
        self.events.is_empty() && self.is_found_as_before()
    }
    /// It changes where the person is, or how they are found.
    fn is_told(&self) -> bool {
        self.events.iter().any(fold::is_told) || !self.is_found_as_before()
    }
    fn is_found_as_before(&self) -> bool {
        self.numbers.is_empty() && self.names.is_none()
    }
}

#[async_trait]
impl View for PeopleView {
    const SCHEMA: u32 = 7;
    type Prepared = Prepared;

    async fn prepare(&self, commits: &[Recorded]) -> Vec<Result<Prepared, Unprepared>> {
        let mut prepared: Vec<_> = commits.iter().map(decoded).collect();
        for (nth, found) in self.found(&prepared).await {
            if let Ok(commit) = &mut prepared[nth] {
                match found {
                    Ok(Found::Names(names)) => commit.names = Some(names),
                    Ok(Found::Number(number)) => commit.numbers.push(number),
                    Ok(Found::Erased) => {}
                    Err(unprepared) => prepared[nth] = Err(unprepared),
                }
            }
        }
        prepared
    }

    fn apply(
        &self,
        recorded: &Recorded,
        prepared: Prepared,
        tables: &mut Tables<'_>,
    ) -> Result<(), NotApplied> {
        let version = recorded.record.commit.version;
        if version > 1 && prepared.shows_nothing() {
            return Ok(());
        }
        let before = row(tables, prepared.person)?;
        if version <= before.version {
            return Err(NotApplied::Poison("it is older than what it should follow".into()));
        }
        let mut after = before.clone();
        if version == 1 || prepared.is_told() {
            after.version = version;
        }
        if prepared.events.iter().any(fold::moves_clocks) {
            after.clocks_version = version;
        }
        for event in &prepared.events {
            if let journey::Event::Referral(event) = event {
                observed::count(tables, &after, &prepared.stamp, event)?;
            }
            fold::event(&mut after, &prepared.stamp, event);
        }
        for number in prepared.numbers {
            tables.put(number, prepared.person.as_bytes().to_vec());
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

/// A sealed value that its person is found by.
struct Sought<'a> {
    /// The commit's place among those that are prepared together.
    nth: usize,
    person: PersonId,
    commit: &'a Stamp,
    what: What,
    field: String,
    sealed: &'a Sealed,
}

impl Sought<'_> {
    fn place(&self) -> Place<'_> {
        Place { person: self.person, commit: self.commit.commit, field: &self.field }
    }
}

/// What it is.
enum What {
    Details,
    Number(IdentifierScheme, IdentifierStatus),
}

/// What one is found by.
enum Found {
    Names(Vec<Vec<u8>>),
    Number(Vec<u8>),
    /// A number that nobody can read any more.
    Erased,
}

impl PeopleView {
    /// The tokens of everything sealed in these commits that people are found by, opened in one step.
    async fn found(
        &self,
        prepared: &[Result<Prepared, Unprepared>],
    ) -> Vec<(usize, Result<Found, Unprepared>)> {
        let sought: Vec<Sought<'_>> = prepared.iter().enumerate().flat_map(sought).collect();
        let values: Vec<_> = sought.iter().map(|s| (s.place(), s.sealed)).collect();
        match self.vault.unseal_all(&values).await {
            Ok(opened) => {
                let found = sought.iter().zip(opened);
                found.map(|(s, opened)| (s.nth, self.tokens(s, opened))).collect()
            }
            Err(error) => {
                let later = |s: &Sought<'_>| (s.nth, Err(unprepared(&error)));
                sought.iter().map(later).collect()
            }
        }
    }

    fn tokens(
        &self,
        sought: &Sought<'_>,
        opened: Result<Unsealed, VaultError>,
    ) -> Result<Found, Unprepared> {
        let opened = match opened.map_err(|e| unprepared(&e))? {
            Unsealed::Open(bytes) => Some(bytes.into_exposed()),
            Unsealed::Erased => None,
        };
        match (&sought.what, opened) {
            (What::Details, Some(bytes)) => {
                let details = PersonDetails::decode(bytes.as_slice()).map_err(|e| poison(&e))?;
                Ok(Found::Names(names::tokens(&self.vault, &details)))
            }
            (What::Details, None) => Ok(Found::Names(vec![])),
            (What::Number(scheme, status), Some(bytes)) => {
                let text = String::from_utf8_lossy(&bytes);
                let org = sought.commit.by.org;
                let blind = names::number(&self.vault, *scheme, org, &text);
                Ok(Found::Number(match status {
                    // It may be somebody's who looks like nobody: whoever recorded it finds whom they recorded it of.
                    IdentifierStatus::Contested => keys::contested(org, &blind),
                    _ => keys::number(&blind),
                }))
            }
            (What::Number(..), None) => Ok(Found::Erased),
        }
    }
}

fn decoded(recorded: &Recorded) -> Result<Prepared, Unprepared> {
    let person = recorded.stream.id().parse().map_err(|e: uuid::Error| poison(&e))?;
    let stamp = recorded.record.stamp().map_err(|e| poison(&e))?;
    let events = recorded.record.commit.events.iter().filter(|event| fold::shows(event));
    let events = events.map(|event| Journey::decode(event.clone())).collect::<Result<_, _>>();
    let events = events.map_err(|e| poison(&e))?;
    Ok(Prepared { person, stamp, events, numbers: vec![], names: None })
}

/// What of a commit is to be opened.
fn sought((nth, commit): (usize, &Result<Prepared, Unprepared>)) -> Vec<Sought<'_>> {
    let Ok(Prepared { person, stamp, events, .. }) = commit else { return vec![] };
    let sought = |what, field: String, sealed| Sought {
        nth,
        person: *person,
        commit: stamp,
        what,
        field,
        sealed,
    };
    let mut found = vec![];
    for event in events {
        let journey::Event::Person(event) = event else { continue };
        match event {
            person::Event::Registered(particulars)
            | person::Event::ParticularsChanged(particulars) => {
                found.push(sought(What::Details, "person.details".into(), &particulars.details));
            }
            person::Event::IdentifierRecorded { scheme, ordinal, value, status, .. } => {
                if [IdentifierStatus::Valid, IdentifierStatus::Contested].contains(status) {
                    let field = identifier_field(*scheme, *ordinal);
                    found.push(sought(What::Number(*scheme, *status), field, value));
                }
            }
        }
    }
    found
}

fn poison(error: &dyn std::fmt::Display) -> Unprepared {
    Unprepared::Poison(error.to_string())
}

fn unprepared(error: &VaultError) -> Unprepared {
    match error.is_temporary() {
        true => Unprepared::Later(error.to_string()),
        false => Unprepared::Poison(error.to_string()),
    }
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
    if fold::derives_the_same(before, after) {
        return;
    }
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
