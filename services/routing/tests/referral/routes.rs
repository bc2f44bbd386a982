//! Where somebody could go: what the caller is told, what stands on record, and what neither gives away.

use domain::routing::route::Event;
use domain::{PersonId, ServiceId, journey};
use journal::{Position, StreamId};
use prost::Message;
use tonic::{Code, Response};
use wire::event::Stored;
use wire::routing::routing_service_server::RoutingService;
use wire::routing::*;
use wire::types::{CircumstanceCode, NeedCode, ReferralKind, Spot, Why, WhyNot};

use crate::site::*;

/// Where nobody else in these stories sets out from.
const FROM: Spot = Spot { latitude_microdegrees: 56_461_717, longitude_microdegrees: -2_970_303 };

fn question(person: PersonId) -> SuggestRoutesRequest {
    SuggestRoutesRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        kind: ReferralKind::Support.into(),
        ..Default::default()
    }
}

async fn ask(site: &Site, door: Door, question: SuggestRoutesRequest) -> SuggestRoutesResponse {
    let told = site.routing.suggest_routes(door.ask(question)).await;
    told.map(Response::into_inner).expect("it is told")
}

fn services(told: &SuggestRoutesResponse) -> Vec<ServiceId> {
    let services = told.routes.iter().map(|route| route.service_id.parse().expect("an id"));
    services.collect()
}

