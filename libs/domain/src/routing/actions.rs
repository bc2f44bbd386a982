//! Actions: who may do what from which state. One table, read by `decide` and by everybody who draws buttons, so that
//! a client never guesses and a loser of a race learns what is open to them now.

use super::kind::ReferralKind;
use super::referral::Refusal;
use super::state::{Referral, ReferralState};
use crate::{Actor, Code, Journey, OrgId, ReferralId, Role};

codes! {
    /// The name of a command on a referral.
    pub Action {
        /// Write it.
        Draft = 1 "DRAFT",
        /// Send it.
        Send = 2 "SEND",
        /// Say that it was opened.
        Acknowledge = 3 "ACKNOWLEDGE",
        /// Ask the sender.
        AskClarification = 4 "ASK_CLARIFICATION",
        /// Answer the receiver.
        AnswerClarification = 5 "ANSWER_CLARIFICATION",
        /// Add what the other side should know.
        AddInformation = 6 "ADD_INFORMATION",
        /// Put on the waiting list.
        Waitlist = 7 "WAITLIST",
        /// Say that a place came free.
        OfferPlace = 8 "OFFER_PLACE",
        /// Say yes.
        Accept = 9 "ACCEPT",
        /// Say no.
        Decline = 10 "DECLINE",
        /// Name a better service.
        ProposeRedirect = 11 "PROPOSE_REDIRECT",
        /// Pass it on.
        Redirect = 12 "REDIRECT",
        /// Give the introduction a date.
        BookIntro = 13 "BOOK_INTRO",
        /// Say that the introduction was held.
        RecordIntroHeld = 14 "RECORD_INTRO_HELD",
        /// Say so too.
        ConfirmIntro = 15 "CONFIRM_INTRO",
        /// Say that the person was not there.
        RecordIntroMissed = 16 "RECORD_INTRO_MISSED",
        /// Do without the introduction.
        WaiveIntro = 17 "WAIVE_INTRO",
        /// Begin support.
        StartSupport = 18 "START_SUPPORT",
        /// Say that support never began.
        DidNotStart = 19 "DID_NOT_START",
        /// Let support rest.
        Pause = 20 "PAUSE",
        /// Let support go on.
        Resume = 21 "RESUME",
        /// Record what was achieved.
        RecordOutcome = 22 "RECORD_OUTCOME",
        /// Record a contact in aftercare.
        RecordAftercare = 23 "RECORD_AFTERCARE",
        /// Go back from aftercare to support.
        Reopen = 24 "REOPEN",
        /// Finish.
        Complete = 25 "COMPLETE",
        /// Stop before the plan ends.
        EndEarly = 26 "END_EARLY",
        /// Take it back.
        Withdraw = 27 "WITHDRAW",
        /// Record the person's no.
        PersonDeclines = 28 "PERSON_DECLINES",
        /// Let a clock run out.
        Expire = 29 "EXPIRE",
        /// Name another of the receiver's workers.
        ReassignWorker = 30 "REASSIGN_WORKER",
        /// Mark as never meant.
        Void = 31 "VOID",
        /// Move responsibility, as the partnership.
        TakeOver = 32 "TAKE_OVER",
        /// Let a clock ring.
        Ring = 33 "RING",
    }
}

/// Rounds of questions that a worker may ask; after them a manager must.
pub const CLARIFICATIONS_MAX: u8 = 2;

/// What this actor may do now with this referral; nothing if the journey has no such referral.
pub fn list_available_actions(
    journey: &Journey,
    referral: ReferralId,
    actor: Actor,
) -> Vec<Action> {
    let lead = journey.lead().map(|lead| lead.org);
    let Some(referral) = journey.referral.referrals.get(&referral) else { return vec![] };
    let open = |action: &Action| {
        role_allows(referral, lead, *action, actor).is_ok()
            && state_allows(referral, lead, *action, actor).is_ok()
    };
    Action::ALL.iter().copied().filter(open).collect()
}

