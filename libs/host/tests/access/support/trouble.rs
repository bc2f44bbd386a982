//! Journals that do not do as they are asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use async_trait::async_trait;
use journal::{
    AppendError, Epoch, Expected, Journal, Position, ReadError, Reading, Recorded, StreamId,
};
use tokio::sync::Semaphore;
use wire::commit::Record;

/// A journal with switches for what goes wrong.
pub(crate) struct Troubled {
    inner: Arc<dyn Journal>,
    /// It takes nothing.
    pub(crate) refuses: AtomicBool,
    /// The next so many appends are not done, and nobody says so.
    pub(crate) swallows: AtomicU32,
    /// The next so many appends are done, and nobody says so.
    pub(crate) loses_answers: AtomicU32,
    /// No stream can be read.
    pub(crate) cannot_be_read: AtomicBool,
}

impl Troubled {
    pub(crate) fn around(inner: Arc<dyn Journal>) -> Arc<Self> {
        Arc::new(Self {
            inner,
            refuses: AtomicBool::new(false),
            swallows: AtomicU32::new(0),
            loses_answers: AtomicU32::new(0),
            cannot_be_read: AtomicBool::new(false),
        })
    }
}

/// Whether there was one left; then there is one less.
fn one_of(left: &AtomicU32) -> bool {
    left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok()
}

#[async_trait]
impl Journal for Troubled {
    fn epoch(&self) -> Epoch {
        self.inner.epoch()
    }
    async fn append(
        &self,
        stream: &StreamId,
        expected: Expected,
        record: &Record,
    ) -> Result<Position, AppendError> {
        if self.refuses.load(Ordering::SeqCst) {
            return Err(AppendError::Unavailable("out of order".into()));
        }
        if one_of(&self.swallows) {
            return Err(AppendError::Unknown);
        }
        let answer = self.inner.append(stream, expected, record).await;
        if one_of(&self.loses_answers) { Err(AppendError::Unknown) } else { answer }
    }
    async fn load(&self, stream: &StreamId, after: Position) -> Result<Vec<Recorded>, ReadError> {
        if self.cannot_be_read.load(Ordering::SeqCst) {
            return Err(ReadError::Unavailable("out of order".into()));
        }
        self.inner.load(stream, after).await
    }
    fn read(&self, after: Position) -> Reading {
        self.inner.read(after)
    }
    async fn head(&self) -> Result<Position, ReadError> {
        self.inner.head().await
    }
}

/// A journal that does nothing until it is let go.
pub(crate) struct Held {
    inner: Arc<dyn Journal>,
    /// How many appends it may do.
    pub(crate) permits: Semaphore,
}

impl Held {
    pub(crate) fn around(inner: Arc<dyn Journal>) -> Arc<Self> {
        Arc::new(Self { inner, permits: Semaphore::new(0) })
    }
    pub(crate) fn let_go(&self) {
        self.permits.add_permits(Semaphore::MAX_PERMITS);
    }
}

#[async_trait]
impl Journal for Held {
    fn epoch(&self) -> Epoch {
        self.inner.epoch()
    }
    async fn append(
        &self,
        stream: &StreamId,
        expected: Expected,
        record: &Record,
    ) -> Result<Position, AppendError> {
        self.permits.acquire().await.expect("never closed").forget();
        self.inner.append(stream, expected, record).await
    }
    async fn load(&self, stream: &StreamId, after: Position) -> Result<Vec<Recorded>, ReadError> {
        self.inner.load(stream, after).await
    }
    fn read(&self, after: Position) -> Reading {
        self.inner.read(after)
    }
    async fn head(&self) -> Result<Position, ReadError> {
        self.inner.head().await
    }
}
