//! Stories for the tests of this context: a referral from the council to a charity, brought to any state by the
//! commands that lead there.

use super::ask::{Ask, Onward};
use super::kind::ReferralKind;
use super::reason::*;
use super::referral::{Command, Event};
use super::state::ReferralState;
use super::step::Step;
use super::terms::*;
use crate::assignment::lead;
use crate::intake::{agreement, episode};
use crate::testing::*;
use crate::*;

pub(super) const ONE: ReferralId = ReferralId::from_u128(1);
pub(super) const TWO: ReferralId = ReferralId::from_u128(2);
pub(super) const COLLEGE: OrgId = OrgId::from_u128(0xc1);
pub(super) const CAL: WorkerId = WorkerId::from_u128(0xca1);
pub(super) const YES: AgreementId = AgreementId::from_u128(0xa9);
pub(super) const CHARITY_SERVICE: ServiceId = ServiceId::from_u128(0x51);
pub(super) const COLLEGE_SERVICE: ServiceId = ServiceId::from_u128(0x52);
pub(super) const OTHER_SERVICE: ServiceId = ServiceId::from_u128(0x53);
pub(super) const FALLBACK_SERVICE: ServiceId = ServiceId::from_u128(0x54);
pub(super) const DAY: &str = "2026-08-17";

pub(super) fn by(org: OrgId, worker: WorkerId, role: Role) -> Stamp {
    stamp_of(org, worker, role, DAY)
}
pub(super) fn council() -> Stamp {
    by(COUNCIL, ANN, Role::Worker)
}
pub(super) fn charity() -> Stamp {
    by(CHARITY, BEA, Role::Worker)
}
pub(super) fn charity_manager() -> Stamp {
    by(CHARITY, BEA, Role::Manager)
}
pub(super) fn college() -> Stamp {
    by(COLLEGE, CAL, Role::Worker)
}
pub(super) fn person() -> Stamp {
    by(CHARITY, BEA, Role::Person)
}
pub(super) fn clock() -> Stamp {
    by(COUNCIL, ANN, Role::System)
}
pub(super) fn partnership() -> Stamp {
    by(COUNCIL, ANN, Role::Partnership)
}

pub(super) fn text() -> Sealed {
    Sealed { sensitivity: Sensitivity::Core, bytes: vec![1, 2, 3] }
}

pub(super) fn agreed_to(agreement: AgreementId, scope: agreement::Scope) -> agreement::Event {
    agreement::Event::Given {
        agreement,
        scope,
        text_version: 1,
        method: agreement::AgreementMethod::Spoken,
        by: agreement::AgreementBy::Person,
        until: None,
    }
}

/// The person agreed, and the council is responsible.
pub(super) fn episode() -> Given {
    let area = Area::from_code("S12000042").expect("Dundee City is an area");
    let episode = EpisodeId::from_u128(1);
    let opened = episode::Event::Opened { episode, area, door: COUNCIL, rejoin_of: None };
    let reason = lead::AssignReason::Intake;
    given([agreed_to(YES, agreement::Scope::Service)]).and([opened]).and([lead::Event::Assigned {
        org: COUNCIL,
        worker: ANN,
        reason,
    }])
}

pub(super) fn request(kind: ReferralKind) -> Request {
    Request {
        kind,
        to: Receiver { service: CHARITY_SERVICE, org: CHARITY, worker: Some(BEA) },
        urgency: Urgency::Routine,
        outcome_expected: text(),
        reasons: vec![ReferReason::SpecialistHelp],
        needs: vec![NeedId::from_u128(1)],
        agreement: YES,
        bundle: if kind == ReferralKind::Advice { vec![] } else { vec![BundleItem::Identity] },
        returns: None,
    }
}

pub(super) fn to_college(kind: ReferralKind) -> Request {
    let to = Receiver { service: COLLEGE_SERVICE, org: COLLEGE, worker: Some(CAL) };
    Request { to, ..request(kind) }
}

pub(super) const FACTS: Facts = Facts {
    service_active: true,
    accepts_kind: true,
    is_fallback: false,
    sharing_active: true,
    reassessed: false,
};
pub(super) const FALLBACK_FACTS: Facts = Facts { is_fallback: true, ..FACTS };

