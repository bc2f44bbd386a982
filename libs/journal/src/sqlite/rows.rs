//! Rows of the journal's table, and what they say.

use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use wire::commit::Record;

use crate::port::{Damage, Position, ReadError, Recorded, StreamId};

pub(super) const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS journal (
        position INTEGER PRIMARY KEY, stream TEXT NOT NULL, record BLOB NOT NULL);";

/// A row as it stands.
pub(super) struct Stands {
    position: i64,
    stream: String,
    record: Vec<u8>,
}

impl Stands {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { position: row.get(0)?, stream: row.get(1)?, record: row.get(2)? })
    }

    pub(super) fn position(&self) -> Position {
        Position(self.position.unsigned_abs())
    }

    /// What was written there, if it is whole.
    pub(super) fn check(self) -> Result<Recorded, ReadError> {
        let position = self.position();
        Recorded::check(position, &self.stream, Bytes::from(self.record))
            .map_err(|damage| ReadError::Damaged { at: position, damage })
    }
}

impl Recorded {
    /// The record at a place, if it is whole and belongs to the stream that it stands in.
    pub(crate) fn check(position: Position, stream: &str, bytes: Bytes) -> Result<Self, Damage> {
        let record = Record::read(bytes).map_err(Damage::Unreadable)?;
        match StreamId::parse(stream) {
            Some(stream) if stream.as_str() == record.commit.stream => {
                Ok(Self { position, stream, record })
            }
            Some(_) | None => Err(Damage::WrongStream),
        }
    }
}

/// The last position of all.
pub(super) fn last(db: &Connection) -> rusqlite::Result<Position> {
    let last: Option<i64> = db.query_row("SELECT max(position) FROM journal", [], |r| r.get(0))?;
    Ok(last.map_or(Position::START, |at| Position(at.unsigned_abs())))
}

pub(super) fn insert(
    tx: &Transaction<'_>,
    at: Position,
    stream: &StreamId,
    record: &[u8],
) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT INTO journal (position, stream, record) VALUES (?, ?, ?)")?
        .execute(params![at.0.cast_signed(), stream.as_str(), record])?;
    Ok(())
}

/// What stands at these positions; `None` where a row is gone.
pub(super) fn at(
    db: &Connection,
    positions: &[Position],
) -> rusqlite::Result<Vec<(Position, Option<Stands>)>> {
    let mut select =
        db.prepare_cached("SELECT position, stream, record FROM journal WHERE position = ?")?;
    let row = |at: &Position| {
        let stands = select.query_row([at.0.cast_signed()], Stands::of).optional()?;
        Ok((*at, stands))
    };
    positions.iter().map(row).collect()
}

/// The next so many rows after a position.
pub(super) fn page(
    db: &Connection,
    after: Position,
    records_max: u64,
) -> rusqlite::Result<Vec<Stands>> {
    db.prepare_cached(
        "SELECT position, stream, record FROM journal WHERE position > ? ORDER BY position LIMIT ?",
    )?
    .query_map(params![after.0.cast_signed(), records_max.cast_signed()], Stands::of)?
    .collect()
}
