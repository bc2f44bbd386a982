//! A secret of 32 bytes, wiped when dropped, and the few things that are done with one.

use chacha20poly1305::{AeadInOut, KeyInit, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::VaultError;

/// XChaCha20's nonce: long enough to be drawn at random for ever (2^80 values under one key before a repeat is likely
/// with 2^-32).
pub(crate) const NONCE_BYTES: usize = 24;

/// Poly1305's tag.
const TAG_BYTES: usize = 16;

/// A key for exactly one purpose.
pub(crate) struct Secret(Zeroizing<[u8; 32]>);

impl Secret {
    pub(crate) fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    pub(crate) fn random() -> Result<Self, VaultError> {
        let mut secret = Self::new([0; 32]);
        getrandom::fill(secret.0.as_mut())?;
        Ok(secret)
    }

    /// The secret that these bytes are, if they are 32.
    pub(crate) fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::new)
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn bytes_mut(&mut self) -> &mut [u8; 32] {
        &mut self.0
    }

    /// Another secret, for another purpose; neither tells the other.
    pub(crate) fn derive(&self, purpose: &str, which: &[u8]) -> Self {
        let mut derived = Self::new([0; 32]);
        Hkdf::<Sha256>::new(None, self.bytes())
            .expand_multi_info(&[purpose.as_bytes(), b"/", which], derived.0.as_mut())
            .expect("HKDF-SHA-256 gives up to 8160 bytes");
        derived
    }

    /// A keyed hash over the parts, each behind its length, so that no two lists of parts look alike.
    pub(crate) fn mac<'a>(&self, parts: impl IntoIterator<Item = &'a [u8]>) -> Hmac<Sha256> {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(self.bytes())
            .expect("HMAC takes keys of any length");
        for part in parts {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        mac
    }

    /// Encrypts for this context: nonce, ciphertext, tag.
    pub(crate) fn lock(&self, context: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, VaultError> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce)?;
        let mut locked = Vec::with_capacity(NONCE_BYTES + plaintext.len() + TAG_BYTES);
        locked.extend_from_slice(&nonce);
        locked.extend_from_slice(plaintext);
        let tag = self
            .cipher()
            .encrypt_inout_detached(
                &XNonce::from(nonce),
                context,
                (&mut locked[NONCE_BYTES..]).into(),
            )
            .expect("a value in memory is shorter than ChaCha20's 256 GiB");
        locked.extend_from_slice(&tag);
        Ok(locked)
    }

    /// Decrypts what [`Secret::lock`] made for this context; nothing if one bit of either differs.
    pub(crate) fn open(&self, context: &[u8], locked: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, body) = locked.split_first_chunk::<NONCE_BYTES>()?;
        let mut opened = Zeroizing::new(body.to_vec());
        self.cipher().decrypt_in_place(&XNonce::from(*nonce), context, &mut *opened).ok()?;
        Some(opened)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.bytes().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_secrets_differ_by_purpose_and_by_which() {
        let secret = Secret::new([7; 32]);
        let derived = [
            secret.derive("a", b"1"),
            secret.derive("a", b"2"),
            secret.derive("b", b"1"),
            Secret::new([8; 32]).derive("a", b"1"),
        ];
        for (i, one) in derived.iter().enumerate() {
            assert!(derived[i + 1..].iter().all(|other| one.bytes() != other.bytes()));
        }
    }

    #[test]
    fn what_was_locked_opens_only_in_its_context() {
        let secret = Secret::new([7; 32]);
        let locked = secret.lock(b"here", b"value").unwrap();
        assert_eq!(secret.open(b"here", &locked).unwrap().as_slice(), b"value");
        assert!(secret.open(b"there", &locked).is_none());
        assert!(Secret::new([8; 32]).open(b"here", &locked).is_none());
    }

    #[test]
    fn fewer_bytes_than_a_nonce_and_a_tag_do_not_open() {
        let secret = Secret::new([7; 32]);
        for bytes in 0..NONCE_BYTES + TAG_BYTES {
            assert!(secret.open(b"", &vec![0; bytes]).is_none());
        }
    }

    #[test]
    fn the_same_value_is_never_locked_alike() {
        let secret = Secret::new([7; 32]);
        assert_ne!(secret.lock(b"", b"value").unwrap(), secret.lock(b"", b"value").unwrap());
    }
}
