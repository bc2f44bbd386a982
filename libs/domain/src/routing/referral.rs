//! Referral: a request that a service help a person. A yes is not yet a handover: responsibility moves later, once
//! contact is confirmed, in one commit with the naming of the new lead.
//!
//! Two pairs of words keep the four kinds apart. The *sender* holds the person before the handover and the *receiver*
//! after it, whatever the kind. The *asker* wrote the referral and may take it back; the *asked* says yes or no.
//! For support, transfer and advice the asker is the sender and the asked is the receiver. For a pull the person has
//! walked in at the receiver, so it is the receiver that asks and the holder that is asked: the holder accepts or
//! declines, the receiver may withdraw, and the worker who will lead is one of the receiver's, named when it asks.
//! From the acceptance on, all kinds go the same way.
//!
//! Advice has no handover: the receiver completes it with the answer.
//!
//! A transfer or pull is under way from its sending until its handover, and one at a time may be; the waiting list
//! does not count, so the sender may look elsewhere meanwhile. A handover ends what the old holder's own lead referral
//! still ran, and takes back whatever else was waiting to move the lead.

use std::collections::BTreeMap;

use super::ask::Ask;
use super::case::Case;
use super::kind::ReferralKind;
use super::state::{Referral, ReferralState};
use super::step::Step;
use super::{decision, ending, handover, redirect, ringing, send, support};
use crate::{Journey, OrgId, ReferralId, ServiceId, Stamp, WorkerId, journey};

pub(crate) use super::ending::{stopped_by_leaving, stopped_by_withdrawal};
pub use super::refusal::Refusal;

/// What happened, and to which referral.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The referral.
    pub referral: ReferralId,
    /// What happened to it.
    pub step: Step,
}

/// What is asked, and of which referral.
#[derive(Debug, Clone, PartialEq)]
pub struct Command {
    /// The referral.
    pub referral: ReferralId,
    /// What is asked of it.
    pub ask: Ask,
}

/// Every referral of the journey.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// By id.
    pub referrals: BTreeMap<ReferralId, Referral>,
}

impl State {
    /// Whether some referral has not reached an end.
    pub fn any_open(&self) -> bool {
        self.referrals.values().any(|r| !r.state.is_terminal())
    }

    /// The transfer or pull that is under way, other than this one.
    pub fn transfer_underway(&self, except: ReferralId) -> Option<ReferralId> {
        self.find(except, |r| r.request.kind.moves_lead() && r.state.is_underway())
    }

    /// The open referral to this service, other than this one. Nobody has seen a draft, so it does not count.
    pub fn open_at(&self, service: ServiceId, except: ReferralId) -> Option<ReferralId> {
        self.find(except, |r| {
            r.request.to.service == service
                && !r.state.is_terminal()
                && r.state != ReferralState::Draft
        })
    }

    /// The last answer of this service that counts when it is asked again. A question for advice says nothing of that.
    pub fn last_ended_at(&self, service: ServiceId) -> Option<&Referral> {
        let ended = |r: &&Referral| {
            r.ended.is_some()
                && r.request.to.service == service
                && r.request.kind != ReferralKind::Advice
        };
        let ended = self.referrals.values().filter(ended);
        ended.max_by_key(|r| (r.ended.map(|(on, _)| on), r.since))
    }

    fn find(&self, except: ReferralId, wanted: impl Fn(&Referral) -> bool) -> Option<ReferralId> {
        self.referrals.iter().find(|(id, r)| **id != except && wanted(r)).map(|(id, _)| *id)
    }

    /// What one organisation held goes to another. A support referral that runs goes alone.
    fn reassign(&mut self, named: ReferralId, from: OrgId, to: (OrgId, WorkerId)) {
        let alone = self.referrals.get(&named).is_some_and(|r| !r.take_over_moves_lead());
        for (id, referral) in &mut self.referrals {
            if *id == named || !alone {
                referral.move_holder(from, to, *id == named);
            }
        }
    }
}

