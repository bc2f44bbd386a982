//! Each person has keys of their own: made once, remembered for a while, and gone when they are destroyed.

mod support;

use std::sync::Arc;
use std::time::Duration;

use anydoor_vault::{KEY_TTL, Unsealed, Vault, VaultError};
use domain::{Code, PersonId, Sealed, Sensitivity};
use support::*;
use tokio::sync::Barrier;

async fn unsealed(vault: &Vault, person: PersonId, sealed: &Sealed) -> Unsealed {
    vault.unseal(&name_of(person), sealed).await.expect("unsealing works")
}

#[tokio::test]
async fn each_person_and_sensitivity_has_a_key_of_its_own() {
    let cells = MemoryCells::new();
    let vault = process(&cells);
    for person in [ANNA, BRUCE] {
        for sensitivity in [Sensitivity::Core, Sensitivity::Special] {
            vault.seal(&name_of(person), sensitivity, NAME).await.unwrap();
            vault.seal(&name_of(person), sensitivity, NAME).await.unwrap();
        }
    }
    let names = [ANNA, BRUCE].map(|p| [format!("{p}.CORE"), format!("{p}.SPECIAL")]);
    assert_eq!(cells.names(), names.concat());
}

#[tokio::test]
async fn a_wrapped_key_names_its_format_and_epoch() {
    let cells = MemoryCells::new();
    sealed_name(&process(&cells), ANNA).await;
    let cell = &cells.all()[&format!("{ANNA}.CORE")];
    assert_eq!(cell[..5], [1, 0, 0, 0, 1]);
    assert_eq!(cell.len(), 1 + 4 + 24 + 32 + 16);
}

