//! The open directory: over real connections, held against the form's own description of itself.

mod form;
mod guests;
mod overlay;
mod questions;
mod reader;
#[path = "../directory/site.rs"]
#[allow(dead_code, reason = "these tests use a part of it")]
mod site;
#[path = "../import/town.rs"]
#[allow(dead_code, reason = "these tests use a part of it")]
mod town;
