//! Cells: small named values beside the log, with compare-and-swap, that can be destroyed: claims on identifiers and
//! wrapped keys. Unlike the journal they forget.

use async_trait::async_trait;

use crate::port::Source;

/// What came of creating a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Created {
    /// It is new and holds the value.
    New,
    /// Somebody was first; it holds this.
    Held(Vec<u8>),
}

/// Why a cell cannot be reached.
#[derive(Debug, thiserror::Error)]
#[error("the cells are unavailable: {0}")]
pub struct CellError(#[source] pub Source);

/// Named values with compare-and-swap. A name has letters, digits, `-`, `_` and dots.
#[async_trait]
pub trait Cells: Send + Sync + 'static {
    /// Creates a cell, durably, unless it exists.
    ///
    /// # Errors
    /// If the store cannot be reached; then it may be done or not, and asking again tells.
    async fn create(&self, name: &str, value: &[u8]) -> Result<Created, CellError>;

    /// What a cell holds.
    ///
    /// # Errors
    /// If the store cannot be reached.
    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, CellError>;

    /// What each of these cells holds, in their order: as [`Self::get`] for each, in as few steps as the store can.
    ///
    /// # Errors
    /// If the store cannot be reached.
    async fn get_many(&self, names: &[String]) -> Result<Vec<Option<Vec<u8>>>, CellError> {
        futures::future::try_join_all(names.iter().map(|name| self.get(name))).await
    }

    /// Replaces a cell's value if it still holds `old`, durably; tells whether it did.
    ///
    /// # Errors
    /// If the store cannot be reached.
    async fn replace(&self, name: &str, old: &[u8], new: &[u8]) -> Result<bool, CellError>;

    /// Destroys a cell and its value, if it exists.
    ///
    /// # Errors
    /// If the store cannot be reached.
    async fn destroy(&self, name: &str) -> Result<(), CellError>;

    /// Whether nothing is kept here. Some stores count what was destroyed, for a mark of it stays.
    ///
    /// # Errors
    /// If the store cannot be reached.
    async fn is_empty(&self) -> Result<bool, CellError>;
}
