//! What a backend gives the suite.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use wire::commit::Record;
use wire::token::Epoch;

use crate::port::{
    AppendError, Expected, Journal, Position, ReadError, Reading, Recorded, StreamId,
};

/// Makes journals to be tried. If the backend remembers sent messages for a while, then for less than a second or so;
/// the suite waits until it has forgotten.
#[async_trait]
pub trait Backend: Send + Sync {
    /// A new, empty journal.
    async fn empty(&self) -> Arc<dyn Journal>;
    /// A new, empty journal with room for about this many bytes.
    async fn with_room(&self, bytes: u64) -> Arc<dyn Journal>;
    /// A new, empty journal that can be made to lose an answer.
    async fn losing(&self) -> Losing;
}

/// A journal, and a switch that makes it lose its next answer to an append, once.
pub struct Losing {
    /// The journal.
    pub journal: Arc<dyn Journal>,
    /// Set it to lose the next answer; the journal resets it.
    pub lose_next: Arc<AtomicBool>,
}

/// A journal that does as it is asked and then loses the answer, for backends without a network to cut.
pub struct Deafening {
    inner: Arc<dyn Journal>,
    lose_next: Arc<AtomicBool>,
}

impl Deafening {
    /// This journal, with a switch.
    pub fn around(inner: Arc<dyn Journal>) -> Losing {
        let lose_next = Arc::new(AtomicBool::new(false));
        let journal = Arc::new(Self { inner, lose_next: lose_next.clone() });
        Losing { journal, lose_next }
    }
}

#[async_trait]
impl Journal for Deafening {
    fn epoch(&self) -> Epoch {
        self.inner.epoch()
    }
    async fn append(
        &self,
        stream: &StreamId,
        expected: Expected,
        record: &Record,
    ) -> Result<Position, AppendError> {
        let answer = self.inner.append(stream, expected, record).await;
        if self.lose_next.swap(false, Ordering::SeqCst) {
            Err(AppendError::Unknown)
        } else {
            answer
        }
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
