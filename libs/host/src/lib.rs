//! What every service process needs: configuration, telemetry, the gRPC server, identity, errors.

pub mod access;
mod call;
mod claims;
pub mod clock;
pub mod config;
mod counts;
mod desk;
mod disclose;
mod ended;
mod entry;
pub mod error;
pub mod fetch;
mod find;
pub mod identity;
pub mod layers;
mod look;
mod observed;
mod own;
pub mod pages;
mod particulars;
mod permit;
mod places;
pub mod process;
pub mod public;
mod published;
mod registry;
pub mod render;
mod running;
pub mod server;
mod settle;
pub mod shutdown;
pub mod site;
pub mod status;
mod stopping;
mod system;
pub mod telemetry;
mod tls;
mod turns;

pub use access::Access;
pub use call::Call;
pub use clock::{Clock, Hand};
pub use config::Limits;
pub use desk::{Desk, Executed, Parts, Reply};
pub use disclose::{Disclosed, Opened};
pub use entry::Entry;
pub use find::ANSWER_BYTES;
pub use identity::{
    Caller, Identity, ORG_METADATA, Partners, Peer, ROLE_METADATA, WORKER_METADATA, caller,
};
pub use layers::Deadline;
pub use look::{Listing, Look};
pub use own::Own;
pub use registry::{DirectoryCall, Registry};
pub use server::Server;
pub use shutdown::Shutdown;
pub use status::malformed;
