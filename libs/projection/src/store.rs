//! Where a view lies: get, range, apply a batch, and the position that the batch brings it to.

use std::path::Path;

use journal::Position;
use wire::commit::Hash;

/// How much of the store is kept in memory, in bytes.
const CACHE_BYTES: u64 = 128 << 20;
/// How often what was written is pushed towards the disk, in milliseconds. Losing it costs a little rebuilding.
const FLUSH_EVERY_MS: u64 = 1_000;
/// The row that says how far the store is.
const CHECKPOINT: &[u8] = &[0];

/// The store failed. What it holds is not to be trusted any more.
#[derive(Debug, thiserror::Error)]
#[error("the view's store failed: {0}")]
pub struct StoreError(pub String);

/// A row: key and value.
pub type Row = (Vec<u8>, Vec<u8>);

/// Rows to write, in one step: a value, or `None` to delete the row.
pub type Batch = Vec<(Vec<u8>, Option<Vec<u8>>)>;

/// How far a store is, and the hash of the commit there: a journal that has another commit there is another journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// The last position applied.
    pub position: Position,
    /// The hash of the record there.
    pub hash: Hash,
}

/// Where a view lies. Keys starting with a zero byte are the store's own.
pub trait Store: Send + Sync + 'static {
    /// A row's value.
    ///
    /// # Errors
    /// If the store fails.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// Rows whose keys start with `prefix` and lie after `after`, in order, at most `limit`.
    ///
    /// # Errors
    /// If the store fails.
    fn range(&self, prefix: &[u8], after: &[u8], limit: usize) -> Result<Vec<Row>, StoreError>;

    /// Writes rows and checkpoint in one step: after a crash, both are there or neither is.
    ///
    /// # Errors
    /// If the store fails.
    fn apply(&self, batch: Batch, checkpoint: Checkpoint) -> Result<(), StoreError>;

    /// How far it is.
    ///
    /// # Errors
    /// If the store fails.
    fn checkpoint(&self) -> Result<Option<Checkpoint>, StoreError>;
}

/// sled 0.34: one tree, one writer, no subscribers. Its `flush` calls `sync_file_range`, not `fsync`, so it is never a
/// log of record.
pub struct SledStore {
    tree: sled::Db,
}

impl SledStore {
    /// Opens the store in this folder, or makes one.
    ///
    /// # Errors
    /// If what lies there cannot be opened.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let config = sled::Config::default()
            .path(folder)
            .mode(sled::Mode::LowSpace)
            .cache_capacity(CACHE_BYTES)
            .flush_every_ms(Some(FLUSH_EVERY_MS))
            .use_compression(false);
        Ok(Self { tree: config.open().map_err(failed)? })
    }
}

impl Store for SledStore {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.tree.get(key).map_err(failed)?.map(|value| value.to_vec()))
    }

    fn range(&self, prefix: &[u8], after: &[u8], limit: usize) -> Result<Vec<Row>, StoreError> {
        let from = std::ops::Bound::Excluded(after.max(prefix));
        let rows = self.tree.range::<&[u8], _>((from, std::ops::Bound::Unbounded)).take(limit);
        let rows =
            rows.take_while(|row| row.as_ref().map_or(true, |(key, _)| key.starts_with(prefix)));
        rows.map(|row| row.map(|(key, value)| (key.to_vec(), value.to_vec())).map_err(failed))
            .collect()
    }

    fn apply(&self, batch: Batch, checkpoint: Checkpoint) -> Result<(), StoreError> {
        let mut rows = sled::Batch::default();
        for (key, value) in batch {
            match value {
                Some(value) => rows.insert(key, value),
                None => rows.remove(key),
            }
        }
        let place = [checkpoint.position.0.to_be_bytes().as_slice(), &checkpoint.hash].concat();
        rows.insert(CHECKPOINT, place);
        self.tree.apply_batch(rows).map_err(failed)
    }

    fn checkpoint(&self) -> Result<Option<Checkpoint>, StoreError> {
        let Some(row) = self.get(CHECKPOINT)? else { return Ok(None) };
        let (position, hash) =
            row.split_at_checked(8).ok_or_else(|| StoreError("checkpoint is too short".into()))?;
        let position = u64::from_be_bytes(position.try_into().expect("split at eight"));
        let hash = hash.try_into().map_err(|_| StoreError("checkpoint has no hash".into()))?;
        Ok(Some(Checkpoint { position: Position(position), hash }))
    }
}

fn failed(error: sled::Error) -> StoreError {
    StoreError(error.to_string())
}
