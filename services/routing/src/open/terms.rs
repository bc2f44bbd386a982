//! Terms and taxonomies: those that published services were given, once each.

use std::collections::BTreeMap;

use domain::ServiceId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::entry::Entry;

/// Things as they are served, in the order of their ids.
pub(super) type ById = BTreeMap<Uuid, Value>;

/// Every term. Where publishers say different things of one, what the first says is served.
pub(super) fn terms(entries: &BTreeMap<ServiceId, Entry>) -> ById {
    let mut all = ById::new();
    for term in entries.values().flat_map(|entry| &entry.terms) {
        all.entry(term.id).or_insert_with(|| term.said.clone());
    }
    all
}

/// Every taxonomy that has a name: publishers name it in each of its terms and say no more of it.
pub(super) fn taxonomies(entries: &BTreeMap<ServiceId, Entry>) -> ById {
    let mut all = ById::new();
    for term in entries.values().flat_map(|entry| &entry.terms) {
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
