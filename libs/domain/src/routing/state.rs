//! State: where one referral stands, folded from its steps.

use std::collections::BTreeMap;

use super::clock::Clock;
use super::kind::ReferralKind;
use super::reason::{Effect, EndReason, NotStartedReason, PersonReason, WaiveReason};
use super::ringing::{Rang, Ring};
use super::step::Step;
use super::terms::{Acceptance, Booking, HandoverMode, Request, Sender, Sending, Side};
use crate::{
    CommitId, Date, Journey, Kept, OrgId, ReferralId, SensitiveCode, ServiceId, Stamp, Timestamp,
    WorkerId,
};

codes! {
    /// Where a referral stands.
    pub ReferralState {
        /// Being written.
        Draft = 1 "DRAFT",
        /// In the receiver's queue, not seen yet.
        Sent = 2 "SENT",
        /// The receiver has opened it and is to decide.
        Acknowledged = 3 "ACKNOWLEDGED",
        /// The receiver asked; the sender is to answer.
        Clarifying = 4 "CLARIFYING",
        /// Suitable, no place yet.
        Waitlisted = 5 "WAITLISTED",
        /// The receiver said yes and by whom; no introduction yet.
        Accepted = 6 "ACCEPTED",
        /// The meeting of three has a date.
        IntroBooked = 7 "INTRO_BOOKED",
        /// The receiver holds the person; support has not begun.
        HandedOver = 8 "HANDED_OVER",
        /// Support runs.
        Active = 9 "ACTIVE",
        /// Support rests, by agreement.
        Paused = 10 "PAUSED",
        /// Something was achieved; contact goes on.
        Aftercare = 11 "AFTERCARE",
        /// Done.
        Completed = 12 "COMPLETED",
        /// Stopped before the plan ended.
        EndedEarly = 13 "ENDED_EARLY",
        /// Handed over, never begun.
        NotStarted = 14 "NOT_STARTED",
        /// The receiver said no.
        Declined = 15 "DECLINED",
        /// The person said no.
        PersonDeclined = 16 "PERSON_DECLINED",
        /// The sender took it back.
        Withdrawn = 17 "WITHDRAWN",
        /// Another referral took its place.
        Redirected = 18 "REDIRECTED",
        /// A clock ran out, or the service closed before it answered.
        Expired = 19 "EXPIRED",
        /// Recorded in error.
        Void = 20 "VOID",
    }
}

impl ReferralState {
    /// Whether it is an end. An end never changes; a correction is another referral.
    pub const fn is_terminal(self) -> bool {
        match self {
            Self::Completed
            | Self::EndedEarly
            | Self::NotStarted
            | Self::Declined
            | Self::PersonDeclined
            | Self::Withdrawn
            | Self::Redirected
            | Self::Expired
            | Self::Void => true,
            Self::Draft
            | Self::Sent
            | Self::Acknowledged
            | Self::Clarifying
            | Self::Waitlisted
            | Self::Accepted
            | Self::IntroBooked
            | Self::HandedOver
            | Self::Active
            | Self::Paused
            | Self::Aftercare => false,
        }
    }

    /// Whether somebody is waiting for an answer or a meeting: sent, and neither handed over nor ended.
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Waitlisted) || self.is_underway()
    }

    /// Whether it is on its way to a handover. The waiting list is not: it binds nobody, and the sender may look
    /// elsewhere meanwhile.
    pub const fn is_underway(self) -> bool {
        matches!(
            self,
            Self::Sent | Self::Acknowledged | Self::Clarifying | Self::Accepted | Self::IntroBooked
        )
    }

    /// Whether the receiver has it, and has said neither yes nor no.
    pub const fn is_undecided(self) -> bool {
        matches!(self, Self::Sent | Self::Acknowledged | Self::Clarifying | Self::Waitlisted)
    }

    /// Whether the receiver holds the person and support may run.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::HandedOver | Self::Active | Self::Paused | Self::Aftercare)
    }
}

impl ReferralKind {
    /// Whether its handover moves the lead.
    pub const fn moves_lead(self) -> bool {
        matches!(self, Self::Transfer | Self::Pull)
    }
}

/// An introduction that has a date.
#[derive(Debug, Clone, PartialEq)]
pub struct Intro {
    /// When, how and with whom.
    pub booking: Booking,
    /// The receiver says it was held.
    pub held: bool,
}

