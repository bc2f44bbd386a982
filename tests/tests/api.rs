//! What callers can rely on: bad input gets its status code, one reason and the field's path, and leaves the journal as it was;
//! a query sees its caller's writes; a watcher resumes.
#![allow(clippy::unwrap_used, reason = "a story that cannot go on says so by stopping")]

use anydoor_tests::site::{
    Running, episode, fields, fresh, nobody, number, reason, with_nino, yes,
};
use domain::{Code as _, PersonId, Sensitivity};
use futures::StreamExt;
use tonic::{Code, Status};
use wire::intake::{
    AgreePlanRequest, ChangeParticularsRequest, GiveAgreementRequest, OpenEpisodeRequest,
    ReceiveEnquiryRequest, RecordIdentifierRequest, RegisterPersonRequest,
};
use wire::lookup::find_person_request::By;
use wire::lookup::{
    FindPersonRequest, GetPersonRequest, ListCaseloadRequest, ListJourneyEntriesRequest,
    RebuildViewRequest, WatchJourneyRequest,
};
use wire::types::{Date, DoorChannel, IdentifierScheme, PlanContent, PlanGoal};

/// Asks, and expects this; and that nothing was written.
macro_rules! refused {
    ($site:expr, $ask:expr, $code:ident, $reason:literal $(, $field:literal)?) => {{
        let before = $site.site.stores.journeys.head().await.unwrap();
        let status: Status = $ask.await.map(|_| ()).expect_err("this must be refused");
        assert_eq!((status.code(), reason(&status).as_str()), (Code::$code, $reason), "{status:?}");
        $( assert_eq!(fields(&status), [$field], "{status:?}"); )?
        assert_eq!($site.site.stores.journeys.head().await.unwrap(), before, "nothing was written");
    }};
}

