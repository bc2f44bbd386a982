//! A naked pipe into SQLite: one thread, one table, whatever waits in one transaction, an answer when it is on disk.

use std::path::Path;
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

/// The most records in one transaction.
const GROUP_MAX: usize = 512;

/// The version of SQLite that is built in.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// Why the pipe does not write.
#[derive(Debug, thiserror::Error)]
pub enum PipeError {
    /// SQLite says no.
    #[error("SQLite: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The thread cannot be started.
    #[error("starting a thread: {0}")]
    Thread(#[from] std::io::Error),
    /// The thread stopped after an error.
    #[error("the pipe has stopped")]
    Stopped,
}

struct Job {
    record: Vec<u8>,
    done: oneshot::Sender<()>,
}

/// The pipe. Dropping it waits for what was asked.
pub struct SqlitePipe {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<rusqlite::Result<()>>>,
}

impl SqlitePipe {
    /// Opens a pipe into this file, with the journal's settings: a write-ahead log, and `fsync` before each answer.
    ///
    /// # Errors
    /// See [`PipeError`].
    pub fn open(path: &Path) -> Result<Self, PipeError> {
        let db = Connection::open(path)?;
        db.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;
             PRAGMA wal_autocheckpoint = 8192;
             CREATE TABLE IF NOT EXISTS pipe (position INTEGER PRIMARY KEY, record BLOB NOT NULL);",
        )?;
        let (jobs, inbox) = mpsc::channel(GROUP_MAX);
        let thread = std::thread::Builder::new().name("pipe".into());
        let thread = thread.spawn(move || write(db, inbox))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Writes a record; returns when it is on disk.
    ///
    /// # Errors
    /// If the pipe has stopped.
    pub async fn append(&self, record: Vec<u8>) -> Result<(), PipeError> {
        let (done, answered) = oneshot::channel();
        let jobs = self.jobs.as_ref().ok_or(PipeError::Stopped)?;
        jobs.send(Job { record, done }).await.map_err(|_| PipeError::Stopped)?;
        answered.await.map_err(|_| PipeError::Stopped)
    }
}

impl Drop for SqlitePipe {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(Ok(Err(error))) = self.thread.take().map(JoinHandle::join) {
            tracing::error!(%error, "the pipe stopped");
        }
    }
}

fn write(mut db: Connection, mut inbox: mpsc::Receiver<Job>) -> rusqlite::Result<()> {
    let mut group = Vec::with_capacity(GROUP_MAX);
    while inbox.blocking_recv_many(&mut group, GROUP_MAX) > 0 {
        let tx = db.transaction()?;
        {
            let mut insert = tx.prepare_cached("INSERT INTO pipe (record) VALUES (?)")?;
            for job in &group {
                insert.execute([&job.record])?;
            }
        }
        tx.commit()?;
        for job in group.drain(..) {
            _ = job.done.send(()); // Whoever asked may have left.
        }
    }
    Ok(())
}
