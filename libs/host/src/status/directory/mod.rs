//! Why an entry of the directory says no, on the wire.

mod clocks;
mod fallback;
mod organisation;
mod place;
mod publication;
mod publisher;
mod service;
mod worker;

pub(crate) use clocks::reason as clocks;
pub(crate) use fallback::reason as door;
pub(crate) use organisation::reason as organisation;
pub(crate) use publication::reason as publication;
pub(crate) use publisher::reason as publisher;
pub(crate) use service::reason as service;
