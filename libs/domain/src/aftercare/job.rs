//! Job: work that a person started, the support agreed for it, and whether it lasts. The episode stays open: being in
//! work is a stage like any other, and losing a job is a setback, not an exit. How weeks are counted: [`sustainment`].

pub mod sustainment;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::days_after;
use crate::intake::agreement::Scope;
use crate::intake::stage;
use crate::{Date, JobId, Journey, OrgId, Sealed, Stamp, journey};
use sustainment::{Check, CheckEvidence, CheckStatus, CheckWeek};

codes! {
    /// On what terms somebody works.
    pub JobContract {
        /// No end is agreed.
        Permanent = 1 "PERMANENT",
        /// For a fixed time.
        Fixed = 2 "FIXED",
        /// No hours are guaranteed.
        Zero = 3 "ZERO",
        /// An apprenticeship.
        Apprenticeship = 4 "APPRENTICESHIP",
        /// Own business.
        SelfEmployed = 5 "SELF_EMPLOYED",
    }
    /// What the job pays, told against the two wage floors of the day rather than in pounds, which go out of date.
    pub PayBand {
        /// The statutory minimum for the person's age.
        Minimum = 1 "MINIMUM",
        /// More than the minimum, less than the real Living Wage.
        AboveMinimum = 2 "ABOVE_MINIMUM",
        /// The real Living Wage (Living Wage Foundation) or more.
        RealLivingWage = 3 "REAL_LIVING_WAGE",
    }
    /// Why a job ended. A reason that says something of health or justice is told in sealed words, not as a code.
    pub JobEndReason {
        /// The agreed time was over.
        ContractOver = 1 "CONTRACT_OVER",
        /// Redundancy, or the business closed.
        Redundancy = 2 "REDUNDANCY",
        /// The employer ended it.
        EmployerEnded = 3 "EMPLOYER_ENDED",
        /// The person ended it.
        PersonEnded = 4 "PERSON_ENDED",
        /// The person went on to another job. Not a setback.
        NewJob = 5 "NEW_JOB",
        /// Something else, or not said.
        Other = 6 "OTHER",
    }
    /// How the person likes to be asked how work is going.
    pub AftercareChannel {
        /// A call.
        Phone = 1 "PHONE",
        /// A text message.
        Text = 2 "TEXT",
        /// An email.
        Email = 3 "EMAIL",
        /// A video call.
        Video = 4 "VIDEO",
        /// Face to face.
        InPerson = 5 "IN_PERSON",
    }
    /// What the employer was spoken with about.
    pub EmployerContactPurpose {
        /// Adjustments to the work or the place.
        Adjustments = 1 "ADJUSTMENTS",
        /// How the job is going.
        Progress = 2 "PROGRESS",
        /// Training at work.
        Training = 3 "TRAINING",
        /// Hours, pay or conditions.
        Conditions = 4 "CONDITIONS",
        /// A problem that could end the job.
        Problem = 5 "PROBLEM",
    }
}

