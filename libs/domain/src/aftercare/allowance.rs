//! Allowance: money that goes with taking part: the weekly Education Maintenance Allowance (EMA) and help with travel.
//! A week that was not attended is not paid, and that is all: nothing is taken back, and nobody is blamed.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use jiff::civil::Weekday;

use super::days_after;
use crate::identifier::{PartialDate, age_on};
use crate::{Date, Journey, Stamp, journey};

codes! {
    /// A weekly allowance.
    pub AllowanceScheme {
        /// Education Maintenance Allowance, for young people of 16 to 19 on an agreed activity.
        Ema = 1 "EMA",
    }
    /// Why a weekly allowance stopped.
    pub AllowanceStopReason {
        /// Another payer took over, such as a college.
        TakenOver = 1 "TAKEN_OVER",
        /// Support rests.
        Paused = 2 "PAUSED",
        /// The activity ended.
        ActivityOver = 3 "ACTIVITY_OVER",
        /// The person began paid work.
        InWork = 4 "IN_WORK",
        /// The person asked.
        PersonAsked = 5 "PERSON_ASKED",
        /// The person is past the age.
        PastAge = 6 "PAST_AGE",
        /// Something else.
        Other = 7 "OTHER",
    }
    /// How somebody travels.
    pub TravelMode {
        /// Bus.
        Bus = 1 "BUS",
        /// Train.
        Train = 2 "TRAIN",
        /// Tram or subway.
        Tram = 3 "TRAM",
        /// Ferry.
        Ferry = 4 "FERRY",
        /// Aeroplane, as between islands.
        Air = 5 "AIR",
        /// Taxi.
        Taxi = 6 "TAXI",
        /// Own or shared car.
        Car = 7 "CAR",
        /// Bicycle.
        Bicycle = 8 "BICYCLE",
    }
    /// What the journey is for.
    pub TravelPurpose {
        /// Meeting a worker.
        Meeting = 1 "MEETING",
        /// A support activity.
        Activity = 2 "ACTIVITY",
        /// Training or a course.
        Training = 3 "TRAINING",
        /// A job interview.
        Interview = 4 "INTERVIEW",
        /// Work experience or a work trial.
        WorkTrial = 5 "WORK_TRIAL",
        /// The way to work until the first pay.
        FirstWork = 6 "FIRST_WORK",
    }
}

/// What a week of EMA pays, in pence (mygov.scot, "Education Maintenance Allowance": £30 a week).
pub const EMA_PENCE_WEEK: u32 = 3_000;
/// The ages at which EMA is paid (mygov.scot, "Education Maintenance Allowance": 16 to 19).
pub const EMA_AGES: RangeInclusive<i16> = 16..=19;
/// The most that one journey is helped with, in pence: room for a flight between islands, not for a slip of the pen.
pub const TRAVEL_PENCE_MAX: u32 = 50_000;

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A weekly allowance was awarded.
    Awarded {
        /// Which.
        scheme: AllowanceScheme,
        /// The Monday of the first week.
        from: Date,
    },
    /// A week was paid: it was attended, by a person of the right age with an agreed plan, whose household's income had
    /// been checked. What that rests on (a date of birth, an income) stays out of the journal.
    Paid {
        /// Which.
        scheme: AllowanceScheme,
        /// The Monday of the week.
        week_commencing: Date,
        /// How much, in pence.
        pence: u32,
    },
    /// A week was not attended, so it was not paid.
    NotPaid {
        /// Which.
        scheme: AllowanceScheme,
        /// The Monday of the week.
        week_commencing: Date,
    },
    /// A weekly allowance stopped. It can be awarded again.
    Stopped {
        /// Which.
        scheme: AllowanceScheme,
        /// Why.
        reason: AllowanceStopReason,
    },
    /// Help with a journey was promised.
    TravelHelpApproved(TravelHelp),
    /// A journey that help was promised for took place.
    TravelHelpUsed {
        /// The day of the journey.
        travel_on: Date,
        /// What it was for.
        purpose: TravelPurpose,
        /// What it cost, in pence.
        pence: u32,
    },
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Awards a weekly allowance.
    Award {
        /// Which.
        scheme: AllowanceScheme,
        /// The Monday of the first week.
        from: Date,
        /// What the first week is judged on.
        facts: WeekFacts,
    },
    /// Settles a week that has begun: paid if it was attended, and if not, not.
    SettleWeek {
        /// Which.
        scheme: AllowanceScheme,
        /// The Monday of the week.
        week_commencing: Date,
        /// Whether the person attended as agreed; an agreed absence counts as attended.
        attended: bool,
        /// What the week is judged on.
        facts: WeekFacts,
    },
    /// Stops a weekly allowance, from today on.
    Stop {
        /// Which.
        scheme: AllowanceScheme,
        /// Why.
        reason: AllowanceStopReason,
    },
    /// Promises help with a journey that lies ahead.
    ApproveTravelHelp(TravelHelp),
    /// Records that the journey took place.
    UseTravelHelp {
        /// The day of the journey.
        travel_on: Date,
        /// What it was for.
        purpose: TravelPurpose,
        /// What it cost, in pence.
        pence: u32,
    },
}

