//! A sealed value's bytes: format, nonce, ciphertext and its tag, and a seal over all of it.
//!
//! The seal is a keyed hash under a key of the whole vault. It tells a value that was changed or moved from one whose
//! key was destroyed, for it can be checked without the person's key, and after a new one was made.

use domain::{Code, CommitId, PersonId, Sealed, Sensitivity};
use hmac::Mac;
use zeroize::Zeroizing;

use crate::VaultError;
use crate::secret::Secret;

/// The layout of a sealed value: this byte, nonce, ciphertext, tag, seal.
const FORMAT: u8 = 1;

/// How many bytes of the keyed hash stand as the seal.
const SEAL_BYTES: usize = 16;

/// What is sealed is padded to a multiple of so many bytes, because the length of a name or a note says something of
/// it: every identifier, and most names, look alike.
pub const PAD_STEP: usize = 64;

/// Ends the value and begins the padding (ISO/IEC 7816-4, as libsodium's `sodium_pad`).
const PAD_MARK: u8 = 0x80;

/// Where a sealed value stands. It opens there and nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// Whom it is about.
    pub person: PersonId,
    /// The commit that carries it.
    pub commit: CommitId,
    /// Which field of the commit, such as `person.details`. Two values of one commit must not share it.
    pub field: &'a str,
}

impl Place<'_> {
    /// What ciphertext and seal are bound to. Only the last part has a length of its own, so no two places look alike.
    fn context(&self, sensitivity: Sensitivity) -> Vec<u8> {
        let mut context = b"anydoor.sealed.v1".to_vec();
        context.extend_from_slice(self.person.as_bytes());
        context.extend_from_slice(self.commit.as_bytes());
        context.extend_from_slice(&sensitivity.number().to_be_bytes());
        context.extend_from_slice(self.field.as_bytes());
        context
    }
}

/// Seals a value for a place.
pub(crate) fn seal(
    place: &Place<'_>,
    sensitivity: Sensitivity,
    plaintext: &[u8],
    key: &Secret,
    sealer: &Secret,
) -> Result<Sealed, VaultError> {
    let context = place.context(sensitivity);
    let mut bytes = vec![FORMAT];
    bytes.extend(key.lock(&context, &padded(plaintext))?);
    let seal = sealer.mac([context.as_slice(), &bytes]).finalize().into_bytes();
    bytes.extend_from_slice(&seal[..SEAL_BYTES]);
    Ok(Sealed { sensitivity, bytes })
}

/// A sealed value that was made for the place where it stands, and not changed since. Its key may still be gone.
pub(crate) struct Intact<'a> {
    context: Vec<u8>,
    locked: &'a [u8],
}

impl<'a> Intact<'a> {
    /// Checks the seal.
    pub(crate) fn check(
        place: &Place<'_>,
        sealed: &'a Sealed,
        sealer: &Secret,
    ) -> Result<Self, VaultError> {
        let context = place.context(sealed.sensitivity);
        let Some((body @ [FORMAT, locked @ ..], seal)) =
            sealed.bytes.split_last_chunk::<SEAL_BYTES>()
        else {
            return Err(VaultError::Tampered);
        };
        let mac = sealer.mac([context.as_slice(), body]);
        mac.verify_truncated_left(seal).map_err(|_| VaultError::Tampered)?;
        Ok(Self { context, locked })
    }

    /// Opens it, if this is the key that it was sealed under.
    pub(crate) fn open(&self, key: &Secret) -> Option<Vec<u8>> {
        let padded = key.open(&self.context, self.locked)?;
        let end = padded.iter().rposition(|byte| *byte == PAD_MARK)?;
        Some(padded[..end].to_vec())
    }
}

fn padded(plaintext: &[u8]) -> Zeroizing<Vec<u8>> {
    let length = (plaintext.len() + 1).next_multiple_of(PAD_STEP);
    let mut padded = Zeroizing::new(Vec::with_capacity(length));
    padded.extend_from_slice(plaintext);
    padded.push(PAD_MARK);
    padded.resize(length, 0);
    padded
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [1; 32];
    const SEALER: [u8; 32] = [2; 32];

    fn place(field: &str) -> Place<'_> {
        Place { person: PersonId::from_u128(1), commit: CommitId::from_u128(2), field }
    }

    fn sealed(plaintext: &[u8]) -> Sealed {
        let (key, sealer) = (Secret::new(KEY), Secret::new(SEALER));
        seal(&place("f"), Sensitivity::Core, plaintext, &key, &sealer).unwrap()
    }

    fn opened(sealed: &Sealed) -> Option<Vec<u8>> {
        let sealer = Secret::new(SEALER);
        Intact::check(&place("f"), sealed, &sealer).unwrap().open(&Secret::new(KEY))
    }

    #[test]
    fn a_value_of_any_length_and_ending_comes_back() {
        for length in (0..3 * PAD_STEP).chain([10_000]) {
            for last in [0, PAD_MARK, 255] {
                let plaintext = vec![last; length];
                assert_eq!(opened(&sealed(&plaintext)), Some(plaintext));
            }
        }
    }

    #[test]
    fn short_values_cannot_be_told_apart_by_length() {
        let lengths: Vec<_> =
            (0..PAD_STEP).map(|length| sealed(&vec![b'x'; length]).bytes.len()).collect();
        assert!(lengths.iter().all(|length| *length == lengths[0]));
    }

    #[test]
    fn another_key_opens_nothing_though_the_seal_holds() {
        let (value, sealer) = (sealed(b"Test Person"), Secret::new(SEALER));
        let intact = Intact::check(&place("f"), &value, &sealer).unwrap();
        assert_eq!(intact.open(&Secret::new([9; 32])), None);
    }

    #[test]
    fn a_value_of_another_vault_is_not_intact() {
        let value = sealed(b"Test Person");
        let checked = Intact::check(&place("f"), &value, &Secret::new([9; 32]));
        assert!(matches!(checked, Err(VaultError::Tampered)));
    }

    #[test]
    fn no_two_places_look_alike() {
        let base = place("f");
        let others = [
            Place { person: PersonId::from_u128(3), ..base },
            Place { commit: CommitId::from_u128(3), ..base },
            place("g"),
            place(""),
            place("ff"),
        ];
        let context = base.context(Sensitivity::Core);
        assert!(others.iter().all(|other| other.context(Sensitivity::Core) != context));
        assert_ne!(base.context(Sensitivity::Special), context);
    }
}
