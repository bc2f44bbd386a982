//! A journey as data: who does what, on which day, through which call.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// One person's journey.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Script {
    /// Who it is about, in a line.
    pub(crate) title: String,
    /// How a door that never met the person asks for them at the end, and as which worker.
    pub(crate) lookup: Lookup,
    /// What happens.
    pub(crate) step: Vec<Step>,
}

/// How a person is looked up at the end.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lookup {
    /// The worker who asks, by alias.
    pub(crate) by: String,
    /// The worker who may tell the whole journey, by alias: who leads at its end, or whose door it is.
    pub(crate) told_by: String,
    /// What they ask, in words.
    pub(crate) say: String,
    /// The request to `LookupService/FindPerson`.
    pub(crate) request: Value,
}

/// One thing that somebody does.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    /// The day, as 2025-06-30.
    pub(crate) on: String,
    /// The worker who does it, by alias.
    pub(crate) by: String,
    /// In what capacity.
    #[serde(default = "worker")]
    pub(crate) role: String,
    /// The call, such as `RegisterPerson`.
    pub(crate) call: String,
    /// Its content. `$name` stands for something kept or for an alias of the cast; request id, person and day are added.
    #[serde(default = "nothing")]
    pub(crate) request: Value,
    /// What to keep of the answer: a name, and where it stands.
    #[serde(default)]
    pub(crate) keep: BTreeMap<String, String>,
    /// The reason with which the call must be refused.
    pub(crate) refused: Option<String>,
    /// What the answer must say: where, and what. A code may leave out its prefix, and `$name` stands as in a request.
    #[serde(default)]
    pub(crate) expect: BTreeMap<String, Value>,
    /// Why the story has this step; for whoever reads the file.
    #[expect(dead_code, reason = "a note in the data file")]
    pub(crate) note: Option<String>,
}

fn worker() -> String {
    "WORKER".into()
}

fn nothing() -> Value {
    Value::Object(serde_json::Map::new())
}

impl Script {
    /// Reads a script.
    ///
    /// # Errors
    /// With the place in the file.
    pub(crate) fn read(text: &str) -> anyhow::Result<Self> {
        Ok(toml::from_str(text)?)
    }
}
