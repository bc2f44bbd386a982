//! An area's clocks: how long its referrals wait before somebody is told, and on which days people work there. What an area
//! does not say is as [`InForce::standard`] has it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::oversees;
use crate::calendar::{AreaDays, Calendar, CalendarError};
use crate::routing::clock::{Clock, InForce, Term, Terms, TermsError};
use crate::{Aggregate, Stamp};

/// What an area says of its clocks: all of it at once, so that whoever reads it need not know what was said before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Own {
    /// How long these clocks run; the others run as they do everywhere.
    pub terms: BTreeMap<Clock, Term>,
    /// The days of each year on which the area differs from the bank holidays.
    pub years: BTreeMap<i16, AreaDays>,
}

/// Why what an area says cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OwnError {
    /// A clock's times.
    #[error(transparent)]
    Terms(#[from] TermsError),
    /// Its days.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
}

impl Own {
    /// What is in force by it, as its so-many-th version.
    ///
    /// # Errors
    /// The first thing wrong with it.
    pub fn in_force(&self, version: u64) -> Result<InForce, OwnError> {
        let (mut terms, mut calendar) = (Terms::standard(), Calendar::default());
        for (clock, term) in &self.terms {
            terms = terms.with(*clock, *term)?;
        }
        for (year, days) in &self.years {
            calendar = calendar.with(*year, days.clone())?;
        }
        Ok(InForce { terms, calendar, version })
    }
}

/// What happened. Each variant has a stored form in `proto/`, so changing one is a migration.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The area's clocks run like this from now on.
    Set(Own),
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Says how the area's clocks run, in place of what was said before.
    Set(Own),
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Only those who answer for the partnership set its clocks.
    #[error("only the partnership's operations can set an area's clocks")]
    NotThePartnership,
    /// Something is wrong with what was said.
    #[error(transparent)]
    Own(#[from] OwnError),
}

/// An area's clocks, folded from their events.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AreaClocks {
    /// What the area says; nothing if it never has.
    pub own: Option<Own>,
    /// What is in force by it.
    in_force: Option<Arc<InForce>>,
    version: u64,
}

impl AreaClocks {
    /// What is in force in the area.
    pub fn in_force(&self) -> Arc<InForce> {
        self.in_force.clone().unwrap_or_else(|| Arc::new(InForce::standard()))
    }
}

impl Aggregate for AreaClocks {
    const KIND: &'static str = "clocks";
    type Event = Event;
    type Command = Command;
    type Refusal = Refusal;

    fn decide(&self, stamp: &Stamp, command: &Command) -> Result<Vec<Event>, Refusal> {
        let Command::Set(own) = command;
        if !oversees(stamp) {
            return Err(Refusal::NotThePartnership);
        }
        own.in_force(self.version)?;
        let known = self.own.as_ref() == Some(own);
        Ok(if known { vec![] } else { vec![Event::Set(own.clone())] })
    }

    fn evolve(&mut self, _stamp: &Stamp, event: &Event) {
        let Event::Set(own) = event;
        self.version += 1;
        let none =
            InForce { terms: Terms::default(), version: self.version, ..InForce::standard() };
        // What was stored was decided. Where a later rule does not allow it any more no clock runs: better late than wrong.
        self.in_force = Some(Arc::new(own.in_force(self.version).unwrap_or(none)));
        self.own = Some(own.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Role;
    use crate::routing::clock::Days;
    use crate::testing::*;

    fn given(events: impl IntoIterator<Item = Event>) -> Given<AreaClocks> {
        let operations = stamp_of(COUNCIL, ANN, Role::Partnership, "2026-08-17");
        nothing_yet_of().and(events).by(operations)
    }
    fn term(overdue: u16) -> Term {
        let overdue = Days::Working(overdue);
        Term { remind: None, overdue, partnership: None, expire: None }
    }
    fn stricter() -> Own {
        let closed = [day("2026-10-05")].into();
        let years = BTreeMap::from([(2026, AreaDays { closed, ..AreaDays::default() })]);
        Own { terms: BTreeMap::from([(Clock::Decide, term(1))]), years }
    }

    #[test]
    fn an_area_that_says_nothing_has_what_is_standard() {
        let standard = InForce::standard();
        assert_eq!(*nothing_yet_of::<AreaClocks>().journey.in_force(), standard);
        let said = given([Event::Set(Own::default())]).journey.in_force();
        assert_eq!(*said, InForce { version: 1, ..standard });
    }
    #[test]
    fn what_an_area_says_is_in_force_and_the_rest_is_standard() {
        let said = given([Event::Set(stricter())]).journey.in_force();
        assert_eq!(said.terms.term(Clock::Decide), Some(term(1)));
        assert_eq!(said.terms.term(Clock::Plan), Terms::standard().term(Clock::Plan));
        assert!(!said.calendar.is_working_day(day("2026-10-05")));
    }
    #[test]
    fn what_is_said_next_stands_in_place_of_all_that_was() {
        let said = given([Event::Set(stricter()), Event::Set(Own::default())]).journey.in_force();
        assert_eq!(*said, InForce { version: 2, ..InForce::standard() });
    }
    #[test]
    fn saying_the_same_again_is_nothing() {
        given([Event::Set(stricter())]).when(Command::Set(stricter())).then_nothing();
    }
    #[test]
    fn what_cannot_be_used_is_refused() {
        let expire = Some(Days::Working(9));
        let plan = Own { terms: [(Clock::Plan, Term { expire, ..term(5) })].into(), ..stricter() };
        let cannot = TermsError::CannotExpire { clock: Clock::Plan };
        given([]).when(Command::Set(plan)).then_refused(Refusal::Own(cannot.into()));
        let days = AreaDays { open: [day("2027-01-01")].into(), ..AreaDays::default() };
        let years = Own { years: [(2026, days)].into(), ..Own::default() };
        let other = CalendarError::OtherYear { day: day("2027-01-01"), year: 2026 };
        given([]).when(Command::Set(years)).then_refused(Refusal::Own(other.into()));
    }
    #[test]
    fn only_the_partnership_sets_clocks() {
        for role in [Role::Worker, Role::Manager, Role::Person] {
            let worker = stamp_of(COUNCIL, ANN, role, "2026-08-17");
            let said = given([]).by(worker).when(Command::Set(stricter()));
            said.then_refused(Refusal::NotThePartnership);
        }
    }
}