#[tokio::test(flavor = "multi_thread")]
async fn a_malformed_number_is_named_by_its_place() {
    let site = Running::in_memory().await;
    let door = site.door(1);
    for (scheme, value) in [
        (IdentifierScheme::Nino, "QQ123456A"),
        (IdentifierScheme::Nino, "AB12345"),
        (IdentifierScheme::Nino, ""),
        (IdentifierScheme::Chi, "0101201234"),
        (IdentifierScheme::Chi, "3201201234"),
        (IdentifierScheme::NhsNumber, "9434765910"),
        (IdentifierScheme::Scn, "070000017"),
    ] {
        let request = RegisterPersonRequest {
            identifiers: vec![
                number(IdentifierScheme::PartnerLocal, "case 1"),
                number(scheme, value),
            ],
            ..nobody()
        };
        refused!(
            site,
            door.register(request),
            InvalidArgument,
            "INVALID_FIELD",
            "identifiers[1].value"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_impossible_date_is_named_by_its_place() {
    let site = Running::in_memory().await;
    let door = site.door(1);
    for (year, month, day) in
        [(1994, 2, 30), (1994, 13, 1), (0, 1, 1), (2999, 1, 1), (1800, 1, 1), (1994, 0, 5)]
    {
        let mut request = nobody();
        request.details.as_mut().unwrap().date_of_birth = Some(Date { year, month, day });
        refused!(
            site,
            door.register(request),
            InvalidArgument,
            "INVALID_FIELD",
            "details.date_of_birth"
        );
    }
    let tomorrow = RegisterPersonRequest {
        occurred_on: Some(Date { year: 2999, month: 1, day: 1 }),
        ..nobody()
    };
    refused!(site, door.register(tomorrow), InvalidArgument, "INVALID_FIELD", "occurred_on");
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_that_are_none_are_named_by_their_place() {
    let site = Running::in_memory().await;
    let door = site.door(1);
    let request = RegisterPersonRequest { request_id: "not a uuid".into(), ..nobody() };
    refused!(site, door.register(request), InvalidArgument, "INVALID_FIELD", "request_id");
    let request = RegisterPersonRequest { request_id: String::new(), ..nobody() };
    refused!(site, door.register(request), InvalidArgument, "INVALID_FIELD", "request_id");
    let request = RegisterPersonRequest { person_id: "'; drop table".into(), ..nobody() };
    refused!(site, door.register(request), InvalidArgument, "INVALID_FIELD", "person_id");
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_that_nobody_knows_are_named_by_their_place() {
    let site = Running::in_memory().await;
    let door = site.door(1);
    let person = door.agreed().await;
    for scope in [0, 999, -1] {
        let request = GiveAgreementRequest { scope, ..yes(person) };
        let ask = || async { door.intake().give_agreement(door.ask(request.clone())).await };
        refused!(site, ask(), InvalidArgument, "INVALID_FIELD", "scope");
    }
    let request = OpenEpisodeRequest { area: "S99999999".into(), ..episode(person) };
    let ask = || async { door.intake().open_episode(door.ask(request.clone())).await };
    refused!(site, ask(), InvalidArgument, "INVALID_FIELD", "area");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_must_say_who_they_are() {
    let site = Running::in_memory().await;
    let door = site.door(1);
    let ask = || async { door.intake().register_person(nobody()).await };
    refused!(site, ask(), Unauthenticated, "CALLER_UNKNOWN");
    let ask = || async { door.acting_as("QUEEN").register(nobody()).await };
    refused!(site, ask(), Unauthenticated, "CALLER_UNKNOWN");
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_is_not_there_is_not_found() {
    let site = Running::in_memory().await;
    let door = site.door(1);
    let person = PersonId::from_u128(42);
    let ask = || async { door.intake().open_episode(door.ask(episode(person))).await };
    refused!(site, ask(), NotFound, "PERSON_NOT_FOUND");
    let request = || GetPersonRequest { person_id: person.to_string(), ..Default::default() };
    let ask = || async { door.lookup().get_person(door.ask(request())).await };
    refused!(site, ask(), NotFound, "PERSON_NOT_FOUND");
    let request = || WatchJourneyRequest { person_id: person.to_string(), after_version: 0 };
    let ask = || async { door.lookup().watch_journey(door.ask(request())).await };
    refused!(site, ask(), NotFound, "PERSON_NOT_FOUND");
    let identifier = Some(number(IdentifierScheme::Scn, "070000016"));
    let request = || RecordIdentifierRequest {
        request_id: fresh(),
        person_id: person.to_string(),
        identifier: identifier.clone(),
        ..Default::default()
    };
    let ask = || async { door.intake().record_identifier(door.ask(request())).await };
    refused!(site, ask(), NotFound, "PERSON_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_a_command_is_about_must_be_said_unless_it_can_begin_a_journey() {
    let site = Running::in_memory().await;
    let door = site.door(1);
    let request = OpenEpisodeRequest { person_id: String::new(), ..episode(door.agreed().await) };
    let ask = || async { door.intake().open_episode(door.ask(request.clone())).await };
    refused!(site, ask(), InvalidArgument, "INVALID_FIELD", "person_id");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_somebody_made_up_begins_nothing_and_gets_no_keys() {
    let site = Running::in_memory().await;
    let door = site.door(1);
    let person = PersonId::from_u128(42);
    let person_id = person.to_string();
    let register = || RegisterPersonRequest { person_id: person_id.clone(), ..nobody() };
    let ask = || async { door.register(register()).await };
    refused!(site, ask(), NotFound, "PERSON_NOT_FOUND");
    let hear = || ReceiveEnquiryRequest {
        request_id: fresh(),
        person_id: person_id.clone(),
        channel: DoorChannel::WalkIn.into(),
        own_words: "I want to work again.".into(),
        ..Default::default()
    };
    let ask = || async { door.intake().receive_enquiry(door.ask(hear())).await };
    refused!(site, ask(), NotFound, "PERSON_NOT_FOUND");
    let silent = || ReceiveEnquiryRequest { own_words: String::new(), ..hear() };
    let ask = || async { door.intake().receive_enquiry(door.ask(silent())).await };
    refused!(site, ask(), NotFound, "PERSON_NOT_FOUND");
    let change = || ChangeParticularsRequest {
        request_id: fresh(),
        person_id: person_id.clone(),
        details: nobody().details,
        ..Default::default()
    };
    let ask = || async { door.intake().change_particulars(door.ask(change())).await };
    refused!(site, ask(), NotFound, "PERSON_NOT_FOUND");
    let plan = || AgreePlanRequest {
        request_id: fresh(),
        person_id: person_id.clone(),
        version: 1,
        content: Some(PlanContent {
            goals: vec![PlanGoal { text: "Mornings only.".into() }],
            ..Default::default()
        }),
        next_review: Some(Date { year: 2030, month: 1, day: 7 }),
        ..Default::default()
    };
    let ask = || async { door.intake().agree_plan(door.ask(plan())).await };
    refused!(site, ask(), NotFound, "PERSON_NOT_FOUND");
    let key = async |person: PersonId, kept: &Sensitivity| {
        site.site.stores.keys.get(&format!("{person}.{}", kept.text())).await.unwrap()
    };
    assert!(key(door.agreed().await, &Sensitivity::Core).await.is_some(), "whom it names has some");
    for kept in Sensitivity::ALL {
        assert!(key(person, kept).await.is_none(), "{kept:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_token_from_elsewhere_is_refused() {
    let site = Running::in_memory().await;
    let door = site.door(1);
    let (one, other) = (door.agreed().await, door.agreed().await);
    let list = |person: PersonId, page_token: String| ListJourneyEntriesRequest {
        person_id: person.to_string(),
        page_size: 1,
        page_token,
        ..Default::default()
    };
    let page = door
        .lookup()
        .list_journey_entries(door.ask(list(one, String::new())))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(page.entries.len(), 1);
    let token = page.next_page_token;
    let next = door
        .lookup()
        .list_journey_entries(door.ask(list(one, token.clone())))
        .await
        .unwrap()
        .into_inner();
    assert_eq!((next.entries[0].version, next.next_page_token.as_str()), (2, ""));

    let ask =
        || async { door.lookup().list_journey_entries(door.ask(list(other, token.clone()))).await };
    refused!(site, ask(), InvalidArgument, "PAGE_TOKEN_INVALID", "page_token");
    for made_up in ["00", "zz", "ffffffffffffffffffffffffffffffffffffffff", "é"] {
        let request = ListCaseloadRequest { page_token: made_up.into(), ..Default::default() };
        let ask = || async { door.lookup().list_caseload(door.ask(request.clone())).await };
        refused!(site, ask(), InvalidArgument, "PAGE_TOKEN_INVALID", "page_token");
    }
    let request = ListCaseloadRequest { page_size: -1, ..Default::default() };
    let ask = || async { door.lookup().list_caseload(door.ask(request.clone())).await };
    refused!(site, ask(), InvalidArgument, "INVALID_FIELD", "page_size");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_token_that_is_none_or_anothers_is_refused() {
    let site = Running::in_memory().await;
    let door = site.door(1);
    let ask = |write_token: &str| {
        let request = FindPersonRequest {
            by: Some(By::Identifier(number(IdentifierScheme::Nino, "AB123456C"))),
            write_token: write_token.into(),
        };
        let door = door.clone();
        async move { door.lookup().find_person(door.ask(request)).await }
    };
    refused!(site, ask("tomorrow"), InvalidArgument, "INVALID_FIELD", "write_token");
    refused!(site, ask("00000000000000ff-1"), FailedPrecondition, "WRITE_TOKEN_INVALID");
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_are_bounded() {
    let site = Running::in_memory().await;
    let door = site.door(1);
    let mut request = nobody();
    request.details.as_mut().unwrap().names[1].text = "x".repeat(101);
    refused!(
        site,
        door.register(request),
        InvalidArgument,
        "INVALID_FIELD",
        "details.names[1].text"
    );
    let mut request = nobody();
    request.details.as_mut().unwrap().names[0].text = "Te\u{202e}sty".into();
    refused!(
        site,
        door.register(request),
        InvalidArgument,
        "INVALID_FIELD",
        "details.names[0].text"
    );
    let mut request = nobody();
    let name = request.details.as_ref().unwrap().names[0].clone();
    request.details.as_mut().unwrap().names = vec![name; 9];
    refused!(site, door.register(request), InvalidArgument, "INVALID_FIELD", "details.names");
    let mut request = nobody();
    request.details.as_mut().unwrap().names[0].text = "x".repeat(300_000);
    refused!(site, door.register(request), ResourceExhausted, "TOO_LARGE");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_responsible_organisation_ends_support() {
    let site = Running::in_memory().await;
    let door = site.door(1);
    let person = door.agreed().await;
    let request = wire::intake::CloseEpisodeRequest {
        request_id: fresh(),
        person_id: person.to_string(),
        reason: wire::types::CloseReason::GoalsMet.into(),
        ..Default::default()
    };
    let ask = || async { door.intake().close_episode(door.ask(request.clone())).await };
    refused!(site, ask(), FailedPrecondition, "EPISODE_NOT_OPEN");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_sees_what_its_caller_wrote() {
    let site = Running::on_disk().await;
    let door = site.door(1);
    for n in 0..25 {
        let nino = format!("CE{:06}A", 100_000 + n * 7_919); // Neighbours would look like a walk.
        let answer =
            door.intake().register_person(door.ask(with_nino(&nino))).await.unwrap().into_inner();
        let request = FindPersonRequest {
            by: Some(By::Identifier(number(IdentifierScheme::Nino, &nino))),
            write_token: answer.write_token,
        };
        let found = door.lookup().find_person(door.ask(request)).await.unwrap().into_inner();
        let found: Vec<_> = found.matches.into_iter().map(|m| m.person_id).collect();
        assert_eq!(found, [answer.person.unwrap().person_id]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watcher_resumes_where_it_stopped_and_misses_nothing() {
    let site = Running::in_memory().await;
    let door = site.door(1);
    let person = door.agreed().await;
    let watch = |after_version| {
        let request = WatchJourneyRequest { person_id: person.to_string(), after_version };
        let door = door.clone();
        async move { door.lookup().watch_journey(door.ask(request)).await.unwrap().into_inner() }
    };
    let mut first = watch(0).await;
    let mut versions = vec![];
    for _ in 0..2 {
        versions.push(first.next().await.unwrap().unwrap().entry.unwrap().version);
    }
    drop(first);
    for _ in 0..5 {
        door.intake()
            .give_agreement(door.ask(GiveAgreementRequest { scope: 6, ..yes(person) }))
            .await
            .unwrap();
    }
    let mut second = watch(2).await;
    for _ in 0..5 {
        versions.push(second.next().await.unwrap().unwrap().entry.unwrap().version);
    }
    door.intake()
        .give_agreement(door.ask(GiveAgreementRequest { scope: 6, ..yes(person) }))
        .await
        .unwrap();
    versions.push(second.next().await.unwrap().unwrap().entry.unwrap().version);
    assert_eq!(versions, [1, 2, 3, 4, 5, 6, 7, 8]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_says_when_it_is_done_and_then_says_no_more() {
    let site = Running::in_memory().await;
    let door = site.door(1);
    door.agreed().await;
    let operator = door.acting_as("OPERATOR");
    let rebuild = door.lookup().rebuild_view(operator.ask(RebuildViewRequest {})).await;
    let steps: Vec<_> = rebuild.unwrap().into_inner().collect().await;
    let (last, before) = steps.split_last().unwrap();
    assert!(last.as_ref().unwrap().done);
    assert!(before.iter().all(|step| !step.as_ref().unwrap().done));
}
