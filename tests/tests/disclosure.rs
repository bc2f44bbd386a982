//! How much of a person each door is shown, through the public API: the rungs of the ladder, and that each look is on
//! record before it is answered.
#![allow(clippy::unwrap_used, reason = "a story that cannot go on says so by stopping")]

use anydoor_tests::site::{Door, Running, episode, fresh, nobody, number, reason, with_nino, yes};
use domain::PersonId;
use domain::access::{Look, LookOutcome};
use domain::rights::Level;
use futures::StreamExt;
use host::config::AccessLimits;
use journal::Position;
use prost::Message;
use tonic::{Code, Status};
use wire::lookup::find_person_request::By;
use wire::lookup::{
    FindPersonRequest, FindPersonResponse, GetPersonRequest, ListCaseloadRequest,
    ListJourneyEntriesRequest, NameAndBirth, PersonNow, WatchJourneyRequest,
};
use wire::rights::{ApplyProtectionRequest, OpenBreakGlassRequest, RecordPresenceRequest};
use wire::routing::{JoinOrganisationRequest, RegisterWorkerRequest};
use wire::types::{
    BreakGlassReason, Date, IdentifierScheme, IdentifierStatus, OrgKind, OrgProfile,
    PresenceMethod, ProtectionKind, Role, Sensitivity,
};

const NINO: &str = "AB123456C";
const NOBODYS: &str = "CE654321A";
/// How many people an answer names at the most.
const MATCHES_MAX: usize = 5;

/// Somebody whom the first door took in and helps.
async fn helped(site: &Running) -> PersonId {
    let door = site.door(1);
    let (person, _) = door.register(with_nino(NINO)).await.unwrap();
    door.intake().give_agreement(door.ask(yes(person))).await.unwrap();
    person
}

async fn find(door: &Door, site: &Running, nino: &str) -> FindPersonResponse {
    site.site.desk.up_to_date().await.unwrap();
    let by = Some(By::Identifier(number(IdentifierScheme::Nino, nino)));
    let request = FindPersonRequest { by, write_token: String::new() };
    door.lookup().find_person(door.ask(request)).await.unwrap().into_inner()
}

async fn now(door: &Door, person: PersonId) -> Result<PersonNow, Status> {
    let request = GetPersonRequest { person_id: person.to_string(), write_token: String::new() };
    let answer = door.lookup().get_person(door.ask(request)).await?;
    Ok(answer.into_inner().person.unwrap())
}

async fn entries(door: &Door, person: PersonId) -> Result<usize, Status> {
    let person_id = person.to_string();
    let request = ListJourneyEntriesRequest { person_id, ..Default::default() };
    let answer = door.lookup().list_journey_entries(door.ask(request)).await?;
    Ok(answer.into_inner().entries.len())
}

async fn protect(site: &Running, door: &Door, person: PersonId) {
    let today = site.site.desk.clock.today();
    let review = today.checked_add(std::time::Duration::from_secs(28 * 24 * 3600)).unwrap();
    let apply = ApplyProtectionRequest {
        request_id: fresh(),
        person_id: person.to_string(),
        kind: ProtectionKind::AtRisk.into(),
        review_on: Some(Date {
            year: review.year().into(),
            month: review.month().into(),
            day: review.day().into(),
        }),
        ..Default::default()
    };
    door.rights().apply_protection(door.ask(apply)).await.unwrap();
}