/// What a week is judged on beside the journey itself. The handler looks it up, for these stand sealed or elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekFacts {
    /// The person's date of birth as far as it is known; none if it is not on record.
    pub born: Option<PartialDate>,
    /// Whether the household's income was checked and lies within the limits of the day.
    pub income_checked: bool,
    /// What a week pays, in pence: the policy of the day; see [`EMA_PENCE_WEEK`].
    pub pence_week: u32,
}

/// Help with one journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TravelHelp {
    /// The day of the journey.
    pub travel_on: Date,
    /// What it is for.
    pub purpose: TravelPurpose,
    /// How the person travels.
    pub mode: TravelMode,
    /// The most it may cost, in pence: 1 to 50,000.
    pub pence: u32,
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// There is no open episode.
    #[error("no episode is open; open one first")]
    NotOpen,
    /// Weeks begin on Mondays.
    #[error("a week is named by its Monday")]
    NotAMonday,
    /// The allowance runs already.
    #[error("the allowance is awarded already, from another week")]
    AlreadyAwarded,
    /// The week is outside any award.
    #[error("the allowance is not awarded for that week")]
    NotAwarded,
    /// The week, or the journey, lies ahead.
    #[error("the day lies ahead; record it once it has come")]
    NotYet,
    /// Nobody knows how old the person is.
    #[error("the person's date of birth is not on record; add it to their particulars first")]
    AgeUnknown,
    /// The person is too young or too old for the scheme that week.
    #[error("the allowance is for people of 16 to 19")]
    AgeOutOfRange,
    /// No plan is agreed.
    #[error("no plan is agreed yet; agree one with the person first")]
    NoAgreedPlan,
    /// Income was not checked.
    #[error("the household's income has not been checked")]
    IncomeNotChecked,
    /// The week was paid, and a payment is not taken back.
    #[error("the week is paid already")]
    AlreadyPaid,
    /// The sum is zero or too large.
    #[error("the sum is not within what may be paid")]
    SumOutOfRange,
    /// Help is promised before the journey.
    #[error("travel help is approved before the journey, not after")]
    TravelIsPast,
    /// Such help is promised, or used, in other terms.
    #[error("travel help for that day and purpose is recorded already, and differs")]
    TravelDiffers,
    /// No help was promised.
    #[error("no travel help was approved for that day and purpose")]
    TravelNotApproved,
}

/// A weekly allowance, from its first week to the day it stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Award {
    /// Which.
    pub scheme: AllowanceScheme,
    /// The Monday of the first week.
    pub from: Date,
    /// Weeks that begin on this day or later are no longer paid.
    pub stopped_on: Option<Date>,
}

impl Award {
    fn covers(&self, week_commencing: Date) -> bool {
        self.from <= week_commencing
            && self.stopped_on.is_none_or(|stopped| week_commencing < stopped)
    }
}

/// Awards, weeks and journeys.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// Oldest first. At most one of a scheme runs: its last.
    pub awards: Vec<Award>,
    /// What each settled week paid, in pence, by its Monday; nothing if it was not attended.
    pub weeks: BTreeMap<(AllowanceScheme, Date), Option<u32>>,
    /// Help with journeys, and what was used of it, in pence.
    pub travel: BTreeMap<(Date, TravelPurpose), (TravelHelp, Option<u32>)>,
}

