//! The rows as a view sees them while a batch is being made: what will be written lies over what is stored.

use std::collections::HashMap;

use crate::store::{Batch, Store, StoreError};

/// Rows to read and change. What is put is read back at once, and stored with the rest of the batch.
pub struct Tables<'a> {
    store: &'a dyn Store,
    pending: &'a mut HashMap<Vec<u8>, Option<Vec<u8>>>,
}

impl<'a> Tables<'a> {
    pub(crate) fn new(
        store: &'a dyn Store,
        pending: &'a mut HashMap<Vec<u8>, Option<Vec<u8>>>,
    ) -> Self {
        Self { store, pending }
    }

    /// A row's value.
    ///
    /// # Errors
    /// If the store fails.
    pub fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.pending.get(key) {
            Some(value) => Ok(value.clone()),
            None => self.store.get(key),
        }
    }

    /// Writes a row.
    pub fn put(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.pending.insert(key, Some(value));
    }

    /// Deletes a row.
    pub fn delete(&mut self, key: Vec<u8>) {
        self.pending.insert(key, None);
    }
}

/// Everything pending, in the order of the keys, which is the order the store likes.
pub(crate) fn sorted(pending: &mut HashMap<Vec<u8>, Option<Vec<u8>>>) -> Batch {
    let mut batch: Batch = pending.drain().collect();
    batch.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    batch
}
