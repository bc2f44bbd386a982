//! Which positions a stream has. Streams' ids scatter over their whole index, so that each append would change a page of
//! it; instead the newest appends are held in memory, and go into the index some thousands at a time, in its own order.
//! What a crash takes is read back from the journal's end.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::port::{Position, StreamId};

pub(super) const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS streams (
        stream TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (stream, position))
        WITHOUT ROWID;
    INSERT OR IGNORE INTO meta VALUES ('indexed', 0);";

/// How many appends are held in memory before they begin to go into the index: about 10 MiB.
pub(super) const NEWEST_MAX: usize = 65_536;

/// How many of them go with each append, so that nobody waits for all.
const PER_APPEND: usize = 4;

/// What is not yet known to be in the index.
#[derive(Default)]
struct Newest {
    positions: HashMap<StreamId, Vec<Position>>,
    count: usize,
}

impl Newest {
    fn add(&mut self, stream: StreamId, at: Position) {
        self.positions.entry(stream).or_default().push(at);
        self.count += 1;
    }

    fn forget(&mut self, upto: Position) {
        self.positions.retain(|_, positions| {
            positions.retain(|at| *at > upto);
            !positions.is_empty()
        });
        self.count = self.positions.values().map(Vec::len).sum();
    }
}

/// The index as readers see it. Clones are of the same.
#[derive(Clone, Default)]
pub(super) struct Index(Arc<RwLock<Newest>>);

impl Index {
    /// Reads back what was appended after the index was last brought up to date.
    pub(super) fn open(db: &Connection) -> rusqlite::Result<Self> {
        let mut newest = Newest::default();
        let mut rows = db.prepare(
            "SELECT stream, position FROM journal
             WHERE position > (SELECT value FROM meta WHERE key = 'indexed') ORDER BY position",
        )?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            if let Some(stream) = StreamId::parse(row.get_ref(0)?.as_str()?) {
                newest.add(stream, Position(row.get::<_, i64>(1)?.unsigned_abs()));
            }
        }
        Ok(Self(Arc::new(RwLock::new(newest))))
    }

    /// A stream's positions after a position, in order.
    pub(super) fn of_stream(
        &self,
        db: &Connection,
        stream: &StreamId,
        after: Position,
    ) -> rusqlite::Result<Vec<Position>> {
        // First those in memory: what leaves there meanwhile is in the index by then.
        let newest = self.newest().positions.get(stream).cloned().unwrap_or_default();
        let mut positions: Vec<Position> = db
            .prepare_cached(
                "SELECT position FROM streams WHERE stream = ? AND position > ? ORDER BY position",
            )?
            .query_map(params![stream.as_str(), after.0.cast_signed()], position)?
            .collect::<Result<_, _>>()?;
        let last = positions.last().copied().unwrap_or(after);
        positions.extend(newest.into_iter().filter(|at| *at > last));
        Ok(positions)
    }

    fn last(&self, db: &Connection, stream: &StreamId) -> rusqlite::Result<Position> {
        if let Some(newest) = self.newest().positions.get(stream).and_then(|all| all.last()) {
            return Ok(*newest);
        }
        let last = db
            .prepare_cached(
                "SELECT position FROM streams WHERE stream = ? ORDER BY position DESC LIMIT 1",
            )?
            .query_row([stream.as_str()], position)
            .optional()?;
        Ok(last.unwrap_or(Position::START))
    }

    fn newest(&self) -> RwLockReadGuard<'_, Newest> {
        self.0.read().unwrap_or_else(PoisonError::into_inner) // Nothing panics half way through a change.
    }

    fn change(&self, change: impl FnOnce(&mut Newest)) {
        change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner));
    }
}

fn position(row: &rusqlite::Row<'_>) -> rusqlite::Result<Position> {
    row.get(0).map(|at: i64| Position(at.unsigned_abs()))
}

/// The index as its one writer sees it: with what its transaction has appended.
pub(super) struct Indexer {
    index: Index,
    /// Appended in this transaction.
    staged: HashMap<StreamId, Vec<Position>>,
    /// On its way into the index, in its order.
    batch: Vec<(StreamId, Position)>,
    /// How many of the batch are in it, and how many will be after this transaction.
    done: usize,
    doing: usize,
    /// The last position in the batch.
    upto: Position,
    newest_max: usize,
}

impl Indexer {
    pub(super) fn new(index: Index, newest_max: usize) -> Self {
        let (staged, batch) = (HashMap::new(), vec![]);
        Self { index, staged, batch, done: 0, doing: 0, upto: Position::START, newest_max }
    }

    /// A stream's last position.
    pub(super) fn last(
        &self,
        tx: &Transaction<'_>,
        stream: &StreamId,
    ) -> rusqlite::Result<Position> {
        match self.staged.get(stream).and_then(|all| all.last()) {
            Some(at) => Ok(*at),
            None => self.index.last(tx, stream),
        }
    }

    pub(super) fn appended(&mut self, stream: &StreamId, at: Position) {
        self.staged.entry(stream.clone()).or_default().push(at);
    }

