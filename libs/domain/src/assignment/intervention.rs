//! Intervention: a support activity, from planned to done. Whatever gives health or justice away is sealed with it: the
//! family, the subtype and the provider's name.

use std::collections::{BTreeMap, BTreeSet};

use crate::directory::organisation::OrgKind;
use crate::{
    Date, InterventionId, Journey, OrgId, Sealed, SensitiveCode, Sensitivity, Stamp, journey,
};

codes! {
    /// The nine families of support (No One Left Behind operating plan 2022-2025, annex 1).
    pub InterventionFamily {
        /// Referral and engagement.
        Engagement = 1 "ENGAGEMENT",
        /// Case management.
        CaseManagement = 2 "CASE_MANAGEMENT",
        /// Money and debt.
        MoneyAndDebt = 3 "MONEY_AND_DEBT",
        /// Health and wellbeing.
        HealthAndWellbeing = 4 "HEALTH_AND_WELLBEING",
        /// Personal and social development.
        PersonalDevelopment = 5 "PERSONAL_DEVELOPMENT",
        /// Accredited training.
        AccreditedTraining = 6 "ACCREDITED_TRAINING",
        /// Work experience.
        WorkExperience = 7 "WORK_EXPERIENCE",
        /// Job search.
        JobSearch = 8 "JOB_SEARCH",
        /// Employer support and matching.
        EmployerSupport = 9 "EMPLOYER_SUPPORT",
    }
    /// Why an activity stopped before its end. None of them is a failure.
    pub StopReason {
        /// The person chose to.
        PersonChose = 1 "PERSON_CHOSE",
        /// It was not the right help.
        NotRightHelp = 2 "NOT_RIGHT_HELP",
        /// The provider could not go on.
        ProviderStopped = 3 "PROVIDER_STOPPED",
        /// The person started work or learning.
        MovedOn = 4 "MOVED_ON",
        /// Something else.
        Other = 5 "OTHER",
    }
}

/// The longest subtype, in characters.
pub const SUBTYPE_CHARS_MAX: usize = 40;

impl SensitiveCode for InterventionFamily {
    fn sensitivity(self) -> Sensitivity {
        match self {
            Self::HealthAndWellbeing => Sensitivity::Special,
            Self::Engagement
            | Self::CaseManagement
            | Self::MoneyAndDebt
            | Self::PersonalDevelopment => Sensitivity::Core,
            Self::AccreditedTraining
            | Self::WorkExperience
            | Self::JobSearch
            | Self::EmployerSupport => Sensitivity::Core,
        }
    }
}

/// How closely the name of a provider is kept beside a person's: a clinic gives health away, a prison justice.
pub fn provider_sensitivity(kind: OrgKind) -> Sensitivity {
    match kind {
        OrgKind::Nhs => Sensitivity::Special,
        OrgKind::Prison | OrgKind::Justice => Sensitivity::Restricted,
        OrgKind::Council | OrgKind::Dwp | OrgKind::Sds | OrgKind::College => Sensitivity::Core,
        OrgKind::ThirdSector | OrgKind::Private | OrgKind::Housing => Sensitivity::Core,
    }
}

/// What an activity is within its family, as each area names it, such as `BETTER_OFF_IN_WORK`: capitals, digits and
/// underscores, so that nobody can be described in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Subtype(String);

impl Subtype {
    /// The subtype with this text, if it is one.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=SUBTYPE_CHARS_MAX).contains(&text.len());
        let is_code =
            text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        (fits && is_code).then(|| Self(text.to_owned()))
    }
    /// The subtype as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What the activity is.
#[derive(Debug, Clone, PartialEq)]
pub enum Activity {
    /// One that gives nothing away.
    Plain {
        /// Its family.
        family: InterventionFamily,
        /// What it is within the family.
        subtype: Option<Subtype>,
        /// Who provides it.
        provider: OrgId,
    },
    /// One whose family, subtype or provider says something special of the person: all three, sealed.
    Sealed(Sealed),
}

