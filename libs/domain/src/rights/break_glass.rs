//! Break-glass: a look outside the rules, because waiting would harm somebody. It takes a reason, a second worker where
//! justice or safety is opened, lasts an hour, and is judged by somebody else within two working days. Whoever leaves one
//! unjudged cannot break the glass of this person again.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::is_about_somebody;
use crate::{
    Actor, BreakGlassId, Calendar, Date, Journey, Kept, OrgId, Role, Sealed, SensitiveCode,
    Sensitivity, Stamp, Timestamp, WorkerId, journey, utc_day,
};

codes! {
    /// Why the glass was broken.
    pub BreakGlassReason {
        /// Somebody's life is in danger.
        RiskToLife = 1 "RISK_TO_LIFE",
        /// Somebody must be kept from harm.
        Safeguarding = 2 "SAFEGUARDING",
        /// A court or a statute demands it.
        CourtOrStatute = 3 "COURT_OR_STATUTE",
        /// The person's health cannot wait.
        UrgentHealth = 4 "URGENT_HEALTH",
        /// The person would be lost without it.
        LostContactRisk = 5 "LOST_CONTACT_RISK",
    }
    /// What a reviewer makes of it.
    pub BreakGlassVerdict {
        /// It was right.
        Proper = 1 "PROPER",
        /// It was not. What is left of the hour ends.
        Improper = 2 "IMPROPER",
    }
}

impl SensitiveCode for BreakGlassReason {
    fn sensitivity(self) -> Sensitivity {
        match self {
            Self::LostContactRisk => Sensitivity::Core,
            Self::UrgentHealth => Sensitivity::Special,
            Self::RiskToLife | Self::Safeguarding | Self::CourtOrStatute => Sensitivity::Restricted,
        }
    }
}

/// How long the glass stays broken, in minutes.
pub const BREAK_GLASS_MINUTES: i64 = 60;
/// By when it is judged, in working days.
pub const REVIEW_WORKING_DAYS: u16 = 2;
/// How short a justification may be, in characters: a sentence.
pub const JUSTIFICATION_CHARS_MIN: usize = 20;
/// How long it may be, in characters.
pub const JUSTIFICATION_CHARS_MAX: usize = 500;

/// The day by which a glass broken on this day is judged, where these are the working days.
pub fn review_due(opened_on: Date, calendar: &Calendar) -> Date {
    calendar.working_day_after(opened_on, REVIEW_WORKING_DAYS)
}

/// What a worker says as they break the glass.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    /// This breaking of the glass.
    pub break_glass: BreakGlassId,
    /// Why; sealed where the reason says something special of the person.
    pub reason: Kept<BreakGlassReason>,
    /// Why, in words, sealed as closely as what it opens.
    pub justification: Sealed,
    /// How far it opens: special or restricted.
    pub opens: Sensitivity,
    /// The colleague who knows of it; needed where it opens what is restricted.
    pub second: Option<WorkerId>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A worker broke the glass.
    Opened(Opening),
    /// Somebody else judged it.
    Reviewed {
        /// Which.
        break_glass: BreakGlassId,
        /// What they make of it.
        verdict: BreakGlassVerdict,
    },
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Breaks the glass.
    Open {
        /// What the worker says.
        opening: Opening,
        /// Whether the second worker works for the same organisation now, looked up by the caller.
        second_active: bool,
    },
    /// Judges it.
    Review {
        /// Which.
        break_glass: BreakGlassId,
        /// What the reviewer makes of it.
        verdict: BreakGlassVerdict,
    },
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// It takes a worker who answers for it with their name.
    #[error(
        "only a worker, a manager or the partnership can break the glass, each in their own name"
    )]
    NotForThisRole,
    /// There is nobody whom this could be about.
    #[error("no door has heard this person yet; there is nothing to see")]
    NobodyHere,
    /// Names and contacts are not behind glass.
    #[error("say what it opens: special or restricted")]
    NothingToOpen,
    /// The reason could be read by too many.
    #[error(
        "seal the reason as special or restricted if naming it says something of the person, and the justification always"
    )]
    NotKept,
    /// Justice and safety take two.
    #[error("what is restricted takes a second worker of your organisation; name one")]
    SecondNeeded,
    /// One worker is not two.
    #[error("the second worker must be somebody else, who works for your organisation now")]
    SecondUnfit,
    /// Nobody goes on before the last one is judged.
    #[error("the review of your last one is overdue; have it reviewed first")]
    ReviewOverdue,
    /// Ids are not reused.
    #[error("this breaking of the glass is recorded already, with other content")]
    AlreadyOpened,
    /// No such breaking of the glass on this journey.
    #[error("no such breaking of the glass on this journey")]
    Unknown,
    /// It takes somebody who answers for the organisation.
    #[error("only a manager or privacy officer of the same organisation can review it")]
    NotTheReviewer,
    /// Nobody judges themselves.
    #[error("somebody else must review it")]
    OwnReview,
    /// A verdict stands.
    #[error("it is reviewed already, with another verdict")]
    AlreadyReviewed,
}

/// One breaking of the glass.
#[derive(Debug, Clone, PartialEq)]
pub struct BreakGlass {
    /// What the worker said.
    pub opening: Opening,
    /// Who did it.
    pub by: Actor,
    /// When it was recorded.
    pub opened_at: Timestamp,
    /// What a reviewer made of it, once one has.
    pub verdict: Option<BreakGlassVerdict>,
}