pub(super) fn send_with(request: Request, facts: Facts) -> Ask {
    Ask::Send { request: Box::new(request), facts, seen: looked_at() }
}
/// In a story whoever sends has looked at whatever there is, unless it is about that.
pub(super) fn looked_at() -> std::collections::BTreeSet<ReferralId> {
    (0..64).map(ReferralId::from_u128).collect()
}
pub(super) fn sends(kind: ReferralKind) -> Ask {
    send_with(request(kind), FACTS)
}

pub(super) fn today() -> Meeting {
    let at = format!("{DAY}T14:00:00Z").parse().expect("a test names a real instant");
    Meeting { at, mode: MeetingMode::InPerson }
}
pub(super) fn acceptance() -> Acceptance {
    Acceptance { named_worker: BEA, first_meeting: today(), reservation: None }
}
pub(super) fn question() -> Ask {
    Ask::AskClarification { reason: ClarifyReason::Needs, question: text() }
}
pub(super) fn wait() -> Ask {
    Ask::Waitlist { expected_on: day("2026-09-01"), reason: WaitReason::NoPlace }
}
pub(super) fn says_no(onward: &[ServiceId]) -> Ask {
    let reason = DeclineReason::NoCapacity;
    Ask::Decline { reason, note: None, onward: onward.to_vec() }
}
pub(super) fn redirect_to(service: ServiceId, org: OrgId, child: ReferralId, facts: Facts) -> Ask {
    let to = Receiver { service, org, worker: None };
    let reason = RedirectReason::BetterFit;
    let outcome_expected = text();
    let redirection = Redirection { child, to, agreement: YES, outcome_expected, reason };
    Ask::Redirect { redirection: Box::new(redirection), facts }
}
/// To the area's door, as somebody would pass it on.
pub(super) fn to_the_door() -> Onward {
    let to = Receiver { service: FALLBACK_SERVICE, org: COUNCIL, worker: None };
    let redirection = Redirection {
        child: TWO,
        to,
        agreement: YES,
        outcome_expected: text(),
        reason: RedirectReason::BetterFit,
    };
    Some((Box::new(redirection), FALLBACK_FACTS))
}
pub(super) fn booking() -> Booking {
    let invited = vec![Attendee::Person, Attendee::Sender, Attendee::Receiver];
    Booking { meeting: today(), invited }
}
pub(super) fn book() -> Ask {
    Ask::BookIntro { booking: booking(), moved: None }
}
pub(super) fn introduction() -> Introduction {
    let attended = vec![Attendee::Person, Attendee::Sender, Attendee::Receiver];
    Introduction { attended, contact_confirmed: true, person_confirms: Some(true) }
}
pub(super) fn held() -> Ask {
    Ask::RecordIntroHeld(introduction())
}
pub(super) fn missed() -> Ask {
    Ask::RecordIntroMissed { reason: MissedReason::NotKnown.into(), welfare_concern: false }
}
pub(super) fn waive(reason: WaiveReason) -> Ask {
    Ask::WaiveIntro { reason }
}
pub(super) fn stops_early() -> Ask {
    Ask::EndEarly { reason: EndReason::Moved.into(), exit_plan: None, next_holder: None }
}
pub(super) fn completes() -> Ask {
    Ask::Complete { outcome: OutcomeReason::PlanFinished, summary: text(), next_holder: None }
}
pub(super) fn takes_back(seen: ReferralState) -> Ask {
    Ask::Withdraw { reason: WithdrawReason::CircumstancesChanged, seen }
}
pub(super) fn person_says_no() -> Ask {
    Ask::PersonDeclines { reason: PersonReason::NotNow.into(), told: Some(BEA) }
}

pub(super) fn of(referral: ReferralId, ask: Ask) -> Command {
    Command { referral, ask }
}
/// Asked of the story's referral.
pub(super) fn ask(ask: Ask) -> Command {
    of(ONE, ask)
}
/// A step of the story's referral.
pub(super) fn step(step: Step) -> Event {
    Event { referral: ONE, step }
}
pub(super) fn led_by(org: OrgId, worker: WorkerId, reason: lead::AssignReason) -> lead::Event {
    lead::Event::Assigned { org, worker, reason }
}

