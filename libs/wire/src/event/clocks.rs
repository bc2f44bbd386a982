//! Stored events of an area's clocks, and what an area says of them on the wire: the same message.

use std::collections::BTreeSet;

use domain::calendar::AreaDays;
use domain::directory::clocks::{Event, Own};
use domain::routing::clock::{Clock, Days, Term};
use domain::{Code, Date};

use super::{Topical, unknown};
use crate::convert::{Malformed, Read, code, date, date_of, maybe_small, small};
use crate::stored::{ClocksEvent, clocks_event::Kind};
use crate::types::{AreaClocks, AreaYear, ClockTerm};

impl Topical for Event {
    type Stored = ClocksEvent;

    fn to_stored(&self) -> ClocksEvent {
        let Event::Set(own) = self;
        ClocksEvent { kind: Some(Kind::Set(own_of(own))) }
    }

    fn from_stored(event: ClocksEvent) -> Read<Self> {
        let Kind::Set(said) = event.kind.ok_or_else(unknown)?;
        own(&said).map(Event::Set)
    }
}

/// What an area says.
pub fn own_of(own: &Own) -> AreaClocks {
    let years = own.years.iter().map(|(year, days)| AreaYear {
        year: i32::from(*year),
        closed: days.closed.iter().copied().map(date_of).collect(),
        open: days.open.iter().copied().map(date_of).collect(),
    });
    let terms = own.terms.iter().map(|(clock, term)| term_of(*clock, term));
    AreaClocks { terms: terms.collect(), years: years.collect() }
}

/// How long one clock runs.
pub fn term_of(clock: Clock, term: &Term) -> ClockTerm {
    ClockTerm {
        clock: clock.number(),
        calendar_days: matches!(term.overdue, Days::Calendar(_)),
        remind_after: term.remind.map(number),
        overdue_after: number(term.overdue),
        partnership_after: term.partnership.map(number),
        expire_after: term.expire.map(number),
    }
}

fn number(days: Days) -> u32 {
    let (Days::Working(days) | Days::Calendar(days)) = days;
    u32::from(days)
}

/// What an area says, read.
///
/// # Errors
/// The first thing that cannot be read, or that is said twice.
pub fn own(said: &AreaClocks) -> Read<Own> {
    let mut own = Own::default();
    for (nth, term) in said.terms.iter().enumerate() {
        let within = |e: Malformed| e.within(format!("terms[{nth}]"));
        let (clock, term) = read_term(term).map_err(within)?;
        if own.terms.insert(clock, term).is_some() {
            return Err(within(Malformed::new("clock", "is there twice")));
        }
    }
    for (nth, year) in said.years.iter().enumerate() {
        let within = |e: Malformed| e.within(format!("years[{nth}]"));
        let (year, days) = read_year(year).map_err(within)?;
        if own.years.insert(year, days).is_some() {
            return Err(within(Malformed::new("year", "is there twice")));
        }
    }
    Ok(own)
}

fn read_term(said: &ClockTerm) -> Read<(Clock, Term)> {
    let days = if said.calendar_days { Days::Calendar } else { Days::Working };
    let term = Term {
        remind: maybe_small("remind_after", said.remind_after)?.map(days),
        overdue: days(small("overdue_after", said.overdue_after)?),
        partnership: maybe_small("partnership_after", said.partnership_after)?.map(days),
        expire: maybe_small("expire_after", said.expire_after)?.map(days),
    };
    Ok((code("clock", said.clock)?, term))
}

fn read_year(said: &AreaYear) -> Read<(i16, AreaDays)> {
    let year = said.year.try_into().map_err(|_| Malformed::new("year", "is no year"))?;
    Ok((year, AreaDays { closed: all("closed", &said.closed)?, open: all("open", &said.open)? }))
}

fn all(field: &str, days: &[crate::types::Date]) -> Read<BTreeSet<Date>> {
    days.iter().map(|day| date(field, Some(*day))).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::event::testing::{day, reads_back};

    /// Every event of an area's clocks.
    pub(crate) fn samples() -> Vec<Event> {
        let expire = Some(Days::Working(4));
        let all = Term {
            remind: Some(Days::Working(1)),
            overdue: Days::Working(2),
            partnership: Some(Days::Working(3)),
            expire,
        };
        let least =
            Term { remind: None, overdue: Days::Calendar(7), partnership: None, expire: None };
        let days =
            AreaDays { closed: [day("2026-10-05")].into(), open: [day("2026-04-03")].into() };
        let terms = BTreeMap::from([(Clock::Acknowledge, all), (Clock::Stall, least)]);
        vec![
            Event::Set(Own { terms, years: BTreeMap::from([(2026, days)]) }),
            Event::Set(Own::default()),
        ]
    }

    #[test]
    fn every_event_of_an_areas_clocks_reads_back_as_it_was_written() {
        samples().into_iter().for_each(reads_back);
    }
    #[test]
    fn what_is_said_twice_is_named() {
        let Event::Set(own_sample) = samples().remove(0);
        let mut said = own_of(&own_sample);
        said.terms.push(said.terms[0]);
        let twice = own(&said).expect_err("a clock stands twice");
        assert_eq!(twice.field, "terms[2].clock");
        let mut said = own_of(&own_sample);
        said.years.push(said.years[0].clone());
        assert_eq!(own(&said).expect_err("a year stands twice").field, "years[1].year");
    }
}
