//! Place: room at a service for one person. It is held while a referral is decided, then taken. Time alone frees no place,
//! for who holds it may have a yes: after a while a hold lapses, which means that whoever needs the place asks the journey.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::oversees;
use super::service::{self, Published, Standing};
use crate::{Date, ReferralId, ReservationId, Stamp, Timestamp};

/// How long a statement of capacity may be relied on, in days. After that it is shown as stale, not as none.
pub const CAPACITY_VALID_DAYS_MAX: u8 = 30;
/// How long until a hold lapses, in days.
pub const HOLD_DAYS_MAX: i64 = 30;

/// How many people a service can help, as it says itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capacity {
    /// How many people at once, those included who are there already.
    pub places: u32,
    /// How long somebody waits for a place, in days.
    pub wait_days: u16,
    /// The day this was so.
    pub as_of: Date,
    /// For how many days it may be relied on.
    pub valid_days: u8,
}

impl Capacity {
    /// Whether this is too old to be relied on. It limits all the same: the service has no more places for its silence.
    pub fn is_stale(&self, on: Date) -> bool {
        (on - self.as_of).get_days() > i32::from(self.valid_days)
    }
}

/// What happened. Each variant has a stored form in `proto/`, so changing one is a migration.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The service said how many people it can help.
    CapacityDeclared(Capacity),
    /// A place is held for a referral.
    Reserved {
        /// This hold.
        reservation: ReservationId,
        /// For which referral.
        referral: ReferralId,
        /// The instant it lapses.
        until: Timestamp,
    },
    /// A held place was taken.
    Taken {
        /// Which hold.
        reservation: ReservationId,
    },
    /// A held or taken place is free again.
    Released {
        /// Which hold.
        reservation: ReservationId,
    },
}

/// What can be asked. Whether a referral may have a place is the journey's to say: those who ask have asked there.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Says how many people the service can help.
    DeclareCapacity(Capacity),
    /// Holds a place.
    Reserve {
        /// The new hold.
        reservation: ReservationId,
        /// For which referral.
        referral: ReferralId,
        /// The instant it lapses.
        until: Timestamp,
    },
    /// Takes a held place; also one whose hold has lapsed.
    Take {
        /// Which hold.
        reservation: ReservationId,
    },
    /// Gives a held or taken place back.
    Release {
        /// Which hold.
        reservation: ReservationId,
    },
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Every place is held or taken.
    #[error("the service has no free place; ask for its waiting list, or for another service")]
    NoPlace,
    /// The service takes nobody now.
    #[error("the service takes nobody new now; suggest another")]
    NotOpen,
    /// The id names another hold.
    #[error("this reservation is for another referral, or for another time; use a new id")]
    AlreadyReserved,
    /// The referral has a place.
    #[error("the referral has a place at this service already")]
    HasPlace,
    /// There is no such hold.
    #[error("no such reservation at this service; reserve a place first")]
    Unknown,
    /// The hold is over.
    #[error("the reservation ended; reserve a place again")]
    Ended,
    /// The hold would lapse at once, or only after 30 days.
    #[error("a place is held for some time, and for at most 30 days")]
    HoldOutOfRange,
    /// Only the service itself says how many people it can help.
    #[error(
        "only the service's own organisation, or the partnership's operations, can declare its capacity"
    )]
    NotTheService,
    /// The statement may be relied on for 1 to 30 days.
    #[error("a statement of capacity may be relied on for 1 to 30 days")]
    ValidDaysOutOfRange,
    /// The statement is about a day that has not come.
    #[error("capacity is declared as it is, not as it will be; check the day")]
    AsOfAhead,
    /// A newer statement is known.
    #[error("a newer statement of capacity is known")]
    Outdated,
    /// More people are there, or on their way, than the places would allow.
    #[error("{0} places are held or taken; declare at least as many, or pause the service")]
    FewerThanInUse(u32),
}

/// A place that was held for a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Which referral.
    pub referral: ReferralId,
    /// What became of it.
    pub hold: Hold,
}