/// The most hours a week that a job is recorded with.
pub const HOURS_WEEK_MAX: u8 = 60;
/// How often aftercare gets in touch: at most weekly, at least each quarter, in days.
pub const CADENCE_DAYS: std::ops::RangeInclusive<u8> = 7..=91;
/// How soon somebody looks again after a job ended, in days: within [`sustainment::GAP_DAYS_DEFAULT`], so that a new
/// job found together can still carry the run on.
pub const JOB_END_REVIEW_DAYS: u16 = 14;

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The person began work.
    Started {
        /// This job.
        job: JobId,
        /// Who employs the person, sealed.
        employer: Sealed,
        /// The job itself.
        terms: JobTerms,
        /// The area's rule of that day: how long out of work still keeps the run, in days.
        gap_days_max: u16,
    },
    /// The person and the worker agreed how to keep in touch.
    AftercareAgreed(Aftercare),
    /// Somebody asked whether the person is still in work.
    SustainmentChecked {
        /// The job that was asked about.
        job: JobId,
        /// Which check.
        week: CheckWeek,
        /// What came of it.
        check: Check,
    },
    /// A job ended. Its later checks fall away.
    Ended {
        /// Which.
        job: JobId,
        /// The last day in it.
        ended_on: Date,
        /// Why.
        reason: JobEndReason,
        /// Why, in words, sealed.
        words: Option<Sealed>,
    },
    /// The employer was spoken with, as the person had agreed.
    EmployerContacted {
        /// About which job.
        job: JobId,
        /// About what.
        purpose: EmployerContactPurpose,
        /// What was said, sealed.
        note: Option<Sealed>,
    },
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Records that the person began work.
    Start {
        /// The new job.
        job: JobId,
        /// Who employs the person, sealed.
        employer: Sealed,
        /// The job itself.
        terms: JobTerms,
        /// The area's rule: how long out of work still keeps the run, in days; see [`sustainment::GAP_DAYS_DEFAULT`].
        gap_days_max: u16,
    },
    /// Agrees how to keep in touch; replaces what was agreed before.
    AgreeAftercare(Aftercare),
    /// Records one check.
    CheckSustainment {
        /// The job that was asked about.
        job: JobId,
        /// Which check.
        week: CheckWeek,
        /// What came of it.
        check: Check,
    },
    /// Records that a job ended.
    End {
        /// Which.
        job: JobId,
        /// The last day in it.
        ended_on: Date,
        /// Why.
        reason: JobEndReason,
        /// Why, in words, sealed.
        words: Option<Sealed>,
    },
    /// Records that the employer was spoken with.
    ContactEmployer {
        /// About which job.
        job: JobId,
        /// About what.
        purpose: EmployerContactPurpose,
        /// What was said, sealed.
        note: Option<Sealed>,
    },
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// There is no open episode.
    #[error("no episode is open; open one first")]
    NotOpen,
    /// No such job on this journey.
    #[error("no such job on this journey")]
    Unknown,
    /// Job ids are not reused.
    #[error("this job is recorded already, with other terms")]
    AlreadyStarted,
    /// What has not happened cannot be recorded.
    #[error("the day lies ahead; record it once it has come")]
    NotYet,
    /// Hours must make sense.
    #[error("weekly hours are 1 to 60")]
    HoursOutOfRange,
    /// The person's score must be on its scale.
    #[error("how right the job feels is scored 1 to 5")]
    ScoreOutOfRange,
    /// Too often, or too seldom.
    #[error("aftercare gets in touch every 7 to 91 days")]
    CadenceOutOfRange,
    /// Aftercare must have days to run.
    #[error("aftercare would end before it begins")]
    EndsBeforeItBegins,
    /// The job would end before it began.
    #[error("the job cannot end before it started")]
    EndsBeforeItStarts,
    /// The job's end is known, and it is another.
    #[error("the job's end is recorded already, and differs")]
    AlreadyEnded,
    /// The job is over, and with it what would come later.
    #[error("the job is over; this no longer applies to it")]
    JobOver,
    /// The check opens later.
    #[error("this check is not due before {due_on}")]
    NotDue {
        /// The day it opens.
        due_on: Date,
    },
    /// The check has closed.
    #[error("this check closed after {closed_on}")]
    WindowClosed {
        /// Its last day.
        closed_on: Date,
    },
    /// The check has an answer, and only an unknown one can change.
    #[error("this check has another answer already")]
    AlreadyChecked,
    /// The answer and what it rests on do not fit.
    #[error("a known answer needs evidence; an unknown one has none, and at least one attempt")]
    EvidenceMismatch,
    /// The person did not agree to the employer being contacted, or no longer does.
    #[error("the person has not agreed to contact with the employer; ask them first")]
    EmployerContactNotAgreed,
}

/// A job, without its employer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobTerms {
    /// The first day in it.
    pub start_on: Date,
    /// Hours a week, 1 to 60.
    pub hours_week: u8,
    /// On what terms.
    pub contract: JobContract,
    /// What it pays, if the person said.
    pub pay_band: Option<PayBand>,
    /// Whether a better-off calculation was made with the person: what work does to their benefits.
    pub better_off_done: bool,
    /// How right the job feels to the person, 1 to 5, if they said.
    pub right_job: Option<u8>,
}

/// How the person and the worker keep in touch once the person is in work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aftercare {
    /// How often, in days: 7 to 91.
    pub cadence_days: u8,
    /// How.
    pub channel: AftercareChannel,
    /// Whether the employer may be contacted. Silence means no.
    pub employer_contact_ok: bool,
    /// The last day of it.
    pub until: Date,
}

/// One job, as far as decisions need it.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// The job itself.
    pub terms: JobTerms,
    /// How long out of work before it still keeps the run, in days.
    pub gap_days_max: u16,
    /// The last day in it and why it ended, once that is recorded.
    pub ended: Option<(Date, JobEndReason)>,
    /// The day a check found the person out of work.
    pub found_out_on: Option<Date>,
    /// The checks that were made, and the last answer to each.
    pub checks: BTreeMap<CheckWeek, Check>,
}

