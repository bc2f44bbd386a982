//! Referrals, asked over their own API: real journals, real keys and a real view, in memory.

mod apart;
mod clocks;
mod closing;
mod crowd;
mod doors;
mod duplicates;
#[path = "../support/log.rs"]
mod log;
mod places;
mod refusals;
mod routes;
mod sealing;
mod site;
mod story;
mod vanished;
