//! What a site keeps in the broker: its streams and its key-value buckets, by name.

use domain::directory::{AreaClocks, FallbackDoor, Organisation, Publication, Publisher, Service};
use domain::{Aggregate, Journey, access};

use super::options::StreamOptions;

/// The stream of everybody's journeys.
pub const JOURNEYS: &str = "JOURNEYS";
/// The stream of organisations, workers, services and places, and of what others publish of services.
pub const DIRECTORY: &str = "DIRECTORY";
/// The stream of who looked at what.
pub const ACCESS: &str = "ACCESS";
/// The bucket of wrapped keys.
pub const KEYS: &str = "KEYS";
/// The bucket of claims on identifiers.
pub const CLAIMS: &str = "CLAIMS";

/// Every stream.
pub const STREAMS: [&str; 3] = [JOURNEYS, DIRECTORY, ACCESS];
/// Every bucket.
pub const BUCKETS: [&str; 2] = [KEYS, CLAIMS];

/// The kinds of aggregates in a stream.
pub fn kinds(stream: &str) -> &'static [&'static str] {
    match stream {
        JOURNEYS => &[Journey::KIND],
        DIRECTORY => &[
            Organisation::KIND,
            Service::KIND,
            FallbackDoor::KIND,
            AreaClocks::KIND,
            Publication::KIND,
            Publisher::KIND,
        ],
        ACCESS => &[access::KIND],
        _ => &[],
    }
}

/// One of the streams, as it is made and as it is expected.
pub fn stream(name: &str) -> StreamOptions {
    StreamOptions::new(name, kinds(name).iter().copied())
}

/// The stream that lies under a bucket.
pub fn under(bucket: &str) -> String {
    format!("KV_{bucket}")
}
