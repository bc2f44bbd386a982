//! Step: what happens to one referral. Each has a stored form in `proto/`, so changing one is a migration.

use super::reason::*;
use super::ringing::Ring;
use super::terms::{
    Acceptance, Booking, HandoverMode, Introduction, Request, Sender, Sending, Side,
};
use crate::{Date, Kept, OrgId, ReferralId, Sealed, ServiceId, WorkerId};

/// What happened to a referral.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// It was written, or written anew; nobody has seen it yet.
    Drafted {
        /// What would be asked for.
        request: Box<Request>,
        /// The side that holds the person.
        from: Sender,
    },
    /// A clock rang. Somebody was reminded, or told that something is overdue; where the referral stands did not change.
    Rang(Ring),
    /// It was delivered.
    Sent(Box<Sending>),
    /// The receiver opened it.
    Acknowledged {
        /// Nobody said so; it was read.
        implicit: bool,
    },
    /// The receiver has a question.
    ClarificationAsked {
        /// About what.
        reason: ClarifyReason,
        /// The question.
        question: Sealed,
    },
    /// The sender answered.
    ClarificationAnswered {
        /// The answer.
        answer: Sealed,
    },
    /// Something was added that the other side should know.
    InformationAdded {
        /// What.
        information: Sealed,
    },
    /// Suitable, but there is no place yet. Not a commitment: the sender may keep looking.
    Waitlisted {
        /// When a place is expected.
        expected_on: Date,
        /// Why there is none now.
        reason: WaitReason,
    },
    /// A place came free; the receiver decides now.
    PlaceOffered,
    /// The receiver said yes, and by whom. Not yet a handover.
    Accepted(Acceptance),
    /// The receiver said no.
    Declined {
        /// Why.
        reason: DeclineReason,
        /// In its own words.
        note: Option<Sealed>,
        /// Services to ask instead.
        onward: Vec<ServiceId>,
    },
    /// The receiver thinks another service suits better; the sender asks the person.
    RedirectProposed {
        /// Which service.
        service: ServiceId,
        /// Why.
        reason: RedirectReason,
    },
    /// Another referral took its place.
    Redirected {
        /// That referral.
        child: ReferralId,
        /// The service asked instead.
        service: ServiceId,
        /// Why.
        reason: RedirectReason,
    },
    /// A meeting of three has a date; an earlier date no longer counts.
    IntroBooked {
        /// When, how and with whom.
        booking: Booking,
        /// Why an earlier date was moved, if there was one.
        moved: Option<RescheduleReason>,
    },
    /// The receiver says the meeting was held and contact stands. The sender has yet to say so too.
    IntroHeld(Introduction),
    /// The person was not there. It ends nothing.
    IntroMissed {
        /// Why, as far as is known.
        reason: Kept<MissedReason>,
        /// Somebody should look whether the person is all right.
        welfare_concern: bool,
    },
    /// The person missed the introduction three times or more: a supervisor decides what to try next.
    SupervisorAsked {
        /// How often it was missed.
        intros_missed: u8,
    },
    /// One side would do without the meeting; the other has yet to agree.
    WaiverProposed {
        /// Which side.
        by: Side,
        /// Why.
        reason: WaiveReason,
    },
    /// The meeting was given up.
    IntroWaived {
        /// Why.
        reason: WaiveReason,
    },
    /// The receiver holds the person from here. For a transfer or pull the new lead stands in the same commit.
    HandoverCompleted {
        /// The organisation that holds.
        org: OrgId,
        /// Its key worker.
        worker: WorkerId,
        /// How it went.
        mode: HandoverMode,
    },
    /// Support began.
    SupportStarted {
        /// On this day.
        started_on: Date,
    },
    /// Support never began. Whoever holds the person goes on holding until a return is accepted.
    SupportNotStarted {
        /// Why.
        reason: Kept<NotStartedReason>,
    },
    /// Support rests.
    Paused {
        /// Why.
        reason: Kept<HoldReason>,
        /// When somebody looks again.
        review_on: Date,
    },
    /// Support goes on.
    Resumed,
    /// Something was achieved; contact goes on for a while.
    OutcomeAchieved {
        /// What.
        outcome: OutcomeReason,
        /// What shows it.
        evidence: Option<Sealed>,
    },
    /// Aftercare: they spoke.
    AftercareContactMade {
        /// On this day.
        on: Date,
        /// What was said.
        note: Option<Sealed>,
    },
    /// Aftercare: they did not reach each other.
    AftercareContactMissed {
        /// On this day.
        on: Date,
    },
    /// Things got harder; support goes on under the same referral, with nothing to tell again.
    AftercareReopened {
        /// What happened.
        note: Option<Sealed>,
    },
    /// Done.
    Completed {
        /// What it led to.
        outcome: OutcomeReason,
        /// A closing summary; for advice, the answer.
        summary: Sealed,
        /// Who should be asked to hold the person next; nobody means the home council.
        next_holder: Option<OrgId>,
    },
    /// Support stopped before the plan ended.
    SupportEndedEarly {
        /// Why.
        reason: Kept<EndReason>,
        /// How it goes on from here.
        exit_plan: Option<Sealed>,
        /// Who should be asked to hold the person next; nobody means the home council.
        next_holder: Option<OrgId>,
    },
    /// The sender took it back.
    Withdrawn {
        /// Why.
        reason: WithdrawReason,
    },
    /// The person said no. It leaves no mark on them.
    PersonDeclined {
        /// Why, if they said; none is owed.
        reason: Kept<PersonReason>,
        /// The worker they told, if it was one.
        told: Option<WorkerId>,
    },
    /// A clock ran out, after every reminder, or the service closed. Routing starts again.
    Expired {
        /// Which clock, or that it closed.
        reason: ExpireReason,
    },
    /// The receiver named another of its workers.
    KeyWorkerReassigned {
        /// Who.
        worker: WorkerId,
        /// Why.
        reason: ReassignReason,
    },
    /// It never should have been. Nothing is deleted.
    Voided {
        /// Why.
        reason: VoidReason,
    },
    /// The partnership moved responsibility itself. Every referral that its old holder held goes along.
    ResponsibilityReassigned {
        /// Who held.
        from: OrgId,
        /// Who holds now.
        org: OrgId,
        /// Its worker.
        worker: WorkerId,
        /// Why.
        reason: TakeOverReason,
    },
}
