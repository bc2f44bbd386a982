//! Routing: a request that a service help a person, from draft to its end. Read [`referral`] first.

pub mod actions;
pub mod ask;
mod case;
pub mod clock;
mod decision;
pub mod duplicate;
mod ending;
mod handover;
pub mod kind;
pub mod reason;
mod redirect;
pub mod referral;
mod refusal;
pub mod ringing;
pub mod route;
pub mod routes;
mod send;
pub mod simulate;
pub mod state;
pub mod step;
mod support;
pub mod terms;

#[cfg(test)]
mod random;
#[cfg(test)]
pub(crate) mod story;
