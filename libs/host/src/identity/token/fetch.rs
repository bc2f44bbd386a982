//! One small document: an issuer's keys.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::ensure;
use http::Uri;

use crate::fetch::{FetchLimits, Reach, Session};

/// How long it may take from the first packet to the last.
pub(crate) const FETCH_MAX: Duration = Duration::from_secs(5);

/// How large it may be.
pub(crate) const DOCUMENT_BYTES_MAX: usize = 64 * 1024;

/// Where a document is, and whom to believe that it is there.
#[derive(Debug, PartialEq)]
pub(crate) struct Fetch {
    pub(crate) url: Uri,
    /// Over https, the authorities to believe, in PEM; those of the system unless named.
    pub(crate) authorities: Option<PathBuf>,
}

impl Fetch {
    /// The document as it is now.
    ///
    /// # Errors
    /// If it does not come whole, in time, and within its size.
    pub(crate) async fn get(&self) -> anyhow::Result<Vec<u8>> {
        let (whole, quiet, bytes_max) = (FETCH_MAX, FETCH_MAX, DOCUMENT_BYTES_MAX);
        // Where an issuer's keys are, who runs this process says.
        let limits = FetchLimits { whole, quiet, bytes_max, reach: Reach::Anywhere };
        let path = self.url.path_and_query().map_or("/", |path| path.as_str());
        let mut session = Session::new(self.url.clone(), self.authorities.clone(), limits);
        let answer = session.get(path).await?;
        ensure!(answer.status.is_success(), "the answer is {}", answer.status);
        Ok(answer.body)
    }
}
