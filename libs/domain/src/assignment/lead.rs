//! Lead: the one key worker, and through them the one organisation, responsible now. There is exactly one from the
//! opening of an episode to its close; a new lead begins at the instant the old one ends.

use crate::assignment::contact::ContactChannel;
use crate::{Date, Journey, OrgId, Sealed, Stamp, Timestamp, WorkerId, journey};

codes! {
    /// Why somebody became the lead.
    pub AssignReason {
        /// The episode opened with them.
        Intake = 1 "INTAKE",
        /// Responsibility came with a handover.
        Handover = 2 "HANDOVER",
        /// The person asked.
        PersonAsked = 3 "PERSON_ASKED",
        /// The lead before left.
        WorkerLeft = 4 "WORKER_LEFT",
        /// The organisation shares out its work anew.
        Workload = 5 "WORKLOAD",
        /// The partnership took over: holder closed, contract ended, or safeguarding.
        TakeOver = 6 "TAKE_OVER",
    }
    /// Who asks for another lead.
    pub ChangeAskedBy {
        /// The person. They need not say why.
        Person = 1 "PERSON",
        /// The lead, or another worker.
        Worker = 2 "WORKER",
        /// A manager.
        Manager = 3 "MANAGER",
    }
    /// What became of the wish for another lead.
    pub ChangeDecision {
        /// Another lead will be named.
        Agreed = 1 "AGREED",
        /// The lead stays, for now.
        NotNow = 2 "NOT_NOW",
    }
}

/// The longest that a caretaker holds the lead, or acts for it, in days.
pub const CARETAKER_DAYS_MAX: i32 = 30;

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Somebody became the lead; whoever led before ended at the same instant.
    Assigned {
        /// The organisation that is responsible.
        org: OrgId,
        /// Its worker who leads.
        worker: WorkerId,
        /// Why.
        reason: AssignReason,
    },
    /// The lead who was just named holds as caretaker: somebody else is to be named by then.
    CaretakerNamed {
        /// The last day.
        until: Date,
    },
    /// The worker's caseload was full, and they take this person on all the same.
    CaseloadOverridden {
        /// Whose caseload.
        worker: WorkerId,
        /// Why, sealed.
        reason: Sealed,
    },
    /// Person and lead met for the first time.
    Introduced {
        /// How.
        method: ContactChannel,
        /// Whether the person was there.
        person_present: bool,
    },
    /// Somebody asked for another lead.
    ChangeRequested {
        /// Who asked.
        by: ChangeAskedBy,
        /// Why, sealed, if they said.
        reason: Option<Sealed>,
    },
    /// The wish was answered. If it was agreed to, an assignment follows.
    ChangeDecided {
        /// With this answer.
        decision: ChangeDecision,
    },
    /// Somebody acts for the lead while they are away. The lead stays responsible.
    CoverArranged(Cover),
}

/// A time when a caretaker acts for the lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cover {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// Who acts.
    pub caretaker: WorkerId,
}

/// Somebody who is to become the lead, with what the directory says of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Nominee {
    /// Who.
    pub worker: WorkerId,
    /// Whether they work for the responsible organisation now, looked up by the caller.
    pub worker_active: bool,
    /// Whether they have as many people as they should, looked up by the caller.
    pub caseload_full: bool,
    /// Why they take one more, sealed. Needed if the caseload is full, and otherwise ignored.
    pub override_reason: Option<Sealed>,
    /// The last day, if they hold as caretaker; at most 30 days on.
    pub caretaker_until: Option<Date>,
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Names another lead within the responsible organisation. Moving it elsewhere is a handover.
    Assign {
        /// The new lead.
        lead: Nominee,
        /// Why.
        reason: AssignReason,
    },
    /// Records the first meeting.
    Introduce {
        /// How.
        method: ContactChannel,
        /// Whether the person was there.
        person_present: bool,
    },
    /// Asks for another lead, at any door.
    RequestChange {
        /// Who asks.
        by: ChangeAskedBy,
        /// Why, sealed, if they say.
        reason: Option<Sealed>,
    },
    /// Answers that.
    DecideChange {
        /// With this answer.
        decision: ChangeDecision,
    },
    /// Lets somebody act for the lead.
    ArrangeCover {
        /// Who, and when.
        cover: Cover,
        /// Whether the caretaker works for the responsible organisation now, looked up by the caller.
        caretaker_active: bool,
    },
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// There is no open episode, so nobody leads.
    #[error("no episode is open, so nobody leads")]
    NotOpen,
    /// Only the responsible organisation names its own worker.
    #[error(
        "only the responsible organisation can say who leads; use a handover to move responsibility"
    )]
    NotResponsible,
    /// Support that begins, a handover and a take-over name the lead themselves.
    #[error(
        "this reason comes with an episode, a handover or a take-over; say PERSON_ASKED, WORKER_LEFT or WORKLOAD"
    )]
    ReasonNotHere,
    /// The worker left, or never worked there.
    #[error("this worker does not work for the responsible organisation now; name another")]
    WorkerNotActive,
    /// A full caseload is a warning, not a bar.
    #[error("this worker's caseload is full; name another, or say why this one")]
    CaseloadFull,
    /// A caretaker holds for a short time.
    #[error("a caretaker holds from today or later, for at most {CARETAKER_DAYS_MAX} days")]
    CaretakerTimeOutOfRange,
    /// Nobody acts for themselves.
    #[error("the caretaker is the lead; name somebody else")]
    CaretakerIsLead,
    /// There is no wish to answer.
    #[error("nobody has asked for another lead since the last answer")]
    NoChangeRequested,
}

