//! Routing: referrals and warm handovers between organisations, the directory of who there is to refer to, and the feeds
//! that services are published in.

mod clocks;
pub mod directory;
pub mod import;
mod open;
mod referral;
mod routes;

pub use clocks::{ClockLimits, Clocks, SteadyLimits};
pub use directory::DirectoryApi;
pub use open::OpenDirectory;
pub use referral::{MissingDoors, Routing};