/// The last record of a person's journey, as its bytes lie in the journal, and what stands in it.
async fn last(site: &Site, person: PersonId) -> (Vec<u8>, journey::Event) {
    let stream = StreamId::new("journey", person);
    let records = site.parts.journeys.journal().load(&stream, Position::START).await;
    let record = records.expect("it is read").pop().expect("it has records").record;
    let event = record.commit.events[0].clone();
    let event = domain::Journey::decode(event).expect("it is an event");
    (record.bytes.to_vec(), event)
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[tokio::test]
async fn the_best_fit_comes_first_and_the_areas_door_last_each_with_its_reasons() {
    let site = site().await;
    let person = site.supported().await;
    site.says(COURSE, |listing| listing.needs = vec![NeedCode::Confidence.into()]).await;
    site.says(MUSIC, |listing| listing.needs = vec![NeedCode::Money.into()]).await;
    let needs = vec![NeedCode::Confidence.into()];
    let told = ask(&site, COUNCIL, SuggestRoutesRequest { needs, ..question(person) }).await;

    assert_eq!(services(&told), [COURSE, FRONT_DOOR]);
    let [course, door] = &told.routes[..] else { panic!("two routes") };
    assert_eq!((course.fit, &course.why[..]), (40, &["It helps with confidence.".to_owned()][..]));
    assert_eq!(course.why_codes, [i32::from(Why::Need)]);
    assert_eq!((course.org_id.as_str(), course.door), (&*COLLEGE.org.to_string(), false));
    assert_eq!(course.name, format!("Service {COURSE}"));
    assert!(door.door && door.why[0].contains("turns nobody away"));
    let [music] = &told.left_out[..] else { panic!("one is left out") };
    assert_eq!(
        (music.service_id.as_str(), music.why_not_code()),
        (&*MUSIC.to_string(), WhyNot::Need)
    );
    assert_eq!(music.why_not, "It helps with other things than the person wants help with.");
    assert_eq!(told.policy, "standard-1");
}

#[tokio::test]
async fn a_retry_gets_the_same_answer_though_everything_changed() {
    let site = site().await;
    let person = site.supported().await;
    site.counts(MUSIC, 3).await;
    let question = SuggestRoutesRequest { language: "pl".to_owned(), ..question(person) };
    let first = ask(&site, COUNCIL, question.clone()).await;
    site.counts(MUSIC, 1).await;
    site.says(MUSIC, |listing| listing.name = "Another name".to_owned()).await;
    site.takes_no_referrals(COURSE).await;
    site.sent(person).await;
    assert_eq!(ask(&site, COUNCIL, question).await, first);
}

#[tokio::test]
async fn what_was_asked_and_why_is_on_record_and_stands_nowhere_in_clear() {
    let site = site().await;
    let person = site.supported().await;
    let group = CircumstanceCode::Convictions.into();
    site.says(COURSE, |listing| listing.groups = vec![group]).await;
    let asked = SuggestRoutesRequest {
        needs: vec![NeedCode::Justice.into()],
        language: "qab-hushwood".to_owned(),
        groups: vec![group],
        from: Some(FROM),
        ..question(person)
    };
    let told = ask(&site, COUNCIL, asked).await;
    assert_eq!(services(&told).last(), Some(&FRONT_DOOR));
    assert!(services(&told).contains(&COURSE));

    let (bytes, event) = last(&site, person).await;
    let journey::Event::Route(Event::Suggested(suggestion)) = event else { panic!("a route") };
    assert_eq!(suggestion.told.sensitivity, domain::Sensitivity::Restricted);
    let clear: Vec<_> = suggestion.routes.iter().map(|route| route.service).collect();
    assert_eq!((clear, suggestion.kept_back), (vec![FRONT_DOOR], 2));
    assert!(holds(&bytes, FRONT_DOOR.as_bytes()), "what gives nothing away is there to be found");
    assert!(!holds(&bytes, MUSIC.as_bytes()), "what it offers would tell what was asked for");
    assert!(!holds(&bytes, COURSE.as_bytes()) && !holds(&bytes, COURSE.to_string().as_bytes()));
    assert!(!holds(&bytes, b"hushwood") && !holds(&bytes, b"It "));
    assert!(!holds(&bytes, &FROM.encode_to_vec()));
}

#[tokio::test]
async fn what_anybody_could_have_asked_stands_in_clear_but_for_what_gives_something_away() {
    let site = site().await;
    let person = site.supported().await;
    let clear = async || {
        let (_, event) = last(&site, person).await;
        let journey::Event::Route(Event::Suggested(suggestion)) = event else { panic!("a route") };
        let clear: Vec<_> = suggestion.routes.iter().map(|route| route.service).collect();
        (clear.contains(&MUSIC), clear.contains(&COURSE), suggestion.kept_back)
    };
    ask(&site, COUNCIL, question(person)).await;
    assert_eq!(clear().await, (true, true, 0));
    site.says(COURSE, |listing| listing.needs = vec![NeedCode::Justice.into()]).await;
    ask(&site, COUNCIL, question(person)).await;
    assert_eq!(clear().await, (true, false, 1));
    for asked in [
        SuggestRoutesRequest { age: Some(17), ..question(person) },
        SuggestRoutesRequest { language: "pl".to_owned(), ..question(person) },
        SuggestRoutesRequest { needs: vec![NeedCode::DrugsAlcohol.into()], ..question(person) },
        SuggestRoutesRequest { from: Some(FROM), ..question(person) },
    ] {
        ask(&site, COUNCIL, asked.clone()).await;
        let (music, course, _) = clear().await;
        assert!(!music && !course, "{asked:?}");
    }
}

#[tokio::test]
async fn once_the_keys_are_destroyed_a_retry_gets_ids_and_numbers() {
    let site = site().await;
    let person = site.supported().await;
    site.counts(MUSIC, 3).await;
    let question = question(person);
    let first = ask(&site, COUNCIL, question.clone()).await;
    site.parts.vault.destroy_keys(person, None).await.expect("they are destroyed");
    let again = ask(&site, COUNCIL, question).await;
    assert_eq!((&again.suggestion_id, &again.policy), (&first.suggestion_id, &first.policy));
    assert_eq!(services(&again), services(&first));
    assert!(again.routes.iter().all(|route| route.why.is_empty() && route.name.is_empty()));
    assert!(again.routes.iter().any(|route| route.places_free == Some(3)));
    assert!(again.left_out.is_empty());
}

#[tokio::test]
async fn whoever_has_nothing_to_do_with_the_person_is_told_as_of_nobody() {
    let site = site().await;
    let nobody = PersonId::from_u128(0x9e);
    for person in [site.supported().await, nobody] {
        let asked = site.routing.suggest_routes(COLLEGE.ask(question(person))).await;
        let refused = asked.expect_err("the college does not know them");
        assert_eq!(refused.code(), Code::NotFound);
    }
}

#[tokio::test]
async fn a_service_that_was_asked_already_is_left_out_and_said_to_be() {
    let site = site().await;
    let person = site.supported().await;
    site.sent(person).await;
    let told = ask(&site, COUNCIL, question(person)).await;
    assert_eq!(services(&told), [COURSE, FRONT_DOOR]);
    assert_eq!(told.left_out[0].why_not_code(), WhyNot::AskedAlready);
}

#[tokio::test]
async fn who_may_not_read_the_journey_is_not_told_who_said_no() {
    let site = site().await;
    let person = site.supported().await;
    site.sent(person).await;
    let no = DeclineReferralRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        referral_id: of(person).to_string(),
        reason: wire::types::DeclineReason::NotEligible.into(),
        onward_service_ids: vec![COURSE.to_string()],
        ..Default::default()
    };
    site.routing.decline_referral(CHARITY.ask(no)).await.expect("a no");
    let told = ask(&site, COUNCIL, question(person)).await;
    assert_eq!(services(&told), [COURSE, FRONT_DOOR]);
    assert_eq!(told.left_out[0].why_not_code(), WhyNot::AskAgainLater);

    site.is_with(COLLEGE, person).await;
    let told = ask(&site, COLLEGE, question(person)).await;
    assert_eq!(services(&told).len(), 3, "as of anybody whom nobody was asked about");
    assert!(told.left_out.is_empty());
}

