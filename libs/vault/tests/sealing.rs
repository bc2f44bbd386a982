//! A sealed value opens where it was sealed, as it was sealed, and nowhere else.

mod support;

use std::collections::HashSet;

use anydoor_vault::{MasterKey, Place, Vault, VaultError};
use domain::{Code, CommitId, Sealed, Sensitivity};
use proptest::prelude::*;
use support::*;

async fn is_tampered(vault: &Vault, place: &Place<'_>, sealed: &Sealed) -> bool {
    matches!(vault.unseal(place, sealed).await, Err(VaultError::Tampered))
}

#[tokio::test]
async fn what_was_sealed_opens_also_in_another_process() {
    let (vault, other) = two_processes();
    for sensitivity in Sensitivity::ALL.iter().copied() {
        let sealed = vault.seal(&name_of(ANNA), sensitivity, NAME).await.unwrap();
        assert_eq!(sealed.sensitivity, sensitivity);
        assert_eq!(vault.unseal(&name_of(ANNA), &sealed).await.unwrap(), open(NAME));
        assert_eq!(other.unseal(&name_of(ANNA), &sealed).await.unwrap(), open(NAME));
    }
}

#[tokio::test]
async fn nothing_that_is_stored_shows_the_value() {
    let cells = MemoryCells::new();
    let sealed = sealed_name(&process(&cells), ANNA).await;
    let shows = |bytes: &[u8]| bytes.windows(4).any(|part| NAME.windows(4).any(|n| n == part));
    assert!(!shows(&sealed.bytes));
    assert!(!cells.all().values().any(|cell| shows(cell)));
}

#[tokio::test]
async fn it_opens_for_no_other_person_commit_field_or_sensitivity() {
    let (vault, _) = two_processes();
    let (here, sealed) = (name_of(ANNA), sealed_name(&vault, ANNA).await);
    sealed_name(&vault, BRUCE).await;
    let bruce_has_a_key = Place { person: BRUCE, ..here };
    let calum_has_none = Place { person: CALUM, ..here };
    let other_commit = Place { commit: CommitId::from_u128(2), ..here };
    let other_field = Place { field: "person.detail", ..here };
    for place in [bruce_has_a_key, calum_has_none, other_commit, other_field] {
        assert!(is_tampered(&vault, &place, &sealed).await, "{place:?}");
    }
    let relabelled = Sealed { sensitivity: Sensitivity::Special, ..sealed };
    assert!(is_tampered(&vault, &here, &relabelled).await);
}

#[tokio::test]
async fn a_shortened_or_lengthened_value_is_tampered() {
    let (vault, _) = two_processes();
    let sealed = sealed_name(&vault, ANNA).await;
    for length in 0..sealed.bytes.len() {
        let cut = Sealed { bytes: sealed.bytes[..length].to_vec(), ..sealed };
        assert!(is_tampered(&vault, &name_of(ANNA), &cut).await, "{length} bytes");
    }
    let longer = Sealed { bytes: [&sealed.bytes[..], &[0]].concat(), ..sealed };
    assert!(is_tampered(&vault, &name_of(ANNA), &longer).await);
}

#[tokio::test]
async fn another_master_key_opens_nothing() {
    let cells = MemoryCells::new();
    let sealed = sealed_name(&process(&cells), ANNA).await;
    let stranger =
        Vault::new(&MasterKey::from_bytes([8; 32]), cells.clone() as _, cells.clone() as _);
    assert!(is_tampered(&stranger, &name_of(ANNA), &sealed).await);
    let refused = stranger.seal(&name_of(ANNA), Sensitivity::Core, NAME).await;
    assert!(matches!(refused, Err(VaultError::Damaged)));
}

#[test]
fn a_digest_depends_on_every_part_and_on_where_parts_end() {
    let (vault, other) = two_processes();
    let parts: [&[&[u8]]; 7] = [
        &[b"ab", b"c"],
        &[b"a", b"bc"],
        &[b"abc"],
        &[b"ab", b"c", b""],
        &[b"", b"ab", b"c"],
        &[b"ab"],
        &[],
    ];
    let digests = parts.map(|parts| vault.digest(parts));
    assert_eq!(digests, parts.map(|parts| other.digest(parts)));
    assert_eq!(HashSet::from(digests).len(), digests.len());
}

#[test]
fn a_blind_index_depends_on_its_name_its_parts_and_the_master_key() {
    let (vault, other) = two_processes();
    let cells = MemoryCells::new();
    let stranger = Vault::new(&MasterKey::from_bytes([8; 32]), cells.clone() as _, cells as _);
    let blind = vault.blind("name-dob", &["test", "person"]);
    assert_eq!(blind, other.blind("name-dob", &["test", "person"]));
    assert_ne!(blind, vault.blind("postcode", &["test", "person"]));
    assert_ne!(blind, vault.blind("name-dobtest", &["person"]));
    assert_ne!(blind, vault.blind("name-dob", &["testperson"]));
    assert_ne!(blind, stranger.blind("name-dob", &["test", "person"]));
    let digest = vault.digest(&["name-dob", "test", "person"].map(str::as_bytes));
    assert_ne!(blind.0[..16], digest); // Each purpose has a key of its own.
}

#[tokio::test]
async fn debug_prints_no_secret() {
    let (vault, _) = two_processes();
    let sealed = sealed_name(&vault, ANNA).await;
    let opened = vault.unseal(&name_of(ANNA), &sealed).await.unwrap();
    assert_eq!(format!("{vault:?}"), "Vault(..)");
    assert_eq!(format!("{:?}", MasterKey::from_bytes([7; 32])), "MasterKey(..)");
    assert_eq!(format!("{:?}", vault.blind("name-dob", &["test"])), "Blind(..)");
    assert_eq!(format!("{opened:?}"), "Open(Pii(..))");
}

proptest! {
    #[test]
    fn a_value_with_any_bytes_flipped_never_opens(
        plaintext in proptest::collection::vec(any::<u8>(), 0..200),
        flips in proptest::collection::vec((any::<prop::sample::Index>(), 1..=255_u8), 1..4),
        erased in any::<bool>(),
    ) {
        let vault = process(&MemoryCells::new());
        let sealed = block_on(vault.seal(&name_of(ANNA), Sensitivity::Core, &plaintext)).unwrap();
        let mut flipped = sealed.clone();
        for (index, mask) in flips {
            let at = index.index(sealed.bytes.len());
            flipped.bytes[at] ^= mask;
        }
        prop_assume!(flipped != sealed);
        if erased {
            block_on(vault.destroy_keys(ANNA, None)).unwrap();
        }
        prop_assert!(block_on(is_tampered(&vault, &name_of(ANNA), &flipped)));
    }

    #[test]
    fn any_value_comes_back_as_it_was(plaintext in proptest::collection::vec(any::<u8>(), 0..300)) {
        let vault = process(&MemoryCells::new());
        let sealed = block_on(vault.seal(&name_of(ANNA), Sensitivity::Core, &plaintext)).unwrap();
        prop_assert_eq!(block_on(vault.unseal(&name_of(ANNA), &sealed)).unwrap(), open(&plaintext));
    }
}
