//! The record of looks: a look is in the journal, durably, before anybody gets to know what it came to.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::access::Look;
use journal::Journal;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::writer::Writer;
use crate::Clock;

/// How many looks wait for the record at the most; one more is refused. A national system has some thousands a second, and
/// a record takes a millisecond or two.
pub const QUEUE_MAX: usize = 4_096;

/// How many looks stand in one record at the most. One takes 100 to 250 bytes.
pub const LOOKS_PER_RECORD_MAX: usize = 256;

/// Why a look is not on record, or not known to be. Nothing of what it came to may be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unrecorded {
    /// Too many looks wait already.
    #[error("too many looks wait to be put on record")]
    Busy,
    /// The journal did not take it, or did not say that it did.
    #[error("the record of looks cannot be written")]
    Journal,
    /// The process is leaving.
    #[error("the record of looks is closed")]
    Closed,
}

/// The record of looks. Clones write to the same stream, which is this run's alone.
#[derive(Clone)]
pub struct AccessLog {
    run: Uuid,
    queue: mpsc::Sender<Asked>,
    shared: Arc<Shared>,
}

/// A look, and who waits for it to be on record.
pub(super) struct Asked {
    pub(super) look: Look,
    pub(super) answer: oneshot::Sender<Result<(), Unrecorded>>,
}

/// What the log and its writer tell each other.
#[derive(Default)]
pub(super) struct Shared {
    /// The journal does not answer: nobody needs to wait for it.
    pub(super) down: AtomicBool,
    /// Somebody wants the log closed.
    pub(super) closing: CancellationToken,
    /// The writer has ended.
    pub(super) ended: CancellationToken,
}

impl AccessLog {
    /// Begins a stream of its own in this journal.
    pub fn start(journal: Arc<dyn Journal>, clock: Clock) -> Self {
        let (queue, asked) = mpsc::channel(QUEUE_MAX);
        let run = Uuid::now_v7();
        let shared = Arc::new(Shared::default());
        tokio::spawn(Writer::new(journal, clock, run, asked, shared.clone()).run());
        Self { run, queue, shared }
    }

    /// Puts a look on record, and returns once it is there. Only then may what it came to be answered.
    ///
    /// # Errors
    /// See [`Unrecorded`]. The look may be on record all the same, as one that was not answered.
    pub async fn append(&self, look: Look) -> Result<(), Unrecorded> {
        let (answer, answered) = oneshot::channel();
        self.ask(Asked { look, answer })?;
        answered.await.unwrap_or(Err(Unrecorded::Closed)) // The writer has ended.
    }

    /// Puts a look on record that nobody waits for, because it was refused.
    ///
    /// # Errors
    /// If it will not be there.
    pub(super) fn note(&self, look: Look) -> Result<(), Unrecorded> {
        self.ask(Asked { look, answer: oneshot::channel().0 })
    }

    /// Finishes what was asked, and takes nothing more.
    pub async fn close(&self) {
        self.shared.closing.cancel();
        self.shared.ended.cancelled().await;
    }

    /// The run that the stream is named after.
    pub fn run(&self) -> Uuid {
        self.run
    }

    fn ask(&self, asked: Asked) -> Result<(), Unrecorded> {
        if self.shared.down.load(Ordering::Relaxed) {
            return Err(Unrecorded::Journal);
        }
        self.queue.try_send(asked).map_err(|e| match e {
            mpsc::error::TrySendError::Full(_) => Unrecorded::Busy,
            mpsc::error::TrySendError::Closed(_) => Unrecorded::Closed,
        })
    }
}