/// What became of a place that was held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// It is held. From this instant on the hold has lapsed: it stands, and whoever needs the place asks what became of it.
    Reserved(Timestamp),
    /// The person has it.
    Taken,
    /// It was given back.
    Released,
}

impl Place {
    /// Whether nobody else can have the place.
    pub fn is_in_use(&self) -> bool {
        match self.hold {
            Hold::Reserved(_) | Hold::Taken => true,
            Hold::Released => false,
        }
    }
}

/// The places of a service.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// What the service last said; one that never said anything is not limited.
    pub capacity: Option<Capacity>,
    /// Every place that was ever held, by its hold.
    pub places: BTreeMap<ReservationId, Place>,
}

impl State {
    /// How many places are held or taken.
    pub fn in_use(&self) -> u32 {
        let in_use = self.places.values().filter(|place| place.is_in_use()).count();
        u32::try_from(in_use).unwrap_or(u32::MAX)
    }
    /// How many more people the service can help; `None` where it never said.
    pub fn free(&self) -> Option<u32> {
        self.capacity.map(|capacity| capacity.places.saturating_sub(self.in_use()))
    }
    /// The hold that a referral has on a place, or the place that it has.
    pub fn of(&self, referral: ReferralId) -> Option<(ReservationId, Hold)> {
        let mut places = self.places.iter();
        let place = places.find(|(_, place)| place.referral == referral && place.is_in_use());
        place.map(|(reservation, place)| (*reservation, place.hold))
    }
    /// Whether a hold lapsed and was neither taken nor given back: what became of it, the journey knows.
    pub fn has_lapsed(&self, at: Timestamp) -> bool {
        self.places.values().any(|place| matches!(place.hold, Hold::Reserved(until) if until <= at))
    }
}

type Decided = Result<Vec<service::Event>, Refusal>;

pub(super) fn decide(
    state: &State,
    service: &Published,
    stamp: &Stamp,
    command: &Command,
) -> Decided {
    match *command {
        Command::DeclareCapacity(capacity) => declare(state, service, stamp, capacity),
        Command::Reserve { reservation, referral, until } => match state.places.get(&reservation) {
            None => reserve(state, service, stamp.recorded_at, (reservation, referral, until)),
            Some(place) if place.referral != referral => Err(Refusal::AlreadyReserved),
            Some(place) if !place.is_in_use() => Err(Refusal::Ended),
            Some(Place { hold: Hold::Reserved(known), .. }) if *known != until => {
                Err(Refusal::AlreadyReserved)
            }
            Some(_) => Ok(vec![]), // A retry.
        },
        Command::Take { reservation } => take(state, service, reservation),
        Command::Release { reservation } => {
            match state.places.get(&reservation).map(|place| place.hold) {
                None => Err(Refusal::Unknown),
                Some(Hold::Released) => Ok(vec![]), // A retry.
                Some(Hold::Reserved(_) | Hold::Taken) => {
                    Ok(vec![Event::Released { reservation }.into()])
                }
            }
        }
    }
}

fn declare(state: &State, service: &Published, stamp: &Stamp, capacity: Capacity) -> Decided {
    if service.org != stamp.by.org && !oversees(stamp) {
        return Err(Refusal::NotTheService);
    }
    if !(1..=CAPACITY_VALID_DAYS_MAX).contains(&capacity.valid_days) {
        return Err(Refusal::ValidDaysOutOfRange);
    }
    if capacity.as_of > stamp.occurred_on {
        return Err(Refusal::AsOfAhead);
    }
    if state.capacity.is_some_and(|known| capacity.as_of < known.as_of) {
        return Err(Refusal::Outdated);
    }
    let in_use = state.in_use();
    if capacity.places < in_use && !service.listing.fallback {
        return Err(Refusal::FewerThanInUse(in_use));
    }
    let same = state.capacity == Some(capacity);
    Ok(if same { vec![] } else { vec![Event::CapacityDeclared(capacity).into()] })
}

