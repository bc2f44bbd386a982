//! One credential for each party, over TLS, on a real nats-server that `nats_config` configured: what each may do, what it
//! may not, and what is said when something is missing.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod attempt;
mod contract;
mod matrix;
mod refusals;
mod replies;
mod site;
mod three;
