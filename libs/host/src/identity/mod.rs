//! Who calls, and how we know. A server is in one of two modes: callers of this machine are believed, for development; or
//! each call comes over mutual TLS from an organisation that its certificate names, with a short-lived token of its worker
//! that is bound to that certificate. Handlers see only the [`Caller`] that came of it. Who may do what is not decided here.

pub mod authority;
mod caller;
pub mod client;
mod files;
mod issuers;
mod partners;
pub mod peer;
pub mod settings;
pub(crate) mod token;
mod visitor;

use std::sync::Arc;

pub use caller::{Caller, ORG_METADATA, Proof, ROLE_METADATA, WORKER_METADATA, caller};
pub use partners::{Partners, RELOAD_EVERY};
pub use peer::Peer;
pub(crate) use visitor::{Refused, Visitor};

/// How a server knows who calls.
#[derive(Debug, Clone, Default)]
pub enum Identity {
    /// Plain HTTP/2 where callers say who they are in metadata and are believed; only on loopback. For development, tests
    /// and the demo.
    #[default]
    InsecureLoopback,
    /// Mutual TLS, and a token with each call.
    Partners(Arc<Partners>),
}
