//! A rebuildable view of the journal. The store is only ever a cache: any error or panic sets it aside and a new one is
//! built from the journal, while queries are told to come back, never that somebody is not known.
//!
//! [`View`] says what a view holds; [`Projection`] keeps it up to date and answers from it; [`Store`] is where it lies.

mod directory;
mod feed;
mod folder;
mod follow;
pub mod people;
mod projection;
mod runner;
mod store;
mod tables;

pub use directory::Directory;
pub use follow::follow;
pub use people::People;
pub use projection::{Progress, Projection, Unready};
pub use store::{Batch, Row, SledStore, Store, StoreError};
pub use tables::Tables;

use async_trait::async_trait;
use journal::Recorded;

/// What a view holds: how each commit changes it.
#[async_trait]
pub trait View: Send + Sync + 'static {
    /// Changes when the same journal would give other rows: then the view is built anew.
    const SCHEMA: u32;

    /// What `apply` needs of a commit: decoded, and what cannot be had at once, such as an opened value.
    type Prepared: Send + 'static;

    /// Gets it for many commits in one step: an outcome for each, in order.
    async fn prepare(&self, commits: &[Recorded]) -> Vec<Result<Self::Prepared, Unprepared>>;

    /// Changes the tables as this commit says.
    ///
    /// # Errors
    /// [`NotApplied::Poison`] parks the commit's stream.
    fn apply(
        &self,
        recorded: &Recorded,
        prepared: Self::Prepared,
        tables: &mut Tables<'_>,
    ) -> Result<(), NotApplied>;

    /// Marks whatever the view shows of this stream as no longer up to date.
    ///
    /// # Errors
    /// If the store fails.
    fn park(&self, recorded: &Recorded, tables: &mut Tables<'_>) -> Result<(), StoreError>;
}

/// Why what a commit needs was not got.
#[derive(Debug, thiserror::Error)]
pub enum Unprepared {
    /// The commit will never be understood by this code. Its stream is parked, and the country goes on.
    #[error("{0}")]
    Poison(String),
    /// Something it needs cannot be reached just now. It is tried again.
    #[error("{0}")]
    Later(String),
}

/// Why a commit did not go into the view.
#[derive(Debug, thiserror::Error)]
pub enum NotApplied {
    /// The commit will never be understood by this code. Its stream is parked, and the country goes on.
    #[error("{0}")]
    Poison(String),
    /// The store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
}