impl BreakGlass {
    /// When the hour is up.
    pub fn until(&self) -> Timestamp {
        let hour = jiff::SignedDuration::from_mins(BREAK_GLASS_MINUTES);
        self.opened_at.saturating_add(hour).unwrap_or(self.opened_at)
    }
    /// Whether it opens anything at an instant.
    pub fn lasts(&self, at: Timestamp) -> bool {
        at < self.until() && self.verdict != Some(BreakGlassVerdict::Improper)
    }
    /// By when it is judged. Bank holidays are no working days; an area's own days are not known here.
    pub fn due_on(&self) -> Date {
        review_due(utc_day(self.opened_at), &Calendar::default())
    }
    /// Whether nobody judged it in time.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.verdict.is_none() && utc_day(now) > self.due_on()
    }
    /// Whether it was this worker.
    fn is_by(&self, actor: &Actor) -> bool {
        self.by.worker.is_some() && (self.by.org, self.by.worker) == (actor.org, actor.worker)
    }
}

/// Every breaking of the glass.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// By id.
    pub broken: BTreeMap<BreakGlassId, BreakGlass>,
}

impl State {
    /// How far the glass is broken for this worker at an instant: the most that one of theirs opens.
    pub fn opens(&self, actor: &Actor, at: Timestamp) -> Option<Sensitivity> {
        let theirs = self.broken.values().filter(|broken| broken.is_by(actor) && broken.lasts(at));
        theirs.map(|broken| broken.opening.opens).max()
    }
    /// The glass that opens most for this worker at an instant.
    pub fn open_to(&self, actor: &Actor, at: Timestamp) -> Option<BreakGlassId> {
        let theirs = self.broken.iter().filter(|(_, b)| b.is_by(actor) && b.lasts(at));
        theirs.max_by_key(|(_, broken)| broken.opening.opens).map(|(id, _)| *id)
    }
}

/// Those that nobody has judged yet, with whether they are overdue.
pub fn unreviewed(
    state: &State,
    now: Timestamp,
) -> impl Iterator<Item = (BreakGlassId, &BreakGlass, bool)> {
    let open = state.broken.iter().filter(|(_, broken)| broken.verdict.is_none());
    open.map(move |(id, broken)| (*id, broken, broken.is_overdue(now)))
}

pub(crate) fn decide(
    journey: &Journey,
    stamp: &Stamp,
    command: &Command,
) -> Result<Vec<journey::Event>, Refusal> {
    match command {
        Command::Open { opening, second_active } => open(journey, stamp, opening, *second_active),
        Command::Review { break_glass, verdict } => review(journey, stamp, *break_glass, *verdict),
    }
}

/// Whether somebody may break any glass so: who they are, how far it opens, and who else knows of it. It asks nothing of a
/// journey, so that a no says nothing of a person, not even that there is one.
///
/// # Errors
/// Why not.
pub fn check(
    by: &Actor,
    opens: Sensitivity,
    second: Option<WorkerId>,
    second_active: bool,
) -> Result<(), Refusal> {
    let answers = matches!(by.role, Role::Worker | Role::Manager | Role::Partnership);
    if !answers || by.worker.is_none() {
        return Err(Refusal::NotForThisRole);
    }
    match (opens, second) {
        (Sensitivity::Core, _) => Err(Refusal::NothingToOpen),
        (Sensitivity::Restricted, None) => Err(Refusal::SecondNeeded),
        (_, Some(_)) if second == by.worker || !second_active => Err(Refusal::SecondUnfit),
        (_, Some(_) | None) => Ok(()),
    }
}

fn open(
    journey: &Journey,
    stamp: &Stamp,
    opening: &Opening,
    second_active: bool,
) -> Result<Vec<journey::Event>, Refusal> {
    match journey.break_glass.broken.get(&opening.break_glass) {
        Some(known) if known.is_by(&stamp.by) && known.opening == *opening => return Ok(vec![]), // A retry.
        Some(_) => return Err(Refusal::AlreadyOpened),
        None => {}
    }
    check(&stamp.by, opening.opens, opening.second, second_active)?;
    if !is_about_somebody(journey) {
        return Err(Refusal::NobodyHere);
    }
    if !opening.reason.is_right() || !opening.justification.is_closely_kept() {
        return Err(Refusal::NotKept);
    }
    let mut left = unreviewed(&journey.break_glass, stamp.recorded_at);
    if left.any(|(_, broken, overdue)| overdue && broken.is_by(&stamp.by)) {
        return Err(Refusal::ReviewOverdue);
    }
    Ok(vec![Event::Opened(opening.clone()).into()])
}

fn review(
    journey: &Journey,
    stamp: &Stamp,
    break_glass: BreakGlassId,
    verdict: BreakGlassVerdict,
) -> Result<Vec<journey::Event>, Refusal> {
    let broken = journey.break_glass.broken.get(&break_glass).ok_or(Refusal::Unknown)?;
    if !may_review(stamp.by, broken.by.org) {
        return Err(Refusal::NotTheReviewer);
    }
    if broken.is_by(&stamp.by) || stamp.by.worker.is_none() {
        return Err(Refusal::OwnReview);
    }
    match broken.verdict {
        None => Ok(vec![Event::Reviewed { break_glass, verdict }.into()]),
        Some(before) if before == verdict => Ok(vec![]), // Reviewed already.
        Some(_) => Err(Refusal::AlreadyReviewed),
    }
}

fn may_review(by: Actor, org: OrgId) -> bool {
    by.org == org && matches!(by.role, Role::Manager | Role::PrivacyOfficer)
}

pub(crate) fn evolve(state: &mut State, stamp: &Stamp, event: &Event) {
    match event {
        Event::Opened(opening) => {
            let (by, opened_at) = (stamp.by, stamp.recorded_at);
            let broken = BreakGlass { opening: opening.clone(), by, opened_at, verdict: None };
            state.broken.insert(opening.break_glass, broken);
        }
        Event::Reviewed { break_glass, verdict } => {
            if let Some(broken) = state.broken.get_mut(break_glass) {
                broken.verdict = Some(*verdict);
            }
        }
    }
}
