//! Entry: the little of a published record by which it is found in a list.

use std::collections::BTreeSet;

use domain::ServiceId;
use journal::Position;
use oruk::Path;
use serde_json::Value;
use uuid::Uuid;

use super::hours::Hours;
use super::record;

/// How much of what a service says of itself is searched, in characters.
const SEARCHED_CHARS_MAX: usize = 4_000;

/// By how many terms a service is found at most.
const TERMS_MAX: usize = 200;

/// A published service, in a list.
#[derive(Debug)]
pub(super) struct Entry {
    /// Where its record stands in the journal.
    pub(super) at: Position,
    /// Its name, its provider's, and what it says of itself, in small letters.
    pub(super) searched: String,
    pub(super) youngest: Option<u8>,
    pub(super) oldest: Option<u8>,
    pub(super) hours: Vec<Hours>,
    /// The ids of its places, as they are served.
    pub(super) places: Vec<Uuid>,
    /// The terms that anything in it was given.
    pub(super) terms: BTreeSet<Uuid>,
    /// And their taxonomies.
    pub(super) taxonomies: BTreeSet<Uuid>,
}

/// A term, as its publisher says it.
#[derive(Debug)]
pub(super) struct Term {
    pub(super) id: Uuid,
    pub(super) taxonomy: Option<Uuid>,
    pub(super) said: Value,
}

impl Entry {
    /// What is in a record, and its terms; nothing if it is none that this program would have kept.
    pub(super) fn of(service: ServiceId, raw: &[u8], at: Position) -> Option<(Self, Vec<Term>)> {
        let read = oruk::read(raw, Path::default()).service?;
        let served = record::served(service, raw).ok()?;
        let provider = read.organization.as_ref().map(|organization| &organization.name);
        let texts = [Some(&read.name), provider, read.description.as_ref()];
        let searched = texts.into_iter().flatten().flat_map(|text| text.chars().chain(['\n']));
        let mut terms = vec![];
        gather(&served, &mut terms);
        let entry = Self {
            at,
            searched: searched.take(SEARCHED_CHARS_MAX).collect::<String>().to_lowercase(),
            youngest: read.minimum_age,
            oldest: read.maximum_age,
            hours: read.schedules.iter().map(Hours::of).collect(),
            places: record::places(&served),
            terms: terms.iter().map(|term| term.id).collect(),
            taxonomies: terms.iter().filter_map(|term| term.taxonomy).collect(),
        };
        Some((entry, terms))
    }
}

/// Every `taxonomy_term` in a record, wherever it stands, up to so many. Records are not deep.
fn gather(value: &Value, terms: &mut Vec<Term>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| gather(value, terms)),
        Value::Object(members) => {
            for (name, value) in members {
                let id = |name: &str| value.get(name)?.as_str()?.parse().ok();
                match (name.as_str(), id("id")) {
                    ("taxonomy_term", Some(_)) if terms.len() == TERMS_MAX => {}
                    ("taxonomy_term", Some(id_of_it)) => terms.push(Term {
                        id: id_of_it,
                        taxonomy: id("taxonomy_id"),
                        said: value.clone(),
                    }),
                    _ => gather(value, terms),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
