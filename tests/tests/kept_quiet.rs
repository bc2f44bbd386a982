//! What is told of a person stands nowhere in clear: not in a journal, not beside it, not in a view.
#![allow(clippy::unwrap_used, reason = "a story that cannot go on says so by stopping")]

use std::path::Path;

use anydoor_tests::doors;
use anydoor_tests::site::{Door, Running, fresh, number, yes};
use prost::Message;
use wire::intake::{GiveAgreementRequest, RegisterPersonRequest};
use wire::lookup::FindPersonRequest;
use wire::lookup::find_person_request::By;
use wire::routing::{PublishServiceRequest, SuggestRoutesRequest};
use wire::types::{
    Address, CircumstanceCode, Contact, ContactKind, Date, IdentifierScheme, Name, NameKind,
    NeedCode, PersonDetails, ReferralKind, ServiceListing, ServiceMode, Spot, Stage,
};

/// Texts that stand nowhere else.
const CANARIES: [&str; 7] =
    ["Canarina", "Quietwood", "AB987654", "7700900987", "Sparrowhawk", "ZE2 9AA", "qab-hushwood"];

/// A place where nobody else sets out from.
const FROM: Spot = Spot { latitude_microdegrees: 60_154_717, longitude_microdegrees: -1_149_303 };

/// What a reason for a route would begin with.
const REASONS: [&str; 2] = ["turns nobody away", "It is there for people in this"];

#[tokio::test(flavor = "multi_thread")]
async fn no_file_of_a_site_holds_what_was_told_in_clear() {
    let site = Running::on_disk().await;
    let door = site.door(1);
    let name = |kind: NameKind, text: &str| Name {
        kind: kind.into(),
        text: text.into(),
        from: None,
        to: None,
    };
    let phone = Contact {
        kind: ContactKind::Mobile.into(),
        value: "07700 900987".into(),
        ..Default::default()
    };
    let details = PersonDetails {
        names: vec![name(NameKind::Given, "Canarina"), name(NameKind::Family, "Quietwood")],
        date_of_birth: Some(Date { year: 1994, month: 5, day: 17 }),
        contacts: vec![phone],
        address: Some(Address {
            lines: vec!["1 Sparrowhawk Lane".into()],
            postcode: "ZE2 9AA".into(),
            uprn: String::new(),
        }),
        ..Default::default()
    };
    let request = RegisterPersonRequest {
        request_id: fresh(),
        details: Some(details),
        identifiers: vec![number(IdentifierScheme::Nino, "AB987654C")],
        ..Default::default()
    };
    let (person, _) = door.register(request).await.unwrap();
    let given = door
        .intake()
        .give_agreement(door.ask(GiveAgreementRequest { scope: 6, ..yes(person) }))
        .await
        .unwrap();
    let find = FindPersonRequest {
        by: Some(By::Identifier(number(IdentifierScheme::Nino, "AB987654C"))),
        write_token: given.into_inner().write_token,
    };
    assert_eq!(
        door.lookup().find_person(door.ask(find)).await.unwrap().into_inner().matches.len(),
        1
    );

    doors::everywhere(&door).await;
    is_there_for(&door, CircumstanceCode::Convictions).await;
    let asked = SuggestRoutesRequest {
        request_id: fresh(),
        person_id: person.to_string(),
        area: "S12000027".into(),
        kind: ReferralKind::Support.into(),
        needs: vec![NeedCode::Justice.into()],
        groups: vec![CircumstanceCode::Convictions.into()],
        language: "qab-hushwood".into(),
        from: Some(FROM),
        ..Default::default()
    };
    let told = door.routing().suggest_routes(door.ask(asked)).await.unwrap().into_inner();
    let why: Vec<_> = told.routes.iter().flat_map(|route| &route.why).collect();
    for reason in REASONS {
        assert!(why.iter().any(|why| why.contains(reason)), "{reason} is told, and not stored");
    }

    let mut files = 0;
    search(site.state.path(), &mut files);
    assert!(files >= 6, "only {files} files were searched");
}

/// The council of a door has a service that exists for this group alone.
async fn is_there_for(door: &Door, group: CircumstanceCode) {
    let council = door.acting_as("PARTNERSHIP");
    let listing = ServiceListing {
        name: "A fresh start".into(),
        accepts: vec![ReferralKind::Support.into()],
        stages: vec![Stage::Engagement.into()],
        areas: vec!["S12000027".into()],
        modes: vec![ServiceMode::Phone.into()],
        groups: vec![group.into()],
        ..Default::default()
    };
    let publish = PublishServiceRequest {
        request_id: fresh(),
        service_id: fresh(),
        org_id: council.org.to_string(),
        listing: Some(listing),
        ..Default::default()
    };
    council.directory().publish_service(council.ask(publish)).await.unwrap();
}

fn search(folder: &Path, files: &mut usize) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            search(&path, files);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        for canary in CANARIES.into_iter().chain(REASONS) {
            let found = bytes
                .windows(canary.len())
                .any(|window| window.eq_ignore_ascii_case(canary.as_bytes()));
            assert!(!found, "{canary} stands in {}", path.display());
        }
        let from = FROM.encode_to_vec();
        let found = bytes.windows(from.len()).any(|window| window == from);
        assert!(!found, "where they set out from stands in {}", path.display());
        *files += 1;
    }
}
