//! Feeds to try, and reading one from end to end.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part of it")]

use std::io::BufRead;

use anydoor_oruk::{Effect, Fault, Feed, Path, Service, SplitError, read};
use serde_json::{Value, json};

/// Twelve services without a fault, all invented.
pub const WHOLE: &[u8] = include_bytes!("../feeds/whole.json");

/// Twelve of which ten faults leave eight out.
pub const TEN_FAULTS: &[u8] = include_bytes!("../feeds/ten-faults.json");

/// The id of the services that [`service`] makes.
pub const ID: &str = "00000000-0000-4000-8000-000000000001";

/// What a feed came to.
#[derive(Debug, Default, PartialEq)]
pub struct Seen {
    /// In order, without those that the end of the feed leaves out.
    pub services: Vec<Service>,
    pub faults: Vec<Fault>,
    /// How many records were left out.
    pub left_out: usize,
}

impl Seen {
    pub fn names(&self) -> Vec<&str> {
        self.services.iter().map(|service| service.name.as_str()).collect()
    }
    /// Each fault: where, the name of the problem, what it costs.
    pub fn told(&self) -> Vec<(String, &'static str, Effect)> {
        let told = |fault: &Fault| (fault.at.to_string(), fault.problem.code(), fault.effect);
        self.faults.iter().map(told).collect()
    }
}

pub fn try_to_see(reader: impl BufRead) -> Result<Seen, SplitError> {
    let mut feed = Feed::new(reader);
    let mut seen = Seen::default();
    while let Some(record) = feed.next()? {
        seen.left_out += usize::from(record.service.is_none());
        seen.services.extend(record.service);
        seen.faults.extend(record.faults);
    }
    let end = feed.end();
    seen.services.retain(|service| !end.left_out.contains(&service.id));
    seen.left_out += end.left_out.len();
    seen.faults.extend(end.faults);
    Ok(seen)
}

pub fn see(bytes: impl AsRef<[u8]>) -> Seen {
    try_to_see(bytes.as_ref()).expect("this is a feed")
}

/// The records of the whole feed.
pub fn records() -> Vec<Value> {
    let page: Value = serde_json::from_slice(WHOLE).expect("the whole feed is JSON");
    page["contents"].as_array().expect("it is a page").clone()
}

/// A service that has just what it has to have, and these members.
pub fn service(members: Value) -> Value {
    with(json!({ "id": ID, "name": "Job club (invented)", "status": "active" }), members)
}

/// An object with these members besides, or instead.
pub fn with(mut object: Value, members: Value) -> Value {
    let Value::Object(members) = members else { panic!("members are an object") };
    object.as_object_mut().expect("it is an object").extend(members);
    object
}

/// Reads one record that stands at `it`.
pub fn read_one(record: &Value) -> anydoor_oruk::Read {
    read(record.to_string().as_bytes(), Path::default().member("it"))
}

/// What is wrong with one record: where and why.
pub fn faults_of(record: &Value) -> Vec<String> {
    read_one(record)
        .faults
        .iter()
        .map(|fault| format!("{} {}", fault.at, fault.problem.code()))
        .collect()
}