impl State {
    /// The award of this scheme that runs now.
    pub fn running(&self, scheme: AllowanceScheme) -> Option<&Award> {
        self.awards
            .iter()
            .rev()
            .find(|award| award.scheme == scheme)
            .filter(|award| award.stopped_on.is_none())
    }
    /// What this scheme has paid so far, in pence.
    pub fn paid_pence(&self, scheme: AllowanceScheme) -> u64 {
        self.weeks
            .iter()
            .filter(|((of, _), _)| *of == scheme)
            .filter_map(|(_, pence)| *pence)
            .map(u64::from)
            .sum()
    }
    fn awarded(&self, scheme: AllowanceScheme, week_commencing: Date) -> bool {
        self.awards.iter().any(|award| award.scheme == scheme && award.covers(week_commencing))
    }
}

pub(crate) fn decide(
    journey: &Journey,
    stamp: &Stamp,
    command: &Command,
) -> Result<Vec<journey::Event>, Refusal> {
    let (state, today) = (&journey.allowance, stamp.occurred_on);
    let decided = match *command {
        Command::Award { scheme, from, ref facts } => award(journey, scheme, from, facts),
        Command::SettleWeek { scheme, week_commencing, attended, ref facts } => {
            settle_week(journey, today, (scheme, week_commencing), attended, facts)
        }
        Command::Stop { scheme, reason } => stop(state, scheme, reason),
        Command::ApproveTravelHelp(help) => approve_travel_help(journey, today, help),
        Command::UseTravelHelp { travel_on, purpose, pence } => {
            use_travel_help(state, today, (travel_on, purpose), pence)
        }
    };
    Ok(decided?.into_iter().map(Into::into).collect())
}

fn award(
    journey: &Journey,
    scheme: AllowanceScheme,
    from: Date,
    facts: &WeekFacts,
) -> Result<Option<Event>, Refusal> {
    match journey.allowance.running(scheme) {
        Some(running) if running.from == from => return Ok(None), // A retry.
        Some(_) => return Err(Refusal::AlreadyAwarded),
        None => {}
    }
    if journey.episode.open().is_none() {
        return Err(Refusal::NotOpen);
    }
    a_monday(from)?;
    entitled(journey, scheme, from, facts)?;
    Ok(Some(Event::Awarded { scheme, from }))
}

fn a_monday(date: Date) -> Result<(), Refusal> {
    if date.weekday() == Weekday::Monday { Ok(()) } else { Err(Refusal::NotAMonday) }
}

fn entitled(
    journey: &Journey,
    scheme: AllowanceScheme,
    week_commencing: Date,
    facts: &WeekFacts,
) -> Result<(), Refusal> {
    let ages = match scheme {
        AllowanceScheme::Ema => EMA_AGES,
    };
    let born = facts.born.as_ref().ok_or(Refusal::AgeUnknown)?;
    if !may_be_aged(born, &ages, week_commencing) {
        return Err(Refusal::AgeOutOfRange);
    }
    if journey.plan.plan.is_none() {
        return Err(Refusal::NoAgreedPlan);
    }
    if !facts.income_checked {
        return Err(Refusal::IncomeNotChecked);
    }
    Ok(())
}

/// Whether a person born then can be of one of these ages on this day. Where not every part of the date is known, it is
/// taken in the person's favour.
fn may_be_aged(born: &PartialDate, ages: &RangeInclusive<i16>, on: Date) -> bool {
    let (oldest, youngest) = (age_on(born.earliest(), on), age_on(born.latest(), on));
    oldest.is_some_and(|age| *ages.start() <= age) && youngest.is_none_or(|age| age <= *ages.end())
}

