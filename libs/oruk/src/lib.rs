//! Open Referral UK, the form in which councils and their partners publish services: bytes of a feed become plain
//! structs, and what is wrong is named by where it stands and why. What a service is to us is for others to say.
//!
//! Whatever a publisher sends, no more than one record is held at a time, nothing panics, and nothing is guessed: a
//! member that does not hold is left out and said, never mended. People who are named in a feed are not kept.
//!
//! Sources: the Open Referral UK profile 3.0 (<https://github.com/openreferral/uk-profile>, commit `ecdfabf`) of the Human
//! Services Data Specification 3.0 (<https://docs.openreferral.org>).

mod fault;
mod feed;
mod read;
mod service;
mod split;
mod whole;

pub use fault::{Effect, Fault, PATH_CHARS_MAX, Path, Problem};
pub use feed::Feed;
pub use read::{FAULTS_MAX, LINE_CHARS_MAX, LIST_MAX, Read, TEXT_CHARS_MAX, URI_CHARS_MAX, read};
pub use service::{
    Accessibility, Address, Cost, Frequency, Identifier, Location, LocationKind, Organization,
    Schedule, Service, ServiceArea, Spot, Status, Term,
};
pub use split::{
    BESIDE_BYTES_MAX, DEPTH_MAX, Found, PageFacts, RECORD_BYTES_MAX, SplitError, Splitter,
};
pub use whole::{CIRCLES_NAMED_MAX, Conclusion, LINKS_MAX, NODES_MAX, RECORDS_MAX, Whole};
