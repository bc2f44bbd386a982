//! The journal and the cells in SQLite: one file each, which anybody can open, back up and inspect with `sqlite3`.
//!
//! One thread writes, and commits whatever is waiting as one transaction, so that a hundred appends share one `fsync`.
//! Readers use connections of their own and never wait for it (write-ahead log).

mod cells;
mod checkpoint;
mod file;
mod index;
mod journal;
mod reading;
mod rows;
mod shared;
mod writer;

pub use cells::SqliteCells;
pub use file::{OpenError, Place};
pub use journal::{SqliteJournal, SqliteOptions};

/// The most appends in one transaction.
pub const GROUP_MAX: usize = 512;

/// The most requests that wait for the writer; more wait for their turn to wait.
pub const QUEUE_MAX: usize = 4_096;

/// How many connections read at the same time.
const READERS: usize = 4;

/// How many records are read ahead of a reader.
const PAGE_RECORDS: u64 = 256;
