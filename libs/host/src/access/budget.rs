//! The budgets of one worker and of one organisation, and the rules by which they are held up.

use std::collections::VecDeque;
use std::time::Duration;

use domain::PersonId;
use domain::access::{Look, LookVerdict};

use super::attempt::{Attempt, Sought};
use super::walk::Trail;
use super::window::{Day, Hour};
use crate::config::AccessLimits;

/// How many people a worker has open at a time: who looks at them again within an hour has not searched again.
const OPEN_MAX: usize = 8;
/// How long somebody counts as open, in seconds.
const OPEN_SECONDS: i64 = 3600;

/// What a worker sought of late.
#[derive(Default)]
pub(super) struct Worker {
    hour: Hour,
    day: Day,
    misses: Hour,
    open: VecDeque<(PersonId, i64)>,
    trail: Trail,
    stopped_until: i64,
    told: Told,
}

/// What all of an organisation's workers sought of late.
#[derive(Default)]
pub(super) struct Org {
    day: Day,
    stops: Hour,
    stopped_until: i64,
    told: Told,
}

/// What was put on record of somebody being held up, and until when that stands.
#[derive(Default)]
struct Told(Option<(LookVerdict, i64)>);

/// Why an attempt is held up.
#[derive(Debug, PartialEq)]
pub(super) struct HeldUp {
    /// What for.
    pub(super) verdict: LookVerdict,
    /// For how long.
    pub(super) wait: Duration,
    /// Whether this is not on record yet.
    pub(super) is_news: bool,
}

impl Worker {
    pub(super) fn admits(
        &mut self,
        limits: &AccessLimits,
        attempt: &Attempt<'_>,
        at: i64,
    ) -> Result<(), HeldUp> {
        if at < self.stopped_until {
            return Err(self.held_up(LookVerdict::Walk, until(self.stopped_until, at), at));
        }
        if let Sought::Number { number, .. } = attempt.sought
            && self.trail.step(number, at, limits.walk_step_max) >= limits.walk_numbers
        {
            self.stop(limits.walk_stop, at);
            return Err(self.held_up(LookVerdict::Walk, limits.walk_stop, at));
        }
        if self.misses_too_often(limits, at) {
            let wait = self.misses.empty_in(at);
            return Err(self.held_up(LookVerdict::TooManyMisses, wait, at));
        }
        let hour = self.hour.full_for(limits.worker_searches_per_hour_max, at);
        let day = self.day.full_for(limits.worker_searches_per_day_max, at);
        match hour.max(day) {
            Some(wait) => Err(self.held_up(LookVerdict::BudgetSpent, wait, at)),
            None => Ok(()),
        }
    }

    fn misses_too_often(&mut self, limits: &AccessLimits, at: i64) -> bool {
        let (searches, misses) = (self.hour.count(at), self.misses.count(at));
        let percent = u64::from(misses) * 100;
        searches >= limits.misses_judged_from
            && percent > u64::from(limits.misses_percent_max) * u64::from(searches)
    }

    pub(super) fn count(&mut self, at: i64) {
        self.hour.add(at);
        self.day.add(at);
    }

    /// What a search came to.
    pub(super) fn saw(&mut self, look: &Look, at: i64) {
        if look.is_miss() {
            self.misses.add(at);
        } else if let Some(person) = look.person {
            self.open.retain(|(other, since)| *other != person && *since > at - OPEN_SECONDS);
            self.open.truncate(OPEN_MAX - 1);
            self.open.push_front((person, at));
        }
    }

    /// Whether another run put on record that the worker is stopped, and it was not known yet. Then nobody tells it again.
    pub(super) fn saw_stop(
        &mut self,
        limits: &AccessLimits,
        verdict: LookVerdict,
        at: i64,
    ) -> bool {
        match verdict {
            LookVerdict::Walk => {
                self.stop(limits.walk_stop, at);
                self.told.is_news(verdict, limits.walk_stop, at)
            }
            LookVerdict::TooManyMisses => {
                let wait = self.misses.empty_in(at);
                self.told.is_news(verdict, wait, at)
            }
            LookVerdict::Permitted
            | LookVerdict::Denied
            | LookVerdict::BudgetSpent
            | LookVerdict::OrganisationStopped => false,
        }
    }

    /// Whether this is looking on at somebody who was found already, which is free, however much was sought before.
    pub(super) fn may_look_on(&self, person: Option<PersonId>, at: i64) -> bool {
        at >= self.stopped_until && self.has_open(person, at)
    }

    pub(super) fn has_open(&self, person: Option<PersonId>, at: i64) -> bool {
        let is_open =
            |(open, since): &(PersonId, i64)| Some(*open) == person && *since > at - OPEN_SECONDS;
        self.open.iter().any(is_open)
    }

    pub(super) fn forget_told(&mut self) {
        self.told = Told::default();
    }

    fn stop(&mut self, time: Duration, at: i64) {
        self.stopped_until = self.stopped_until.max(after(at, time));
    }

    pub(super) fn held_up(&mut self, verdict: LookVerdict, wait: Duration, at: i64) -> HeldUp {
        HeldUp { verdict, wait, is_news: self.told.is_news(verdict, wait, at) }
    }
}

impl Org {
    pub(super) fn count(&mut self, at: i64) {
        self.day.add(at);
    }

    pub(super) fn forget_told(&mut self) {
        self.told = Told::default();
    }

    pub(super) fn admits(
        &mut self,
        limits: &AccessLimits,
        people: u32,
        at: i64,
    ) -> Result<(), HeldUp> {
        let for_people = limits.org_searches_per_day_per_person.saturating_mul(people);
        let max = limits.org_searches_per_day_base.saturating_add(for_people);
        let (verdict, wait) = if at < self.stopped_until {
            (LookVerdict::OrganisationStopped, until(self.stopped_until, at))
        } else if let Some(wait) = self.day.full_for(max, at) {
            (LookVerdict::BudgetSpent, wait)
        } else {
            return Ok(());
        };
        Err(HeldUp { verdict, wait, is_news: self.told.is_news(verdict, wait, at) })
    }

    /// A worker was stopped: after several, something is wrong with the organisation's system and not with one of them.
    pub(super) fn saw_stop(&mut self, limits: &AccessLimits, verdict: LookVerdict, at: i64) {
        if !matches!(verdict, LookVerdict::Walk | LookVerdict::TooManyMisses) {
            return;
        }
        self.stops.add(at);
        if self.stops.count(at) >= limits.org_stopped_workers {
            self.stopped_until = self.stopped_until.max(after(at, limits.org_stop));
        }
    }
}

impl Told {
    /// Whether this was not told yet. It is told once, and not with each try.
    fn is_news(&mut self, verdict: LookVerdict, wait: Duration, at: i64) -> bool {
        let is_known = self.0.is_some_and(|(told, until)| told == verdict && at < until);
        if !is_known {
            self.0 = Some((verdict, after(at, wait)));
        }
        !is_known
    }
}

fn after(at: i64, time: Duration) -> i64 {
    at.saturating_add(i64::try_from(time.as_secs()).unwrap_or(i64::MAX))
}

fn until(then: i64, at: i64) -> Duration {
    Duration::from_secs((then - at).unsigned_abs())
}
