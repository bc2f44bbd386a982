//! Per-person keys: seal, open and destroy; keyed digests and blind indexes; and claims on identifiers.
//!
//! Everything personal in the journal is ciphertext under keys of that person alone, one per [`domain::Sensitivity`].
//! The keys stand in cells outside the journal, wrapped; destroying them makes every copy of what they sealed
//! unreadable, while the journal's chain over the ciphertext still verifies. Who may see what is for others to decide.
//!
//! Ciphers: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha) with random nonces, HMAC-SHA-256 (RFC 2104), HKDF-SHA-256
//! (RFC 5869).

mod cache;
mod claims;
mod error;
mod keys;
mod master;
mod sealing;
mod secret;
mod vault;

pub use cache::{KEY_CACHE_MAX, KEY_TTL};
pub use claims::Claim;
pub use error::VaultError;
pub use master::MasterKey;
pub use sealing::{PAD_STEP, Place};
pub use vault::{Blind, Unsealed, Vault};
