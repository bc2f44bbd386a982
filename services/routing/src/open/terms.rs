//! Terms and taxonomies: those that published services were given, once each.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Value, json};
use uuid::Uuid;

use super::entry::Term;
use super::shelf::Shelf;

/// Every term that a service has which is served now, by id. Where publishers say different things of one, what was said
/// last is served.
pub(super) fn terms(shelf: &Shelf) -> Vec<Arc<Term>> {
    let entries = shelf.entries();
    let ids: BTreeSet<Uuid> = entries.iter().flat_map(|(_, entry)| &entry.terms).copied().collect();
    ids.into_iter().filter_map(|id| shelf.term(id)).collect()
}

/// A term, if a service has it that is served now.
pub(super) fn term(shelf: &Shelf, id: Uuid) -> Option<Arc<Term>> {
    let is_served = shelf.entries().iter().any(|(_, entry)| entry.terms.contains(&id));
    shelf.term(id).filter(|_| is_served)
}

/// Every taxonomy that has a name, by id: publishers name it in each of its terms and say no more of it.
pub(super) fn taxonomies(shelf: &Shelf) -> BTreeMap<Uuid, Value> {
    let mut all = BTreeMap::new();
    for term in terms(shelf) {
        let name = term.said.get("taxonomy").and_then(Value::as_str);
        if let Some((id, name)) = term.taxonomy.zip(name) {
            all.entry(id).or_insert_with(|| {
                let description = format!("Terms that publishers gave their services: {name}");
                json!({ "id": id.to_string(), "name": name, "description": description })
            });
        }
    }
    all
}