impl Job {
    /// The last day in this job as far as is known; none while it goes on.
    pub fn last_day(&self) -> Option<Date> {
        self.ended.map(|(on, _)| on).or(self.found_out_on)
    }
}

/// Every job of the journey, and the aftercare agreed last.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// By id.
    pub jobs: BTreeMap<JobId, Job>,
    /// What was agreed last.
    pub aftercare: Option<Aftercare>,
    /// The organisation that agreed it, and looks after the person.
    pub aftercare_by: Option<OrgId>,
}

pub(crate) fn decide(
    journey: &Journey,
    stamp: &Stamp,
    command: &Command,
) -> Result<Vec<journey::Event>, Refusal> {
    if journey.episode.open().is_none() {
        return Err(Refusal::NotOpen);
    }
    match command {
        Command::Start { job, employer, terms, gap_days_max } => {
            start(journey, stamp, *job, employer, *terms, *gap_days_max)
        }
        Command::AgreeAftercare(aftercare) => agree_aftercare(&journey.job, stamp, *aftercare),
        Command::CheckSustainment { job, week, check } => {
            check_sustainment(journey, stamp, *job, *week, *check)
        }
        Command::End { job, ended_on, reason, words } => {
            end(&journey.job, stamp, *job, (*ended_on, *reason), words.as_ref())
        }
        Command::ContactEmployer { job, purpose, note } => {
            contact_employer(journey, stamp, *job, *purpose, note.as_ref())
        }
    }
}

fn start(
    journey: &Journey,
    stamp: &Stamp,
    job: JobId,
    employer: &Sealed,
    terms: JobTerms,
    gap_days_max: u16,
) -> Result<Vec<journey::Event>, Refusal> {
    match journey.job.jobs.get(&job) {
        Some(known) if known.terms == terms => return Ok(vec![]), // A retry.
        Some(_) => return Err(Refusal::AlreadyStarted),
        None => {}
    }
    if terms.start_on > stamp.occurred_on {
        return Err(Refusal::NotYet);
    }
    if !(1..=HOURS_WEEK_MAX).contains(&terms.hours_week) {
        return Err(Refusal::HoursOutOfRange);
    }
    if terms.right_job.is_some_and(|score| !(1..=5).contains(&score)) {
        return Err(Refusal::ScoreOutOfRange);
    }
    let started = Event::Started { job, employer: employer.clone(), terms, gap_days_max };
    let in_work = stage::Stage::InWork;
    let entered = (!journey.stage.on.contains(&in_work))
        .then_some(stage::Event::Entered { stage: in_work }.into());
    Ok(std::iter::once(started.into()).chain(entered).collect())
}

fn agree_aftercare(
    state: &State,
    stamp: &Stamp,
    aftercare: Aftercare,
) -> Result<Vec<journey::Event>, Refusal> {
    if state.aftercare == Some(aftercare) {
        return Ok(vec![]); // A retry.
    }
    if !CADENCE_DAYS.contains(&aftercare.cadence_days) {
        return Err(Refusal::CadenceOutOfRange);
    }
    if aftercare.until < stamp.occurred_on {
        return Err(Refusal::EndsBeforeItBegins);
    }
    Ok(vec![Event::AftercareAgreed(aftercare).into()])
}

fn check_sustainment(
    journey: &Journey,
    stamp: &Stamp,
    id: JobId,
    week: CheckWeek,
    check: Check,
) -> Result<Vec<journey::Event>, Refusal> {
    let state = &journey.job;
    let job = state.jobs.get(&id).ok_or(Refusal::Unknown)?;
    if job.checks.get(&week) == Some(&check) {
        return Ok(vec![]); // A retry.
    }
    if state.sustained(id, week).is_some() {
        return Err(Refusal::AlreadyChecked);
    }
    let due_on = state.due_on(id, week).ok_or(Refusal::Unknown)?;
    within_window(job, due_on, stamp.occurred_on)?;
    if !check.rests_on_something() {
        return Err(Refusal::EvidenceMismatch);
    }
    if check.evidence == CheckEvidence::Employer
        && !employer_contact_agreed(journey, stamp.occurred_on)
    {
        return Err(Refusal::EmployerContactNotAgreed);
    }
    Ok(vec![Event::SustainmentChecked { job: id, week, check }.into()])
}

