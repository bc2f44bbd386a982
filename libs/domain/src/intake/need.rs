//! Need: what stands in the way, what the person brings, and what their circumstances are. Many at once is normal.

mod code;

use std::collections::BTreeMap;

use crate::sealed::is_kept_right;
use crate::{CircumstanceId, Date, Journey, NeedId, Sealed, Stamp, journey};

pub use code::*;

/// The heaviest that a need can weigh.
pub const SEVERITY_MAX: u8 = 4;

/// What was told of a need or a strength.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// What it is. One that is itself sensitive is sealed instead, in `sealed_code`.
    pub code: Option<NeedCode>,
    /// What it is, sealed, where naming it would say something of health, substance use, justice or safety.
    pub sealed_code: Option<Sealed>,
    /// The person's own words for it.
    pub own_words: Option<Sealed>,
    /// Who said so.
    pub said_by: SaidBy,
    /// How far it may go.
    pub share: Share,
}

/// A dated fact of a person's life.
#[derive(Debug, Clone, PartialEq)]
pub struct Circumstance {
    /// What it is. One that is itself sensitive is sealed instead, in `sealed_code`.
    pub code: Option<CircumstanceCode>,
    /// What it is, sealed, where naming it would say something special of the person.
    pub sealed_code: Option<Sealed>,
    /// The answer, where yes is not all there is to say, such as a census group.
    pub value: Option<Sealed>,
    /// Since when, if that is known.
    pub from: Option<Date>,
    /// Whether the person said so themselves.
    pub self_reported: bool,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Something stands in the way.
    Identified {
        /// This need.
        need: NeedId,
        /// What was told of it.
        told: Told,
        /// How much it weighs, 0 to 4.
        severity: u8,
    },
    /// It changed, or came back.
    Updated {
        /// Which need.
        need: NeedId,
        /// How much it weighs now, 0 to 4.
        severity: u8,
        /// How far it may go now.
        share: Share,
        /// The person's own words now.
        own_words: Option<Sealed>,
    },
    /// It no longer stands in the way.
    Eased {
        /// Which need.
        need: NeedId,
    },
    /// The person brings something.
    StrengthNoted {
        /// This strength.
        strength: NeedId,
        /// What was told of it.
        told: Told,
    },
    /// A fact of the person's life became known.
    CircumstanceRecorded {
        /// This fact.
        circumstance: CircumstanceId,
        /// What it is.
        recorded: Circumstance,
    },
    /// It no longer holds.
    CircumstanceEnded {
        /// Which fact.
        circumstance: CircumstanceId,
        /// Its last day.
        on: Date,
    },
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Records what stands in the way.
    Identify {
        /// The new need.
        need: NeedId,
        /// What was told of it.
        told: Told,
        /// How much it weighs, 0 to 4.
        severity: u8,
    },
    /// Records that it changed, or came back.
    Update {
        /// Which need.
        need: NeedId,
        /// How much it weighs now, 0 to 4.
        severity: u8,
        /// How far it may go now.
        share: Share,
        /// The person's own words now.
        own_words: Option<Sealed>,
    },
    /// Records that it no longer stands in the way.
    Ease {
        /// Which need.
        need: NeedId,
    },
    /// Records what the person brings.
    NoteStrength {
        /// The new strength.
        strength: NeedId,
        /// What was told of it.
        told: Told,
    },
    /// Records a fact of the person's life.
    RecordCircumstance {
        /// The new fact.
        circumstance: CircumstanceId,
        /// What it is.
        recorded: Circumstance,
    },
    /// Records that it no longer holds.
    EndCircumstance {
        /// Which fact.
        circumstance: CircumstanceId,
        /// Its last day.
        on: Date,
    },
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Ids are not reused.
    #[error("this is recorded already, with other content")]
    AlreadyRecorded,
    /// The code is missing, told twice, or sensitive and in clear.
    #[error(
        "name the code once: in clear if it is not sensitive, otherwise sealed as special or restricted"
    )]
    CodeNotKept,
    /// A need weighs 0 to 4.
    #[error("a need weighs 0 to {SEVERITY_MAX}")]
    SeverityOutOfRange,
    /// No such need or circumstance on this journey.
    #[error("no such need or circumstance on this journey")]
    Unknown,
    /// It would begin after the day it was told, or end before it began.
    #[error("the dates of a circumstance must be in order and not lie ahead")]
    DatesOutOfOrder,
}

/// One need.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// What was told of it, as last updated.
    pub told: Told,
    /// How much it weighs, 0 to 4.
    pub severity: u8,
    /// Since when it no longer stands in the way.
    pub eased_on: Option<Date>,
}

/// Needs, strengths and circumstances.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// Needs by id, eased ones too.
    pub needs: BTreeMap<NeedId, Need>,
    /// Strengths by id.
    pub strengths: BTreeMap<NeedId, Told>,
    /// Circumstances by id, each with its last day once it ended.
    pub circumstances: BTreeMap<CircumstanceId, (Circumstance, Option<Date>)>,
}

