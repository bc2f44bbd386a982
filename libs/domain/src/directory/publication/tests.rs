//! What can be said of a published service, and what is refused.

use super::*;
use crate::directory::overlay::{Ages, Spot};
use crate::testing::*;
use crate::{Area, Role};

const COUNCIL_FEED: PublisherId = PublisherId::from_u128(0xfe);
const ITS_ID: Uuid = Uuid::from_u128(0x17);

fn given(events: impl IntoIterator<Item = Event>) -> Given<Publication> {
    nothing_yet_of().and(events).by(as_a(Role::System))
}
fn as_a(role: Role) -> Stamp {
    stamp_of(COUNCIL, ANN, role, "2026-08-17")
}
fn card() -> Card {
    Card {
        name: "Harbour Job Club".to_owned(),
        provider: None,
        status: PublicStatus::Active,
        areas: [dundee()].into(),
        ages: Ages::ANY,
        needs: [].into(),
        stages: [].into(),
        groups: [].into(),
        spots: [].into(),
        languages: [].into(),
        assured_on: None,
        modified_at: None,
        alert: None,
    }
}
fn content(nth: u8) -> Content {
    let raw = Raw(Arc::from(vec![nth; 8]));
    Content { card: Box::new(card()), digest: [nth; 32], profile: 1, raw }
}
fn list(content: Content) -> Command {
    Command::List { publisher: COUNCIL_FEED, external: ITS_ID, content }
}
fn listed(content: Content) -> Event {
    Event::Listed { publisher: COUNCIL_FEED, external: ITS_ID, content }
}
fn vanish(live_referrals: u32) -> Command {
    Command::Vanish { live_referrals }
}

#[test]
fn listing_the_same_twice_is_nothing() {
    given([]).when(list(content(1))).then([listed(content(1))]);
    given([listed(content(1))]).when(list(content(1))).then_nothing();
}
#[test]
fn what_is_published_otherwise_is_listed_again() {
    given([listed(content(1))]).when(list(content(2))).then([listed(content(2))]);
}
#[test]
fn what_was_learned_of_the_publisher_is_applied_to_a_record_that_stayed_the_same() {
    let relearned = || Content { profile: 2, ..content(1) };
    given([listed(content(1))]).when(list(relearned())).then([listed(relearned())]);
}
#[test]
fn a_service_that_comes_back_as_it_was_returns() {
    let gone = || given([listed(content(1)), Event::Vanished]);
    gone().when(list(content(1))).then([Event::Returned]);
    gone().when(list(content(2))).then([listed(content(2))]);
    let back = gone().and([Event::Returned]);
    assert!(!back.journey.listed.expect("it was listed").vanished);
}
#[test]
fn vanishing_twice_is_nothing() {
    given([listed(content(1))]).when(vanish(0)).then([Event::Vanished]);
    given([listed(content(1)), Event::Vanished]).when(vanish(0)).then_nothing();
    given([]).when(vanish(0)).then_refused(Refusal::Unknown);
}
#[test]
fn a_service_that_somebody_was_referred_to_does_not_vanish() {
    given([listed(content(1))]).when(vanish(2)).then_refused(Refusal::LiveReferrals(2));
}
#[test]
fn a_card_or_record_that_is_too_large_is_refused() {
    let long = || Some("x".repeat(CARD_BYTES_MAX));
    let heavy = Content { card: Box::new(Card { alert: long(), ..card() }), ..content(1) };
    given([]).when(list(heavy)).then_refused(Refusal::TooLarge);
    let spot = |n: usize| Spot::new(56_000_000 + n as i32, -3_000_000).expect("in Fife");
    let spots = (0..CARD_BYTES_MAX / 8).map(spot).collect();
    let wide = Content { card: Box::new(Card { spots, ..card() }), ..content(1) };
    given([]).when(list(wide)).then_refused(Refusal::TooLarge);
    let raw = Raw(vec![b' '; RAW_BYTES_MAX + 1].into());
    given([]).when(list(Content { raw, ..content(1) })).then_refused(Refusal::TooLarge);
}
#[test]
fn a_service_without_a_name_is_nobodys() {
    let nameless = Content { card: Box::new(Card { name: " ".into(), ..card() }), ..content(1) };
    given([]).when(list(nameless)).then_refused(Refusal::Name);
}
#[test]
fn the_same_id_at_two_publishers_is_two_services() {
    let other = PublisherId::from_u128(0xff);
    assert_ne!(service_id(COUNCIL_FEED, ITS_ID), service_id(other, ITS_ID));
    let theirs = Command::List { publisher: other, external: ITS_ID, content: content(1) };
    given([listed(content(1))]).when(theirs).then_refused(Refusal::OtherPublisher);
}
#[test]
fn only_those_who_oversee_all_say_what_is_published() {
    for role in [Role::Partnership, Role::System] {
        given([]).by(as_a(role)).when(list(content(1))).then([listed(content(1))]);
    }
    for role in [Role::Manager, Role::Worker, Role::Operator, Role::Person] {
        for command in [list(content(1)), vanish(0)] {
            given([listed(content(1))])
                .by(as_a(role))
                .when(command)
                .then_refused(Refusal::NotThePartnership);
        }
    }
}
#[test]
fn the_record_is_in_the_event_and_not_in_the_state() {
    let record = Raw(Arc::from(vec![7; 100]));
    let held = record.0.clone();
    let after = given([listed(Content { raw: record, ..content(1) })]);
    assert_eq!(Arc::strong_count(&held), 1, "nothing but this test holds the record");
    assert_eq!(after.journey.revision, 1);
    let area: Area = dundee();
    assert!(after.journey.listed.expect("it was listed").card.areas.contains(&area));
}
