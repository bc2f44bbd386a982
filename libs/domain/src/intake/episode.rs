//! Episode: one spell of support, from start to exit. A person may have many; coming back is a new one, joined to the
//! old. From its opening to its close somebody is responsible at every instant, so opening one names the lead.

mod code;

use crate::assignment::lead::{self, AssignReason, Nominee};
use crate::intake::agreement::Scope;
use crate::intake::stage::{self, Stage};
use crate::intake::{REVIEW_WEEKS_MAX, is_review_in_range};
use crate::routing::referral;
use crate::sealed::is_kept_right;
use crate::{
    Area, Calendar, Date, EpisodeId, Journey, OrgId, Role, Sealed, Stamp, Timestamp, journey,
};

pub use code::*;

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A spell of support began.
    Opened {
        /// This episode.
        episode: EpisodeId,
        /// The council area that answers for it.
        area: Area,
        /// The organisation where the person first spoke.
        door: OrgId,
        /// The episode before it, if the person has been here before.
        rejoin_of: Option<EpisodeId>,
    },
    /// Support rests; the episode stays open.
    Paused {
        /// Why. A reason that is itself sensitive is sealed instead, in `sealed_reason`.
        reason: Option<PauseReason>,
        /// Why, sealed, where naming it would say something of health or justice.
        sealed_reason: Option<Sealed>,
        /// When somebody looks again.
        review_on: Date,
    },
    /// Support goes on.
    Resumed,
    /// The spell ended; the door stays open.
    Closed {
        /// Why.
        reason: CloseReason,
        /// Where the person went, if it is known.
        destination: Option<Destination>,
    },
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Begins a spell of support, with its lead key worker.
    Open {
        /// The new episode.
        episode: EpisodeId,
        /// The council area that answers for it.
        area: Area,
        /// The organisation where the person first spoke.
        door: OrgId,
        /// The organisation that is responsible from now on.
        lead_org: OrgId,
        /// Its worker who leads.
        lead: Nominee,
        /// The stage that support begins with; absent means engagement.
        stage: Option<Stage>,
    },
    /// Lets support rest.
    Pause {
        /// Why, if it is not sensitive.
        reason: Option<PauseReason>,
        /// Why, sealed, if it is.
        sealed_reason: Option<Sealed>,
        /// When somebody looks again; at most 13 weeks on.
        review_on: Date,
    },
    /// Lets support go on.
    Resume,
    /// Ends the spell.
    Close {
        /// Why.
        reason: CloseReason,
        /// Where the person went, if it is known.
        destination: Option<Destination>,
    },
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Nobody is registered on this journey.
    #[error("nobody is registered here yet; register the person first")]
    NotRegistered,
    /// Taking part is voluntary, and nobody said yes.
    #[error("the person has not agreed to take part; record their agreement first")]
    NotAgreed,
    /// One open episode per person.
    #[error("an episode is open already; continue with it")]
    AlreadyOpen,
    /// Episode ids are not reused.
    #[error("this episode closed already; coming back is a new one")]
    AlreadyClosed,
    /// The lead cannot be named.
    #[error(transparent)]
    Lead(#[from] lead::Refusal),
    /// There is no open episode.
    #[error("no episode is open; open one first")]
    NotOpen,
    /// The reason is missing, told twice, or sensitive and in clear.
    #[error(
        "name the reason once: in clear if it is not sensitive, otherwise sealed as special or restricted"
    )]
    ReasonNotKept,
    /// A review date is missing or too far away.
    #[error("the review must lie ahead, within {REVIEW_WEEKS_MAX} weeks")]
    ReviewOutOfRange,
    /// Others may help, but only who is responsible ends it.
    #[error("only the responsible organisation, the partnership or the person can end support")]
    NotResponsible,
    /// The attempts to reach the person are not exhausted.
    #[error(
        "it takes three attempts by two channels over twenty working days, with no word since, to lose contact"
    )]
    ContactNotLost,
    /// Somebody is still waiting for an answer about this person.
    #[error("referrals are still open; complete or withdraw them first")]
    LiveReferrals,
}

/// One spell of support.
#[derive(Debug, Clone, PartialEq)]
pub struct Episode {
    /// This episode.
    pub episode: EpisodeId,
    /// The council area that answers for it.
    pub area: Area,
    /// The organisation where the person first spoke.
    pub door: OrgId,
    /// When it began, in the world.
    pub opened_on: Date,
    /// When its opening was recorded.
    pub opened_at: Timestamp,
    /// When somebody looks again, while paused.
    pub paused_until: Option<Date>,
    /// When and why it ended.
    pub closed: Option<(Date, CloseReason)>,
    /// When its close was recorded.
    pub closed_at: Option<Timestamp>,
    /// The episode before it.
    pub rejoin_of: Option<EpisodeId>,
}

/// Every spell, oldest first. Only the last can be open.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// Oldest first.
    pub episodes: Vec<Episode>,
}

impl State {
    /// The open episode, if there is one.
    pub fn open(&self) -> Option<&Episode> {
        self.episodes.last().filter(|e| e.closed.is_none())
    }
    /// The episode that was open at an instant, if there was one.
    pub fn open_at(&self, instant: Timestamp) -> Option<&Episode> {
        let was_open = |e: &&Episode| {
            e.opened_at <= instant && e.closed_at.is_none_or(|closed| instant < closed)
        };
        self.episodes.iter().rev().find(was_open)
    }
    /// When the last episode to close did.
    pub fn last_closed_at(&self) -> Option<Timestamp> {
        self.episodes.iter().rev().find_map(|e| e.closed_at)
    }
}

