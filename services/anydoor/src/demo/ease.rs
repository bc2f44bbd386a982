//! Makes requests easier to write in data files: a date may be `2025-06-30`, a code may leave out its list's prefix, and
//! `$name` stands for something known.

use std::collections::HashMap;

use anyhow::{Context, bail};
use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Value, json};

/// What `$name` stands for.
pub(crate) type Known = HashMap<String, String>;

/// A request as proto3 JSON has it.
pub(crate) fn request(
    message: &MessageDescriptor,
    value: &Value,
    known: &Known,
) -> anyhow::Result<Value> {
    let Value::Object(fields) = value else { bail!("a {} must be a table", message.name()) };
    let mut full = serde_json::Map::new();
    for (name, value) in fields {
        let field = message
            .get_field_by_name(name)
            .with_context(|| format!("no field {name} in {}", message.name()))?;
        full.insert(name.clone(), eased(&field, value, known).with_context(|| name.clone())?);
    }
    Ok(Value::Object(full))
}

fn eased(field: &FieldDescriptor, value: &Value, known: &Known) -> anyhow::Result<Value> {
    match value {
        Value::Array(values) => {
            let values = values.iter().map(|value| one(&field.kind(), value, known));
            Ok(Value::Array(values.collect::<Result<_, _>>()?))
        }
        value => one(&field.kind(), value, known),
    }
}

fn one(kind: &Kind, value: &Value, known: &Known) -> anyhow::Result<Value> {
    match (kind, value) {
        (_, Value::String(text)) if text.starts_with('$') => {
            let name = &text[1..];
            Ok(Value::from(
                known.get(name).with_context(|| format!("nothing is known as ${name}"))?.as_str(),
            ))
        }
        (Kind::Message(message), Value::String(text))
            if message.full_name() == "anydoor.type.v1.Date" =>
        {
            date(text)
        }
        (Kind::Message(message), value @ Value::Object(_)) => request(message, value, known),
        (Kind::Enum(list), Value::String(text)) => {
            let prefix = list.default_value().name().trim_end_matches("UNSPECIFIED").to_owned();
            Ok(Value::from(if text.starts_with(&prefix) {
                text.clone()
            } else {
                format!("{prefix}{text}")
            }))
        }
        (_, value) => Ok(value.clone()),
    }
}

/// Whether an answer says what was wanted: a code may leave out its list's prefix, and `$name` stands for what is known.
pub(crate) fn same(found: &Value, wanted: &Value, known: &Known) -> bool {
    match (found, wanted) {
        (Value::String(found), Value::String(wanted)) => match wanted.strip_prefix('$') {
            Some(name) => known.get(name) == Some(found),
            None => found == wanted || found.ends_with(&format!("_{wanted}")),
        },
        (Value::Null, wanted) => *wanted == false || *wanted == 0 || *wanted == "", // As protobuf leaves it out.
        (found, wanted) => found == wanted,
    }
}

/// A day, whole or in part: `2025-06-30`, `2025-06` or `2025`.
pub(crate) fn date(text: &str) -> anyhow::Result<Value> {
    let parts: Result<Vec<i32>, _> = text.split('-').map(str::parse).collect();
    let parts = parts.with_context(|| format!("{text} is not a date"))?;
    let part = |i: usize| parts.get(i).copied().unwrap_or_default();
    Ok(json!({ "year": part(0), "month": part(1), "day": part(2) }))
}

/// The value at a path such as `person.identifiers.0.status`.
pub(crate) fn at<'v>(value: &'v Value, path: &str) -> &'v Value {
    path.split('.').fold(value, |value, part| match part.parse::<usize>() {
        Ok(place) => &value[place],
        Err(_) => &value[part],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamic;

    #[test]
    fn a_request_is_written_as_people_would() {
        let method = dynamic::named("OpenEpisode").expect("one service has it");
        let message = dynamic::input(&method).expect("it is there");
        let known = Known::from([("ann".to_owned(), "an id".to_owned())]);
        let easy =
            json!({ "stage": "IN_WORK", "lead_worker_id": "$ann", "occurred_on": "2025-06-30" });
        let full = json!({
            "stage": "STAGE_IN_WORK", "lead_worker_id": "an id",
            "occurred_on": { "year": 2025, "month": 6, "day": 30 },
        });
        assert_eq!(request(&message, &easy, &known).expect("it is right"), full);
        for wrong in [json!({ "stge": "IN_WORK" }), json!({ "lead_worker_id": "$bob" }), json!("x")]
        {
            assert!(request(&message, &wrong, &known).is_err(), "{wrong}");
        }
    }
    #[test]
    fn an_answer_says_what_was_wanted_or_it_does_not() {
        let known = Known::from([("person".to_owned(), "an id".to_owned())]);
        let same = |found, wanted| same(&found, &wanted, &known);
        assert!(same(json!("REFERRAL_STATE_SENT"), json!("SENT")));
        assert!(same(json!("an id"), json!("$person")));
        assert!(same(Value::Null, json!(false)));
        assert!(!same(json!("REFERRAL_STATE_SENT"), json!("ACCEPTED")));
        assert!(!same(json!("another id"), json!("$person")));
        assert!(!same(Value::Null, json!(true)));
    }
}
