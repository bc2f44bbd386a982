//! Place: room at a service for one person. It is held while a referral is decided, then taken. Time alone frees no place,
//! for who holds it may have a yes: after a while a hold lapses, which means that whoever needs the place asks the journey.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::oversees;
use super::service::{self, Published, Standing};
use crate::calendar::scottish_time;
use crate::{Date, ReferralId, ReservationId, Stamp, Timestamp};

/// How long a statement of capacity may be relied on, in days. After that it is shown as stale, not as none.
pub const CAPACITY_VALID_DAYS_MAX: u8 = 30;
/// The longest time until a hold lapses, in days.
pub const HOLD_DAYS_MAX: i64 = 30;

codes! {
    /// What a service says of its places, in a word.
    pub CapacitySays {
        /// There is room.
        Has = 1 "HAS",
        /// There is none, and no list either.
        None = 2 "NONE",
        /// There is none now; people wait for one.
        Waitlist = 3 "WAITLIST",
        /// Who gets a place is found out in a talk first.
        AssessFirst = 4 "ASSESS_FIRST",
    }
}

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
    /// What it says in a word; absent, its places and its wait say it.
    pub says: Option<CapacitySays>,
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
    /// The hold would lapse at once, or later than [`HOLD_DAYS_MAX`] allows.
    #[error("a place is held for some time, and for at most {HOLD_DAYS_MAX} days")]
    HoldOutOfRange,
    /// Only the service itself says how many people it can help.
    #[error(
        "only the service's own organisation, or the partnership's operations, can declare its capacity"
    )]
    NotTheService,
    /// The statement would be old at once, or be relied on for longer than [`CAPACITY_VALID_DAYS_MAX`].
    #[error("a statement of capacity may be relied on for 1 to {CAPACITY_VALID_DAYS_MAX} days")]
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
    /// How many of them are held or taken.
    in_use: u32,
}

impl State {
    /// How many places are held or taken.
    pub fn in_use(&self) -> u32 {
        self.in_use
    }
    /// How many more people the service can help; `None` where it never said.
    pub fn free(&self) -> Option<u32> {
        self.capacity.map(|capacity| capacity.places.saturating_sub(self.in_use()))
    }
    /// What the service says of its places, in a word. Where none is left, its count is believed before its word.
    pub fn says(&self) -> CapacitySays {
        let Some(capacity) = self.capacity else { return CapacitySays::Has };
        match capacity.says {
            Some(CapacitySays::None) => CapacitySays::None,
            Some(CapacitySays::Waitlist) => CapacitySays::Waitlist,
            Some(CapacitySays::AssessFirst) => CapacitySays::AssessFirst,
            Some(CapacitySays::Has) | None if self.free() != Some(0) => CapacitySays::Has,
            Some(CapacitySays::Has) | None if capacity.wait_days > 0 => CapacitySays::Waitlist,
            Some(CapacitySays::Has) | None => CapacitySays::None,
        }
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
    if is_outdated(state, stamp, capacity.as_of) {
        return Err(Refusal::Outdated);
    }
    let in_use = state.in_use();
    if capacity.places < in_use && !service.listing.fallback {
        return Err(Refusal::FewerThanInUse(in_use));
    }
    let same = state.capacity == Some(capacity);
    Ok(if same { vec![] } else { vec![Event::CapacityDeclared(capacity).into()] })
}

/// Whether something newer is known. What is known of a day that has not come was said by a clock that was ahead, and keeps
/// nobody from saying what is so.
fn is_outdated(state: &State, stamp: &Stamp, as_of: Date) -> bool {
    let today = scottish_time(stamp.recorded_at).date();
    state.capacity.is_some_and(|known| as_of < known.as_of && known.as_of <= today)
}

fn reserve(
    state: &State,
    service: &Published,
    at: Timestamp,
    (reservation, referral, until): (ReservationId, ReferralId, Timestamp),
) -> Decided {
    if !takes(state, service.standing) {
        return Err(Refusal::NotOpen);
    }
    if until <= at || until.duration_since(at) > SignedDuration::from_hours(HOLD_DAYS_MAX * 24) {
        return Err(Refusal::HoldOutOfRange);
    }
    check_free(state, service, referral)?;
    Ok(vec![Event::Reserved { reservation, referral, until }.into()])
}

/// Whether a place can be held at a service that stands so. One that is paused says yes to whom it was asked about before, as
/// long as it does not count them.
fn takes(state: &State, standing: Standing) -> bool {
    match standing {
        Standing::Open => true,
        Standing::Paused => state.capacity.is_none(),
        Standing::Closed => false,
    }
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
    match event {
        Event::CapacityDeclared(capacity) => state.capacity = Some(*capacity),
        Event::Reserved { reservation, referral, until } => {
            let place = Place { referral: *referral, hold: Hold::Reserved(*until) };
            put(state, *reservation, place);
        }
        Event::Taken { reservation } => set(state, *reservation, Hold::Taken),
        Event::Released { reservation } => set(state, *reservation, Hold::Released),
    }
}

fn set(state: &mut State, reservation: ReservationId, hold: Hold) {
    if let Some(place) = state.places.get(&reservation) {
        put(state, reservation, Place { hold, ..*place });
    }
}

fn put(state: &mut State, reservation: ReservationId, place: Place) {
    let is_in_use = place.is_in_use();
    let was_in_use = state.places.insert(reservation, place).is_some_and(|was| was.is_in_use());
    match (was_in_use, is_in_use) {
        (false, true) => state.in_use += 1,
        (true, false) => state.in_use -= 1,
        (true, true) | (false, false) => {}
    }
}
