//! Places: who gets the last one, and what becomes of a hold.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::directory::service::{Listing, ServiceMode};
use crate::directory::{Overlay, Service};
use crate::intake::stage::Stage;
use crate::routing::kind::ReferralKind;
use crate::testing::*;
use crate::{Aggregate, Area, OrgId, Role, WorkerId};

const ONE: ReservationId = ReservationId::from_u128(1);
const TWO: ReservationId = ReservationId::from_u128(2);

fn published(fallback: bool) -> service::Event {
    let listing = Listing {
        name: "Music project".to_owned(),
        accepts: [ReferralKind::Support, ReferralKind::Transfer].into(),
        stages: [Stage::Engagement].into(),
        areas: Area::ALL.into(),
        modes: [ServiceMode::Phone].into(),
        fallback,
        overlay: Overlay::default(),
    };
    service::Event::Published { org: CHARITY, listing }
}
/// A service with one place, on the stories' first day at nine.
fn given(events: impl IntoIterator<Item = Event>) -> Given<Service> {
    let charity = stamp_of(CHARITY, BEA, Role::Worker, "2026-08-17");
    nothing_yet_of().and([published(false)]).by(charity).and([declared(1)]).and(events)
}
fn capacity(places: u32) -> Capacity {
    Capacity { places, wait_days: 0, as_of: day("2026-08-17"), valid_days: 30, says: None }
}
fn declared(places: u32) -> Event {
    Event::CapacityDeclared(capacity(places))
}
fn declare(places: u32) -> Command {
    Command::DeclareCapacity(capacity(places))
}
fn referral(of: ReservationId) -> ReferralId {
    ReferralId::from_u128(of.as_uuid().as_u128())
}
fn until(text: &str) -> Timestamp {
    text.parse().expect("a test names a real instant")
}
fn reserve(reservation: ReservationId) -> Command {
    Command::Reserve {
        reservation,
        referral: referral(reservation),
        until: until("2026-08-24T09:00:00Z"),
    }
}
fn reserved(reservation: ReservationId) -> Event {
    Event::Reserved {
        reservation,
        referral: referral(reservation),
        until: until("2026-08-24T09:00:00Z"),
    }
}
fn take(reservation: ReservationId) -> Command {
    Command::Take { reservation }
}
fn taken(reservation: ReservationId) -> Event {
    Event::Taken { reservation }
}
fn release(reservation: ReservationId) -> Command {
    Command::Release { reservation }
}
fn released(reservation: ReservationId) -> Event {
    Event::Released { reservation }
}
/// The day after the hold ended.
fn later() -> Stamp {
    stamp_of(CHARITY, BEA, Role::Worker, "2026-08-25")
}