fn reserve(
    state: &State,
    service: &Published,
    at: Timestamp,
    (reservation, referral, until): (ReservationId, ReferralId, Timestamp),
) -> Decided {
    if service.standing != Standing::Open {
        return Err(Refusal::NotOpen);
    }
    if until <= at || until.duration_since(at) > SignedDuration::from_hours(HOLD_DAYS_MAX * 24) {
        return Err(Refusal::HoldOutOfRange);
    }
    check_free(state, service, referral)?;
    Ok(vec![Event::Reserved { reservation, referral, until }.into()])
}

fn take(state: &State, service: &Published, reservation: ReservationId) -> Decided {
    let place = state.places.get(&reservation).ok_or(Refusal::Unknown)?;
    match place.hold {
        Hold::Taken => return Ok(vec![]), // A retry.
        Hold::Released => return Err(Refusal::Ended),
        Hold::Reserved(_) if service.standing == Standing::Closed => return Err(Refusal::NotOpen),
        Hold::Reserved(_) => {}
    }
    Ok(vec![Event::Taken { reservation }.into()])
}

/// That there is a place for one more, and that it is not for a referral that has one. A fallback door always has.
fn check_free(state: &State, service: &Published, referral: ReferralId) -> Result<(), Refusal> {
    if state.of(referral).is_some() {
        return Err(Refusal::HasPlace);
    }
    if !service.listing.fallback && state.free() == Some(0) {
        Err(Refusal::NoPlace)
    } else {
        Ok(())
    }
}

/// That no more places are in use than the service has.
pub(super) fn check_room(state: &State) -> Result<(), Refusal> {
    let in_use = state.in_use();
    match state.capacity {
        Some(capacity) if capacity.places < in_use => Err(Refusal::FewerThanInUse(in_use)),
        Some(_) | None => Ok(()),
    }
}

pub(super) fn evolve(state: &mut State, event: &Event) {
    let mut set = |reservation: &ReservationId, hold| {
        state.places.get_mut(reservation).into_iter().for_each(|place| place.hold = hold);
    };
    match event {
        Event::CapacityDeclared(capacity) => state.capacity = Some(*capacity),
        Event::Reserved { reservation, referral, until } => {
            let place = Place { referral: *referral, hold: Hold::Reserved(*until) };
            state.places.insert(*reservation, place);
        }
        Event::Taken { reservation } => set(reservation, Hold::Taken),
        Event::Released { reservation } => set(reservation, Hold::Released),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::directory::Service;
    use crate::directory::service::{Listing, ServiceMode};
    use crate::intake::stage::Stage;
    use crate::routing::kind::ReferralKind;
    use crate::testing::*;
    use crate::{Aggregate, Area, OrgId, Role, WorkerId};

    const ONE: ReservationId = ReservationId::from_u128(1);
    const TWO: ReservationId = ReservationId::from_u128(2);

    fn published(fallback: bool) -> service::Event {
        let listing = Listing {
            name: "Music project".to_owned(),
            accepts: [ReferralKind::Transfer].into(),
            stages: [Stage::Engagement].into(),
            areas: Area::ALL.into(),
            modes: [ServiceMode::Phone].into(),
            fallback,
        };
        service::Event::Published { org: CHARITY, listing }
    }
    /// A service with one place, on the stories' first day at nine.
    fn given(events: impl IntoIterator<Item = Event>) -> Given<Service> {
        let charity = stamp_of(CHARITY, BEA, Role::Worker, "2026-08-17");
        nothing_yet_of().and([published(false)]).by(charity).and([declared(1)]).and(events)
    }
    fn capacity(places: u32) -> Capacity {
        Capacity { places, wait_days: 0, as_of: day("2026-08-17"), valid_days: 30 }
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
        let hold =
            |referral, end| Command::Reserve { reservation: ONE, referral, until: until(end) };
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
        given([reserved(ONE)])
            .by(later())
            .when(declare(0))
            .then_refused(Refusal::FewerThanInUse(1));
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
    fn old_capacity_is_stale_and_not_none() {
        assert!(!capacity(4).is_stale(day("2026-09-16")));
        assert!(capacity(4).is_stale(day("2026-09-17")));
        assert_eq!(given([declared(4)]).journey.places.free(), Some(4));
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
            let service::Event::Place(event) = event else {
                panic!("only places were asked about")
            };
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
}
