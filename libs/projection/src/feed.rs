//! What a view's writer is fed: commits in order, each with what the view needs of it. It is read and prepared on a thread
//! of its own, so that opening values and writing rows share the machine.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::{FutureExt, StreamExt};
use journal::{Journal, Position, ReadError, Reading, Recorded};
use tokio::sync::mpsc;

use crate::{Unprepared, View};

/// How many commits are prepared in one step at the most.
const STEP_COMMITS_MAX: usize = 512;
/// How many steps the reader may be ahead of the writer.
const STEPS_AHEAD_MAX: usize = 2;
/// A step of fewer commits than this is small, and costs about as much as one with a single commit.
const SMALL_STEP_COMMITS: usize = 64;
/// How long after a small step the next begins at the earliest. The first after a pause begins at once.
const SMALL_STEPS_APART: Duration = Duration::from_millis(2);
/// How long to wait before trying again what could not be reached.
const RETRY_AFTER: Duration = Duration::from_millis(250);

/// A commit, and what the view needs of it; or why it never will be applied.
pub(crate) struct Ready<P> {
    pub(crate) recorded: Recorded,
    pub(crate) prepared: Result<P, String>,
}

/// Why there is no more.
pub(crate) enum Dry {
    /// The journal is damaged.
    Damaged(ReadError),
    /// The reader has ended, which it does only after a panic.
    Ended,
}

/// Commits after a position, and then each as it is written. Dropping it ends its reader.
pub(crate) struct Feed<P> {
    steps: mpsc::Receiver<Result<Vec<Ready<P>>, ReadError>>,
}

impl<P: Send + 'static> Feed<P> {
    pub(crate) fn start<V: View<Prepared = P>>(
        view: Arc<V>,
        journal: Arc<dyn Journal>,
        after: Position,
    ) -> Self {
        let (told, steps) = mpsc::channel(STEPS_AHEAD_MAX);
        let runtime = tokio::runtime::Handle::current();
        let thread = std::thread::Builder::new().name("projection-feed".into());
        let read = move || runtime.block_on(Reader { view, journal, told }.run(after));
        if let Err(error) = thread.spawn(read) {
            tracing::error!(%error, "the view's reader could not be started");
        }
        Self { steps }
    }

    /// The next commit as soon as there is one, with those that are ready behind it.
    pub(crate) async fn next(&mut self) -> Result<Vec<Ready<P>>, Dry> {
        self.steps.recv().await.ok_or(Dry::Ended)?.map_err(Dry::Damaged)
    }
}

struct Reader<V: View> {
    view: Arc<V>,
    journal: Arc<dyn Journal>,
    told: mpsc::Sender<Result<Vec<Ready<V::Prepared>>, ReadError>>,
}

impl<V: View> Reader<V> {
    /// Reads until nobody listens any more, or past here nothing can be believed.
    async fn run(self, mut after: Position) {
        let mut reading = self.journal.read(after);
        let mut next_step = Instant::now();
        loop {
            pause(next_step.saturating_duration_since(Instant::now()));
            let more = tokio::select! {
                biased;
                () = self.told.closed() => return,
                more = next_commits(&mut reading) => more,
            };
            if more.len() < SMALL_STEP_COMMITS {
                next_step = Instant::now() + SMALL_STEPS_APART;
            }
            let (commits, failure) = whole(more);
            let nothing = commits.is_empty();
            if let Some(last) = commits.last() {
                after = last.position;
                let Some(step) = self.step(commits).await else { return };
                if self.told.send(Ok(step)).await.is_err() {
                    return;
                }
            }
            match failure {
                Some(damaged @ ReadError::Damaged { .. }) => {
                    _ = self.told.send(Err(damaged)).await;
                    return;
                }
                Some(ReadError::Unavailable(error)) => {
                    tracing::warn!(%error, "the journal cannot be read; trying again");
                }
                None if nothing => {} // The reading ended: begin again where it stopped.
                None => continue,
            }
            pause(RETRY_AFTER);
            reading = self.journal.read(after);
        }
    }

    /// Prepares commits, waiting for what cannot be had now; `None` once nobody listens.
    async fn step(&self, commits: Vec<Recorded>) -> Option<Vec<Ready<V::Prepared>>> {
        let mut outcomes = self.prepare(&commits).await;
        for (commit, outcome) in commits.iter().zip(&mut outcomes) {
            while let Err(Unprepared::Later(why)) = outcome {
                tracing::warn!(why, "a commit waits for what it needs");
                pause(RETRY_AFTER);
                if self.told.is_closed() {
                    return None;
                }
                *outcome = self.prepare_one(commit).await;
            }
        }
        let ready = commits.into_iter().zip(outcomes).map(|(recorded, outcome)| Ready {
            recorded,
            prepared: outcome.map_err(|unprepared| unprepared.to_string()),
        });
        Some(ready.collect())
    }

    /// Prepares all in one step; one by one if that panics, to find the one that it is about.
    async fn prepare(&self, commits: &[Recorded]) -> Vec<Result<V::Prepared, Unprepared>> {
        let outcomes = AssertUnwindSafe(self.view.prepare(commits)).catch_unwind().await;
        if let Ok(outcomes) = outcomes {
            return outcomes;
        }
        let mut outcomes = Vec::with_capacity(commits.len());
        for commit in commits {
            outcomes.push(self.prepare_one(commit).await);
        }
        outcomes
    }

    async fn prepare_one(&self, commit: &Recorded) -> Result<V::Prepared, Unprepared> {
        let prepare = self.view.prepare(std::slice::from_ref(commit));
        let outcomes = AssertUnwindSafe(prepare).catch_unwind().await;
        outcomes
            .ok()
            .and_then(|outcomes| outcomes.into_iter().next())
            .unwrap_or_else(|| Err(Unprepared::Poison("a panic".into())))
    }
}

/// Rests this thread, which is nobody else's. A timer of the runtime would not outlive it.
fn pause(time: Duration) {
    if !time.is_zero() {
        std::thread::sleep(time);
    }
}

/// The next commit as soon as there is one, with those that are ready behind it. Empty if the reading has ended.
async fn next_commits(reading: &mut Reading) -> Vec<Result<Recorded, ReadError>> {
    reading.ready_chunks(STEP_COMMITS_MAX).next().await.unwrap_or_default()
}

/// What could be read, and why it ends there if it does.
fn whole(more: Vec<Result<Recorded, ReadError>>) -> (Vec<Recorded>, Option<ReadError>) {
    let mut commits = Vec::with_capacity(more.len());
    for read in more {
        match read {
            Ok(recorded) => commits.push(recorded),
            Err(error) => return (commits, Some(error)),
        }
    }
    (commits, None)
}