/// In what part somebody acts on a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Works for the organisation that asked.
    Asker,
    /// Works for the organisation that is asked.
    Asked,
    /// Works for the side that holds the person before the handover.
    Giver,
    /// Works for the side that holds the person after it.
    Taker,
    /// Manages there.
    TakerManager,
    /// Works for the organisation that is responsible for the person now.
    Lead,
    /// Is the person, or writes down what they said.
    Person,
    /// Is a clock or a router.
    System,
    /// Is the partnership's operations.
    Partnership,
}

impl Part {
    fn is_played_by(self, actor: Actor, referral: &Referral, lead: Option<OrgId>) -> bool {
        let works_for =
            |org: OrgId| matches!(actor.role, Role::Worker | Role::Manager) && actor.org == org;
        match self {
            Self::Asker => works_for(referral.asker()),
            Self::Asked => works_for(referral.asked()),
            Self::Giver => works_for(referral.from.org),
            Self::Taker => works_for(referral.request.to.org),
            Self::TakerManager => works_for(referral.request.to.org) && actor.role == Role::Manager,
            Self::Lead => lead.is_some_and(works_for),
            Self::Person => actor.role == Role::Person,
            Self::System => actor.role == Role::System,
            Self::Partnership => actor.role == Role::Partnership,
        }
    }

    fn missing(self) -> Refusal {
        match self {
            Self::Asker | Self::Giver => Refusal::NotTheSender,
            Self::Asked | Self::Taker => Refusal::NotTheReceiver,
            Self::TakerManager => Refusal::NotTheReceiversManager,
            Self::Lead | Self::Person => Refusal::NotAParty,
            Self::System => Refusal::NotTheSystem,
            Self::Partnership => Refusal::NotThePartnership,
        }
    }
}

/// Who may do it. The first part names the refusal: one that belongs to neither side if both may.
const fn parts(action: Action) -> &'static [Part] {
    use Part::*;
    match action {
        Action::Draft | Action::Send => &[Asker, Person, System],
        Action::Acknowledge
        | Action::AskClarification
        | Action::Waitlist
        | Action::Accept
        | Action::Decline
        | Action::ProposeRedirect => &[Asked],
        Action::AnswerClarification | Action::Withdraw => &[Asker],
        Action::AddInformation => &[Lead, Asker, Asked],
        Action::OfferPlace => &[Asked, System],
        Action::Redirect => &[Asked, Asker],
        Action::BookIntro | Action::WaiveIntro => &[Person, Giver, Taker],
        Action::RecordIntroHeld | Action::StartSupport | Action::RecordOutcome => &[Taker],
        Action::ConfirmIntro => &[Giver, System],
        Action::RecordIntroMissed => &[Taker, Giver],
        Action::DidNotStart => &[Taker, System, Person],
        Action::RecordAftercare | Action::Complete => &[Taker],
        Action::Pause | Action::Resume | Action::Reopen | Action::EndEarly => &[Taker, Person],
        Action::PersonDeclines => &[Person, Giver, Taker],
        Action::Expire | Action::Ring => &[System],
        Action::ReassignWorker => &[TakerManager],
        Action::Void => &[Asker, Partnership],
        Action::TakeOver => &[Partnership],
    }
}