/// How and when the receiver came to hold the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handover {
    /// The day, in the world.
    pub on: Date,
    /// The instant responsibility moved.
    pub at: Timestamp,
    /// How it went.
    pub mode: HandoverMode,
}

/// One referral.
#[derive(Debug, Clone, PartialEq)]
pub struct Referral {
    /// Where it stands.
    pub state: ReferralState,
    /// Since when: clocks are armed from here.
    pub since: Timestamp,
    /// What is asked for.
    pub request: Request,
    /// The commit that wrote it down, for which what is sealed in it was sealed.
    pub sealed_in: CommitId,
    /// The side that holds the person before the handover.
    pub from: Sender,
    /// The service is the area's fallback door.
    pub fallback: bool,
    /// Each service so far, this one last.
    pub chain: Vec<ServiceId>,
    /// The referral that this one replaces.
    pub redirected_from: Option<ReferralId>,
    /// The terms of the yes; its worker is the receiver's key worker now.
    pub acceptance: Option<Acceptance>,
    /// How often the receiver asked.
    pub clarifications: u8,
    /// The service that the receiver thinks better.
    pub redirect_proposed: Option<ServiceId>,
    /// The introduction that has a date.
    pub intro: Option<Intro>,
    /// How often the person missed one.
    pub intros_missed: u8,
    /// Who would do without it, and why.
    pub waiver_proposed: Option<(Side, WaiveReason)>,
    /// Why it was given up.
    pub waived: Option<WaiveReason>,
    /// Present once the receiver holds the person.
    pub handover: Option<Handover>,
    /// When it ended, and what its reason brings.
    pub ended: Option<(Date, Effect)>,
    /// The step that led to this state: whoever asks for it again asks for what is done.
    pub entered_by: Step,
    /// The last step of all that somebody took.
    pub latest: Step,
    /// Since when it is on its way to a first meeting: its sending, or the offer of a place after a wait.
    pub underway_since: Option<Timestamp>,
    /// When the receiver said that the introduction was held.
    pub held_at: Option<Timestamp>,
    /// When somebody took the last step.
    pub touched_at: Timestamp,
    /// How far its clocks have rung.
    pub rang: BTreeMap<Clock, Rang>,
}

impl Referral {
    pub(super) fn drafted(stamp: &Stamp, request: &Request, from: Sender) -> Self {
        let step = Step::Drafted { request: Box::new(request.clone()), from };
        Self::new(stamp, ReferralState::Draft, request, from, step)
    }

    pub(super) fn sent(stamp: &Stamp, sending: &Sending) -> Self {
        let step = Step::Sent(Box::new(sending.clone()));
        Self {
            fallback: sending.fallback,
            chain: sending.chain.clone(),
            redirected_from: sending.redirected_from,
            underway_since: Some(stamp.recorded_at),
            ..Self::new(stamp, ReferralState::Sent, &sending.request, sending.from, step)
        }
    }

    fn new(stamp: &Stamp, state: ReferralState, request: &Request, from: Sender, by: Step) -> Self {
        Self {
            state,
            since: stamp.recorded_at,
            request: request.clone(),
            sealed_in: stamp.commit,
            from,
            fallback: false,
            chain: vec![],
            redirected_from: None,
            acceptance: None,
            clarifications: 0,
            redirect_proposed: None,
            intro: None,
            intros_missed: 0,
            waiver_proposed: None,
            waived: None,
            handover: None,
            ended: None,
            latest: by.clone(),
            entered_by: by,
            underway_since: None,
            held_at: None,
            touched_at: stamp.recorded_at,
            rang: BTreeMap::new(),
        }
    }

    /// The organisation that asked, and may take it back.
    pub fn asker(&self) -> OrgId {
        match self.request.kind {
            ReferralKind::Pull => self.request.to.org,
            ReferralKind::Support | ReferralKind::Transfer | ReferralKind::Advice => self.from.org,
        }
    }

    /// The organisation that is asked, and says yes or no.
    pub fn asked(&self) -> OrgId {
        match self.request.kind {
            ReferralKind::Pull => self.from.org,
            ReferralKind::Support | ReferralKind::Transfer | ReferralKind::Advice => {
                self.request.to.org
            }
        }
    }

