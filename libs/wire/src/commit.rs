//! Commits: one decision, its bytes, and the link that chains it to the one before.

use bytes::Bytes;
use domain::{CommitId, Stamp};
use prost::Message;
use sha2::{Digest, Sha256};

use crate::convert::{Malformed, Read, actor, date, id, instant};
use crate::stored;

/// SHA-256 over [`CHAIN_TAG`] and a commit's bytes.
pub type Hash = [u8; 32];

/// What is hashed before a commit's bytes, so that the hash can mean nothing else.
pub const CHAIN_TAG: &[u8] = b"anydoor.commit.v1";

/// The format that this code writes.
pub const FORMAT: u32 = 1;

/// One record of the journal: the stored bytes, and what they say.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// As stored. Never encoded again.
    pub bytes: Bytes,
    /// The link in the chain.
    pub hash: Hash,
    /// What the bytes say.
    pub commit: stored::Commit,
}

impl Record {
    /// Writes a commit down.
    pub fn write(commit: stored::Commit) -> Self {
        let encoded = Bytes::from(commit.encode_to_vec());
        let hash = hash(&encoded);
        let record = stored::Record { commit: encoded, hash: Bytes::copy_from_slice(&hash) };
        let bytes = record.encode_to_vec().into();
        Self { bytes, hash, commit }
    }

    /// Reads a record back.
    ///
    /// # Errors
    /// If a byte differs from what was written, or a later version wrote it.
    pub fn read(bytes: Bytes) -> Read<Self> {
        let unreadable = |_| Malformed::new("record", "is not a record of a journal");
        let record = stored::Record::decode(bytes.clone()).map_err(unreadable)?;
        let hash = hash(&record.commit);
        if record.hash != hash.as_slice() {
            return Err(Malformed::new(
                "record",
                "does not match its hash: its bytes were changed",
            ));
        }
        let commit = stored::Commit::decode(record.commit).map_err(unreadable)?;
        if commit.format != FORMAT {
            return Err(Malformed::new(
                "format",
                format!("{} was written by a later version", commit.format),
            ));
        }
        Ok(Self { bytes, hash, commit })
    }

    /// The commit's id.
    ///
    /// # Errors
    /// If it is not sixteen bytes.
    pub fn commit_id(&self) -> Read<CommitId> {
        id("commit_id", &self.commit.commit_id)
    }

    /// Who and when.
    ///
    /// # Errors
    /// If one of them is missing or malformed.
    pub fn stamp(&self) -> Read<Stamp> {
        Ok(Stamp {
            by: actor("actor", self.commit.actor.as_ref())?,
            occurred_on: date("occurred_on", self.commit.occurred_on)?,
            recorded_at: instant("recorded_at_us", self.commit.recorded_at_us)?,
            commit: self.commit_id()?,
        })
    }
}

fn hash(commit: &[u8]) -> Hash {
    Sha256::new().chain_update(CHAIN_TAG).chain_update(commit).finalize().into()
}
