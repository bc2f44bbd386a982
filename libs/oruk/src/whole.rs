//! What only a whole feed shows: an id that stands twice, and parents that lead back to themselves. A parent that is not in
//! the feed is no fault: a feed of services names only who provides one, and only the terms that are used.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use crate::{Effect, Fault, Path, Problem, Service};

mod family;

use family::{Circle, Family};
pub use family::{LINKS_MAX, NODES_MAX};

/// The most records of one feed. Their ids and places take some fifteen megabytes.
pub const RECORDS_MAX: usize = 100_000;

/// How many of those that a circle leads through are named.
const CIRCLE_SHOWN_MAX: usize = 8;

/// How many faults are named that show only at the end of a feed; the others are counted.
pub const CIRCLES_NAMED_MAX: usize = 1_000;

/// What was seen of a feed: ids and parents, no texts.
#[derive(Debug, Default)]
pub struct Whole {
    records: Vec<Record>,
    seen: HashMap<Uuid, usize>,
    organizations: Family,
    terms: Family,
}

#[derive(Debug)]
struct Record {
    id: Uuid,
    at: Path,
}

/// What the end of a feed shows.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Conclusion {
    /// Each circle, at each service that states a parent of which it is made; at most [`CIRCLES_NAMED_MAX`].
    pub faults: Vec<Fault>,
    /// How many such faults there are besides.
    pub more: usize,
    /// The ids of all services that state such a parent: none of them can be used. Others of the same organisation, or with
    /// the same term, can.
    pub left_out: BTreeSet<Uuid>,
}

impl Conclusion {
    fn leave_out(&mut self, id: Uuid, fault: impl FnOnce() -> Fault) {
        self.left_out.insert(id);
        match self.faults.len() < CIRCLES_NAMED_MAX {
            true => self.faults.push(fault()),
            false => self.more += 1,
        }
    }
}

impl Whole {
    /// Takes note of a service that was read.
    ///
    /// # Errors
    /// If it has to be left out: its id stands in the feed already, or there is more than can be remembered
    /// ([`RECORDS_MAX`], [`NODES_MAX`], [`LINKS_MAX`]); then nothing that follows can be told apart either.
    pub fn take(&mut self, at: &Path, service: &Service) -> Result<(), Fault> {
        let fault = |at, problem, effect| Err(Fault { at, id: Some(service.id), problem, effect });
        if let Some(first) = self.seen.get(&service.id) {
            let first = self.records[*first].at.clone();
            return fault(at.member("id"), Problem::Repeated { first }, Effect::ServiceLeftOut);
        }
        let nth = self.records.len();
        if let Err((at, most)) = self.remember(nth, at, service) {
            return fault(at, Problem::TooMany { most }, Effect::RestLeftOut);
        }
        self.seen.insert(service.id, nth);
        self.records.push(Record { id: service.id, at: at.clone() });
        Ok(())
    }

    /// Keeps what a later record, or the end, is compared with. Else there is no room: for what, and how many there may be.
    fn remember(&mut self, nth: usize, at: &Path, service: &Service) -> Result<(), (Path, usize)> {
        if nth == RECORDS_MAX {
            return Err((at.clone(), RECORDS_MAX));
        }
        if let Some(organization) = &service.organization {
            let taken = self.organizations.take(nth, organization.id, organization.parent);
            taken.map_err(|most| (at.member("organization"), most))?;
        }
        service.terms.iter().try_for_each(|term| {
            let taken = self.terms.take(nth, term.id, term.parent);
            taken.map_err(|most| (at.member("attributes"), most))
        })
    }

    /// What shows only now that all of it was seen.
    pub fn end(&self) -> Conclusion {
        let mut conclusion = Conclusion::default();
        let parent = |at: &Path| at.member("organization").member("parent_organization_id");
        self.circles(&self.organizations, parent, &mut conclusion);
        self.circles(&self.terms, |at| at.member("attributes"), &mut conclusion);
        conclusion
    }

    /// Leaves out whoever states a part of a circle, and nobody who only stands in one.
    fn circles(&self, family: &Family, place: impl Fn(&Path) -> Path, into: &mut Conclusion) {
        for circle in family.circles() {
            // A record that there was no room for was left out before, and may have named somebody.
            for record in circle.records.iter().filter_map(|nth| self.records.get(*nth)) {
                into.leave_out(record.id, || Fault {
                    at: place(&record.at),
                    id: Some(record.id),
                    problem: circle.problem(),
                    effect: Effect::ServiceLeftOut,
                });
            }
        }
    }
}

impl Circle {
    fn problem(&self) -> Problem {
        let through = self.through.iter().copied().take(CIRCLE_SHOWN_MAX).collect();
        Problem::Cycle { through, length: self.through.len() }
    }
}