impl Given {
    /// Somebody asks this of a referral, and it is done.
    #[track_caller]
    pub(super) fn does(self, who: Stamp, referral: ReferralId, ask: Ask) -> Given {
        self.by(who).when(of(referral, ask)).then_and()
    }
    /// Where the story's referral stands.
    pub(super) fn state(&self) -> ReferralState {
        self.journey.referral.referrals[&ONE].state
    }
    pub(super) fn lead(&self) -> (OrgId, WorkerId) {
        self.journey.lead().map(|l| (l.org, l.worker)).expect("an episode is open")
    }
}

/// Who asks, and who is asked.
pub(super) fn asker(kind: ReferralKind) -> Stamp {
    if kind == ReferralKind::Pull { charity() } else { council() }
}
pub(super) fn asked(kind: ReferralKind) -> Stamp {
    if kind == ReferralKind::Pull { council() } else { charity() }
}

/// A transfer to the charity in this state.
#[track_caller]
pub(super) fn at(state: ReferralState) -> Given {
    of_kind(ReferralKind::Transfer, state)
}

/// A referral of this kind in this state.
#[track_caller]
pub(crate) fn of_kind(kind: ReferralKind, state: ReferralState) -> Given {
    use ReferralState as S;
    let then = |before, who, ask| of_kind(kind, before).does(who, ONE, ask);
    let (asker, asked) = (asker(kind), asked(kind));
    let story = match state {
        S::Draft => episode().does(asker, ONE, Ask::Draft(Box::new(request(kind)))),
        S::Sent => episode().does(asker, ONE, sends(kind)),
        S::Acknowledged => then(S::Sent, asked, Ask::Acknowledge { implicit: false }),
        S::Clarifying => then(S::Acknowledged, asked, question()),
        S::Waitlisted => then(S::Acknowledged, asked, wait()),
        S::Accepted => then(S::Acknowledged, asked, Ask::Accept(acceptance())),
        S::IntroBooked => then(S::Accepted, charity(), book()),
        S::HandedOver => {
            then(S::IntroBooked, charity(), held()).does(council(), ONE, Ask::ConfirmIntro)
        }
        S::Active => then(S::HandedOver, charity(), Ask::StartSupport { started_on: day(DAY) }),
        S::Paused => {
            let review_on = day("2026-09-17");
            then(S::Active, charity(), Ask::Pause { reason: HoldReason::Caring.into(), review_on })
        }
        S::Aftercare => {
            let outcome = OutcomeReason::Employment;
            then(S::Active, charity(), Ask::RecordOutcome { outcome, evidence: None })
        }
        S::Completed if kind == ReferralKind::Advice => {
            then(S::Acknowledged, charity(), completes())
        }
        S::Completed => then(S::Aftercare, charity(), completes()),
        S::EndedEarly => then(S::Active, charity(), stops_early()),
        S::NotStarted => {
            let reason = NotStartedReason::DidNotAttend.into();
            then(S::HandedOver, charity(), Ask::DidNotStart { reason })
        }
        S::Declined => then(S::Acknowledged, asked, says_no(&[OTHER_SERVICE])),
        S::PersonDeclined => then(S::Sent, person(), person_says_no()),
        S::Withdrawn => then(S::Sent, asker, takes_back(S::Sent)),
        S::Redirected => {
            let onward = redirect_to(COLLEGE_SERVICE, COLLEGE, TWO, FACTS);
            then(S::Acknowledged, asked, onward)
        }
        S::Expired => then(
            S::Sent,
            clock(),
            Ask::Expire { reason: ExpireReason::NotAcknowledged, onward: None },
        ),
        S::Void => then(S::Sent, asker, Ask::Void { reason: VoidReason::RecordedInError }),
    };
    assert_eq!(story.state(), state);
    story
}

/// Whether the story of a kind can come to this state.
pub(super) fn reachable(kind: ReferralKind, state: ReferralState) -> bool {
    use ReferralState as S;
    match kind {
        ReferralKind::Support | ReferralKind::Transfer => true,
        ReferralKind::Pull => !matches!(state, S::Waitlisted | S::Redirected),
        ReferralKind::Advice => {
            state <= S::Clarifying
                || (state > S::NotStarted && state != S::Redirected)
                || matches!(state, S::Completed | S::Redirected)
        }
    }
}
