//! A record as it is served: as its publisher said it, but for ids. A publisher's id of a service is its own, and two may
//! have the same; here each service, and each of its places, has one that nobody else has.

use domain::ServiceId;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::answer::No;

/// The namespace of the ids of places.
const PLACES: Uuid = Uuid::from_u128(0x0b1e_6a5c_94d7_4f03_8a2c_5d1f_e7b3_6c48);

/// The kept record of a service, with the ids that are served.
pub(super) fn served(service: ServiceId, raw: &[u8]) -> Result<Value, No> {
    let mut record: Value = serde_json::from_slice(raw).map_err(|_| No::Damaged)?;
    let theirs = text(&record, "id").map(str::to_owned);
    renamed(&mut record, service, theirs.as_deref());
    let members = record.as_object_mut().ok_or(No::Damaged)?;
    members.insert("id".into(), service.to_string().into());
    for place in list_mut(members, "service_at_locations") {
        if let Some(id) = text(place, "id").and_then(|id| place_id(service, id)) {
            place["id"] = id.to_string().into();
        }
    }
    Ok(record)
}

/// Whatever points at the service, or at one of its places, points at the id that is served.
fn renamed(value: &mut Value, service: ServiceId, theirs: Option<&str>) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|v| renamed(v, service, theirs)),
        Value::Object(members) => {
            for (name, value) in members {
                match name.as_str() {
                    "service_id" => *value = service.to_string().into(),
                    "link_id" if theirs.is_some() && value.as_str() == theirs => {
                        *value = service.to_string().into();
                    }
                    "service_at_location_id" => {
                        if let Some(id) = value.as_str().and_then(|id| place_id(service, id)) {
                            *value = id.to_string().into();
                        }
                    }
                    _ => renamed(value, service, theirs),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn place_id(service: ServiceId, theirs: &str) -> Option<Uuid> {
    let theirs: Uuid = theirs.parse().ok()?;
    Some(Uuid::new_v5(&PLACES, &[service.as_bytes().as_slice(), theirs.as_bytes()].concat()))
}

/// The ids of the places of a record that is served.
pub(super) fn places(served: &Value) -> Vec<Uuid> {
    list(served, "service_at_locations")
        .filter_map(|place| text(place, "id")?.parse().ok())
        .collect()
}

/// A service at one of its places. It has a name and a status of its own besides, since the profile's interface describes
/// the answer as a service.
pub(super) fn place(served: &Value, id: Uuid) -> Option<Value> {
    let is_it = |place: &&Value| text(place, "id").and_then(|id| id.parse().ok()) == Some(id);
    let mut place = list(served, "service_at_locations").find(is_it)?.clone();
    let mut service = served.clone();
    service.as_object_mut()?.remove("service_at_locations");
    let members = place.as_object_mut()?;
    for name in ["name", "status"] {
        members.insert(name.into(), service.get(name)?.clone());
    }
    members.insert("service_id".into(), service.get("id")?.clone());
    if let Some(location) = members.get("location").and_then(|at| at.get("id")).cloned() {
        members.insert("location_id".into(), location);
    }
    members.insert("service".into(), service);
    Some(place)
}

/// The same without its lists: what an entry of a list has.
pub(super) fn slim(served: &Value) -> Value {
    let Value::Object(members) = served else { return served.clone() };
    let members = members.iter().filter(|(_, value)| !value.is_array());
    Value::Object(members.map(|(name, value)| (name.clone(), slim(value))).collect())
}

fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name)?.as_str()
}

fn list<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn list_mut<'v>(
    members: &'v mut Map<String, Value>,
    name: &str,
) -> impl Iterator<Item = &'v mut Value> {
    members.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten()
}