/// Somebody who leads or led.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The responsible organisation.
    pub org: OrgId,
    /// Its worker who leads.
    pub worker: WorkerId,
    /// From this instant.
    pub since: Timestamp,
    /// Why.
    pub reason: AssignReason,
    /// The last day, if they hold as caretaker.
    pub caretaker_until: Option<Date>,
    /// How they and the person met, and whether the person was there, once that is done.
    pub introduced: Option<(ContactChannel, bool)>,
}

/// A wish for another lead.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Who asked.
    pub by: ChangeAskedBy,
    /// Why, if they said.
    pub reason: Option<Sealed>,
    /// The day they asked.
    pub asked_on: Date,
    /// The answer, once there is one.
    pub decision: Option<ChangeDecision>,
}

/// Who leads, and everyone who led, oldest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// Oldest first; whether the last still leads is for the open episode to say.
    pub history: Vec<Held>,
    /// The latest wish for another lead.
    pub change: Option<Change>,
    /// Who acts for the present lead, and when; the latest arrangement for a day counts.
    pub covers: Vec<Cover>,
}

impl Journey {
    /// The lead now: one while an episode is open, none otherwise.
    pub fn lead(&self) -> Option<&Held> {
        self.episode.open().and(self.lead.history.last())
    }
    /// The lead at an instant: one from the opening of an episode up to its close, none otherwise.
    pub fn lead_at(&self, instant: Timestamp) -> Option<Held> {
        let episode = self.episode.open_at(instant)?;
        let held = self.lead.history.iter().rev().find(|held| held.since <= instant)?;
        (held.since >= episode.opened_at).then_some(*held)
    }
    /// Who acts on a day: the caretaker who covers it, or else the lead, who stays responsible.
    pub fn acting_on(&self, day: Date) -> Option<WorkerId> {
        let lead = self.lead()?;
        let cover =
            self.lead.covers.iter().rev().find(|cover| (cover.from..=cover.until).contains(&day));
        Some(cover.map_or(lead.worker, |cover| cover.caretaker))
    }
}

pub(crate) fn decide(
    journey: &Journey,
    stamp: &Stamp,
    command: &Command,
) -> Result<Vec<journey::Event>, Refusal> {
    let held = journey.lead().ok_or(Refusal::NotOpen)?;
    let is_responsible = held.org == stamp.by.org;
    let event = match command {
        Command::RequestChange { by, reason } => request_change(journey, *by, reason.as_ref()),
        Command::Assign { .. } | Command::Introduce { .. } if !is_responsible => {
            return Err(Refusal::NotResponsible);
        }
        Command::DecideChange { .. } | Command::ArrangeCover { .. } if !is_responsible => {
            return Err(Refusal::NotResponsible);
        }
        Command::Assign { lead, .. }
            if (held.worker, held.caretaker_until) == (lead.worker, lead.caretaker_until) =>
        {
            None // A retry.
        }
        Command::Assign { lead, reason } => {
            return Ok(assign(stamp, held, lead, *reason)?.into_iter().map(Into::into).collect());
        }
        Command::Introduce { method, person_present } => {
            let introduced = Event::Introduced { method: *method, person_present: *person_present };
            (held.introduced != Some((*method, *person_present))).then_some(introduced)
        }
        Command::DecideChange { decision } => decide_change(journey, *decision)?,
        Command::ArrangeCover { cover, caretaker_active } => {
            arrange(journey, stamp, held, *cover, *caretaker_active)?
        }
    };
    Ok(event.map(Into::into).into_iter().collect())
}

