//! Sustainment: whether work lasts. Jobs with short gaps between them are one *run*, and weeks are counted from the
//! run's first day; so changing jobs costs nobody their record. Pure arithmetic over the jobs that are known now: a fact
//! that arrives late is counted as if it had always been known.

use super::{Job, State};
use crate::aftercare::days_after;
use crate::{Date, JobId};

codes! {
    /// When somebody asks whether the person is still in work (13, 26 and 52 weeks as Fair Start Scotland counted; week
    /// 4 is the early one, when most help is still possible).
    pub CheckWeek {
        /// Four weeks in.
        Four = 1 "WEEK_4",
        /// A quarter in.
        Thirteen = 2 "WEEK_13",
        /// Half a year in.
        TwentySix = 3 "WEEK_26",
        /// A year in.
        FiftyTwo = 4 "WEEK_52",
    }
    /// What a check found.
    pub CheckStatus {
        /// In work.
        InWork = 1 "IN_WORK",
        /// In work, elsewhere. The run goes on.
        ChangedJob = 2 "CHANGED_JOB",
        /// Out of work.
        NotInWork = 3 "NOT_IN_WORK",
        /// Nobody could be reached. It does not mean out of work.
        Unknown = 4 "UNKNOWN",
    }
    /// What the answer rests on.
    pub CheckEvidence {
        /// The person said so.
        Person = 1 "PERSON",
        /// The employer said so.
        Employer = 2 "EMPLOYER",
        /// Payroll shows it.
        Payroll = 3 "PAYROLL",
        /// Nothing.
        None = 4 "NONE",
    }
}

/// How long a check stays open from the day it is due, in days. No national figure is published for No One Left
/// Behind; four weeks leaves time for several attempts and ends before the next check can open.
pub const WINDOW_DAYS: u16 = 28;
/// How long out of work keeps a run, in days, where the area has no rule of its own. No national figure is published
/// for No One Left Behind; areas set theirs as policy data, and it is kept with each job.
pub const GAP_DAYS_DEFAULT: u16 = 28;

impl CheckWeek {
    /// How many weeks after the run's first day.
    pub const fn weeks(self) -> u16 {
        match self {
            Self::Four => 4,
            Self::Thirteen => 13,
            Self::TwentySix => 26,
            Self::FiftyTwo => 52,
        }
    }
}

/// What came of one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// What was found.
    pub status: CheckStatus,
    /// What that rests on.
    pub evidence: CheckEvidence,
    /// How often somebody tried to find out.
    pub attempts: u8,
}

impl Check {
    /// A known answer rests on evidence, an unknown one on having tried.
    pub(super) fn rests_on_something(&self) -> bool {
        match self.status {
            CheckStatus::InWork | CheckStatus::ChangedJob | CheckStatus::NotInWork => {
                self.evidence != CheckEvidence::None
            }
            CheckStatus::Unknown => self.evidence == CheckEvidence::None && self.attempts > 0,
        }
    }
    /// Whether the person was in work; none if nobody knows.
    fn in_work(&self) -> Option<bool> {
        match self.status {
            CheckStatus::InWork | CheckStatus::ChangedJob => Some(true),
            CheckStatus::NotInWork => Some(false),
            CheckStatus::Unknown => None,
        }
    }
}

/// Jobs that count as one spell in work.
#[derive(Debug, Clone, PartialEq)]
pub struct Run<'a> {
    /// The first day in work.
    pub from: Date,
    /// The last day in work; none while it goes on.
    pub until: Option<Date>,
    /// By first day.
    pub jobs: Vec<(JobId, &'a Job)>,
}

impl<'a> Run<'a> {
    fn begin(id: JobId, job: &'a Job) -> Self {
        Self { from: job.terms.start_on, until: job.last_day(), jobs: vec![(id, job)] }
    }
    fn reaches(&self, job: &Job) -> bool {
        self.until.is_none_or(|until| job.terms.start_on <= days_after(until, job.gap_days_max))
    }
    fn join(&mut self, id: JobId, job: &'a Job) {
        self.until = self.until.zip(job.last_day()).map(|(a, b)| a.max(b));
        self.jobs.push((id, job));
    }
    /// When this check opens: seven days a week from the run's first day.
    pub fn due_on(&self, week: CheckWeek) -> Date {
        days_after(self.from, 7 * week.weeks())
    }
    /// The last day on which this check can be made.
    pub fn closed_on(&self, week: CheckWeek) -> Date {
        days_after(self.due_on(week), WINDOW_DAYS)
    }
    /// Whether the person was in work at this check; none if nobody asked or nobody knows, which is not the same as no.
    pub fn in_work(&self, week: CheckWeek) -> Option<bool> {
        self.jobs.iter().find_map(|(_, job)| job.checks.get(&week)?.in_work())
    }
    /// Whether somebody asked, whatever came of it.
    pub fn asked(&self, week: CheckWeek) -> bool {
        self.jobs.iter().any(|(_, job)| job.checks.contains_key(&week))
    }
    /// The job to ask about: the newest that lasted until the check was due; none if the person's work did not reach it.
    pub fn asks_about(&self, week: CheckWeek) -> Option<JobId> {
        let due_on = self.due_on(week);
        let lasted = |job: &Job| job.last_day().is_none_or(|last| due_on <= last);
        self.jobs.iter().rev().find(|(_, job)| lasted(job)).map(|(id, _)| *id)
    }
}

fn runs(state: &State) -> Vec<Run<'_>> {
    let mut jobs: Vec<_> = state.jobs.iter().map(|(id, job)| (*id, job)).collect();
    jobs.sort_by_key(|(id, job)| (job.terms.start_on, *id));
    let mut runs: Vec<Run<'_>> = vec![];
    for (id, job) in jobs {
        match runs.last_mut().filter(|run| run.reaches(job)) {
            Some(run) => run.join(id, job),
            None => runs.push(Run::begin(id, job)),
        }
    }
    runs
}

impl State {
    /// Every spell in work, the first one first.
    pub fn runs(&self) -> Vec<Run<'_>> {
        runs(self)
    }
    fn run_of(&self, job: JobId) -> Option<Run<'_>> {
        runs(self).into_iter().find(|run| run.jobs.iter().any(|(id, _)| *id == job))
    }
    /// The first day of the run that this job is part of; its own first day if it follows no other.
    pub fn run_from(&self, job: JobId) -> Option<Date> {
        self.run_of(job).map(|run| run.from)
    }
    /// When this check of the job's run opens: seven days a week from the run's first day.
    pub fn due_on(&self, job: JobId, week: CheckWeek) -> Option<Date> {
        self.run_of(job).map(|run| run.due_on(week))
    }
    /// Whether the person was in work at this check of the job's run; none if nobody asked or nobody knows, which is not
    /// the same as no.
    pub fn sustained(&self, job: JobId, week: CheckWeek) -> Option<bool> {
        self.run_of(job)?.in_work(week)
    }
}

/// The checks that are open on this day and were not made yet: at most one for each run and week, and none for a week
/// that the person's work did not reach.
pub fn checks_due(state: &State, on: Date) -> Vec<(JobId, CheckWeek, Date)> {
    let open = |run: &Run<'_>, week: CheckWeek| {
        let due_on = run.due_on(week);
        let in_window = (due_on..=run.closed_on(week)).contains(&on);
        (in_window && !run.asked(week))
            .then(|| run.asks_about(week).map(|job| (job, week, due_on)))?
    };
    let weeks = <CheckWeek as crate::Code>::ALL;
    runs(state).iter().flat_map(|run| weeks.iter().filter_map(|week| open(run, *week))).collect()
}