#[test]
fn the_last_place_goes_to_the_first_who_asks() {
    given([]).when(reserve(ONE)).then([reserved(ONE)]);
    given([reserved(ONE)]).when(reserve(TWO)).then_refused(Refusal::NoPlace);
    given([reserved(ONE), taken(ONE)]).when(reserve(TWO)).then_refused(Refusal::NoPlace);
}
#[test]
fn whoever_is_helped_before_places_are_counted_has_one_too() {
    let charity = stamp_of(CHARITY, BEA, Role::Worker, "2026-08-17");
    let uncounted = || nothing_yet_of::<Service>().and([published(false)]).by(charity);
    uncounted().and([reserved(ONE)]).when(reserve(TWO)).then([reserved(TWO)]);
    let paused = || uncounted().and([service::Event::Paused]);
    paused().when(reserve(ONE)).then([reserved(ONE)]);
    paused().and([declared(1)]).when(reserve(ONE)).then_refused(Refusal::NotOpen);
    let held = uncounted().and([reserved(ONE), reserved(TWO)]);
    held.when(declare(1)).then_refused(Refusal::FewerThanInUse(2));
}
#[test]
fn reserving_taking_and_releasing_twice_change_nothing() {
    given([reserved(ONE)]).when(reserve(ONE)).then_nothing();
    given([reserved(ONE), taken(ONE)]).when(reserve(ONE)).then_nothing();
    given([reserved(ONE), taken(ONE)]).when(take(ONE)).then_nothing();
    given([reserved(ONE), released(ONE)]).when(release(ONE)).then_nothing();
}
#[test]
fn a_hold_that_lapsed_keeps_its_place_until_somebody_knows_what_became_of_it() {
    let hold = Command::Reserve {
        reservation: TWO,
        referral: referral(TWO),
        until: until("2026-08-31T09:00:00Z"),
    };
    let lapsed = || given([reserved(ONE)]).by(later());
    let places = lapsed().journey.places;
    assert!(!places.has_lapsed(until("2026-08-24T08:59:59Z")));
    assert!(places.has_lapsed(until("2026-08-24T09:00:00Z")));
    assert_eq!(places.free(), Some(0));
    lapsed().when(hold.clone()).then_refused(Refusal::NoPlace);
    lapsed().when(take(ONE)).then([taken(ONE)]);
    lapsed().when(release(ONE)).then_and().when(hold).then_and();
}
#[test]
fn what_was_taken_or_given_back_does_not_lapse() {
    for over in [taken(ONE), released(ONE)] {
        let places = given([reserved(ONE), over]).journey.places;
        assert!(!places.has_lapsed(Timestamp::MAX));
    }
}
#[test]
fn a_place_given_back_is_free_and_its_hold_is_over() {
    given([reserved(ONE), released(ONE)]).when(reserve(TWO)).then([reserved(TWO)]);
    given([reserved(ONE), taken(ONE), released(ONE)]).when(reserve(TWO)).then([reserved(TWO)]);
    given([reserved(ONE), released(ONE)]).when(take(ONE)).then_refused(Refusal::Ended);
    given([reserved(ONE), released(ONE)]).when(reserve(ONE)).then_refused(Refusal::Ended);
}
#[test]
fn nothing_is_taken_that_was_not_held() {
    given([]).when(take(ONE)).then_refused(Refusal::Unknown);
    given([]).when(release(ONE)).then_refused(Refusal::Unknown);
}
#[test]
fn one_referral_has_one_place() {
    let again = Command::Reserve {
        reservation: TWO,
        referral: referral(ONE),
        until: until("2026-08-24T09:00:00Z"),
    };
    given([declared(5), reserved(ONE)]).when(again).then_refused(Refusal::HasPlace);
}
#[test]
fn an_id_names_one_hold() {
    let hold = |referral, end| Command::Reserve { reservation: ONE, referral, until: until(end) };
    let given = || given([declared(5), reserved(ONE)]);
    given()
        .when(hold(referral(TWO), "2026-08-24T09:00:00Z"))
        .then_refused(Refusal::AlreadyReserved);
    given()
        .when(hold(referral(ONE), "2026-08-25T09:00:00Z"))
        .then_refused(Refusal::AlreadyReserved);
}
#[test]
fn a_hold_lapses_after_some_time_and_at_most_thirty_days() {
    let hold =
        |end| Command::Reserve { reservation: ONE, referral: referral(ONE), until: until(end) };
    given([]).when(hold("2026-08-17T09:00:00Z")).then_refused(Refusal::HoldOutOfRange);
    given([]).when(hold("2026-09-16T09:00:01Z")).then_refused(Refusal::HoldOutOfRange);
    given([]).when(hold("2026-09-16T09:00:00Z")).then_and();
}
#[test]
fn a_service_that_never_said_is_not_limited() {
    let silent = nothing_yet_of::<Service>().and([published(false)]).and([reserved(ONE)]);
    assert_eq!(silent.journey.places.free(), None);
    silent.when(reserve(TWO)).then([reserved(TWO)]);
}
#[test]
fn a_fallback_door_is_never_full() {
    let door = || nothing_yet_of::<Service>().and([published(true)]).and([declared(0)]);
    door().when(reserve(ONE)).then([reserved(ONE)]);
    let service::Event::Published { listing, .. } = published(false) else {
        unreachable!("that is what it makes")
    };
    let manager = stamp_of(CHARITY, BEA, Role::Manager, "2026-08-17");
    let full = door().and([reserved(ONE)]).by(manager);
    full.when(service::Command::Change { listing, door_of: [].into() })
        .then_refused(Refusal::FewerThanInUse(1));
}
#[test]
fn a_service_that_takes_nobody_new_keeps_its_word() {
    let paused = || given([reserved(ONE)]).and([service::Event::Paused]);
    paused().when(reserve(TWO)).then_refused(Refusal::NotOpen);
    paused().when(take(ONE)).then([taken(ONE)]);
    paused().and([service::Event::Closed]).when(take(ONE)).then_refused(Refusal::NotOpen);
    paused().and([service::Event::Closed]).when(release(ONE)).then([released(ONE)]);
}
#[test]
fn nobody_else_declares_a_services_capacity() {
    given([]).by(stamp()).when(declare(9)).then_refused(Refusal::NotTheService);
}
#[test]
fn capacity_is_never_less_than_what_is_in_use() {
    given([declared(2), reserved(ONE), reserved(TWO)])
        .when(declare(1))
        .then_refused(Refusal::FewerThanInUse(2));
    given([reserved(ONE)]).when(declare(1)).then_nothing();
    given([reserved(ONE)]).by(later()).when(declare(0)).then_refused(Refusal::FewerThanInUse(1));
}
#[test]
fn capacity_is_declared_for_a_day_that_came_and_a_time_that_is_short() {
    let with = |capacity| Command::DeclareCapacity(capacity);
    let ahead = Capacity { as_of: day("2026-08-18"), ..capacity(1) };
    given([]).when(with(ahead)).then_refused(Refusal::AsOfAhead);
    let older = Capacity { as_of: day("2026-08-16"), ..capacity(1) };
    given([]).when(with(older)).then_refused(Refusal::Outdated);
    for valid_days in [0, 31] {
        given([])
            .when(with(Capacity { valid_days, ..capacity(1) }))
            .then_refused(Refusal::ValidDaysOutOfRange);
    }
}
#[test]
fn what_a_clock_that_was_ahead_said_is_corrected_as_soon_as_it_is_right() {
    let ahead = Capacity { as_of: day("2027-08-17"), ..capacity(5) };
    given([Event::CapacityDeclared(ahead)]).when(declare(1)).then([declared(1)]);
}
#[test]
fn what_is_told_late_does_not_take_the_place_of_what_was_said_today() {
    let told_late = Stamp { occurred_on: day("2026-08-10"), ..given([]).stamp };
    let last_week = Capacity { as_of: day("2026-08-10"), ..capacity(5) };
    given([])
        .by(told_late)
        .when(Command::DeclareCapacity(last_week))
        .then_refused(Refusal::Outdated);
}
#[test]
fn old_capacity_is_stale_and_not_none() {
    assert!(!capacity(4).is_stale(day("2026-09-16")));
    assert!(capacity(4).is_stale(day("2026-09-17")));
    assert_eq!(given([declared(4)]).journey.places.free(), Some(4));
}

