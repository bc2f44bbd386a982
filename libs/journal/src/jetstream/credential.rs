//! A credential: the seed of an NKEY, in a file that only its owner may read. The server sends a nonce and gets it back
//! signed, so nothing secret crosses the wire.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use nkeys::{KeyPair, KeyPairType};

/// The most that a seed file may hold, in bytes: a seed has 58 characters.
const SEED_BYTES_MAX: u64 = 256;

/// Why there is no credential.
#[derive(Debug, thiserror::Error)]
pub enum CredentialError {
    /// The file is not there, or cannot be read.
    #[error("reading the seed file {path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Others than its owner may read it.
    #[error(
        "the seed file {path} has mode {mode:03o}: others may read it; `chmod 600 {path}`, and make a new one if somebody could"
    )]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// It holds something else.
    #[error(
        "{path} holds no seed of a NATS user: one line that begins with SU, as `anydoor nats config` writes it"
    )]
    NotASeed {
        /// The file.
        path: PathBuf,
    },
}

/// A credential. Not `Debug`: it is secret.
pub(super) struct Credential {
    pub(super) seed: String,
    pub(super) public_key: String,
}

impl Credential {
    pub(super) fn read(path: &Path) -> Result<Self, CredentialError> {
        let seed = text(path)?;
        let pair = KeyPair::from_seed(&seed).ok();
        let user = pair.filter(|pair| pair.key_pair_type() == KeyPairType::User);
        let public_key = user.map(|pair| pair.public_key());
        let public_key =
            public_key.ok_or_else(|| CredentialError::NotASeed { path: path.to_owned() })?;
        Ok(Self { seed, public_key })
    }
}

/// What the file holds, if nobody else may read it.
fn text(path: &Path) -> Result<String, CredentialError> {
    let unreadable = |source| CredentialError::Unreadable { path: path.to_owned(), source };
    let file = File::open(path).map_err(unreadable)?;
    let mode = file.metadata().map_err(unreadable)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(CredentialError::Exposed { path: path.to_owned(), mode });
    }
    let mut text = String::new();
    file.take(SEED_BYTES_MAX).read_to_string(&mut text).map_err(unreadable)?;
    Ok(text.trim().to_owned())
}