fn assign(
    stamp: &Stamp,
    held: &Held,
    lead: &Nominee,
    reason: AssignReason,
) -> Result<Vec<Event>, Refusal> {
    match reason {
        AssignReason::Intake | AssignReason::Handover | AssignReason::TakeOver => {
            return Err(Refusal::ReasonNotHere);
        }
        AssignReason::PersonAsked | AssignReason::WorkerLeft | AssignReason::Workload => {}
    }
    // A caretaker who stays leads this person already.
    let caseload_full = lead.caseload_full && lead.worker != held.worker;
    named(stamp, held.org, &Nominee { caseload_full, ..lead.clone() }, reason)
}

/// The events that make somebody the lead of an organisation's people, if the directory allows it.
///
/// # Errors
/// The worker left, is full without a reason to override it, or would be caretaker for too long.
pub(crate) fn named(
    stamp: &Stamp,
    org: OrgId,
    lead: &Nominee,
    reason: AssignReason,
) -> Result<Vec<Event>, Refusal> {
    let worker = lead.worker;
    if !lead.worker_active {
        return Err(Refusal::WorkerNotActive);
    }
    if lead.caseload_full && lead.override_reason.is_none() {
        return Err(Refusal::CaseloadFull);
    }
    if lead.caretaker_until.is_some_and(|until| !is_short_time(stamp.occurred_on, until)) {
        return Err(Refusal::CaretakerTimeOutOfRange);
    }
    let override_reason = lead.override_reason.clone().filter(|_| lead.caseload_full);
    let overridden = override_reason.map(|reason| Event::CaseloadOverridden { worker, reason });
    let assigned = Event::Assigned { org, worker, reason };
    let caretaker = lead.caretaker_until.map(|until| Event::CaretakerNamed { until });
    Ok(overridden.into_iter().chain([assigned]).chain(caretaker).collect())
}

fn is_short_time(from: Date, until: Date) -> bool {
    (0..=CARETAKER_DAYS_MAX).contains(&(until - from).get_days())
}

fn request_change(journey: &Journey, by: ChangeAskedBy, reason: Option<&Sealed>) -> Option<Event> {
    let waits = |change: &Change| {
        change.decision.is_none() && (change.by, change.reason.as_ref()) == (by, reason)
    };
    let is_retry = journey.lead.change.as_ref().is_some_and(waits);
    (!is_retry).then(|| Event::ChangeRequested { by, reason: reason.cloned() })
}

fn decide_change(journey: &Journey, decision: ChangeDecision) -> Result<Option<Event>, Refusal> {
    match journey.lead.change.as_ref().map(|change| change.decision) {
        Some(None) => Ok(Some(Event::ChangeDecided { decision })),
        Some(Some(before)) if before == decision => Ok(None), // A retry.
        Some(Some(_)) | None => Err(Refusal::NoChangeRequested),
    }
}

fn arrange(
    journey: &Journey,
    stamp: &Stamp,
    held: &Held,
    cover: Cover,
    caretaker_active: bool,
) -> Result<Option<Event>, Refusal> {
    if journey.lead.covers.last() == Some(&cover) {
        return Ok(None); // A retry.
    }
    if !caretaker_active {
        return Err(Refusal::WorkerNotActive);
    }
    if cover.caretaker == held.worker {
        return Err(Refusal::CaretakerIsLead);
    }
    if cover.from < stamp.occurred_on || !is_short_time(cover.from, cover.until) {
        return Err(Refusal::CaretakerTimeOutOfRange);
    }
    Ok(Some(Event::CoverArranged(cover)))
}

pub(crate) fn evolve(state: &mut State, stamp: &Stamp, event: &Event) {
    let (change, current) = (state.change.as_mut(), state.history.last_mut());
    match event {
        Event::Assigned { org, worker, reason } => {
            let (org, worker, reason, since) = (*org, *worker, *reason, stamp.recorded_at);
            state.history.push(Held {
                org,
                worker,
                since,
                reason,
                caretaker_until: None,
                introduced: None,
            });
            state.covers.clear(); // Whoever acted did so for the lead before.
        }
        Event::ChangeRequested { by, reason } => {
            let (by, reason, asked_on) = (*by, reason.clone(), stamp.occurred_on);
            state.change = Some(Change { by, reason, asked_on, decision: None });
        }
        Event::CaretakerNamed { until } => {
            if let Some(held) = current {
                held.caretaker_until = Some(*until);
            }
        }
        Event::Introduced { method, person_present } => {
            if let Some(held) = current {
                held.introduced = Some((*method, *person_present));
            }
        }
        Event::ChangeDecided { decision } => {
            if let Some(change) = change {
                change.decision = Some(*decision);
            }
        }
        Event::CoverArranged(cover) => state.covers.push(*cover),
        Event::CaseloadOverridden { .. } => {}
    }
}

#[cfg(test)]
mod tests;
