//! Ask: what can be asked of one referral. Facts from the directory arrive inside; nothing is looked up here.

use std::collections::BTreeSet;

use super::actions::Action;
use super::reason::*;
use super::ringing::Ring;
use super::state::ReferralState;
use super::terms::{Acceptance, Booking, Facts, Introduction, Redirection, Request};
use crate::{Date, Kept, OrgId, ReferralId, Sealed, ServiceId, WorkerId};

/// The area's door, and what was looked up about it; nothing where the person's agreement does not cover it, or the kind of
/// referral goes no further.
pub type Onward = Option<(Box<Redirection>, Facts)>;

/// What is asked of a referral.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// Writes it, or writes it anew, without sending.
    Draft(Box<Request>),
    /// Sends it, drafted or not.
    Send {
        /// What is asked for.
        request: Box<Request>,
        /// What was looked up.
        facts: Facts,
        /// The referrals that may be the same once more, and were looked at.
        seen: BTreeSet<ReferralId>,
    },
    /// Says that it was opened.
    Acknowledge {
        /// Nobody said so; it was read.
        implicit: bool,
    },
    /// Asks the sender something. Twice at most, then a manager must.
    AskClarification {
        /// About what.
        reason: ClarifyReason,
        /// The question.
        question: Sealed,
    },
    /// Answers.
    AnswerClarification {
        /// The answer.
        answer: Sealed,
    },
    /// Adds what the other side should know.
    AddInformation {
        /// What.
        information: Sealed,
    },
    /// Puts the person on the waiting list.
    Waitlist {
        /// When a place is expected.
        expected_on: Date,
        /// Why there is none now.
        reason: WaitReason,
    },
    /// Says that a place came free.
    OfferPlace,
    /// Says yes, and by whom.
    Accept(Acceptance),
    /// Says no, and who might say yes.
    Decline {
        /// Why.
        reason: DeclineReason,
        /// In its own words.
        note: Option<Sealed>,
        /// One to five services to ask instead.
        onward: Vec<ServiceId>,
    },
    /// Names a better service where the person has not agreed to it yet.
    ProposeRedirect {
        /// Which service.
        service: ServiceId,
        /// Why.
        reason: RedirectReason,
    },
    /// Passes it on to another service.
    Redirect {
        /// Where to.
        redirection: Box<Redirection>,
        /// What was looked up about that service.
        facts: Facts,
    },
    /// Gives the meeting of three a date, or another date.
    BookIntro {
        /// When, how and with whom.
        booking: Booking,
        /// Why an earlier date is moved.
        moved: Option<RescheduleReason>,
    },
    /// The receiver says that the meeting was held.
    RecordIntroHeld(Introduction),
    /// The sender says so too, or stayed silent past the clock.
    ConfirmIntro,
    /// Says that the person was not there.
    RecordIntroMissed {
        /// Why, as far as is known.
        reason: Kept<MissedReason>,
        /// Somebody should look whether the person is all right.
        welfare_concern: bool,
    },
    /// Does without the meeting; both sides must say so, or the person.
    WaiveIntro {
        /// Why.
        reason: WaiveReason,
    },
    /// Begins support.
    StartSupport {
        /// On this day; not before the handover.
        started_on: Date,
    },
    /// Says that support never began.
    DidNotStart {
        /// Why.
        reason: Kept<NotStartedReason>,
    },
    /// Lets support rest.
    Pause {
        /// Why.
        reason: Kept<HoldReason>,
        /// When somebody looks again; at most 12 weeks on.
        review_on: Date,
    },
    /// Lets support go on.
    Resume,
    /// Records what was achieved; aftercare begins.
    RecordOutcome {
        /// What.
        outcome: OutcomeReason,
        /// What shows it.
        evidence: Option<Sealed>,
    },
    /// Aftercare: they spoke.
    RecordAftercareMade {
        /// On this day.
        on: Date,
        /// What was said.
        note: Option<Sealed>,
    },
    /// Aftercare: they did not reach each other.
    RecordAftercareMissed {
        /// On this day.
        on: Date,
    },
    /// Goes back from aftercare to support.
    Reopen {
        /// What happened.
        note: Option<Sealed>,
    },
    /// Finishes.
    Complete {
        /// What it led to.
        outcome: OutcomeReason,
        /// A closing summary; for advice, the answer.
        summary: Sealed,
        /// Who should be asked to hold the person next; nobody means the home council.
        next_holder: Option<OrgId>,
    },
    /// Stops support before the plan ends.
    EndEarly {
        /// Why.
        reason: Kept<EndReason>,
        /// How it goes on from here.
        exit_plan: Option<Sealed>,
        /// Who should be asked to hold the person next; nobody means the home council.
        next_holder: Option<OrgId>,
    },
    /// The sender takes it back.
    Withdraw {
        /// Why.
        reason: WithdrawReason,
        /// The state that the sender saw: whoever had not seen the yes cannot take it back, but must talk.
        seen: ReferralState,
    },
    /// The person says no.
    PersonDeclines {
        /// Why, if they said; none is owed.
        reason: Kept<PersonReason>,
        /// The worker they told, if it was one.
        told: Option<WorkerId>,
    },
    /// A clock ran out, or the service closes.
    Expire {
        /// Which of them.
        reason: ExpireReason,
        /// As for a clock that rings.
        onward: Onward,
    },
    /// A clock rings.
    Ring {
        /// Which, what it does, and when it was to.
        ring: Ring,
        /// Where what nobody answered goes on.
        onward: Onward,
    },
    /// Names another worker of the receiver's.
    ReassignWorker {
        /// Who.
        worker: WorkerId,
        /// Why.
        reason: ReassignReason,
    },
    /// Marks it as never meant.
    Void {
        /// Why.
        reason: VoidReason,
    },
    /// The partnership moves responsibility itself.
    TakeOver {
        /// Who holds from now on.
        org: OrgId,
        /// Its worker.
        worker: WorkerId,
        /// Why.
        reason: TakeOverReason,
    },
}

