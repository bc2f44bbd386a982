//! Two doors that meet the same person make one person.
#![allow(clippy::unwrap_used, reason = "a story that cannot go on says so by stopping")]

use std::collections::BTreeSet;

use anydoor_tests::site::{Running, nobody, number, reason, with_nino};
use domain::PersonId;
use domain::intake::person::IdentifierScheme as Scheme;
use tonic::Code;
use vault::Claim;
use wire::intake::RegisterPersonRequest;
use wire::types::{Date, IdentifierScheme, IdentifierStatus};

#[tokio::test(flavor = "multi_thread")]
async fn the_second_door_is_told_who_the_person_is() {
    let site = Running::in_memory().await;
    let (person, known) = site.door(1).register(with_nino("AB 12 34 56 C")).await.unwrap();
    assert!(!known);
    assert_eq!(
        site.door(2).register(with_nino("ab123456")).await.unwrap(),
        (person, true),
        "spelling does not matter"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_doors_at_once_one_wins_and_all_go_on_with_the_same_person() {
    let site = Running::on_disk().await;
    for round in 0..8 {
        let nino = format!("CE{round:02}4711A");
        let doors = (0..16).map(|n| {
            let (door, request) = (site.door(n), with_nino(&nino));
            tokio::spawn(async move { door.register(request).await.unwrap() })
        });
        let mut people = BTreeSet::new();
        let mut first = 0;
        for door in doors.collect::<Vec<_>>() {
            let (person, known) = door.await.unwrap();
            people.insert(person);
            first += usize::from(!known);
        }
        assert_eq!((people.len(), first), (1, 1), "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_with_another_date_of_birth_shows_nobody_anybody() {
    let site = Running::in_memory().await;
    let (owner, _) = site.door(1).register(with_nino("AB123456C")).await.unwrap();
    let mut other = with_nino("AB123456C");
    other.details.as_mut().unwrap().date_of_birth = Some(Date { year: 1971, month: 2, day: 3 });
    let answer =
        site.door(2).intake().register_person(site.door(2).ask(other)).await.unwrap().into_inner();
    let person = answer.person.unwrap();
    assert!(!answer.already_known);
    assert_ne!(person.person_id, owner.to_string());
    assert_eq!(
        person.identifiers[0].status(),
        IdentifierStatus::Valid,
        "whose it is as well is not told"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_orphaned_claim_is_taken_over_by_registering_its_holder() {
    let site = Running::in_memory().await;
    let orphan = PersonId::from_u128(0xdead);
    let claimed =
        site.site.parts.vault.claim(Scheme::Nino, None, "AB123456", orphan).await.unwrap();
    assert_eq!(claimed, Claim::Won, "a door claims the number, and crashes");
    let taken_over = with_nino("AB123456C");
    assert_eq!(site.door(2).register(taken_over.clone()).await.unwrap(), (orphan, false));
    assert_eq!(
        site.door(2).register(taken_over).await.unwrap(),
        (orphan, false),
        "a retry gets the first answer, though they are known by now"
    );
    assert_eq!(site.door(3).register(with_nino("AB123456C")).await.unwrap(), (orphan, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_number_joins_the_person_whom_the_first_names() {
    let site = Running::in_memory().await;
    let (person, _) = site.door(1).register(with_nino("AB123456C")).await.unwrap();
    let both = RegisterPersonRequest {
        identifiers: vec![
            number(IdentifierScheme::Nino, "AB123456C"),
            number(IdentifierScheme::Scn, "070000016"),
        ],
        ..nobody()
    };
    assert_eq!(site.door(2).register(both).await.unwrap(), (person, true));
    let by_scn = RegisterPersonRequest {
        identifiers: vec![number(IdentifierScheme::Scn, "070000016")],
        ..nobody()
    };
    assert_eq!(site.door(3).register(by_scn).await.unwrap(), (person, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_gets_the_first_answer_to_the_byte() {
    let site = Running::in_memory().await;
    let request = with_nino("AB123456C");
    let ask = || async {
        let door = site.door(1);
        door.intake().register_person(door.ask(request.clone())).await.unwrap().into_inner()
    };
    let first = ask().await;
    site.door(1).agreed().await;
    assert_eq!(ask().await, first);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_id_means_one_command() {
    let site = Running::in_memory().await;
    let first = nobody();
    site.door(1).register(first.clone()).await.unwrap();
    let head = site.site.stores.journeys.head().await.unwrap();
    let mut other = first.clone();
    other.no_fixed_abode = true;
    let status = site.door(1).register(other).await.unwrap_err();
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::InvalidArgument, "REQUEST_ID_REUSED")
    );
    assert_eq!(site.site.stores.journeys.head().await.unwrap(), head, "nothing was written");
    let elsewhere = RegisterPersonRequest { request_id: first.request_id, ..nobody() };
    site.door(2).register(elsewhere).await.expect("another organisation may use the same id");
}