    /// Takes some of what is in memory into the index, at the end of a transaction.
    pub(super) fn advance(&mut self, tx: &Transaction<'_>) -> rusqlite::Result<()> {
        if self.batch.is_empty() && self.index.newest().count >= self.newest_max {
            self.begin();
        }
        if self.batch.is_empty() {
            return Ok(());
        }
        let appended: usize = self.staged.values().map(Vec::len).sum();
        self.doing = self.batch.len().min(self.done + PER_APPEND * appended.max(1));
        let mut insert = tx.prepare_cached("INSERT OR IGNORE INTO streams VALUES (?, ?)")?;
        for (stream, at) in &self.batch[self.done..self.doing] {
            insert.execute(params![stream.as_str(), at.0.cast_signed()])?;
        }
        if self.doing == self.batch.len() {
            tx.prepare_cached("UPDATE meta SET value = ? WHERE key = 'indexed'")?
                .execute([self.upto.0.cast_signed()])?;
        }
        Ok(())
    }

    fn begin(&mut self) {
        let newest = self.index.newest();
        let each = newest.positions.iter();
        self.batch = each.flat_map(|(s, all)| all.iter().map(|at| (s.clone(), *at))).collect();
        drop(newest);
        self.batch.sort_unstable();
        self.upto = self.batch.iter().map(|(_, at)| *at).max().unwrap_or(self.upto);
    }

    pub(super) fn committed(&mut self) {
        self.done = self.doing;
        let finished = !self.batch.is_empty() && self.done == self.batch.len();
        let staged = std::mem::take(&mut self.staged);
        self.index.change(|newest| {
            for (stream, positions) in staged {
                positions.into_iter().for_each(|at| newest.add(stream.clone(), at));
            }
            if finished {
                newest.forget(self.upto);
            }
        });
        if finished {
            self.batch.clear();
            (self.done, self.doing) = (0, 0);
        }
    }

    pub(super) fn rolled_back(&mut self) {
        self.staged.clear();
        self.doing = self.done;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::super::file::{Place, open};
    use super::super::rows;
    use super::*;

    const STREAMS: u128 = 5;

    /// What is done with a journal whose index goes on after every eight appends.
    #[derive(Debug, Clone)]
    enum Do {
        /// A transaction with appends to these streams.
        Append(Vec<u128>),
        /// One that comes to nothing.
        RollBack(Vec<u128>),
        /// The process ends, and another begins.
        Restart,
    }

    fn transactions() -> impl Strategy<Value = Vec<Do>> {
        let streams = || prop::collection::vec(0..STREAMS, 1..6);
        let each = prop_oneof![
            8 => streams().prop_map(Do::Append),
            1 => streams().prop_map(Do::RollBack),
            1 => Just(Do::Restart),
        ];
        prop::collection::vec(each, 1..40)
    }

    fn stream(n: u128) -> StreamId {
        StreamId::new("journey", n)
    }

    /// Appends to a stream where the index says that it ends.
    fn append(indexer: &mut Indexer, tx: &Transaction<'_>, at: Position, to: u128) -> Position {
        let before = indexer.last(tx, &stream(to)).unwrap();
        rows::insert(tx, at, &stream(to), b"record").unwrap();
        indexer.appended(&stream(to), at);
        before
    }

    proptest! {
        #[test]
        fn a_stream_has_the_positions_that_were_appended_to_it(all in transactions()) {
            let schema = [rows::SCHEMA, SCHEMA].concat();
            let opened = open(&Place::Memory, &schema).unwrap();
            let mut db = opened.writer.lock();
            let mut index = Index::default();
            let mut indexer = Indexer::new(index.clone(), 8);
            let mut expected: BTreeMap<u128, Vec<Position>> = BTreeMap::new();
            for each in all {
                let (streams, commits) = match each {
                    Do::Restart => {
                        index = Index::open(&db).unwrap();
                        indexer = Indexer::new(index.clone(), 8);
                        continue;
                    }
                    Do::Append(streams) => (streams, true),
                    Do::RollBack(streams) => (streams, false),
                };
                let tx = db.transaction().unwrap();
                let mut at = rows::last(&tx).unwrap();
                let mut after = expected.clone();
                for to in streams {
                    at = at.next();
                    let before = append(&mut indexer, &tx, at, to);
                    let positions = after.entry(to).or_default();
                    prop_assert_eq!(before, positions.last().copied().unwrap_or(Position::START));
                    positions.push(at);
                }
                indexer.advance(&tx).unwrap();
                if commits {
                    tx.commit().unwrap();
                    indexer.committed();
                    expected = after;
                } else {
                    tx.rollback().unwrap();
                    indexer.rolled_back();
                }
                for n in 0..STREAMS {
                    let all = expected.get(&n).cloned().unwrap_or_default();
                    let found = |after| index.of_stream(&db, &stream(n), after).unwrap();
                    prop_assert_eq!(found(Position::START), all.as_slice());
                    let middle = all.get(all.len() / 2).copied().unwrap_or(Position::START);
                    let later = all.iter().filter(|at| **at > middle);
                    prop_assert_eq!(found(middle), later.copied().collect::<Vec<_>>());
                }
            }
            prop_assert!(index.newest().count < 8 + 8 + 40, "what is held in memory is bounded");
        }
    }
}
