//! What every service process needs: configuration, telemetry, the gRPC server, identity, errors.

mod call;
pub mod clock;
pub mod config;
mod desk;
mod entry;
pub mod error;
pub mod layers;
pub mod pages;
mod particulars;
mod places;
pub mod process;
mod registry;
pub mod render;
pub mod server;
pub mod shutdown;
pub mod site;
pub mod status;
pub mod telemetry;

pub use call::{Call, ORG_METADATA, ROLE_METADATA, WORKER_METADATA, caller};
pub use clock::{Clock, Hand};
pub use config::Limits;
pub use desk::{Desk, Reply};
pub use entry::Entry;
pub use layers::Deadline;
pub use registry::{DirectoryCall, Registry};
pub use server::Server;
pub use shutdown::Shutdown;
pub use status::malformed;
