//! Limits: how much of a publisher's feed is read, and for how long it is waited.

use std::time::Duration;

use host::fetch::FetchLimits;

/// How many faults are named; more are counted.
pub(super) const FAULTS_NAMED_MAX: usize = 1_000;

/// How many changes are under way at a time.
pub(super) const CHANGES_IN_FLIGHT: usize = 64;

/// How many details are asked for at a time, each over a connection of its own.
pub(super) const DETAILS_IN_FLIGHT: usize = 8;

/// How many entries of a page are asked for in detail, to see whether the page has everything already.
pub(super) const PROBES: usize = 3;

/// How much of a feed is read, and how long that may take.
#[derive(Debug, Clone, Copy)]
pub struct ImportLimits {
    /// How many pages.
    pub pages_max: usize,
    /// How many records, of all pages.
    pub records_max: usize,
    /// How many bytes of records are kept while the feed is read, on disk.
    pub spool_bytes_max: u64,
    /// All of it.
    pub whole: Duration,
    /// Each page.
    pub page: FetchLimits,
    /// Each record that is asked for by itself.
    pub detail: FetchLimits,
}

impl Default for ImportLimits {
    fn default() -> Self {
        let (whole, quiet) = (Duration::from_secs(60), Duration::from_secs(10));
        let page = FetchLimits { whole, quiet, bytes_max: 16 * 1024 * 1024 };
        Self {
            pages_max: 2_000,
            records_max: oruk::RECORDS_MAX,
            spool_bytes_max: 2 * 1024 * 1024 * 1024,
            whole: Duration::from_secs(15 * 60),
            page,
            detail: FetchLimits { bytes_max: oruk::RECORD_BYTES_MAX, ..page },
        }
    }
}
