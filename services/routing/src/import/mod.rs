//! Import: a publisher's feed is read to its end, and then what it says is listed. Nothing changes until all of it was read:
//! what there was before is the last good copy, and stands whatever the publisher sends.

mod apply;
mod change;
mod details;
mod document;
mod entry;
mod error;
mod gathered;
mod known;
mod limits;
mod nightly;
mod on_demand;
mod pages;
mod spool;
mod target;
mod tries;

use std::io::BufRead;

use domain::directory::publisher::{Outcome, Profile, Tally};

pub use apply::Applied;
pub use change::Change;
pub use error::{Failure, ImportError};
pub use gathered::Gathered;
pub use known::Known;
pub use limits::ImportLimits;
pub use target::{Calls, Target, called_over};
pub(crate) use tries::Tries;

/// Where a feed comes from.
pub enum Source<'a> {
    /// A document, from its first byte to its last.
    Document(Box<dyn BufRead + Send + 'a>),
    /// An interface in the web, by what stands before `/services`.
    Web(String),
}

/// How far an import is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many pages came.
    pub pages: usize,
    /// How many records were read.
    pub records: usize,
    /// How many changes were made.
    pub applied: usize,
    /// How many changes there are to make; nothing while that is not known.
    pub to_apply: usize,
}

/// Who is told how far an import is.
pub type Told<'a> = &'a (dyn Fn(Progress) + Send + Sync);

/// What an import came to, or would come to.
pub struct Report {
    /// What was read.
    pub gathered: Gathered,
    /// What is other than before.
    pub change: Change,
    /// What was done about it; nothing where that was not asked for.
    pub applied: Option<Applied>,
}

impl Report {
    /// What stands after it.
    pub fn tally(&self) -> Tally {
        self.applied.as_ref().map_or(Tally::default(), |applied| applied.tally(self))
    }
}

/// Reads a feed to its end.
///
/// # Errors
/// A failure, if it does not come whole, or nobody could read so much.
pub async fn gather(
    source: Source<'_>,
    limits: &ImportLimits,
    told: Told<'_>,
) -> Result<Gathered, ImportError> {
    match source {
        Source::Document(reader) => document::gather(reader, limits, told),
        Source::Web(base) => {
            let gathered = tokio::time::timeout(limits.whole, pages::gather(&base, limits, told));
            gathered.await.unwrap_or_else(|_| Err(Failure::stalled(limits.whole).into()))
        }
    }
}

/// What a feed says that is not listed yet, if there is such a publisher. Nothing is changed.
///
/// # Errors
/// If the directory does not answer.
pub async fn compare(gathered: Gathered, target: Option<&Target>) -> Result<Report, ImportError> {
    let known = match target {
        Some(target) => target.known().await?,
        None => Default::default(),
    };
    let change = change::between(&known, &gathered);
    Ok(Report { gathered, change, applied: None })
}

/// Lists what a feed says. How that ended is put on record with the publisher.
///
/// # Errors
/// If the directory does not answer; and if most of what was there would be gone, unless that is meant. Nothing is changed
/// then.
pub async fn import(
    gathered: Gathered,
    target: &Target,
    may_vanish: bool,
    told: Told<'_>,
) -> Result<Report, ImportError> {
    let mut report = compare(gathered, Some(target)).await?;
    if let Some(failure) = report.change.most_gone().filter(|_| !may_vanish) {
        return Err(target.failed(failure.into()).await);
    }
    let applied = apply::apply(target, &mut report.gathered, &report.change, told).await?;
    report.applied = Some(applied);
    target.conclude(Outcome::Concluded(report.tally())).await?;
    Ok(report)
}

/// Reads a feed, and lists what it says.
///
/// # Errors
/// See [`gather`] and [`import`].
pub async fn import_from(
    source: Source<'_>,
    target: &Target,
    limits: &ImportLimits,
    may_vanish: bool,
    told: Told<'_>,
) -> Result<Report, ImportError> {
    match gather(source, limits, told).await {
        Ok(gathered) => import(gathered, target, may_vanish, told).await,
        Err(error) => Err(target.failed(error).await),
    }
}

/// What is known of a publisher that nobody described: that its feed is there.
pub fn unnamed(base: &str) -> Profile {
    let name = base.trim_end_matches('/').rsplit('/').find(|part| !part.is_empty());
    let name = name.unwrap_or("feed").chars().filter(|c| !c.is_control()).take(200).collect();
    let (areas, terms) = Default::default();
    Profile { name, base: base.to_owned(), areas, terms, nightly: false }
}
