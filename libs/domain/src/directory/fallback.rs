//! Fallback door: in each council area, the one service that must take whom no one else takes. Its stream is the
//! area's, so that an area has one door and never two.

use std::collections::BTreeSet;

use super::{LINE_CHARS_MAX, is_line, oversees};
use crate::{Aggregate, Area, OrgId, ServiceId, Stamp};

/// What happened. Each variant has a stored form in `proto/`, so changing one is a migration.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The area's fallback door is this service from now on.
    Set {
        /// Which area: the stream is named after it.
        area: Area,
        /// The door.
        door: Door,
    },
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Names the area's fallback door.
    Set {
        /// Which area.
        area: Area,
        /// The door.
        door: Door,
        /// The fact of whether the service is this organisation's, open, and takes everybody in the area.
        takes_everybody: bool,
    },
}

/// Who takes whom no one else takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    /// Whose service it is; usually the council's.
    pub org: OrgId,
    /// The service.
    pub service: ServiceId,
    /// When somebody answers, in words, such as `weekdays 9 to 5, or leave a message`.
    pub hours: String,
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Only those who answer for the partnership name its door.
    #[error("only the partnership's operations can name an area's fallback door")]
    NotThePartnership,
    /// The stream is another area's.
    #[error("this is the record of another area; ask that area's own")]
    OtherArea,
    /// No hours, or more than can be shown.
    #[error("say in 1 to {LINE_CHARS_MAX} characters when somebody answers")]
    Hours,
    /// The service may decline, is another organisation's, or is not open in the area.
    #[error(
        "the door must be an open service of this organisation that is listed as a fallback in this area, for SUPPORT and TRANSFER; publish or change it first"
    )]
    NotAFallback,
}

/// An area and its fallback door, folded from its events.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FallbackDoor {
    /// Present once one was named.
    pub set: Option<(Area, Door)>,
}

impl Aggregate for FallbackDoor {
    const KIND: &'static str = "area";
    type Event = Event;
    type Command = Command;
    type Refusal = Refusal;

    fn decide(&self, stamp: &Stamp, command: &Command) -> Result<Vec<Event>, Refusal> {
        let Command::Set { area, door, takes_everybody } = command;
        if !oversees(stamp) {
            return Err(Refusal::NotThePartnership);
        }
        if !is_line(&door.hours) {
            return Err(Refusal::Hours);
        }
        match &self.set {
            Some((known, _)) if known != area => Err(Refusal::OtherArea),
            Some((_, known)) if known == door => Ok(vec![]), // A retry.
            Some(_) | None if !takes_everybody => Err(Refusal::NotAFallback),
            Some(_) | None => Ok(vec![Event::Set { area: *area, door: door.clone() }]),
        }
    }

    fn evolve(&mut self, _stamp: &Stamp, event: &Event) {
        let Event::Set { area, door } = event;
        self.set = Some((*area, door.clone()));
    }
}

/// The areas that have no fallback door, in the order of their codes. Routing does not start while there is one, for a
/// referral could end there in front of a closed door.
pub fn missing_fallback_doors(set: &BTreeSet<Area>) -> Vec<Area> {
    Area::ALL.into_iter().filter(|area| !set.contains(area)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Role;
    use crate::testing::*;

    const DUNDEE: Area = Area::ALL[26];
    const FIFE: Area = Area::ALL[28];

    fn given(events: impl IntoIterator<Item = Event>) -> Given<FallbackDoor> {
        nothing_yet_of().and(events).by(operations(Role::Partnership))
    }
    fn operations(role: Role) -> Stamp {
        stamp_of(COUNCIL, ANN, role, "2026-08-17")
    }
    fn door(hours: &str) -> Door {
        Door { org: COUNCIL, service: ServiceId::from_u128(0x5e), hours: hours.to_owned() }
    }
    fn set(area: Area, hours: &str) -> Command {
        Command::Set { area, door: door(hours), takes_everybody: true }
    }
    fn was_set(area: Area, hours: &str) -> Event {
        Event::Set { area, door: door(hours) }
    }

    #[test]
    fn naming_the_same_door_twice_changes_nothing() {
        given([]).when(set(DUNDEE, "9 to 5")).then([was_set(DUNDEE, "9 to 5")]);
        given([was_set(DUNDEE, "9 to 5")]).when(set(DUNDEE, "9 to 5")).then_nothing();
    }
    #[test]
    fn another_door_takes_the_place_of_the_old() {
        given([was_set(DUNDEE, "9 to 5")])
            .when(set(DUNDEE, "9 to 6"))
            .then([was_set(DUNDEE, "9 to 6")]);
    }
    #[test]
    fn one_areas_record_does_not_speak_for_another() {
        given([was_set(DUNDEE, "9 to 5")])
            .when(set(FIFE, "9 to 5"))
            .then_refused(Refusal::OtherArea);
    }
    #[test]
    fn a_door_without_hours_is_a_closed_door() {
        given([]).when(set(DUNDEE, " ")).then_refused(Refusal::Hours);
    }
    #[test]
    fn a_service_that_may_decline_is_nobodys_last_door() {
        let declines = Command::Set { area: DUNDEE, door: door("9 to 5"), takes_everybody: false };
        given([]).when(declines).then_refused(Refusal::NotAFallback);
    }
    #[test]
    fn managers_and_workers_do_not_name_the_door() {
        for role in [Role::Manager, Role::Worker, Role::Person] {
            given([])
                .by(operations(role))
                .when(set(DUNDEE, "9 to 5"))
                .then_refused(Refusal::NotThePartnership);
        }
    }
    #[test]
    fn every_area_without_a_door_is_named() {
        assert_eq!(missing_fallback_doors(&BTreeSet::new()), Area::ALL);
        assert_eq!(missing_fallback_doors(&Area::ALL.into()), []);
        let mut set = BTreeSet::from(Area::ALL);
        set.remove(&FIFE);
        assert_eq!(missing_fallback_doors(&set), [FIFE]);
    }
}
