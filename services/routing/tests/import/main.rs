//! Importing feeds: over real connections, from publishers who are slow, broken or lying, into a real directory.

mod documents;
#[path = "../support/log.rs"]
mod log;
mod nightly;
mod publisher;
#[path = "../directory/site.rs"]
#[allow(dead_code, reason = "these tests use a part of it")]
mod site;
mod town;
mod web;
