//! The members that hold, on their way back into JSON. Its members stand in the order of their names, whichever map
//! serde_json was built with, so that the same service is the same bytes everywhere.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Kept<'v> {
    /// A text or a number, as it was.
    One(&'v Value),
    List(Vec<Kept<'v>>),
    Object(Members<'v>),
}

pub(super) type Members<'v> = BTreeMap<&'static str, Kept<'v>>;

/// As compact JSON.
pub(super) fn json(members: &Members<'_>) -> Vec<u8> {
    serde_json::to_vec(members).expect("texts, numbers and lists of them can be written as JSON")
}