fn within_window(job: &Job, due_on: Date, on: Date) -> Result<(), Refusal> {
    let closed_on = days_after(due_on, sustainment::WINDOW_DAYS);
    if job.last_day().is_some_and(|last| last < due_on) {
        return Err(Refusal::JobOver);
    }
    if on < due_on {
        return Err(Refusal::NotDue { due_on });
    }
    if on > closed_on {
        return Err(Refusal::WindowClosed { closed_on });
    }
    Ok(())
}

fn end(
    state: &State,
    stamp: &Stamp,
    id: JobId,
    end: (Date, JobEndReason),
    words: Option<&Sealed>,
) -> Result<Vec<journey::Event>, Refusal> {
    let job = state.jobs.get(&id).ok_or(Refusal::Unknown)?;
    let (ended_on, reason) = end;
    match job.ended {
        Some(known) if known == end => return Ok(vec![]), // A retry.
        Some(_) => return Err(Refusal::AlreadyEnded),
        None if ended_on < job.terms.start_on => return Err(Refusal::EndsBeforeItStarts),
        None if ended_on > stamp.occurred_on => return Err(Refusal::NotYet),
        None => {}
    }
    let ended = Event::Ended { job: id, ended_on, reason, words: words.cloned() };
    let setback = (reason != JobEndReason::NewJob).then(|| setback(stamp).into());
    Ok(std::iter::once(ended.into()).chain(setback).collect())
}

/// A lost job ends nothing but itself: somebody looks again soon, so that the way back is short.
fn setback(stamp: &Stamp) -> stage::Event {
    stage::Event::SetbackRecorded {
        kind: Some(stage::SetbackKind::JobEnded),
        sealed_kind: None,
        effect: stage::SetbackEffect::None,
        review_on: days_after(stamp.occurred_on, JOB_END_REVIEW_DAYS),
    }
}

fn contact_employer(
    journey: &Journey,
    stamp: &Stamp,
    id: JobId,
    purpose: EmployerContactPurpose,
    note: Option<&Sealed>,
) -> Result<Vec<journey::Event>, Refusal> {
    let job = journey.job.jobs.get(&id).ok_or(Refusal::Unknown)?;
    if job.last_day().is_some_and(|last| last < stamp.occurred_on) {
        return Err(Refusal::JobOver);
    }
    if !employer_contact_agreed(journey, stamp.occurred_on) {
        return Err(Refusal::EmployerContactNotAgreed);
    }
    Ok(vec![Event::EmployerContacted { job: id, purpose, note: note.cloned() }.into()])
}

/// Whether the employer may be contacted on this day. The aftercare must say so; and where the person's yes was also
/// recorded as an agreement, one such agreement must hold: taking it back takes effect at once.
fn employer_contact_agreed(journey: &Journey, on: Date) -> bool {
    let asked = journey.agreement.agreements.values().any(|a| a.scope == Scope::EmployerContact);
    let holds = !asked || journey.agreement.covers(Scope::EmployerContact, on);
    holds && journey.job.aftercare.is_some_and(|a| a.employer_contact_ok && on <= a.until)
}

pub(crate) fn evolve(state: &mut State, stamp: &Stamp, event: &Event) {
    match event {
        Event::Started { job, terms, gap_days_max, .. } => {
            let (terms, gap_days_max) = (*terms, *gap_days_max);
            let started = Job {
                terms,
                gap_days_max,
                ended: None,
                found_out_on: None,
                checks: BTreeMap::new(),
            };
            state.jobs.insert(*job, started);
        }
        Event::AftercareAgreed(aftercare) => {
            state.aftercare = Some(*aftercare);
            state.aftercare_by = Some(stamp.by.org);
        }
        Event::SustainmentChecked { job, week, check } => {
            if let Some(job) = state.jobs.get_mut(job) {
                job.checks.insert(*week, *check);
            }
            if check.status == CheckStatus::NotInWork {
                found_out(state, stamp.occurred_on);
            }
        }
        Event::Ended { job, ended_on, reason, .. } => {
            if let Some(job) = state.jobs.get_mut(job) {
                job.ended = Some((*ended_on, *reason));
            }
        }
        Event::EmployerContacted { .. } => {}
    }
}

/// Out of work is said of the person, so it holds for each job that was thought to go on.
fn found_out(state: &mut State, on: Date) {
    for job in
        state.jobs.values_mut().filter(|job| job.terms.start_on <= on && job.last_day().is_none())
    {
        job.found_out_on = Some(on);
    }
}
