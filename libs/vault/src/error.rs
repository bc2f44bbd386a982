//! What can go wrong with keys, and who can do what about it. No message carries a value.

use std::io;
use std::path::PathBuf;

use journal::CellError;

/// Why the vault cannot do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The keys or claims cannot be reached; asking again is safe.
    #[error("the vault's store: {0}")]
    Unavailable(#[from] CellError),
    /// The sealed value is not what was sealed for this place: it was changed, or moved here from another person,
    /// commit or field.
    #[error("a sealed value does not belong where it stands, or was changed")]
    Tampered,
    /// A wrapped key or a claim was changed, or another master key made it. An operator must look: restore the cells or
    /// the master key from a backup.
    #[error("a cell of the vault does not open: it was changed, or another master key made it")]
    Damaged,
    /// The system gives no random bytes, so nothing can be sealed.
    #[error("the system gives no random bytes")]
    Random(#[from] getrandom::Error),
    /// The master key's file cannot be read or made.
    #[error("the master key's file {}: {source}", path.display())]
    KeyFile {
        /// Where it stands, or should.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is no master key's file, and there should be: what was sealed under it opens under no other.
    #[error(
        "the master key's file {} is missing, and people are sealed under it: restore it from a backup, or say where it \
         is (--master-key)",
        path.display()
    )]
    KeyFileMissing {
        /// Where it should stand.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Others than its owner may read or write the master key's file.
    #[error(
        "the master key's file {} is open to others (mode {mode:o}): chmod 600 it, and think about who has a copy",
        path.display()
    )]
    KeyFileExposed {
        /// Where it stands.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// What stands there is no master key.
    #[error("{} is not a master key: it must be a file of 32 bytes, not of {bytes}", path.display())]
    NotAKeyFile {
        /// Where it stands.
        path: PathBuf,
        /// Its size.
        bytes: u64,
    },
}

impl VaultError {
    /// Whether asking again may help.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Random(..))
    }
}