pub(crate) fn decide(
    journey: &Journey,
    stamp: &Stamp,
    command: &Command,
) -> Result<Vec<journey::Event>, Refusal> {
    let id = command.referral;
    let case = || Case::of(journey, stamp, id);
    match &command.ask {
        Ask::Draft(request) => send::draft(journey, stamp, id, request),
        Ask::Send { request, facts, seen } => send::send(journey, stamp, id, request, *facts, seen),
        Ask::Acknowledge { implicit } => decision::acknowledge(&case()?, *implicit),
        Ask::AskClarification { reason, question } => {
            decision::ask_clarification(&case()?, *reason, question)
        }
        Ask::AnswerClarification { answer } => decision::answer_clarification(&case()?, answer),
        Ask::AddInformation { information } => decision::add_information(&case()?, information),
        Ask::Waitlist { expected_on, reason } => {
            decision::waitlist(&case()?, *expected_on, *reason)
        }
        Ask::OfferPlace => decision::offer_place(&case()?),
        Ask::Accept(acceptance) => decision::accept(&case()?, *acceptance),
        Ask::Decline { reason, note, onward } => {
            decision::decline(&case()?, *reason, note.as_ref(), onward)
        }
        Ask::ProposeRedirect { service, reason } => redirect::propose(&case()?, *service, *reason),
        Ask::Redirect { redirection, facts } => redirect::redirect(&case()?, redirection, *facts),
        Ask::BookIntro { booking, moved } => handover::book_intro(&case()?, booking, *moved),
        Ask::RecordIntroHeld(introduction) => handover::intro_held(&case()?, introduction),
        Ask::ConfirmIntro => handover::confirm_intro(&case()?),
        Ask::RecordIntroMissed { reason, welfare_concern } => {
            handover::intro_missed(&case()?, reason, *welfare_concern)
        }
        Ask::WaiveIntro { reason } => handover::waive_intro(&case()?, *reason),
        Ask::StartSupport { started_on } => support::start(&case()?, *started_on),
        Ask::DidNotStart { reason } => support::did_not_start(&case()?, reason),
        Ask::Pause { reason, review_on } => support::pause(&case()?, reason, *review_on),
        Ask::Resume => support::resume(&case()?),
        Ask::RecordOutcome { outcome, evidence } => {
            support::record_outcome(&case()?, *outcome, evidence.as_ref())
        }
        Ask::RecordAftercareMade { on, note } => {
            support::aftercare_made(&case()?, *on, note.as_ref())
        }
        Ask::RecordAftercareMissed { on } => support::aftercare_missed(&case()?, *on),
        Ask::Reopen { note } => support::reopen(&case()?, note.as_ref()),
        Ask::Complete { outcome, summary, next_holder } => {
            support::complete(&case()?, *outcome, summary, *next_holder)
        }
        Ask::EndEarly { reason, exit_plan, next_holder } => {
            support::end_early(&case()?, reason, exit_plan.as_ref(), *next_holder)
        }
        Ask::ReassignWorker { worker, reason } => {
            support::reassign_worker(&case()?, *worker, *reason)
        }
        Ask::Withdraw { reason, seen } => ending::withdraw(&case()?, *reason, *seen),
        Ask::PersonDeclines { reason, told } => ending::person_declines(&case()?, reason, *told),
        Ask::Expire { reason, onward } => ending::expire(&case()?, *reason, onward.as_ref()),
        Ask::Ring { ring, onward } => ringing::ring(&case()?, ring, onward.as_ref()),
        Ask::Void { reason } => ending::void(&case()?, *reason),
        Ask::TakeOver { org, worker, reason } => {
            ending::take_over(&case()?, (*org, *worker), *reason)
        }
    }
}

pub(crate) fn evolve(state: &mut State, stamp: &Stamp, event: &Event) {
    let id = event.referral;
    let writable = state.referrals.get(&id).is_none_or(|r| r.state == ReferralState::Draft);
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other step is its own referral's")]
    match &event.step {
        Step::Drafted { request, from } if writable => {
            state.referrals.insert(id, Referral::drafted(stamp, request, *from));
        }
        Step::Sent(sending) if writable => {
            state.referrals.insert(id, Referral::sent(stamp, sending));
        }
        Step::ResponsibilityReassigned { from, org, worker, .. } => {
            state.reassign(id, *from, (*org, *worker));
        }
        step => {
            if let Some(referral) = state.referrals.get_mut(&id) {
                referral.take(stamp, step);
            }
        }
    }
}
