//! Cells in SQLite. What is destroyed leaves the file: freed bytes are overwritten, and the write-ahead log is emptied
//! before anybody is told.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::file::{OpenError, Opened, Place, open};
use super::shared::Readers;
use super::writer::{Failure, Work, Writer};
use crate::cells::{CellError, Cells, Created};

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS cells (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;";

/// Cells in SQLite. Dropping it finishes what was asked.
pub struct SqliteCells {
    writer: Writer<Changes>,
    readers: Arc<Readers>,
    _lock: Option<File>, // Dropped last, when the writer has ended.
}

impl SqliteCells {
    /// Opens the cells in a file, or begins one.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        Self::open_at(&Place::File(path.as_ref().to_owned()))
    }

    /// Cells in memory: the same code without a file.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn in_memory() -> Result<Self, OpenError> {
        Self::open_at(&Place::Memory)
    }

    fn open_at(place: &Place) -> Result<Self, OpenError> {
        let Opened { writer, readers, lock } = open(place, SCHEMA)?;
        writer.lock().execute_batch("PRAGMA secure_delete = ON")?;
        // A process that died between a commit and the emptying of the log left old values in it.
        let writer = Writer::start("cells", writer, Changes { leftovers: true })
            .map_err(|source| OpenError::File { path: "cells".into(), source })?;
        Ok(Self { writer, readers, _lock: lock })
    }

    async fn ask(&self, change: Change) -> Result<Answer, CellError> {
        self.writer.ask(change).await.map_err(CellError::from)
    }
}

/// Changes, in the writer's thread.
struct Changes {
    /// Whether values that are gone may still stand in the write-ahead log.
    leftovers: bool,
}

enum Change {
    Create { name: String, value: Vec<u8> },
    Replace { name: String, old: Vec<u8>, new: Vec<u8> },
    Destroy { name: String },
}

/// What came of a change.
enum Answer {
    Done,
    NotDone,
    Held(Vec<u8>),
}

impl Work for Changes {
    type Request = Change;
    type Answer = Answer;

    fn run(&mut self, tx: &Transaction<'_>, change: &Change) -> rusqlite::Result<Answer> {
        match change {
            Change::Create { name, value } => match get(tx, name)? {
                Some(held) => Ok(Answer::Held(held)),
                None => {
                    tx.prepare_cached("INSERT INTO cells VALUES (?, ?)")?
                        .execute(params![name, value])?;
                    Ok(Answer::Done)
                }
            },
            Change::Replace { name, old, new } => {
                self.leftovers = true;
                let changed = tx
                    .prepare_cached("UPDATE cells SET value = ? WHERE name = ? AND value = ?")?
                    .execute(params![new, name, old])?;
                Ok(if changed == 1 { Answer::Done } else { Answer::NotDone })
            }
            Change::Destroy { name } => {
                self.leftovers = true;
                tx.prepare_cached("DELETE FROM cells WHERE name = ?")?.execute([name])?;
                Ok(Answer::Done)
            }
        }
    }

    fn committed(&mut self, db: &Connection) -> rusqlite::Result<()> {
        if self.leftovers {
            let waited: i64 = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get(0))?;
            if waited != 0 {
                return Err(rusqlite::Error::SqliteFailure(
                    rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY),
                    Some("somebody reads, so destroyed values still stand in the log".into()),
                ));
            }
            self.leftovers = false;
        }
        Ok(())
    }

    fn rolled_back(&mut self) {}
}

fn get(db: &Connection, name: &str) -> rusqlite::Result<Option<Vec<u8>>> {
    db.prepare_cached("SELECT value FROM cells WHERE name = ?")?
        .query_row([name], |r| r.get(0))
        .optional()
}

#[async_trait]
impl Cells for SqliteCells {
    async fn create(&self, name: &str, value: &[u8]) -> Result<Created, CellError> {
        match self.ask(Change::Create { name: name.into(), value: value.into() }).await? {
            Answer::Held(held) => Ok(Created::Held(held)),
            Answer::Done | Answer::NotDone => Ok(Created::New),
        }
    }

    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, CellError> {
        let name = name.to_owned();
        self.readers.query(move |db| get(db, &name)).await.map_err(CellError)
    }

    async fn get_many(&self, names: &[String]) -> Result<Vec<Option<Vec<u8>>>, CellError> {
        let names = names.to_vec();
        let all = move |db: &Connection| names.iter().map(|name| get(db, name)).collect();
        self.readers.query(all).await.map_err(CellError)
    }

    async fn replace(&self, name: &str, old: &[u8], new: &[u8]) -> Result<bool, CellError> {
        let change = Change::Replace { name: name.into(), old: old.into(), new: new.into() };
        Ok(matches!(self.ask(change).await?, Answer::Done))
    }

    async fn destroy(&self, name: &str) -> Result<(), CellError> {
        self.ask(Change::Destroy { name: name.into() }).await.map(|_| ())
    }

    async fn is_empty(&self) -> Result<bool, CellError> {
        const NONE: &str = "SELECT NOT EXISTS (SELECT 1 FROM cells)";
        self.readers.query(|db| db.query_row(NONE, [], |r| r.get(0))).await.map_err(CellError)
    }
}

impl From<Failure> for CellError {
    fn from(failure: Failure) -> Self {
        Self(failure.into())
    }
}
