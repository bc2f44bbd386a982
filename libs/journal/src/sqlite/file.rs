//! Opening a file: its lock, its settings, its tables.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::READERS;
use super::shared::{Readers, Shared};

/// How long a connection waits for another one's lock. Nobody holds one for long; this is for somebody with `sqlite3`.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How many pages the write-ahead log holds at the most before the writer itself carries them over into the file: 128 MiB.
/// That costs two more `fsync`s while appends wait; after a crash the log is read once, a fraction of a second.
pub(super) const WAL_PAGES_MAX: u32 = 32_768;

/// How many prepared statements a connection keeps.
const STATEMENTS_MAX: usize = 16;

/// Where a journal or cells are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In a file, created if it is missing. Beside it stand `-wal`, `-shm` and `.lock`.
    File(PathBuf),
    /// In memory, gone with the value. For tests and for trying things out.
    Memory,
}

/// Why a file cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Only one process at a time may write.
    #[error("{0} is open in another process; stop what uses this folder first")]
    Locked(PathBuf),
    /// The file cannot be made or locked.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A later version of this code wrote it.
    #[error("written by a later version: schema {found}, and this is {known}")]
    Later {
        /// The file's schema.
        found: i64,
        /// The newest schema that this code knows.
        known: i64,
    },
    /// SQLite says no.
    #[error("SQLite: {0}")]
    Sqlite(#[from] rusqlite::Error),
}

/// A place that was opened: who writes, who reads, and the lock that keeps others out.
pub(super) struct Opened {
    pub(super) writer: Shared,
    pub(super) readers: Arc<Readers>,
    pub(super) lock: Option<File>,
}

/// Opens a place and lays out its tables.
pub(super) fn open(place: &Place, schema: &str) -> Result<Opened, OpenError> {
    match place {
        Place::Memory => {
            let writer = Shared::new(prepared(Connection::open_in_memory()?, schema)?);
            let readers = Readers::new(vec![writer.clone()]);
            Ok(Opened { writer, readers, lock: None })
        }
        Place::File(path) => {
            let lock = lock(path)?;
            let writer = Shared::new(prepared(Connection::open(path)?, schema)?);
            let readers = (0..READERS).map(|_| reader(path)).collect::<Result<_, _>>()?;
            Ok(Opened { writer, readers: Readers::new(readers), lock: Some(lock) })
        }
    }
}

/// Takes the advisory lock. It is on a file of its own: closing another handle of the database itself would drop the
/// locks that SQLite holds on it.
fn lock(path: &Path) -> Result<File, OpenError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let file_error = |source| OpenError::File { path: PathBuf::from(&name), source };
    let lock = File::options().create(true).append(true).open(&name).map_err(file_error)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(OpenError::Locked(path.to_owned())),
        Err(TryLockError::Error(source)) => Err(file_error(source)),
    }
}

fn reader(path: &Path) -> Result<Shared, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    settle(&db)?;
    Ok(Shared::new(db))
}

/// What every connection has in common.
pub(super) fn settle(db: &Connection) -> rusqlite::Result<()> {
    db.busy_timeout(BUSY_TIMEOUT)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    // Else a statement is planned anew for each value that is bound to it, which costs as much as running it.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// What is answered is on disk. `fullfsync` matters on macOS only, where `fsync` does not reach it.
pub(super) fn be_durable(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;",
    )
}

fn prepared(db: Connection, schema: &str) -> Result<Connection, OpenError> {
    settle(&db)?;
    db.execute_batch("PRAGMA journal_mode = WAL; PRAGMA cache_size = -16384;")?;
    be_durable(&db)?;
    db.pragma_update_and_check(None, "wal_autocheckpoint", WAL_PAGES_MAX, |_| Ok(()))?;
    db.execute_batch(&format!("BEGIN IMMEDIATE; {META} {schema} COMMIT;"))?;
    let found = db.query_row("SELECT value FROM meta WHERE key = 'schema'", [], |r| r.get(0))?;
    if found > SCHEMA { Err(OpenError::Later { found, known: SCHEMA }) } else { Ok(db) }
}

/// The newest layout of the tables that this code knows.
const SCHEMA: i64 = 1;

const META: &str = "
    CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
    INSERT OR IGNORE INTO meta VALUES ('schema', 1), ('epoch', randomblob(8));";
