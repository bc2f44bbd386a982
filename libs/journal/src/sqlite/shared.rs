//! Connections that are shared between tasks.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use crate::port::Source;

/// A connection, one user at a time.
#[derive(Clone)]
pub(super) struct Shared(Arc<Mutex<Connection>>);

impl Shared {
    pub(super) fn new(db: Connection) -> Self {
        Self(Arc::new(Mutex::new(db)))
    }

    /// The connection, when nobody else has it. A user who panicked has left no transaction open: its guard rolled
    /// back.
    pub(super) fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Connections that read. In memory there is only one connection, the writer's; it is held from the beginning of a
/// transaction to its end, so a reader never sees half of one.
pub(super) struct Readers {
    connections: Vec<Shared>,
    turn: AtomicUsize,
}

impl Readers {
    pub(super) fn new(connections: Vec<Shared>) -> Arc<Self> {
        Arc::new(Self { connections, turn: AtomicUsize::new(0) })
    }

    /// Runs a query where it may block.
    pub(super) async fn query<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Source> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let db = self.connections[turn % self.connections.len()].clone();
        Ok(tokio::task::spawn_blocking(move || query(&db.lock())).await??)
    }
}
