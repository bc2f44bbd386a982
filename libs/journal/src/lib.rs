//! The append-only log of record: what it promises ([`Journal`]), the one loop that decides and appends
//! ([`Ledger::execute`]), and its backends. Beside it, [`Cells`]: small values outside the log that can be destroyed.

pub mod ceiling;
mod cells;
pub mod contract;
pub mod jetstream;
mod ledger;
mod monitor;
pub mod nats_config;
pub mod nats_server;
mod port;
pub mod sqlite;
pub mod verify;

pub use cells::{CellError, Cells, Created};
pub use jetstream::{JetStreamCells, JetStreamJournal};
pub use ledger::{Asked, Baseline, Done, ExecuteError, Ledger, LoadError, ToldBy};
pub use port::{
    AppendError, Damage, Expected, Journal, Position, RECORD_BYTES_MAX, ReadError, Reading,
    Recorded, Source, StreamId,
};
pub use sqlite::{SqliteCells, SqliteJournal};
pub use wire::token::Epoch;
