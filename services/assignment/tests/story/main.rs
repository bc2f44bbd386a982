//! Assignment, told from the door: every call goes through the service, over real stores in memory.

mod activities;
mod leads;
mod others;
mod support;
