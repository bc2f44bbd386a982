//! Who can be read from, and what is kept of how it went.

use super::*;
use crate::Role;
use crate::intake::need::{CircumstanceCode, NeedCode};
use crate::testing::*;

const COUNCIL_FEED: PublisherId = PublisherId::from_u128(0xfe);

fn given(events: impl IntoIterator<Item = Event>) -> Given<Publisher> {
    nothing_yet_of().and(events).by(as_a(Role::Partnership))
}
fn as_a(role: Role) -> Stamp {
    stamp_of(COUNCIL, ANN, role, "2026-08-17")
}
fn profile() -> Profile {
    let rule = TermRule { needs: [NeedCode::Confidence].into(), ..TermRule::default() };
    Profile {
        name: "Dundee".to_owned(),
        base: "https://feeds.example/oruk".to_owned(),
        areas: [dundee()].into(),
        terms: [("Confidence".to_owned(), rule)].into(),
        nightly: true,
    }
}
fn at(base: &str) -> Profile {
    Profile { base: base.to_owned(), nightly: false, ..profile() }
}
fn register(profile: Profile) -> Command {
    Command::Register { publisher: COUNCIL_FEED, profile }
}
fn registered() -> Event {
    Event::Registered { publisher: COUNCIL_FEED, profile: profile() }
}
fn concluded(read: u32) -> Outcome {
    Outcome::Concluded(Tally { read, ..Tally::default() })
}
const FAILED: Outcome = Outcome::Failed(ImportFailure::Stalled);

#[test]
fn registering_twice_changes_nothing() {
    given([]).when(register(profile())).then([registered()]);
    given([registered()]).when(register(profile())).then_nothing();
    let other = register(at("https://feeds.example/v2"));
    given([registered()]).when(other).then_refused(Refusal::AlreadyRegistered);
}
#[test]
fn what_is_known_of_it_can_change_and_has_a_version() {
    let moved = at("https://feeds.example/v2");
    let story = given([registered()]).when(Command::Change(moved.clone())).then_and();
    assert_eq!(story.journey.registered.as_ref().expect("it is").revision, 2);
    story.when(Command::Change(moved)).then_nothing();
}
#[test]
fn an_address_is_one_that_can_be_read_and_shown() {
    for base in ["https://feeds.example", "http://127.0.0.1:8080/oruk", "file:///srv/a b.json"] {
        let known = Event::Registered { publisher: COUNCIL_FEED, profile: at(base) };
        given([]).when(register(at(base))).then([known]);
    }
    let long = format!("https://{}", "x".repeat(500));
    for base in [
        "",
        "https://",
        "feeds.example",
        "ftp://feeds.example",
        "file://host/x",
        "https://ann:secret@feeds.example",
        "https://feeds.example?key=secret",
        "https://feeds.example/#top",
        "https://feeds.example\n",
        &long,
    ] {
        given([]).when(register(at(base))).then_refused(Refusal::Base);
    }
}
#[test]
fn a_file_is_not_read_by_night() {
    let file = Profile { nightly: true, ..at("file:///srv/feed.json") };
    given([]).when(register(file)).then_refused(Refusal::NotInTheWeb);
}
#[test]
fn a_term_says_what_a_service_is_for_and_asks_no_question_of_the_census() {
    let rule = TermRule { groups: [CircumstanceCode::Sex].into(), ..TermRule::default() };
    let sex = Profile { terms: [("Women".to_owned(), rule.clone())].into(), ..profile() };
    given([]).when(register(sex)).then_refused(Refusal::Terms);
    let nameless = Profile { terms: [(" ".to_owned(), TermRule::default())].into(), ..profile() };
    given([]).when(register(nameless)).then_refused(Refusal::Terms);
    let many = (0..=TERM_RULES_MAX).map(|n| (n.to_string(), TermRule::default())).collect();
    given([]).when(register(Profile { terms: many, ..profile() })).then_refused(Refusal::Terms);
}
#[test]
fn the_same_end_on_the_same_day_is_noted_once() {
    let known = || given([registered(), Event::Imported(concluded(12))]);
    known().when(Command::Conclude(concluded(12))).then_nothing();
    known().when(Command::Conclude(concluded(11))).then([Event::Imported(concluded(11))]);
    let tomorrow = stamp_of(COUNCIL, ANN, Role::System, "2026-08-18");
    known()
        .by(tomorrow)
        .when(Command::Conclude(concluded(12)))
        .then([Event::Imported(concluded(12))]);
}
#[test]
fn a_failure_leaves_what_went_well_before() {
    let story = given([registered(), Event::Imported(concluded(12)), Event::Imported(FAILED)]);
    let known = story.journey.registered.expect("it is");
    assert_eq!(known.last.map(|(_, outcome)| outcome), Some(FAILED));
    assert_eq!(known.last_good.map(|(_, tally)| tally.read), Some(12));
}
#[test]
fn nothing_is_noted_of_a_publisher_that_nobody_registered() {
    given([]).when(Command::Conclude(FAILED)).then_refused(Refusal::NotRegistered);
    given([]).when(Command::Change(profile())).then_refused(Refusal::NotRegistered);
}
#[test]
fn only_those_who_oversee_all_say_whose_feeds_are_read() {
    for role in [Role::Manager, Role::Worker, Role::Operator] {
        for command in [register(profile()), Command::Change(profile()), Command::Conclude(FAILED)]
        {
            given([registered()])
                .by(as_a(role))
                .when(command)
                .then_refused(Refusal::NotThePartnership);
        }
    }
}
#[test]
fn the_same_address_is_the_same_publisher() {
    let base = "https://feeds.example";
    assert_eq!(PublisherId::of(base), PublisherId::of(base));
    assert_ne!(PublisherId::of(base), PublisherId::of("https://feeds.example/oruk"));
}
