//! Carries what stands in the write-ahead log over into the file, on a thread of its own: it takes tens of milliseconds,
//! for which appends would wait otherwise.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;

use super::file::{self, OpenError};

/// After how many appends it begins: about 8 MiB of records.
const APPENDS: usize = 8_192;

/// How often in a row it goes after what was appended meanwhile. When it has caught up with the last append, the log
/// begins anew; when it has not, it grows to [`file::WAL_PAGES_MAX`] at the most, and the writer carries over the rest.
const ROUNDS_MAX: usize = 8;

/// What the thread could not do, until the writer is told: SQLite itself keeps silent when a log cannot be carried over.
type Failed = Arc<Mutex<Option<rusqlite::Error>>>;

/// The thread that carries over. Dropping it waits until it has ended.
pub(super) struct Checkpoints {
    appends: usize,
    wake: Option<SyncSender<()>>,
    failed: Failed,
    thread: Option<JoinHandle<()>>,
}

impl Checkpoints {
    /// Begins to carry over in this file.
    pub(super) fn start(path: &Path) -> Result<Self, OpenError> {
        let db = Connection::open(path)?;
        file::settle(&db)?;
        file::be_durable(&db)?;
        let (wake, woken) = sync_channel(1);
        let failed = Failed::default();
        let told = failed.clone();
        let thread = thread::Builder::new().name("checkpoints".into());
        let thread = thread
            .spawn(move || run(&db, &woken, &told))
            .map_err(|source| OpenError::File { path: path.to_owned(), source })?;
        Ok(Self { appends: 0, wake: Some(wake), failed, thread: Some(thread) })
    }

    /// Fails once for each failure to carry over, so that whoever writes does not go on as if the disk were well.
    pub(super) fn check(&self) -> rusqlite::Result<()> {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner).take();
        failed.map_or(Ok(()), Err)
    }

    /// So many more were appended.
    pub(super) fn appended(&mut self, appends: usize) {
        self.appends += appends;
        if self.appends >= APPENDS
            && let Some(wake) = &self.wake
        {
            self.appends = 0;
            _ = wake.try_send(()); // It is at work already.
        }
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        self.wake = None;
        if let Some(Err(_)) = self.thread.take().map(JoinHandle::join) {
            tracing::error!("the thread that carries over the log panicked");
        }
    }
}

fn run(db: &Connection, woken: &Receiver<()>, failed: &Failed) {
    while woken.recv().is_ok() {
        if let Err(error) = catch_up(db) {
            *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        }
    }
}

fn catch_up(db: &Connection) -> rusqlite::Result<()> {
    for _ in 0..ROUNDS_MAX {
        if carry_over(db)? {
            break;
        }
    }
    Ok(())
}

/// Carries over what is in the log now; tells whether that was all by the end.
fn carry_over(db: &Connection) -> rusqlite::Result<bool> {
    db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
        let (pages, carried): (i64, i64) = (row.get(1)?, row.get(2)?);
        Ok(pages == carried)
    })
}

#[cfg(test)]
impl Checkpoints {
    /// One whose thread has failed.
    pub(super) fn failed(error: rusqlite::Error) -> Self {
        let failed = Failed::new(Mutex::new(Some(error)));
        Self { appends: 0, wake: None, failed, thread: None }
    }
}
