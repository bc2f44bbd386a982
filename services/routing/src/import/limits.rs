//! Limits: how much of a publisher's feed is read, and for how long it is waited.

use std::time::Duration;

use host::fetch::{FetchLimits, Reach};

/// How many faults are named; more are counted.
pub(super) const FAULTS_NAMED_MAX: usize = 1_000;

/// How many faults are held of one page while its entries wait to be taken; more are counted. Whatever a page of 16 MiB
/// is full of, no more of them could be named.
pub(super) const PAGE_FAULTS_MAX: usize = FAULTS_NAMED_MAX;

/// How many changes are under way at a time.
pub(super) const CHANGES_IN_FLIGHT: usize = 64;

/// How many details are asked for at a time, each over a connection of its own.
pub(super) const DETAILS_IN_FLIGHT: usize = 8;

/// How many entries of a page are asked for in detail, to see whether the page has everything already.
pub(super) const PROBES: usize = 3;

/// Up to what part of a feed's services may not come when they are asked for by themselves: a tenth. They are left out, and
/// stay as they were; more, and the feed did not come whole.
pub(super) const DETAILS_FAILED_PART: usize = 10;

/// How much of a feed is read, how long that may take, and where it may come from.
#[derive(Debug, Clone, Copy)]
pub struct ImportLimits {
    /// How many pages. 2,000.
    pub pages_max: usize,
    /// How many records, of all pages. [`oruk::RECORDS_MAX`].
    pub records_max: usize,
    /// How many bytes of records are kept while the feed is read, on disk. 2 GiB.
    pub spool_bytes_max: u64,
    /// All of it. 15 min.
    pub whole: Duration,
    /// Each page. 60 s, never silent for 10 s; 16 MiB; from public addresses only.
    pub page: FetchLimits,
    /// Each record that is asked for by itself. As a page, but with [`oruk::RECORD_BYTES_MAX`].
    pub detail: FetchLimits,
}

impl ImportLimits {
    /// These, for a feed that may come from there.
    pub fn reaching(self, reach: Reach) -> Self {
        let (page, detail) =
            (FetchLimits { reach, ..self.page }, FetchLimits { reach, ..self.detail });
        Self { page, detail, ..self }
    }
}

impl Default for ImportLimits {
    fn default() -> Self {
        let (whole, quiet) = (Duration::from_secs(60), Duration::from_secs(10));
        let reach = Reach::PublicOnly;
        let page = FetchLimits { whole, quiet, bytes_max: 16 * 1024 * 1024, reach };
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
