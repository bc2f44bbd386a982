//! One identifier belongs to one person, whoever asks and however many at once.

mod support;

use std::sync::Arc;

use anydoor_vault::{Claim, Vault, VaultError};
use domain::intake::person::IdentifierScheme::{Chi, Nino, PartnerLocal};
use domain::{OrgId, PersonId};
use futures::future::join_all;
use support::*;
use tokio::sync::Barrier;

const NUMBER: &str = "QQ123456C";

#[tokio::test]
async fn the_first_has_it_and_the_next_is_told_who() {
    let (vault, other) = two_processes();
    assert_eq!(vault.claimant(Nino, None, NUMBER).await.unwrap(), None);
    assert_eq!(vault.claim(Nino, None, NUMBER, ANNA).await.unwrap(), Claim::Won);
    assert_eq!(other.claim(Nino, None, NUMBER, BRUCE).await.unwrap(), Claim::Held { by: ANNA });
    assert_eq!(other.claim(Nino, None, NUMBER, ANNA).await.unwrap(), Claim::Won); // A retry.
    assert_eq!(other.claimant(Nino, None, NUMBER).await.unwrap(), Some(ANNA));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_claim_at_once_exactly_one_wins_and_all_others_learn_of_it() {
    let cells = MemoryCells::new();
    let claiming = (0..64_u128).map(|n| {
        let vault = process(&cells);
        let person = PersonId::from_u128(n);
        tokio::spawn(
            async move { (person, vault.claim(Nino, None, NUMBER, person).await.unwrap()) },
        )
    });
    let claims: Vec<_> = join_all(claiming).await.into_iter().map(Result::unwrap).collect();
    let winners: Vec<_> = claims.iter().filter(|(_, claim)| *claim == Claim::Won).collect();
    let [(winner, _)] = winners[..] else { panic!("{} won", winners.len()) };
    let told = Claim::Held { by: *winner };
    assert_eq!(claims.iter().filter(|(_, claim)| *claim == told).count(), 63);
}

#[tokio::test]
async fn numbers_of_another_scheme_or_issuer_are_other_numbers() {
    let (vault, _) = two_processes();
    let (fife, glasgow) = (OrgId::from_u128(1), OrgId::from_u128(2));
    let all =
        [(Nino, None), (Chi, None), (PartnerLocal, Some(fife)), (PartnerLocal, Some(glasgow))];
    for (n, (scheme, issuer)) in (0..).zip(all) {
        let person = PersonId::from_u128(n);
        assert_eq!(vault.claim(scheme, issuer, "1", person).await.unwrap(), Claim::Won);
    }
}

#[tokio::test]
async fn the_cells_show_neither_the_number_nor_the_person() {
    let cells = MemoryCells::new();
    let vault = process(&cells);
    vault.claim(Nino, None, NUMBER, ANNA).await.unwrap();
    vault.claim(Chi, None, "0101010005", ANNA).await.unwrap();
    for (name, value) in cells.all() {
        assert!(name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit()));
        assert!(!value.windows(16).any(|part| part == ANNA.as_bytes()));
        assert_eq!(value.len(), 1 + 24 + 16 + 16);
    }
    let values: Vec<_> = cells.all().into_values().collect();
    assert_ne!(values[0], values[1]); // Not even that both are one person's.
}

#[tokio::test]
async fn an_orphan_is_taken_over_from_the_one_who_has_it_only() {
    let (vault, _) = two_processes();
    assert!(!vault.move_claim(Nino, None, NUMBER, ANNA, BRUCE).await.unwrap()); // There is none.
    vault.claim(Nino, None, NUMBER, ANNA).await.unwrap();
    assert!(!vault.move_claim(Nino, None, NUMBER, CALUM, BRUCE).await.unwrap());
    assert_eq!(vault.claimant(Nino, None, NUMBER).await.unwrap(), Some(ANNA));
    assert!(vault.move_claim(Nino, None, NUMBER, ANNA, BRUCE).await.unwrap());
    assert!(vault.move_claim(Nino, None, NUMBER, ANNA, BRUCE).await.unwrap()); // A retry.
    assert_eq!(vault.claimant(Nino, None, NUMBER).await.unwrap(), Some(BRUCE));
}

#[tokio::test]
async fn of_two_who_take_an_orphan_over_at_once_one_wins() {
    let cells = MemoryCells::new();
    let (one, two) = (process(&cells), process(&cells));
    one.claim(Nino, None, NUMBER, ANNA).await.unwrap();
    cells.meet(Some(Arc::new(Barrier::new(2)))); // Both see Anna's claim, then both replace it.
    let moving = async |vault: &Vault, to| {
        let moved = vault.move_claim(Nino, None, NUMBER, ANNA, to).await.unwrap();
        if moved {
            cells.meet(None);
        }
        moved
    };
    let (bruce, calum) = tokio::join!(moving(&one, BRUCE), moving(&two, CALUM));
    assert!(bruce != calum, "exactly one takes it over");
    let winner = if bruce { BRUCE } else { CALUM };
    assert_eq!(one.claimant(Nino, None, NUMBER).await.unwrap(), Some(winner));
}

#[tokio::test]
async fn a_changed_or_swapped_claim_is_damaged_and_names_nobody() {
    let cells = MemoryCells::new();
    let vault = process(&cells);
    vault.claim(Chi, None, NUMBER, BRUCE).await.unwrap();
    let swapped = cells.all().into_values().next().unwrap();
    vault.claim(Nino, None, NUMBER, ANNA).await.unwrap();
    let (name, good) = cells.all().into_iter().find(|(_, value)| *value != swapped).unwrap();
    let flipped = (0..good.len()).map(|at| {
        let mut bad = good.clone();
        bad[at] ^= 1;
        bad
    });
    for bad in flipped.chain([swapped, vec![]]) {
        cells.put(&name, bad);
        let claimant = vault.claimant(Nino, None, NUMBER).await;
        assert!(matches!(claimant, Err(VaultError::Damaged)));
        let claim = vault.claim(Nino, None, NUMBER, ANNA).await;
        assert!(matches!(claim, Err(VaultError::Damaged)));
    }
}

#[tokio::test]
async fn an_unreachable_store_claims_nothing() {
    let cells = MemoryCells::new();
    let vault = process(&cells);
    cells.set_unreachable(true);
    let claim = vault.claim(Nino, None, NUMBER, ANNA).await;
    assert!(matches!(claim, Err(VaultError::Unavailable(_))));
}