impl Ask {
    /// The command's name, as [`super::actions::list_available_actions`] lists it.
    pub const fn action(&self) -> Action {
        match self {
            Self::Draft(_) => Action::Draft,
            Self::Send { .. } => Action::Send,
            Self::Acknowledge { .. } => Action::Acknowledge,
            Self::AskClarification { .. } => Action::AskClarification,
            Self::AnswerClarification { .. } => Action::AnswerClarification,
            Self::AddInformation { .. } => Action::AddInformation,
            Self::Waitlist { .. } => Action::Waitlist,
            Self::OfferPlace => Action::OfferPlace,
            Self::Accept(_) => Action::Accept,
            Self::Decline { .. } => Action::Decline,
            Self::ProposeRedirect { .. } => Action::ProposeRedirect,
            Self::Redirect { .. } => Action::Redirect,
            Self::BookIntro { .. } => Action::BookIntro,
            Self::RecordIntroHeld(_) => Action::RecordIntroHeld,
            Self::ConfirmIntro => Action::ConfirmIntro,
            Self::RecordIntroMissed { .. } => Action::RecordIntroMissed,
            Self::WaiveIntro { .. } => Action::WaiveIntro,
            Self::StartSupport { .. } => Action::StartSupport,
            Self::DidNotStart { .. } => Action::DidNotStart,
            Self::Pause { .. } => Action::Pause,
            Self::Resume => Action::Resume,
            Self::RecordOutcome { .. } => Action::RecordOutcome,
            Self::RecordAftercareMade { .. } | Self::RecordAftercareMissed { .. } => {
                Action::RecordAftercare
            }
            Self::Reopen { .. } => Action::Reopen,
            Self::Complete { .. } => Action::Complete,
            Self::EndEarly { .. } => Action::EndEarly,
            Self::Withdraw { .. } => Action::Withdraw,
            Self::PersonDeclines { .. } => Action::PersonDeclines,
            Self::Expire { .. } => Action::Expire,
            Self::Ring { .. } => Action::Ring,
            Self::ReassignWorker { .. } => Action::ReassignWorker,
            Self::Void { .. } => Action::Void,
            Self::TakeOver { .. } => Action::TakeOver,
        }
    }
}
