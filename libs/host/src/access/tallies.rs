//! What everybody has looked at of late, and whether they may look on. Everything here is in memory; it is told what stands
//! on record, by this run and by others.

use domain::access::{Look, LookVerdict};
use domain::{Actor, OrgId, WorkerId};

use super::attempt::{Attempt, Sought};
use super::budget::{HeldUp, Org, Worker};
use super::recent::Recent;
use super::window::Day;
use crate::config::AccessLimits;

/// Everybody's looks of late.
pub(super) struct Tallies {
    limits: AccessLimits,
    workers: Recent<(OrgId, WorkerId), Worker>,
    orgs: Recent<OrgId, Org>,
    numbers: Recent<[u8; 16], Day>,
}

impl Tallies {
    pub(super) fn new(limits: AccessLimits) -> Self {
        Self {
            workers: Recent::new(limits.workers_max),
            orgs: Recent::new(limits.orgs_max),
            numbers: Recent::new(limits.numbers_max),
            limits,
        }
    }

    /// Counts a search, unless it is held up. An organisation is asked first, so that one that is stopped cannot make us
    /// forget workers by inventing others.
    pub(super) fn admit(&mut self, attempt: &Attempt<'_>, at: i64) -> Result<(), HeldUp> {
        let (org_id, worker_id) = whose(attempt.by);
        let limits = &self.limits;
        let known = self.workers.get(&(org_id, worker_id));
        if known.is_some_and(|worker| worker.may_look_on(attempt.person, at)) {
            return Ok(());
        }
        let org = self.orgs.seen(org_id, at);
        org.admits(limits, attempt.org_people, at)?;
        let worker = self.workers.seen((org_id, worker_id), at);
        if let Err(held_up) = worker.admits(limits, attempt, at) {
            if held_up.is_news {
                org.saw_stop(limits, held_up.verdict, at);
            }
            return Err(held_up);
        }
        if let Sought::Number { key, .. } = attempt.sought {
            let number = self.numbers.seen(key, at);
            if let Some(wait) = number.full_for(limits.number_searches_per_day_max, at) {
                return Err(worker.held_up(LookVerdict::BudgetSpent, wait, at));
            }
            number.add(at);
        }
        worker.count(at);
        org.count(at);
        Ok(())
    }

    /// Takes note of what a search of this run came to.
    pub(super) fn came_to(&mut self, look: &Look) {
        if look.is_search() {
            let (at, worker) = (look.at.as_second(), whose(look.by));
            self.workers.seen(worker, at).saw(look, at);
        }
    }

    /// Takes note of a look that another run put on record.
    pub(super) fn follow(&mut self, look: &Look) {
        let at = look.at.as_second();
        let (org_id, worker_id) = whose(look.by);
        if look.is_search() {
            let worker = self.workers.seen((org_id, worker_id), at);
            if !worker.has_open(look.person, at) {
                worker.count(at);
                self.orgs.seen(org_id, at).count(at);
            }
            worker.saw(look, at);
        }
        if look.verdict.is_decided() {
            return;
        }
        let worker = self.workers.seen((org_id, worker_id), at);
        if worker.saw_stop(&self.limits, look.verdict, at) {
            self.orgs.seen(org_id, at).saw_stop(&self.limits, look.verdict, at);
        }
    }

    /// What was held up could not be put on record: it is news again the next time.
    pub(super) fn forget_told(&mut self, by: Actor) {
        let (org_id, worker_id) = whose(by);
        if let Some(org) = self.orgs.get(&org_id) {
            org.forget_told();
        }
        if let Some(worker) = self.workers.get(&(org_id, worker_id)) {
            worker.forget_told();
        }
    }
}

/// Whose budget an actor uses up. A system that looks by itself uses up that of one worker of its organisation.
fn whose(by: Actor) -> (OrgId, WorkerId) {
    (by.org, by.worker.unwrap_or_else(|| by.org.as_uuid().into()))
}
