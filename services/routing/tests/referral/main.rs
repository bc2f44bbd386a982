//! Referrals, asked over their own API: real journals, real keys and a real view, in memory.

mod clocks;
mod closing;
mod crowd;
mod doors;
mod duplicates;
mod places;
mod refusals;
mod routes;
mod sealing;
mod site;
mod story;
mod vanished;
