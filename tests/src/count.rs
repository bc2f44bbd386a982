//! Counting what stands in a journal, straight from the log of record.

use std::collections::HashMap;

use anyhow::Context;
use futures::StreamExt;
use journal::{Journal, Position};
use uuid::Uuid;

/// How often each request was committed, by the caller's id of it.
pub type Commits = HashMap<Uuid, u32>;

/// Reads a journal from its first record to its last, and counts. Hashes and holes are checked on the way.
///
/// # Errors
/// If it is damaged or cannot be reached, or a commit has no request id.
pub async fn commits(journal: &dyn Journal) -> anyhow::Result<Commits> {
    let mut commits = Commits::new();
    let head = journal.head().await.context("asking where the journal ends")?;
    let mut records = journal.read(Position::START);
    let mut at = Position::START;
    while at < head {
        let recorded = records.next().await.context("the journal ended before its head")??;
        at = recorded.position;
        *commits.entry(request_of(&recorded.record.commit)?).or_default() += 1;
    }
    Ok(commits)
}

/// The caller's id of the command that made a commit.
///
/// # Errors
/// If it is not sixteen bytes.
pub fn request_of(commit: &wire::stored::Commit) -> anyhow::Result<Uuid> {
    Uuid::from_slice(&commit.request_id).context("a commit has no request id")
}