pub(crate) fn decide(
    journey: &Journey,
    stamp: &Stamp,
    command: &Command,
) -> Result<Vec<journey::Event>, Refusal> {
    let state = &journey.need;
    let event = match command {
        Command::Identify { need, told, severity } => identify(state, *need, told, *severity)?,
        Command::Update { need, severity, share, own_words } => {
            update(state, *need, *severity, *share, own_words.as_ref())?
        }
        Command::Ease { need } => ease(state, *need)?,
        Command::NoteStrength { strength, told } => note_strength(state, *strength, told)?,
        Command::RecordCircumstance { circumstance, recorded } => {
            record(state, stamp, *circumstance, recorded)?
        }
        Command::EndCircumstance { circumstance, on } => end(state, stamp, *circumstance, *on)?,
    };
    Ok(event.map(Into::into).into_iter().collect())
}

fn identify(
    state: &State,
    need: NeedId,
    told: &Told,
    severity: u8,
) -> Result<Option<Event>, Refusal> {
    match state.needs.get(&need) {
        Some(known) if known.told == *told && known.severity == severity => Ok(None), // A retry.
        Some(_) => Err(Refusal::AlreadyRecorded),
        None if state.strengths.contains_key(&need) => Err(Refusal::AlreadyRecorded),
        None if severity > SEVERITY_MAX => Err(Refusal::SeverityOutOfRange),
        None if !is_kept_right(told.code, told.sealed_code.as_ref()) => Err(Refusal::CodeNotKept),
        None => Ok(Some(Event::Identified { need, told: told.clone(), severity })),
    }
}

fn update(
    state: &State,
    need: NeedId,
    severity: u8,
    share: Share,
    own_words: Option<&Sealed>,
) -> Result<Option<Event>, Refusal> {
    let known = state.needs.get(&need).ok_or(Refusal::Unknown)?;
    if severity > SEVERITY_MAX {
        return Err(Refusal::SeverityOutOfRange);
    }
    let now = (known.severity, known.told.share, known.told.own_words.as_ref());
    if known.eased_on.is_none() && now == (severity, share, own_words) {
        return Ok(None); // A retry.
    }
    Ok(Some(Event::Updated { need, severity, share, own_words: own_words.cloned() }))
}

fn ease(state: &State, need: NeedId) -> Result<Option<Event>, Refusal> {
    let known = state.needs.get(&need).ok_or(Refusal::Unknown)?;
    Ok(known.eased_on.is_none().then_some(Event::Eased { need })) // Easing twice is a retry.
}

fn note_strength(state: &State, strength: NeedId, told: &Told) -> Result<Option<Event>, Refusal> {
    match state.strengths.get(&strength) {
        Some(known) if known == told => Ok(None), // A retry.
        Some(_) => Err(Refusal::AlreadyRecorded),
        None if state.needs.contains_key(&strength) => Err(Refusal::AlreadyRecorded),
        None if !is_kept_right(told.code, told.sealed_code.as_ref()) => Err(Refusal::CodeNotKept),
        None => Ok(Some(Event::StrengthNoted { strength, told: told.clone() })),
    }
}

fn record(
    state: &State,
    stamp: &Stamp,
    circumstance: CircumstanceId,
    recorded: &Circumstance,
) -> Result<Option<Event>, Refusal> {
    match state.circumstances.get(&circumstance) {
        Some((known, _)) if known == recorded => Ok(None), // A retry.
        Some(_) => Err(Refusal::AlreadyRecorded),
        None if !is_kept_right(recorded.code, recorded.sealed_code.as_ref()) => {
            Err(Refusal::CodeNotKept)
        }
        None if recorded.from.is_some_and(|from| from > stamp.occurred_on) => {
            Err(Refusal::DatesOutOfOrder)
        }
        None => Ok(Some(Event::CircumstanceRecorded { circumstance, recorded: recorded.clone() })),
    }
}

fn end(
    state: &State,
    stamp: &Stamp,
    circumstance: CircumstanceId,
    on: Date,
) -> Result<Option<Event>, Refusal> {
    let (known, ended) = state.circumstances.get(&circumstance).ok_or(Refusal::Unknown)?;
    match ended {
        Some(before) if *before == on => Ok(None), // A retry.
        Some(_) => Err(Refusal::AlreadyRecorded),
        None if on > stamp.occurred_on || known.from.is_some_and(|from| on < from) => {
            Err(Refusal::DatesOutOfOrder)
        }
        None => Ok(Some(Event::CircumstanceEnded { circumstance, on })),
    }
}

pub(crate) fn evolve(state: &mut State, stamp: &Stamp, event: &Event) {
    match event {
        Event::Identified { need, told, severity } => {
            state
                .needs
                .insert(*need, Need { told: told.clone(), severity: *severity, eased_on: None });
        }
        Event::Updated { need, severity, share, own_words } => {
            if let Some(need) = state.needs.get_mut(need) {
                (need.severity, need.told.share, need.eased_on) = (*severity, *share, None);
                need.told.own_words.clone_from(own_words);
            }
        }
        Event::Eased { need } => {
            if let Some(need) = state.needs.get_mut(need) {
                need.eased_on = Some(stamp.occurred_on);
            }
        }
        Event::StrengthNoted { strength, told } => {
            _ = state.strengths.insert(*strength, told.clone())
        }
        Event::CircumstanceRecorded { circumstance, recorded } => {
            state.circumstances.insert(*circumstance, (recorded.clone(), None));
        }
        Event::CircumstanceEnded { circumstance, on } => {
            if let Some((_, ended)) = state.circumstances.get_mut(circumstance) {
                *ended = Some(*on);
            }
        }
    }
}

#[cfg(test)]
mod tests;