#[test]
fn a_count_of_places_says_in_a_word_what_it_comes_to() {
    let says = |capacity| given([Event::CapacityDeclared(capacity)]).journey.places.says();
    let full = capacity(0);
    assert_eq!(nothing_yet_of::<Service>().journey.places.says(), CapacitySays::Has);
    assert_eq!(says(capacity(1)), CapacitySays::Has);
    assert_eq!(says(full), CapacitySays::None);
    assert_eq!(says(Capacity { wait_days: 20, ..full }), CapacitySays::Waitlist);
}
#[test]
fn a_word_stands_but_for_places_that_are_not_there() {
    let says = |places, word| {
        let capacity = Capacity { says: Some(word), ..capacity(places) };
        given([Event::CapacityDeclared(capacity)]).journey.places.says()
    };
    for word in [CapacitySays::None, CapacitySays::Waitlist, CapacitySays::AssessFirst] {
        assert_eq!([says(0, word), says(9, word)], [word, word]);
    }
    assert_eq!(says(9, CapacitySays::Has), CapacitySays::Has);
    assert_eq!(says(0, CapacitySays::Has), CapacitySays::None);
}

/// Who asks, how many minutes their clock is from the last one's, and what.
fn ask() -> impl Strategy<Value = (u128, i64, Ask)> {
    let what = prop_oneof![
        1 => (0..6u32).prop_map(Ask::Declare),
        4 => (0..10u128, 0..8u128, 1..60i64).prop_map(|(id, referral, minutes)| Ask::Reserve(id, referral, minutes)),
        3 => (0..10u128).prop_map(Ask::Take),
        2 => (0..10u128).prop_map(Ask::Release),
    ];
    (1..4u128, -15..30i64, what)
}

#[derive(Debug, Clone)]
enum Ask {
    Declare(u32),
    Reserve(u128, u128, i64),
    Take(u128),
    Release(u128),
}

impl Ask {
    fn command(&self, stamp: &Stamp) -> Command {
        let reservation = |id| ReservationId::from_u128(id);
        match *self {
            Self::Declare(places) => declare(places),
            Self::Reserve(id, referral, minutes) => Command::Reserve {
                reservation: reservation(id),
                referral: ReferralId::from_u128(referral),
                until: stamp.recorded_at + SignedDuration::from_mins(minutes),
            },
            Self::Take(id) => take(reservation(id)),
            Self::Release(id) => release(reservation(id)),
        }
    }
}

/// Counts places in the plainest way: each hold that keeps a place from others.
struct Tally {
    places: u32,
    kept: BTreeSet<ReservationId>,
}

impl Tally {
    fn note(&mut self, event: &service::Event) {
        let service::Event::Place(event) = event else { panic!("only places were asked about") };
        match event {
            Event::CapacityDeclared(capacity) => self.places = capacity.places,
            Event::Reserved { reservation, .. } | Event::Taken { reservation } => {
                self.kept.insert(*reservation);
            }
            Event::Released { reservation } => _ = self.kept.remove(reservation),
        }
    }
    fn in_use(&self) -> u32 {
        u32::try_from(self.kept.len()).expect("few")
    }
}

proptest! {
    #[test]
    fn no_more_places_are_held_and_taken_than_there_are(asks in prop::collection::vec(ask(), 1..80)) {
        let Given { journey: mut service, mut stamp } = given([declared(3)]);
        let mut tally = Tally { places: 3, kept: BTreeSet::new() };
        for (actor, minutes, ask) in asks {
            let by = if actor == 1 { CHARITY } else { OrgId::from_u128(actor) };
            stamp.by = crate::Actor { org: by, worker: Some(WorkerId::from_u128(actor)), role: Role::Worker };
            stamp.recorded_at += SignedDuration::from_mins(minutes);
            let Ok(events) = service.decide(&stamp, &ask.command(&stamp).into()) else { continue };
            for event in events {
                service.evolve(&stamp, &event);
                tally.note(&event);
            }
            prop_assert!(tally.in_use() <= tally.places);
            prop_assert_eq!(service.places.in_use(), tally.in_use());
        }
    }
}
