//! Routing: referrals and warm handovers between organisations, and the directory of who there is to refer to.

mod clocks;
pub mod directory;
mod referral;
mod routes;

pub use clocks::{ClockLimits, Clocks, SteadyLimits};
pub use directory::DirectoryApi;
pub use referral::{MissingDoors, Routing};