pub(crate) fn decide(
    journey: &Journey,
    stamp: &Stamp,
    command: &Command,
) -> Result<Vec<journey::Event>, Refusal> {
    match command {
        Command::Open { episode, area, door, lead_org, lead, stage } => {
            if !may_open(journey, stamp, *episode)? {
                return Ok(vec![]); // A retry.
            }
            let rejoin_of = journey.episode.episodes.last().map(|e| e.episode);
            let opened = Event::Opened { episode: *episode, area: *area, door: *door, rejoin_of };
            let named = lead::named(stamp, *lead_org, lead, AssignReason::Intake)?;
            let entered = stage::Event::Entered { stage: stage.unwrap_or(Stage::Engagement) };
            Ok([opened.into()]
                .into_iter()
                .chain(named.into_iter().map(Into::into))
                .chain([entered.into()])
                .collect())
        }
        Command::Pause { reason, sealed_reason, review_on } => {
            pause(journey, stamp, *reason, sealed_reason.as_ref(), *review_on)
        }
        Command::Resume => resume(journey),
        Command::Close { reason, destination } => close(journey, stamp, *reason, *destination),
    }
}

/// Whether there is an episode to open, or it is open already.
fn may_open(journey: &Journey, stamp: &Stamp, episode: EpisodeId) -> Result<bool, Refusal> {
    match journey.episode.open() {
        Some(open) if open.episode == episode => Ok(false),
        Some(_) => Err(Refusal::AlreadyOpen),
        None if journey.episode.episodes.iter().any(|e| e.episode == episode) => {
            Err(Refusal::AlreadyClosed)
        }
        None if !journey.person.is_registered() => Err(Refusal::NotRegistered),
        None if !journey.agreement.covers(Scope::Service, stamp.occurred_on) => {
            Err(Refusal::NotAgreed)
        }
        None => Ok(true),
    }
}

fn pause(
    journey: &Journey,
    stamp: &Stamp,
    reason: Option<PauseReason>,
    sealed_reason: Option<&Sealed>,
    review_on: Date,
) -> Result<Vec<journey::Event>, Refusal> {
    let open = journey.episode.open().ok_or(Refusal::NotOpen)?;
    if open.paused_until == Some(review_on) {
        return Ok(vec![]); // A retry.
    }
    if !is_kept_right(reason, sealed_reason) {
        return Err(Refusal::ReasonNotKept);
    }
    if !is_review_in_range(stamp, review_on) {
        return Err(Refusal::ReviewOutOfRange);
    }
    Ok(vec![Event::Paused { reason, sealed_reason: sealed_reason.cloned(), review_on }.into()])
}

fn resume(journey: &Journey) -> Result<Vec<journey::Event>, Refusal> {
    let open = journey.episode.open().ok_or(Refusal::NotOpen)?;
    Ok(open.paused_until.map(|_| Event::Resumed.into()).into_iter().collect()) // Resuming twice is a retry.
}

fn close(
    journey: &Journey,
    stamp: &Stamp,
    reason: CloseReason,
    destination: Option<Destination>,
) -> Result<Vec<journey::Event>, Refusal> {
    match journey.episode.open() {
        None if journey.episode.episodes.is_empty() => Err(Refusal::NotOpen),
        None => Ok(vec![]), // A retry.
        Some(_) if reason.is_at_once() => Ok(ended_at_once(journey, reason, destination)),
        Some(open) => {
            may_close(journey, stamp, open, reason)?;
            Ok(ended(journey, reason, destination).collect())
        }
    }
}

fn may_close(
    journey: &Journey,
    stamp: &Stamp,
    open: &Episode,
    reason: CloseReason,
) -> Result<(), Refusal> {
    let is_responsible = journey.lead().is_some_and(|lead| lead.org == stamp.by.org);
    if !is_responsible && !matches!(stamp.by.role, Role::Partnership | Role::Person) {
        return Err(Refusal::NotResponsible);
    }
    if reason == CloseReason::LostContact
        && !journey.contact.is_lost(open.opened_on, stamp.occurred_on, &Calendar::default())
    {
        return Err(Refusal::ContactNotLost);
    }
    if journey.referral.any_open() {
        return Err(Refusal::LiveReferrals);
    }
    Ok(())
}

/// What it takes to end support whatever else goes on: referrals stop first, so that nobody waits for this person.
pub(crate) fn ended_at_once(
    journey: &Journey,
    reason: CloseReason,
    destination: Option<Destination>,
) -> Vec<journey::Event> {
    referral::stopped_by_leaving(journey, reason)
        .into_iter()
        .chain(ended(journey, reason, destination))
        .collect()
}

fn ended(
    journey: &Journey,
    reason: CloseReason,
    destination: Option<Destination>,
) -> impl Iterator<Item = journey::Event> {
    stage::left_with_episode(journey).chain([Event::Closed { reason, destination }.into()])
}

pub(crate) fn evolve(state: &mut State, stamp: &Stamp, event: &Event) {
    let current = state.episodes.last_mut();
    match (event, current) {
        (Event::Opened { episode, area, door, rejoin_of }, _) => state.episodes.push(Episode {
            episode: *episode,
            area: *area,
            door: *door,
            opened_on: stamp.occurred_on,
            opened_at: stamp.recorded_at,
            paused_until: None,
            closed: None,
            closed_at: None,
            rejoin_of: *rejoin_of,
        }),
        (Event::Paused { review_on, .. }, Some(episode)) => episode.paused_until = Some(*review_on),
        (Event::Resumed, Some(episode)) => episode.paused_until = None,
        (Event::Closed { reason, .. }, Some(episode)) => {
            episode.closed = Some((stamp.occurred_on, *reason));
            episode.closed_at = Some(stamp.recorded_at);
        }
        (Event::Paused { .. } | Event::Resumed | Event::Closed { .. }, None) => {} // Never written; nothing to do.
    }
}

#[cfg(test)]
mod tests;