/// A week that was earned is paid even if support has ended since: leaving is never held against anybody. A week that
/// was taken for missed can still be paid once attendance is known; a paid one stays paid.
fn settle_week(
    journey: &Journey,
    today: Date,
    (scheme, week_commencing): (AllowanceScheme, Date),
    attended: bool,
    facts: &WeekFacts,
) -> Result<Option<Event>, Refusal> {
    match journey.allowance.weeks.get(&(scheme, week_commencing)) {
        Some(Some(_)) if attended => return Ok(None), // A retry.
        Some(Some(_)) => return Err(Refusal::AlreadyPaid),
        Some(None) if !attended => return Ok(None), // A retry.
        Some(None) | None => {}
    }
    a_monday(week_commencing)?;
    if week_commencing > today {
        return Err(Refusal::NotYet);
    }
    if !journey.allowance.awarded(scheme, week_commencing)
        || !supported_that_week(journey, week_commencing)
    {
        return Err(Refusal::NotAwarded);
    }
    if !attended {
        return Ok(Some(Event::NotPaid { scheme, week_commencing }));
    }
    entitled(journey, scheme, week_commencing, facts)?;
    if facts.pence_week == 0 {
        return Err(Refusal::SumOutOfRange);
    }
    Ok(Some(Event::Paid { scheme, week_commencing, pence: facts.pence_week }))
}

/// Whether an episode was open on some day of this week.
fn supported_that_week(journey: &Journey, week_commencing: Date) -> bool {
    let sunday = days_after(week_commencing, 6);
    let open = |from: Date, closed_on: Option<Date>| {
        from <= sunday && closed_on.is_none_or(|on| week_commencing <= on)
    };
    journey
        .episode
        .episodes
        .iter()
        .any(|episode| open(episode.opened_on, episode.closed.map(|(on, _)| on)))
}

fn stop(
    state: &State,
    scheme: AllowanceScheme,
    reason: AllowanceStopReason,
) -> Result<Option<Event>, Refusal> {
    match state.running(scheme) {
        Some(_) => Ok(Some(Event::Stopped { scheme, reason })),
        None if state.awards.iter().any(|award| award.scheme == scheme) => Ok(None), // A retry.
        None => Err(Refusal::NotAwarded),
    }
}

fn approve_travel_help(
    journey: &Journey,
    today: Date,
    help: TravelHelp,
) -> Result<Option<Event>, Refusal> {
    match journey.allowance.travel.get(&(help.travel_on, help.purpose)) {
        Some((known, _)) if *known == help => return Ok(None), // A retry.
        Some(_) => return Err(Refusal::TravelDiffers),
        None => {}
    }
    if journey.episode.open().is_none() {
        return Err(Refusal::NotOpen);
    }
    if help.travel_on < today {
        return Err(Refusal::TravelIsPast);
    }
    if !(1..=TRAVEL_PENCE_MAX).contains(&help.pence) {
        return Err(Refusal::SumOutOfRange);
    }
    Ok(Some(Event::TravelHelpApproved(help)))
}

fn use_travel_help(
    state: &State,
    today: Date,
    (travel_on, purpose): (Date, TravelPurpose),
    pence: u32,
) -> Result<Option<Event>, Refusal> {
    match state.travel.get(&(travel_on, purpose)) {
        None => Err(Refusal::TravelNotApproved),
        Some((_, Some(used))) if *used == pence => Ok(None), // A retry.
        Some((_, Some(_))) => Err(Refusal::TravelDiffers),
        Some((_, None)) if today < travel_on => Err(Refusal::NotYet),
        Some((help, None)) if !(1..=help.pence).contains(&pence) => Err(Refusal::SumOutOfRange),
        Some((_, None)) => Ok(Some(Event::TravelHelpUsed { travel_on, purpose, pence })),
    }
}

pub(crate) fn evolve(state: &mut State, stamp: &Stamp, event: &Event) {
    match event {
        Event::Awarded { scheme, from } => {
            state.awards.push(Award { scheme: *scheme, from: *from, stopped_on: None });
        }
        Event::Paid { scheme, week_commencing, pence } => {
            state.weeks.insert((*scheme, *week_commencing), Some(*pence));
        }
        Event::NotPaid { scheme, week_commencing } => {
            state.weeks.insert((*scheme, *week_commencing), None);
        }
        Event::Stopped { scheme, .. } => {
            if let Some(award) = state.awards.iter_mut().rev().find(|award| award.scheme == *scheme)
            {
                award.stopped_on = Some(stamp.occurred_on);
            }
        }
        Event::TravelHelpApproved(help) => {
            state.travel.insert((help.travel_on, help.purpose), (*help, None));
        }
        Event::TravelHelpUsed { travel_on, purpose, pence } => {
            if let Some((_, used)) = state.travel.get_mut(&(*travel_on, *purpose)) {
                *used = Some(*pence);
            }
        }
    }
}