/// The states it may be done in.
const fn states(action: Action, kind: ReferralKind) -> &'static [ReferralState] {
    use ReferralState::*;
    match action {
        Action::Draft | Action::Send => &[Draft],
        Action::Acknowledge => &[Sent],
        Action::AskClarification | Action::Waitlist => &[Acknowledged],
        Action::AnswerClarification => &[Clarifying],
        Action::AddInformation | Action::Void | Action::Ring => &[
            Draft,
            Sent,
            Acknowledged,
            Clarifying,
            Waitlisted,
            Accepted,
            IntroBooked,
            HandedOver,
            Active,
            Paused,
            Aftercare,
        ],
        Action::OfferPlace => &[Waitlisted],
        Action::Accept => &[Sent, Acknowledged, Clarifying],
        Action::Decline => &[Sent, Acknowledged, Clarifying, Waitlisted],
        Action::ProposeRedirect | Action::Redirect => &[Acknowledged, Waitlisted],
        Action::BookIntro | Action::WaiveIntro => &[Accepted, IntroBooked],
        Action::RecordIntroHeld | Action::ConfirmIntro | Action::RecordIntroMissed => {
            &[IntroBooked]
        }
        Action::StartSupport | Action::DidNotStart => &[HandedOver],
        Action::Pause | Action::RecordOutcome => &[Active],
        Action::Resume => &[Paused],
        Action::RecordAftercare | Action::Reopen => &[Aftercare],
        Action::Complete if matches!(kind, ReferralKind::Advice) => {
            &[Sent, Acknowledged, Clarifying]
        }
        Action::Complete => &[Active, Aftercare],
        Action::EndEarly => &[Active, Paused, Aftercare],
        Action::Withdraw | Action::PersonDeclines => {
            &[Sent, Acknowledged, Clarifying, Waitlisted, Accepted, IntroBooked]
        }
        Action::Expire => &[Sent, Acknowledged, Clarifying, Waitlisted, Accepted],
        Action::ReassignWorker => &[Accepted, IntroBooked, HandedOver, Active, Paused, Aftercare],
        Action::TakeOver => ReferralState::ALL,
    }
}

/// Whether this actor has a part in which the action may be done at all.
pub(super) fn role_allows(
    referral: &Referral,
    lead: Option<OrgId>,
    action: Action,
    actor: Actor,
) -> Result<(), Refusal> {
    let parts = parts(action);
    if parts.iter().any(|part| part.is_played_by(actor, referral, lead)) {
        return Ok(());
    }
    Err(parts.first().map_or(Refusal::NotTheReceiver, |part| part.missing()))
}

/// Whether the referral stands where the action may be done by this actor.
pub(super) fn state_allows(
    referral: &Referral,
    lead: Option<OrgId>,
    action: Action,
    actor: Actor,
) -> Result<(), Refusal> {
    let state = referral.state;
    if !states(action, referral.request.kind).contains(&state) {
        return Err(if state.is_terminal() {
            Refusal::Ended { state }
        } else {
            Refusal::NotNow { state }
        });
    }
    kind_allows(referral, action)?;
    #[expect(clippy::wildcard_enum_match_arm, reason = "most actions ask for no more than this")]
    match action {
        Action::AddInformation
            if state == ReferralState::Draft && actor.org != referral.asker() =>
        {
            Err(Refusal::NotTheSender)
        }
        Action::Decline | Action::ProposeRedirect | Action::Redirect
            if referral.is_at_the_door() =>
        {
            Err(Refusal::FallbackMayNotDecline)
        }
        // Another door may have taken its place, and it may close then; no clock ends anything here.
        Action::Expire if referral.is_at_the_door() && !state.is_undecided() => {
            Err(Refusal::FallbackMayNotDecline)
        }
        Action::Redirect
            if actor.org != referral.asked() && referral.redirect_proposed.is_none() =>
        {
            Err(Refusal::NotTheReceiver)
        }
        Action::AskClarification
            if referral.clarifications >= CLARIFICATIONS_MAX && actor.role != Role::Manager =>
        {
            Err(Refusal::ClarifiedTwice)
        }
        Action::ConfirmIntro if !referral.is_held() => Err(Refusal::NotHeldYet),
        Action::TakeOver if lead.is_none() && referral.take_over_moves_lead() => {
            Err(Refusal::NoEpisode)
        }
        _ => Ok(()),
    }
}

/// A question moves nobody, and nobody is waitlisted by or redirected from their own key worker.
fn kind_allows(referral: &Referral, action: Action) -> Result<(), Refusal> {
    let kind = referral.request.kind;
    let fits = match kind {
        ReferralKind::Support | ReferralKind::Transfer => true,
        ReferralKind::Pull => {
            !matches!(action, Action::Waitlist | Action::ProposeRedirect | Action::Redirect)
        }
        ReferralKind::Advice => !matches!(action, Action::Waitlist | Action::Accept),
    };
    if fits { Ok(()) } else { Err(Refusal::NotForThisKind { kind }) }
}