/// What happened. The stamp says on which day.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// It was planned.
    Planned {
        /// This intervention.
        intervention: InterventionId,
        /// What it is.
        activity: Activity,
        /// The first day, if it is set.
        start: Option<Date>,
        /// The last day, if it is set.
        end: Option<Date>,
    },
    /// The person began.
    Started {
        /// Which intervention.
        intervention: InterventionId,
    },
    /// The person was there.
    Attended {
        /// Which intervention.
        intervention: InterventionId,
    },
    /// It is done.
    Completed {
        /// Which intervention.
        intervention: InterventionId,
    },
    /// It stopped before its end.
    Stopped {
        /// Which intervention.
        intervention: InterventionId,
        /// Why.
        reason: StopReason,
    },
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Plans an activity.
    Plan {
        /// The new intervention.
        intervention: InterventionId,
        /// What it is.
        activity: Activity,
        /// The first day, if it is set.
        start: Option<Date>,
        /// The last day, if it is set.
        end: Option<Date>,
    },
    /// Records that the person began.
    Start {
        /// Which intervention.
        intervention: InterventionId,
    },
    /// Records that the person was there on this day.
    Attend {
        /// Which intervention.
        intervention: InterventionId,
    },
    /// Records that it is done.
    Complete {
        /// Which intervention.
        intervention: InterventionId,
    },
    /// Stops it, begun or not.
    Stop {
        /// Which intervention.
        intervention: InterventionId,
        /// Why.
        reason: StopReason,
    },
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// There is no open episode.
    #[error("no episode is open; open one first")]
    NotOpen,
    /// Intervention ids are not reused.
    #[error("this intervention is planned already, with other content")]
    AlreadyPlanned,
    /// The family is sensitive and in clear, or sealed no closer than a name.
    #[error("seal the activity, as special or restricted, if its family is sensitive")]
    ActivityNotKept,
    /// The last day lies before the first.
    #[error("the intervention would end before it begins")]
    EndsBeforeItBegins,
    /// No such intervention on this journey.
    #[error("no such intervention on this journey")]
    Unknown,
    /// Nobody attends or completes what has not begun.
    #[error("the intervention had not started by then; record the start first")]
    NotStarted,
    /// Nobody attends what is over.
    #[error("the intervention was over by then")]
    AfterItsEnd,
    /// It is completed or stopped.
    #[error("the intervention has ended already")]
    AlreadyEnded,
}

/// One activity.
#[derive(Debug, Clone, PartialEq)]
pub struct Intervention {
    /// What it is.
    pub activity: Activity,
    /// The first day planned.
    pub start: Option<Date>,
    /// The last day planned.
    pub end: Option<Date>,
    /// The day the person began.
    pub started_on: Option<Date>,
    /// The days the person was there.
    pub attended_on: BTreeSet<Date>,
    /// How it ended, and when.
    pub ended: Option<(Date, Ending)>,
}

/// How an activity ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It is done.
    Completed,
    /// It stopped before its end.
    Stopped(StopReason),
}

/// Every activity.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// By id.
    pub interventions: BTreeMap<InterventionId, Intervention>,
}

pub(crate) fn decide(
    journey: &Journey,
    stamp: &Stamp,
    command: &Command,
) -> Result<Vec<journey::Event>, Refusal> {
    let find = |id| journey.intervention.interventions.get(&id).ok_or(Refusal::Unknown);
    let event = match *command {
        Command::Plan { intervention, ref activity, start, end } => {
            plan(journey, intervention, activity, start, end)?
        }
        Command::Start { intervention: id } => {
            start(find(id)?)?.then_some(Event::Started { intervention: id })
        }
        Command::Attend { intervention: id } => {
            attend(find(id)?, stamp)?.then_some(Event::Attended { intervention: id })
        }
        Command::Complete { intervention: id } => {
            complete(find(id)?, stamp)?.then_some(Event::Completed { intervention: id })
        }
        Command::Stop { intervention: id, reason } => {
            stop(find(id)?, reason)?.then_some(Event::Stopped { intervention: id, reason })
        }
    };
    Ok(event.map(Into::into).into_iter().collect())
}