    /// Who holds the person as far as this referral goes: the sender until the handover, the receiver from then on,
    /// also past its end, for only another handover moves responsibility. For support this is the provider of record;
    /// the lead stays where it is.
    pub fn holder(&self) -> OrgId {
        match self.handover {
            None => self.from.org,
            Some(_) => self.request.to.org,
        }
    }

    /// The receiver's key worker, once named.
    pub fn worker(&self) -> Option<WorkerId> {
        self.acceptance.map(|a| a.named_worker)
    }

    /// Whether the receiver says that the introduction was held.
    pub fn is_held(&self) -> bool {
        self.intro.as_ref().is_some_and(|intro| intro.held)
    }

    /// Whether the partnership, taking this over, moves the lead with it. A support referral that runs has only its own
    /// provider to move.
    pub const fn take_over_moves_lead(&self) -> bool {
        self.request.kind.moves_lead() || !self.state.is_live()
    }

    /// Whether the person was assessed anew since this stands where it stands: a fund was asked, or they and their worker
    /// agreed or reviewed a plan.
    pub fn is_reassessed(&self, journey: &Journey) -> bool {
        let funds = journey.eligibility.assessed.iter().map(|assessed| assessed.at);
        funds.chain(journey.plan.looked_at).any(|at| at > self.since)
    }

    /// Replays one step. An end never changes.
    pub(super) fn take(&mut self, stamp: &Stamp, step: &Step) {
        if self.state.is_terminal() || matches!(step, Step::Drafted { .. } | Step::Sent(_)) {
            return;
        }
        if let Step::Rang(ring) = step {
            let Ring { clock, rung, armed_at, .. } = *ring;
            self.rang.insert(clock, Rang { armed_at, rung });
            return; // Nobody did anything.
        }
        self.note(stamp, step);
        self.latest = step.clone();
        self.touched_at = stamp.recorded_at;
        if let Some(state) = enters(step) {
            self.state = state;
            self.since = stamp.recorded_at;
            self.entered_by = step.clone();
        }
        if self.state.is_terminal() {
            self.ended = Some((stamp.occurred_on, effect(step)));
        }
    }

    fn note(&mut self, stamp: &Stamp, step: &Step) {
        match step {
            Step::ClarificationAsked { .. } => {
                self.clarifications = self.clarifications.saturating_add(1);
            }
            Step::Accepted(acceptance) => self.acceptance = Some(*acceptance),
            Step::RedirectProposed { service, .. } => self.redirect_proposed = Some(*service),
            Step::IntroBooked { booking, .. } => {
                self.intro = Some(Intro { booking: booking.clone(), held: false });
                self.held_at = None;
            }
            Step::PlaceOffered => self.underway_since = Some(stamp.recorded_at),
            Step::IntroHeld(_) => {
                if let Some(intro) = &mut self.intro {
                    intro.held = true;
                }
                self.held_at = Some(stamp.recorded_at);
            }
            Step::IntroMissed { .. } => {
                self.intro = None;
                self.held_at = None;
                self.intros_missed = self.intros_missed.saturating_add(1);
            }
            Step::WaiverProposed { by, reason } => self.waiver_proposed = Some((*by, *reason)),
            Step::IntroWaived { reason } => self.waived = Some(*reason),
            Step::HandoverCompleted { mode, .. } => {
                let (on, at) = (stamp.occurred_on, stamp.recorded_at);
                self.handover = Some(Handover { on, at, mode: *mode });
            }
            Step::KeyWorkerReassigned { worker, .. } => self.rename_worker(*worker),
            Step::Drafted { .. }
            | Step::Rang(_)
            | Step::Sent(_)
            | Step::Acknowledged { .. }
            | Step::ClarificationAnswered { .. }
            | Step::InformationAdded { .. }
            | Step::Waitlisted { .. }
            | Step::Declined { .. }
            | Step::Redirected { .. }
            | Step::SupervisorAsked { .. }
            | Step::SupportStarted { .. }
            | Step::SupportNotStarted { .. }
            | Step::Paused { .. }
            | Step::Resumed
            | Step::OutcomeAchieved { .. }
            | Step::AftercareContactMade { .. }
            | Step::AftercareContactMissed { .. }
            | Step::AftercareReopened { .. }
            | Step::Completed { .. }
            | Step::SupportEndedEarly { .. }
            | Step::Withdrawn { .. }
            | Step::PersonDeclined { .. }
            | Step::Expired { .. }
            | Step::Voided { .. }
            | Step::ResponsibilityReassigned { .. } => {}
        }
    }