#[tokio::test]
async fn a_service_is_suggested_where_it_takes_people_from_and_as_it_is_now() {
    let site = site().await;
    let person = site.supported().await;
    let edinburgh = "S12000036".to_owned();
    let is_named =
        async || services(&ask(&site, COUNCIL, question(person)).await).contains(&COURSE);
    assert!(is_named().await);
    site.says(COURSE, |listing| listing.areas = vec![edinburgh.clone()]).await;
    assert!(!is_named().await);
    site.says(COURSE, |listing| listing.areas = vec![edinburgh, DUNDEE.to_owned()]).await;
    site.counts(COURSE, 3).await;
    let told = ask(&site, COUNCIL, question(person)).await;
    let course = told.routes.iter().find(|route| route.service_id == COURSE.to_string());
    assert_eq!(course.and_then(|course| course.places_free), Some(3));
}

#[tokio::test]
async fn a_question_that_cannot_be_meant_is_refused_with_its_field() {
    let site = site().await;
    let person = site.supported().await;
    let age = SuggestRoutesRequest { age: Some(121), ..question(person) };
    let census = vec![CircumstanceCode::Sex.into()];
    let group = SuggestRoutesRequest { groups: census, ..question(person) };
    let kind = SuggestRoutesRequest { kind: 0, ..question(person) };
    let language = SuggestRoutesRequest { language: "Polish language".into(), ..question(person) };
    for asked in [age, group, kind, language] {
        let refused = site.routing.suggest_routes(COUNCIL.ask(asked)).await;
        assert_eq!(refusal(refused).0, "INVALID_FIELD");
    }
}

#[tokio::test]
async fn how_soon_a_service_answers_counts_once_it_answered_five() {
    let site = site().await;
    let asks = site.supported().await;
    for answered in 1..=5 {
        let soon = |told: &SuggestRoutesResponse| {
            let music = told.routes.iter().find(|route| route.service_id == MUSIC.to_string());
            music.is_some_and(|music| music.why_codes.contains(&Why::AnswersSoon.into()))
        };
        assert!(!soon(&ask(&site, COUNCIL, question(asks)).await), "{answered}");
        let person = site.supported().await;
        site.sent(person).await;
        site.hand.advance(std::time::Duration::from_secs(10 * 3_600));
        site.accepts(person).await.expect("a yes");
        site.desk.up_to_date().await.expect("the view shows it");
        site.hand.advance(std::time::Duration::from_secs(120));
        assert_eq!(soon(&ask(&site, COUNCIL, question(asks)).await), answered == 5);
    }
}

#[tokio::test]
async fn a_place_on_a_waiting_list_is_how_soon_a_service_answered() {
    let site = site().await;
    let person = site.supported().await;
    site.sent(person).await;
    let (person_id, referral_id) = (person.to_string(), of(person).to_string());
    site.acknowledges(person).await;
    site.hand.advance(std::time::Duration::from_secs(3 * 3_600));
    let wait = WaitlistReferralRequest {
        request_id: new_id(),
        person_id: person_id.clone(),
        referral_id: referral_id.clone(),
        expected_on: Some(wire::types::Date { year: 2026, month: 9, day: 14 }),
        reason: wire::types::WaitReason::NoPlace.into(),
        ..Default::default()
    };
    site.routing.waitlist_referral(CHARITY.ask(wait)).await.expect("it waits");
    site.hand.advance(std::time::Duration::from_secs(28 * 24 * 3_600));
    let request_id = new_id();
    let offer = OfferPlaceRequest { request_id, person_id, referral_id, ..Default::default() };
    site.routing.offer_place(CHARITY.ask(offer)).await.expect("a place came free");
    let first_meeting = meeting("2026-09-16T10:00:00Z");
    let accepted = AcceptReferralRequest { first_meeting, ..accept(person) };
    site.routing.accept_referral(CHARITY.ask(accepted)).await.expect("a yes");
    site.desk.up_to_date().await.expect("the view shows it");
    let music = site.desk.observed()[&MUSIC];
    assert_eq!((music.answers, music.declined, music.hours), (1, 0, 4));
}