fn plan(
    journey: &Journey,
    intervention: InterventionId,
    activity: &Activity,
    start: Option<Date>,
    end: Option<Date>,
) -> Result<Option<Event>, Refusal> {
    match journey.intervention.interventions.get(&intervention) {
        Some(known) if known.activity == *activity && (known.start, known.end) == (start, end) => {
            Ok(None)
        } // A retry.
        Some(_) => Err(Refusal::AlreadyPlanned),
        None if journey.episode.open().is_none() => Err(Refusal::NotOpen),
        None if !is_activity_kept_right(activity) => Err(Refusal::ActivityNotKept),
        None if start.zip(end).is_some_and(|(start, end)| end < start) => {
            Err(Refusal::EndsBeforeItBegins)
        }
        None => Ok(Some(Event::Planned { intervention, activity: activity.clone(), start, end })),
    }
}

fn is_activity_kept_right(activity: &Activity) -> bool {
    match activity {
        Activity::Plain { family, .. } => family.may_stand_in_clear(),
        Activity::Sealed(sealed) => sealed.is_closely_kept(),
    }
}

// Each of these answers whether there is anything to record; asking again is a retry.

fn start(known: &Intervention) -> Result<bool, Refusal> {
    match (known.started_on, known.ended) {
        (Some(_), _) => Ok(false),
        (None, Some(_)) => Err(Refusal::AlreadyEnded),
        (None, None) => Ok(true),
    }
}

fn attend(known: &Intervention, stamp: &Stamp) -> Result<bool, Refusal> {
    let on = stamp.occurred_on;
    let last = known.ended.map(|(on, _)| on).into_iter().chain(known.end).min();
    if known.attended_on.contains(&on) {
        return Ok(false);
    }
    if known.started_on.is_none_or(|started| on < started) {
        return Err(Refusal::NotStarted);
    }
    if last.is_some_and(|last| on > last) { Err(Refusal::AfterItsEnd) } else { Ok(true) }
}

fn complete(known: &Intervention, stamp: &Stamp) -> Result<bool, Refusal> {
    match (known.started_on, known.ended) {
        (_, Some((_, Ending::Completed))) => Ok(false),
        (_, Some((_, Ending::Stopped(_)))) => Err(Refusal::AlreadyEnded),
        (Some(started), None) if started <= stamp.occurred_on => Ok(true),
        (Some(_) | None, None) => Err(Refusal::NotStarted),
    }
}

fn stop(known: &Intervention, reason: StopReason) -> Result<bool, Refusal> {
    match known.ended {
        Some((_, Ending::Stopped(before))) if before == reason => Ok(false),
        Some(_) => Err(Refusal::AlreadyEnded),
        None => Ok(true),
    }
}

pub(crate) fn evolve(state: &mut State, stamp: &Stamp, event: &Event) {
    let on = stamp.occurred_on;
    let known = &mut state.interventions;
    match event {
        Event::Planned { intervention, activity, start, end } => {
            let (activity, start, end) = (activity.clone(), *start, *end);
            let (started_on, attended_on, ended) = (None, BTreeSet::new(), None);
            known.insert(
                *intervention,
                Intervention { activity, start, end, started_on, attended_on, ended },
            );
        }
        Event::Started { intervention } => {
            change(known, *intervention, |i| i.started_on = Some(on))
        }
        Event::Attended { intervention } => {
            change(known, *intervention, |i| _ = i.attended_on.insert(on))
        }
        Event::Completed { intervention } => {
            change(known, *intervention, |i| i.ended = Some((on, Ending::Completed)))
        }
        Event::Stopped { intervention, reason } => {
            change(known, *intervention, |i| i.ended = Some((on, Ending::Stopped(*reason))));
        }
    }
}

fn change(
    known: &mut BTreeMap<InterventionId, Intervention>,
    id: InterventionId,
    change: impl FnOnce(&mut Intervention),
) {
    if let Some(intervention) = known.get_mut(&id) {
        change(intervention);
    }
}

#[cfg(test)]
mod tests;