    fn rename_worker(&mut self, worker: WorkerId) {
        if let Some(acceptance) = &mut self.acceptance {
            acceptance.named_worker = worker;
        }
    }

    /// The partnership moved what `old` held to another organisation; `named` says it was this very referral.
    pub(super) fn move_holder(
        &mut self,
        old: OrgId,
        (org, worker): (OrgId, WorkerId),
        named: bool,
    ) {
        if self.state.is_terminal() {
            return;
        }
        if self.handover.is_none() && self.from.org == old {
            self.from = Sender { org, worker: Some(worker) };
        } else if self.handover.is_some()
            && self.request.to.org == old
            && (named || self.request.kind.moves_lead())
        {
            self.request.to.org = org;
            self.rename_worker(worker);
        }
    }
}

impl Step {
    /// The state that this step leads to; most steps that only add something lead to none.
    pub fn enters(&self) -> Option<ReferralState> {
        enters(self)
    }
}

/// The state that a step leads to; most steps that only add something lead to none.
fn enters(step: &Step) -> Option<ReferralState> {
    use ReferralState as S;
    Some(match step {
        Step::Drafted { .. } => S::Draft,
        Step::Sent(_) => S::Sent,
        Step::Acknowledged { .. } | Step::ClarificationAnswered { .. } | Step::PlaceOffered => {
            S::Acknowledged
        }
        Step::ClarificationAsked { .. } => S::Clarifying,
        Step::Waitlisted { .. } => S::Waitlisted,
        Step::Accepted(_) | Step::IntroMissed { .. } => S::Accepted,
        Step::Declined { .. } => S::Declined,
        Step::Redirected { .. } => S::Redirected,
        Step::IntroBooked { .. } => S::IntroBooked,
        Step::HandoverCompleted { .. } => S::HandedOver,
        Step::SupportStarted { .. } | Step::Resumed | Step::AftercareReopened { .. } => S::Active,
        Step::SupportNotStarted { .. } => S::NotStarted,
        Step::Paused { .. } => S::Paused,
        Step::OutcomeAchieved { .. } => S::Aftercare,
        Step::Completed { .. } => S::Completed,
        Step::SupportEndedEarly { .. } => S::EndedEarly,
        Step::Withdrawn { .. } => S::Withdrawn,
        Step::PersonDeclined { .. } => S::PersonDeclined,
        Step::Expired { .. } => S::Expired,
        Step::Voided { .. } => S::Void,
        Step::Rang(_)
        | Step::InformationAdded { .. }
        | Step::RedirectProposed { .. }
        | Step::IntroHeld(_)
        | Step::SupervisorAsked { .. }
        | Step::WaiverProposed { .. }
        | Step::IntroWaived { .. }
        | Step::AftercareContactMade { .. }
        | Step::AftercareContactMissed { .. }
        | Step::KeyWorkerReassigned { .. }
        | Step::ResponsibilityReassigned { .. } => return None,
    })
}

/// What a reason brings that may be sealed. One that is sealed brings nothing: health and custody are nobody's fault.
fn kept_effect<C: SensitiveCode>(reason: &Kept<C>, effect: impl Fn(C) -> Effect) -> Effect {
    reason.clear().map_or(Effect::NONE, effect)
}

/// What the reason of an ending step brings.
fn effect(step: &Step) -> Effect {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "only steps that end with a reason have an effect"
    )]
    match step {
        Step::Declined { reason, .. } => reason.effect(),
        Step::Redirected { reason, .. } => reason.effect(),
        Step::SupportNotStarted { reason } => kept_effect(reason, NotStartedReason::effect),
        Step::SupportEndedEarly { reason, .. } => kept_effect(reason, EndReason::effect),
        Step::Withdrawn { reason } => reason.effect(),
        Step::PersonDeclined { reason, .. } => kept_effect(reason, PersonReason::effect),
        Step::Expired { reason } => reason.effect(),
        Step::Voided { reason } => reason.effect(),
        _ => Effect::NONE,
    }
}