/// Every look on record so far.
async fn looks(site: &Running) -> Vec<Look> {
    let journal = &site.site.stores.access;
    let head = journal.head().await.unwrap();
    let mut reading = journal.read(Position::START);
    let (mut all, mut at) = (vec![], Position::START);
    while at < head {
        let recorded = reading.next().await.unwrap().unwrap();
        at = recorded.position;
        all.extend(host::access::looks(&recorded).map(Result::unwrap));
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_door_that_never_met_the_person_is_told_that_somebody_helps_and_no_more() {
    let site = Running::in_memory().await;
    let person = helped(&site).await;
    let stranger = site.door(2);
    let found = find(&stranger, &site, NINO).await;
    assert_eq!(found.matches[0].person_id, person.to_string());
    let refused = now(&stranger, person).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::NotFound, "PERSON_NOT_FOUND"));
    assert_eq!(entries(&stranger, person).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_person_before_them_a_worker_is_told_who_helps_and_not_the_history() {
    let site = Running::in_memory().await;
    let person = helped(&site).await;
    let stranger = site.door(2);
    let there = RecordPresenceRequest {
        request_id: fresh(),
        person_id: person.to_string(),
        method: PresenceMethod::InPerson.into(),
        ..Default::default()
    };
    stranger.rights().record_presence(stranger.ask(there)).await.unwrap();
    now(&stranger, person).await.unwrap();
    assert_eq!(entries(&stranger, person).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(now(&site.door(3), person).await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_glass_shows_the_history_to_who_broke_it_alone() {
    let site = Running::in_memory().await;
    let person = helped(&site).await;
    let stranger = site.door(2);
    let open = OpenBreakGlassRequest {
        request_id: fresh(),
        person_id: person.to_string(),
        reason: BreakGlassReason::RiskToLife.into(),
        justification: "They said on the phone that they cannot go on.".into(),
        opens: Sensitivity::Special.into(),
        ..Default::default()
    };
    stranger.rights().open_break_glass(stranger.ask(open)).await.unwrap();
    assert_eq!(entries(&stranger, person).await.unwrap(), 3);
    assert_eq!(entries(&site.door(3), person).await.unwrap_err().code(), Code::NotFound);
    let seen = looks(&site).await;
    let seen = seen.iter().find(|look| look.outcome == LookOutcome::One).unwrap();
    assert_eq!((seen.level, seen.break_glass.is_some()), (Level::Journey, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_at_risk_looks_like_nobody_to_all_but_the_responsible() {
    let site = Running::in_memory().await;
    let person = helped(&site).await;
    protect(&site, &site.door(1), person).await;
    let stranger = site.door(2);

    let (found, nobody) =
        (find(&stranger, &site, NINO).await, find(&stranger, &site, NOBODYS).await);
    assert_eq!(found.encode_to_vec(), nobody.encode_to_vec());
    let (withheld, absent) = (
        now(&stranger, person).await.unwrap_err(),
        now(&stranger, PersonId::from_u128(7)).await.unwrap_err(),
    );
    assert_eq!(
        (withheld.code(), withheld.message().replace(&person.to_string(), "")),
        (absent.code(), absent.message().replace(&PersonId::from_u128(7).to_string(), ""))
    );

    let taken_in = stranger.intake().register_person(stranger.ask(with_nino(NINO))).await;
    let taken_in = taken_in.unwrap().into_inner();
    assert!(!taken_in.already_known);
    let taken_in = taken_in.person.unwrap();
    assert_ne!(taken_in.person_id, person.to_string());
    assert_eq!(taken_in.identifiers[0].status(), IdentifierStatus::Valid);
    site.site.desk.up_to_date().await.unwrap();
    let again = stranger.register(with_nino(NINO)).await.unwrap();
    assert_eq!(again, (taken_in.person_id.parse().unwrap(), true), "as for anybody");
    let there = RecordPresenceRequest {
        request_id: fresh(),
        person_id: person.to_string(),
        method: PresenceMethod::InPerson.into(),
        ..Default::default()
    };
    let refused = stranger.rights().record_presence(stranger.ask(there)).await.unwrap_err();
    assert_eq!(reason(&refused), "PERSON_NOT_FOUND", "nobody works on a journey that is hidden");

    let found = find(&stranger, &site, NINO).await.matches;
    let found: Vec<&str> = found.iter().map(|one| one.person_id.as_str()).collect();
    assert_eq!(
        found,
        [&*taken_in.person_id],
        "who took somebody in finds them again by their number"
    );
    let nobody = find(&site.door(3), &site, NOBODYS).await;
    assert_eq!(find(&site.door(3), &site, NINO).await.encode_to_vec(), nobody.encode_to_vec());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_look_is_on_record_with_what_it_came_to() {
    let site = Running::in_memory().await;
    let person = helped(&site).await;
    let stranger = site.door(2);
    find(&stranger, &site, NINO).await;
    find(&stranger, &site, NOBODYS).await;
    now(&stranger, person).await.unwrap_err();
    let looks = looks(&site).await;
    let told: Vec<_> = looks.iter().map(|look| (look.outcome, look.person)).collect();
    assert_eq!(
        told,
        [
            (LookOutcome::One, Some(person)),
            (LookOutcome::Nobody, None),
            (LookOutcome::Withheld, Some(person))
        ]
    );
    assert!(looks.iter().all(|look| look.by.org == stranger.org && look.policy.is_some()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_ends_when_what_stood_between_the_two_does() {
    let site = Running::in_memory().await;
    let person = helped(&site).await;
    let (door, stranger) = (site.door(1), site.door(2));
    let request = WatchJourneyRequest { person_id: person.to_string(), after_version: 2 };
    let mut watch = door.lookup().watch_journey(door.ask(request)).await.unwrap().into_inner();
    // Another door opens an episode with the person before it: from then on it is responsible.
    let there = RecordPresenceRequest {
        request_id: fresh(),
        person_id: person.to_string(),
        method: PresenceMethod::InPerson.into(),
        ..Default::default()
    };
    stranger.rights().record_presence(stranger.ask(there)).await.unwrap();
    assert_eq!(watch.next().await.unwrap().unwrap().entry.unwrap().version, 3);
    protect(&site, &stranger, person).await;
    let ended = watch.next().await.unwrap().unwrap_err();
    assert_eq!(ended.code(), Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_shown_does_not_make_too_many() {
    let site = Running::in_memory().await;
    let (hidden, stranger) = (helped(&site).await, site.door(2));
    protect(&site, &site.door(1), hidden).await;
    for _ in 0..MATCHES_MAX {
        stranger.register(nobody()).await.unwrap(); // Of the same name and date of birth.
    }
    site.site.desk.up_to_date().await.unwrap();
    let who = NameAndBirth {
        given_name: "Testy".into(),
        family_name: "McSample".into(),
        date_of_birth: Some(Date { year: 1994, month: 5, day: 17 }),
        ..Default::default()
    };
    let request = FindPersonRequest { by: Some(By::NameAndBirth(who)), write_token: String::new() };
    let found = stranger.lookup().find_person(stranger.ask(request)).await.unwrap().into_inner();
    assert_eq!((found.matches.len(), found.too_many), (MATCHES_MAX, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_that_tells_who_somebody_is_is_a_look_on_record() {
    let site = Running::in_memory().await;
    let person = helped(&site).await;
    let door = site.door(2);
    assert_eq!(door.register(with_nino(NINO)).await.unwrap(), (person, true));
    let looks = looks(&site).await;
    let [look] = looks.as_slice() else { panic!("one look, not {}", looks.len()) };
    assert_eq!(
        (look.by.org, look.person, look.outcome),
        (door.org, Some(person), LookOutcome::One)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caseload_is_its_organisations_own_whatever_ids_others_give_their_workers() {
    let site = Running::in_memory().await;
    let door = site.door(1);
    join(&door).await;
    let person = door.agreed().await;
    door.intake().open_episode(door.ask(episode(person))).await.unwrap();
    site.site.desk.up_to_date().await.unwrap();
    let listed = async |door: &Door| {
        let request = door.ask(ListCaseloadRequest::default());
        door.lookup().list_caseload(request).await.unwrap().into_inner().person_ids
    };
    assert_eq!(listed(&door).await, [person.to_string()]);
    let mut other = site.door(2);
    other.worker = door.worker;
    assert!(listed(&other).await.is_empty());
}

#[tokio::test]
async fn an_organisation_may_search_for_the_people_it_helps_and_some_more() {
    let limits = AccessLimits { org_searches_per_day_base: 0, ..AccessLimits::default() };
    let site = Running::limited(limits).await;
    let (helper, idle) = (site.door(1), site.door(2));
    for door in [&helper, &idle] {
        join(door).await;
    }
    let person = helper.agreed().await;
    helper.intake().open_episode(helper.ask(episode(person))).await.unwrap();
    site.site.desk.up_to_date().await.unwrap();

    for nth in 1..=limits.org_searches_per_day_per_person {
        assert_eq!(search(&helper).await, Ok(()), "search {nth} for one person who is helped");
    }
    assert_eq!(search(&helper).await, Err("BUDGET_SPENT".into()));
    assert_eq!(search(&idle).await, Err("BUDGET_SPENT".into()));
}

/// Joins the directory with one worker, who is at this door.
async fn join(door: &Door) {
    let (operator, org_id) = (door.acting_as("PARTNERSHIP"), door.org.to_string());
    let join = JoinOrganisationRequest {
        request_id: fresh(),
        org_id: org_id.clone(),
        profile: Some(OrgProfile {
            name: "Invented Door".into(),
            kind: OrgKind::Council.into(),
            areas: vec!["S12000042".into()],
        }),
        ..Default::default()
    };
    operator.directory().join_organisation(operator.ask(join)).await.unwrap();
    let worker = RegisterWorkerRequest {
        request_id: fresh(),
        org_id,
        worker_id: door.worker.to_string(),
        name: "Ann Example".into(),
        roles: vec![Role::Worker.into()],
        caseload_max: 40,
        ..Default::default()
    };
    operator.directory().register_worker(operator.ask(worker)).await.unwrap();
}

/// Searches for somebody; the reason if that is refused.
async fn search(door: &Door) -> Result<(), String> {
    let by = Some(By::Identifier(number(IdentifierScheme::Nino, NOBODYS)));
    let request = FindPersonRequest { by, write_token: String::new() };
    door.lookup().find_person(door.ask(request)).await.map(drop).map_err(|status| reason(&status))
}
