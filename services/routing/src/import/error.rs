//! Why an import came to nothing, in words for whoever asked for it and in a code that is kept.

use std::time::Duration;

use domain::Code;
use domain::directory::publisher::ImportFailure;
use host::fetch::FetchError;
use oruk::SplitError;
use tonic::Status;

/// What can be done about a feed that is inside.
const ALLOW_INSIDE: &str = "where feeds from inside are meant, the server is started with --feeds-from-inside \
                            (ANYDOOR_FEEDS_FROM_INSIDE=true); or somebody who reaches it imports it with `anydoor directory import`";

/// A feed that could not be read to its end, or that cannot be meant.
#[derive(Debug, thiserror::Error)]
#[error("{}: {says}; nothing was changed", .why.text())]
pub struct Failure {
    /// Why.
    pub why: ImportFailure,
    /// Why, in words.
    pub says: String,
}

/// Why an import came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It is the feed.
    #[error(transparent)]
    Failed(#[from] Failure),
    /// The directory does not answer, or says no. What was changed until then stands; the next import goes on.
    #[error("the directory: {}", .0.message())]
    Directory(#[from] Status),
    /// There is no room for what is read, or it cannot be read.
    #[error("keeping what was read: {0}")]
    Io(#[from] std::io::Error),
}

impl Failure {
    pub(super) fn new(why: ImportFailure, says: impl Into<String>) -> Self {
        Self { why, says: says.into() }
    }

    pub(super) fn stalled(after: Duration) -> Self {
        Self::new(ImportFailure::Stalled, format!("the feed did not come whole within {after:?}"))
    }

    /// Why what was asked for did not come.
    pub(super) fn of_fetch(what: &str, error: &FetchError) -> Self {
        let why = match error {
            FetchError::NotPublic(_) => {
                let says = format!("{what}: {error}; {ALLOW_INSIDE}");
                return Self::new(ImportFailure::Unreachable, says);
            }
            FetchError::Unreachable(_) => ImportFailure::Unreachable,
            FetchError::Stalled(_) => ImportFailure::Stalled,
            FetchError::TooLarge(_) => ImportFailure::TooLarge,
            FetchError::Broken(_) => ImportFailure::CutOff,
        };
        Self::new(why, format!("{what}: {error}"))
    }
}

impl From<SplitError> for ImportError {
    fn from(error: SplitError) -> Self {
        let says = error.to_string();
        match error {
            SplitError::Io(error) => Self::Io(error),
            SplitError::NotAFeed { .. } | SplitError::Broken { .. } => {
                Failure::new(ImportFailure::NotAFeed, says).into()
            }
            SplitError::CutOff { .. } => Failure::new(ImportFailure::CutOff, says).into(),
        }
    }
}
