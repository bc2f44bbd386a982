//! The journal in SQLite.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use rusqlite::{Connection, Transaction};
use tokio::sync::watch;
use wire::commit::Record;
use wire::token::Epoch;

use super::checkpoint::Checkpoints;
use super::file::{OpenError, Opened, Place, open};
use super::index::{self, Index, Indexer};
use super::shared::Readers;
use super::writer::{Failure, Work, Writer};
use super::{reading, rows};
use crate::port::{
    AppendError, Damage, Expected, Journal, Position, RECORD_BYTES_MAX, ReadError, Reading,
    Recorded, StreamId,
};

/// What can be set.
#[derive(Debug, Clone, Copy, Default)]
pub struct SqliteOptions {
    /// The most bytes that the file may take; then appends are [`AppendError::Full`]. No limit unless set.
    pub max_bytes: Option<u64>,
}

/// A journal in SQLite. Dropping it finishes what was asked.
pub struct SqliteJournal {
    writer: Writer<Appends>,
    readers: Arc<Readers>,
    index: Index,
    head: watch::Receiver<Position>,
    epoch: Epoch,
    _lock: Option<File>, // Dropped last, when the writer has ended.
}

impl SqliteJournal {
    /// Opens the journal in a file, or begins one.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        Self::open_with(&Place::File(path.as_ref().to_owned()), SqliteOptions::default())
    }

    /// A journal in memory: the same code without a file.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn in_memory() -> Result<Self, OpenError> {
        Self::open_with(&Place::Memory, SqliteOptions::default())
    }

    /// Opens a journal.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open_with(place: &Place, options: SqliteOptions) -> Result<Self, OpenError> {
        let schema = [rows::SCHEMA, index::SCHEMA].concat();
        let Opened { writer, readers, lock } = open(place, &schema)?;
        let (epoch, last, index) = {
            let db = writer.lock();
            limit(&db, options)?;
            let epoch =
                db.query_row("SELECT value FROM meta WHERE key = 'epoch'", [], |r| r.get(0))?;
            (epoch, rows::last(&db)?, Index::open(&db)?)
        };
        let (told, head) = watch::channel(last);
        let checkpoints = match place {
            Place::File(path) => Some(Checkpoints::start(path)?),
            Place::Memory => None,
        };
        let indexer = Indexer::new(index.clone(), index::NEWEST_MAX);
        let appends = Appends { last, told, indexer, checkpoints };
        let writer = Writer::start("journal", writer, appends)
            .map_err(|source| OpenError::File { path: "journal".into(), source })?;
        Ok(Self { writer, readers, index, head, epoch, _lock: lock })
    }
}

fn limit(db: &Connection, options: SqliteOptions) -> rusqlite::Result<()> {
    let Some(max_bytes) = options.max_bytes else { return Ok(()) };
    let page_bytes: i64 = db.pragma_query_value(None, "page_size", |r| r.get(0))?;
    let pages = max_bytes / page_bytes.unsigned_abs();
    db.pragma_update_and_check(None, "max_page_count", pages.cast_signed(), |_| Ok(()))
}

/// Appends, in the writer's thread.
struct Appends {
    last: Position,
    told: watch::Sender<Position>,
    indexer: Indexer,
    checkpoints: Option<Checkpoints>,
}

struct Append {
    stream: StreamId,
    expected: Expected,
    record: Bytes,
}

impl Work for Appends {
    type Request = Append;
    type Answer = Result<Position, AppendError>;

    fn run(&mut self, tx: &Transaction<'_>, append: &Append) -> rusqlite::Result<Self::Answer> {
        let expected = match append.expected {
            Expected::Empty => Position::START,
            Expected::At(position) => position,
        };
        if self.indexer.last(tx, &append.stream)? != expected {
            return Ok(Err(AppendError::Conflict));
        }
        let at = self.last.next();
        rows::insert(tx, at, &append.stream, &append.record)?;
        self.indexer.appended(&append.stream, at);
        self.last = at;
        Ok(Ok(at))
    }

    fn before_commit(&mut self, tx: &Transaction<'_>) -> rusqlite::Result<()> {
        self.checkpoints.as_ref().map_or(Ok(()), Checkpoints::check)?;
        self.indexer.advance(tx)
    }

    fn committed(&mut self, _: &Connection) -> rusqlite::Result<()> {
        self.indexer.committed(); // Before anybody can read them.
        let appended = self.last.0 - self.told.borrow().0;
        if let Some(checkpoints) = &mut self.checkpoints {
            checkpoints.appended(usize::try_from(appended).unwrap_or(usize::MAX));
        }
        self.told.send_replace(self.last);
        Ok(())
    }

    fn rolled_back(&mut self) {
        self.last = *self.told.borrow();
        self.indexer.rolled_back();
    }
}

#[async_trait]
impl Journal for SqliteJournal {
    fn epoch(&self) -> Epoch {
        self.epoch
    }

    async fn append(
        &self,
        stream: &StreamId,
        expected: Expected,
        record: &Record,
    ) -> Result<Position, AppendError> {
        let record = record.bytes.clone();
        if record.len() > RECORD_BYTES_MAX {
            return Err(AppendError::TooLarge { bytes: record.len(), max: RECORD_BYTES_MAX });
        }
        let append = Append { stream: stream.clone(), expected, record };
        self.writer.ask(append).await.map_err(AppendError::from)?
    }

    async fn load(&self, stream: &StreamId, after: Position) -> Result<Vec<Recorded>, ReadError> {
        let (stream, index) = (stream.clone(), self.index.clone());
        let rows = self.readers.query(move |db| {
            let positions = index.of_stream(db, &stream, after)?;
            rows::at(db, &positions)
        });
        let rows = rows.await.map_err(ReadError::Unavailable)?.into_iter();
        let whole = |(at, row): (Position, Option<rows::Stands>)| match row {
            Some(row) => row.check(),
            None => Err(ReadError::Damaged { at, damage: Damage::Hole }),
        };
        rows.map(whole).collect()
    }

    fn read(&self, after: Position) -> Reading {
        reading::read(self.readers.clone(), self.head.clone(), after)
    }

    async fn head(&self) -> Result<Position, ReadError> {
        Ok(*self.head.borrow())
    }
}

impl From<Failure> for AppendError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Full => Self::Full,
            Failure::Unknown => Self::Unknown,
            e @ (Failure::NotDone(_) | Failure::Broken(_) | Failure::Ended) => {
                Self::Unavailable(e.into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    #[tokio::test]
    async fn a_log_that_cannot_be_carried_over_stops_the_journal() {
        let schema = [rows::SCHEMA, index::SCHEMA].concat();
        let opened = open(&Place::Memory, &schema).unwrap();
        let error = rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_IOERR), None);
        let appends = Appends {
            last: Position::START,
            told: watch::channel(Position::START).0,
            indexer: Indexer::new(Index::default(), index::NEWEST_MAX),
            checkpoints: Some(Checkpoints::failed(error)),
        };
        let writer = Writer::start("test", opened.writer, appends).unwrap();
        let append = || Append {
            stream: StreamId::new("journey", 1),
            expected: Expected::Empty,
            record: Bytes::from_static(b"record"),
        };
        assert!(matches!(writer.ask(append()).await, Err(Failure::NotDone(_))));
        assert!(matches!(writer.ask(append()).await, Err(Failure::Broken(_))));
    }
}