#[tokio::test]
async fn two_processes_that_make_a_key_at_once_share_the_first_ones() {
    let cells = MemoryCells::new();
    let (one, two, later) = (process(&cells), process(&cells), process(&cells));
    cells.meet(Some(Arc::new(Barrier::new(2)))); // Both see that there is no key, then both make one.
    let (first, second) = tokio::join!(sealed_name(&one, ANNA), sealed_name(&two, ANNA));
    cells.meet(None);
    assert_eq!(cells.names().len(), 1);
    for sealed in [first, second] {
        assert_eq!(unsealed(&later, ANNA, &sealed).await, open(NAME));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_make_a_key_at_once_every_value_opens() {
    let cells = MemoryCells::new();
    let sealing = (0..64).map(|_| {
        let vault = process(&cells);
        tokio::spawn(async move { sealed_name(&vault, ANNA).await })
    });
    for sealed in futures::future::join_all(sealing).await {
        assert_eq!(unsealed(&process(&cells), ANNA, &sealed.unwrap()).await, open(NAME));
    }
}

#[tokio::test]
async fn after_destroying_a_persons_keys_their_values_are_erased_and_nobody_elses() {
    let cells = MemoryCells::new();
    let vault = process(&cells);
    let (anna, bruce) = (sealed_name(&vault, ANNA).await, sealed_name(&vault, BRUCE).await);
    vault.destroy_keys(ANNA, None).await.unwrap();
    vault.destroy_keys(ANNA, None).await.unwrap(); // A retry.
    assert_eq!(unsealed(&vault, ANNA, &anna).await, Unsealed::Erased);
    assert_eq!(unsealed(&vault.clone(), ANNA, &anna).await, Unsealed::Erased);
    assert_eq!(unsealed(&process(&cells), ANNA, &anna).await, Unsealed::Erased);
    assert_eq!(unsealed(&vault, BRUCE, &bruce).await, open(NAME));
    assert_eq!(cells.names(), [format!("{BRUCE}.CORE")]); // Looking made no key.
}

#[tokio::test]
async fn one_sensitivity_can_be_destroyed_alone() {
    let (vault, _) = two_processes();
    let core = sealed_name(&vault, ANNA).await;
    let special = vault.seal(&name_of(ANNA), Sensitivity::Special, b"BSL").await.unwrap();
    vault.destroy_keys(ANNA, Some(Sensitivity::Special)).await.unwrap();
    assert_eq!(unsealed(&vault, ANNA, &special).await, Unsealed::Erased);
    assert_eq!(unsealed(&vault, ANNA, &core).await, open(NAME));
}

#[tokio::test]
async fn a_later_key_does_not_bring_back_what_was_erased() {
    let (vault, _) = two_processes();
    let before = sealed_name(&vault, ANNA).await;
    vault.destroy_keys(ANNA, None).await.unwrap();
    let after = sealed_name(&vault, ANNA).await;
    assert_eq!(unsealed(&vault, ANNA, &before).await, Unsealed::Erased);
    assert_eq!(unsealed(&vault, ANNA, &after).await, open(NAME));
}

#[tokio::test]
async fn an_erased_value_that_was_moved_is_still_tampered() {
    let (vault, _) = two_processes();
    let anna = sealed_name(&vault, ANNA).await;
    vault.destroy_keys(ANNA, None).await.unwrap();
    let moved = vault.unseal(&name_of(BRUCE), &anna).await;
    assert!(matches!(moved, Err(VaultError::Tampered)));
}

#[tokio::test(start_paused = true)]
async fn a_key_destroyed_elsewhere_dies_here_within_its_ttl() {
    let (here, elsewhere) = two_processes();
    let sealed = sealed_name(&here, ANNA).await;
    elsewhere.destroy_keys(ANNA, None).await.unwrap();
    tokio::time::advance(KEY_TTL - Duration::from_millis(1)).await;
    assert_eq!(unsealed(&here, ANNA, &sealed).await, open(NAME)); // Using it does not keep it alive.
    tokio::time::advance(Duration::from_millis(1)).await;
    assert_eq!(unsealed(&here, ANNA, &sealed).await, Unsealed::Erased);
}

#[tokio::test(start_paused = true)]
async fn a_key_is_asked_for_once_in_its_ttl() {
    let cells = MemoryCells::new();
    let sealed = sealed_name(&process(&cells), ANNA).await;
    let (vault, before) = (process(&cells), cells.gets());
    for _ in 0..10 {
        unsealed(&vault, ANNA, &sealed).await;
    }
    assert_eq!(cells.gets() - before, 1);
    tokio::time::advance(KEY_TTL).await;
    unsealed(&vault, ANNA, &sealed).await;
    assert_eq!(cells.gets() - before, 2);
}

#[tokio::test]
async fn a_key_that_is_being_read_while_it_is_destroyed_is_not_remembered() {
    let cells = MemoryCells::new();
    let sealed = sealed_name(&process(&cells), ANNA).await;
    let vault = process(&cells);
    let gate = Arc::new(Barrier::new(2));
    cells.meet(Some(Arc::clone(&gate)));
    let destroying = async {
        vault.destroy_keys(ANNA, None).await.unwrap();
        gate.wait().await; // Only now does the reader get the key that it saw.
    };
    let (seen, ()) = tokio::join!(unsealed(&vault, ANNA, &sealed), destroying);
    cells.meet(None);
    assert_eq!(seen, open(NAME)); // It asked before the end.
    assert_eq!(unsealed(&vault, ANNA, &sealed).await, Unsealed::Erased);
}

#[tokio::test]
async fn a_changed_or_swapped_key_cell_is_damaged_and_not_erased() {
    let cells = MemoryCells::new();
    let sealed = sealed_name(&process(&cells), ANNA).await;
    sealed_name(&process(&cells), BRUCE).await;
    let name = format!("{ANNA}.CORE");
    let good = cells.all()[&name].clone();
    let flipped = (0..good.len()).map(|at| {
        let mut bad = good.clone();
        bad[at] ^= 1;
        bad
    });
    let swapped = cells.all()[&format!("{BRUCE}.CORE")].clone();
    for bad in flipped.chain([swapped, vec![], good[..good.len() - 1].to_vec()]) {
        cells.put(&name, bad);
        let vault = process(&cells);
        let opened = vault.unseal(&name_of(ANNA), &sealed).await;
        assert!(matches!(opened, Err(VaultError::Damaged)));
        let sealing = vault.seal(&name_of(ANNA), Sensitivity::Core, NAME).await;
        assert!(matches!(sealing, Err(VaultError::Damaged)));
    }
}

#[tokio::test]
async fn an_unreachable_store_is_not_an_erasure() {
    let cells = MemoryCells::new();
    let sealed = sealed_name(&process(&cells), ANNA).await;
    let vault = process(&cells);
    cells.set_unreachable(true);
    let opened = vault.unseal(&name_of(ANNA), &sealed).await;
    assert!(matches!(opened, Err(VaultError::Unavailable(_))));
    let destroyed = vault.destroy_keys(ANNA, None).await;
    assert!(matches!(destroyed, Err(VaultError::Unavailable(_))));
    cells.set_unreachable(false);
    assert_eq!(unsealed(&vault, ANNA, &sealed).await, open(NAME));
}

#[tokio::test]
async fn many_values_are_opened_with_one_step_to_the_keys() {
    let cells = MemoryCells::new();
    let (annas, bruces, calums) = (
        sealed_name(&process(&cells), ANNA).await,
        sealed_name(&process(&cells), BRUCE).await,
        sealed_name(&process(&cells), CALUM).await,
    );
    cells.put(&format!("{CALUM}.{}", Sensitivity::Core.text()), b"damaged".to_vec());
    process(&cells).destroy_keys(BRUCE, None).await.unwrap();
    let reader = process(&cells);
    let read = cells.gets();
    let values = [
        (name_of(ANNA), &annas),
        (name_of(BRUCE), &bruces),
        (name_of(CALUM), &calums),
        (name_of(ANNA), &annas),
        (name_of(ANNA), &bruces),
    ];
    let opened = reader.unseal_all(&values).await.unwrap();
    let [whole, erased, damaged, again, moved] = <[_; 5]>::try_from(opened).unwrap();
    assert_eq!((whole.unwrap(), again.unwrap()), (open(NAME), open(NAME)));
    assert_eq!(erased.unwrap(), Unsealed::Erased);
    assert!(matches!(damaged, Err(VaultError::Damaged)), "{damaged:?}");
    assert!(matches!(moved, Err(VaultError::Tampered)), "{moved:?}");
    assert_eq!(cells.gets(), read + 1);
}
