//! Stored events of a referral: one of each step, and that they read back.

use domain::routing::clock::{Clock, Rung};
use domain::routing::kind::ReferralKind;
use domain::routing::reason::*;
use domain::routing::ringing::Ring;
use domain::routing::terms::*;
use domain::{AgreementId, Kept, NeedId, OrgId, ReferralId, ReservationId, ServiceId, WorkerId};
use domain::{Sensitivity, Timestamp};

use super::*;
use crate::event::testing::{day, reads_back, sealed};

const ONE: ReferralId = ReferralId::from_u128(1);
const TWO: ReferralId = ReferralId::from_u128(2);
const COUNCIL: OrgId = OrgId::from_u128(3);
const CHARITY: OrgId = OrgId::from_u128(4);
const BEA: WorkerId = WorkerId::from_u128(5);
const SERVICE: ServiceId = ServiceId::from_u128(6);
const OTHER: ServiceId = ServiceId::from_u128(7);

/// One of each event, with everything in it that there can be.
pub(crate) fn samples() -> Vec<Event> {
    let steps = [asking(), deciding(), handing_over(), supporting(), ending()];
    steps.into_iter().flatten().map(|step| Event { referral: ONE, step }).collect()
}

fn instant() -> Timestamp {
    "2026-08-24T09:30:00.123456789Z".parse().expect("it is an instant")
}

fn a_meeting() -> Meeting {
    Meeting { at: instant(), mode: MeetingMode::Outreach }
}

fn request() -> Request {
    Request {
        kind: ReferralKind::Transfer,
        to: Receiver { service: SERVICE, org: CHARITY, worker: Some(BEA) },
        urgency: Urgency::Soon,
        outcome_expected: sealed(Sensitivity::Core),
        reasons: vec![ReferReason::Return, ReferReason::PersonAsked],
        needs: vec![NeedId::from_u128(8), NeedId::from_u128(9)],
        agreement: AgreementId::from_u128(10),
        bundle: vec![BundleItem::Restrictions, BundleItem::Identity],
        returns: Some(TWO),
    }
}

fn plain() -> Request {
    let to = Receiver { service: SERVICE, org: CHARITY, worker: None };
    Request { to, reasons: vec![], needs: vec![], bundle: vec![], returns: None, ..request() }
}

fn asking() -> Vec<Step> {
    let from = Sender { org: COUNCIL, worker: Some(BEA) };
    let nobody = Sender { org: COUNCIL, worker: None };
    let sent = |request, from, redirected_from, chain| {
        let fallback = redirected_from == Some(TWO);
        Step::Sent(Box::new(Sending { request, from, fallback, chain, redirected_from }))
    };
    vec![
        Step::Drafted { request: Box::new(plain()), from: nobody },
        sent(plain(), nobody, None, vec![SERVICE]),
        sent(request(), from, Some(TWO), vec![OTHER, SERVICE]),
    ]
}

fn deciding() -> Vec<Step> {
    let question = sealed(Sensitivity::Restricted);
    let accepted = |reservation| {
        Step::Accepted(Acceptance { named_worker: BEA, first_meeting: a_meeting(), reservation })
    };
    let declined = |note, onward| Step::Declined { reason: DeclineReason::Age, note, onward };
    vec![
        Step::Acknowledged { implicit: true },
        Step::Acknowledged { implicit: false },
        Step::ClarificationAsked { reason: ClarifyReason::Safety, question },
        Step::ClarificationAnswered { answer: sealed(Sensitivity::Core) },
        Step::InformationAdded { information: sealed(Sensitivity::Special) },
        Step::Waitlisted { expected_on: day("2026-09-01"), reason: WaitReason::WorkerAway },
        Step::PlaceOffered,
        accepted(None),
        accepted(Some(ReservationId::from_u128(11))),
        declined(None, vec![]),
        declined(Some(sealed(Sensitivity::Core)), vec![OTHER, SERVICE]),
        Step::RedirectProposed { service: OTHER, reason: RedirectReason::Nearer },
        Step::Redirected { child: TWO, service: OTHER, reason: RedirectReason::PersonPrefers },
    ]
}

fn handing_over() -> Vec<Step> {
    use Attendee::{Companion, Person, Receiver, Sender};
    let invited = vec![Person, Receiver, Sender, Companion];
    let booked = |moved| Step::IntroBooked {
        booking: Booking { meeting: a_meeting(), invited: invited.clone() },
        moved,
    };
    let held = |person_confirms| {
        let attended = vec![Person, Receiver];
        Step::IntroHeld(Introduction { attended, contact_confirmed: true, person_confirms })
    };
    let health = Kept::Sealed(sealed(Sensitivity::Special));
    vec![
        booked(None),
        booked(Some(RescheduleReason::PlaceOrTravel)),
        held(None),
        held(Some(true)),
        held(Some(false)),
        Step::IntroMissed { reason: MissedReason::Travel.into(), welfare_concern: false },
        Step::IntroMissed { reason: health, welfare_concern: true },
        Step::SupervisorAsked { intros_missed: 3 },
        Step::Rang(Ring {
            clock: Clock::Introduce,
            rung: Rung::Overdue,
            armed_at: "2026-08-17T09:00:00Z".parse().expect("an instant"),
            due: "2026-09-07T23:00:00Z".parse().expect("an instant"),
            terms: 3,
        }),
        Step::WaiverProposed { by: Side::Receiver, reason: WaiveReason::Urgent },
        Step::IntroWaived { reason: WaiveReason::SenderUnavailable },
        Step::HandoverCompleted { org: CHARITY, worker: BEA, mode: HandoverMode::WarmUnconfirmed },
    ]
}

fn supporting() -> Vec<Step> {
    let note = || Some(sealed(Sensitivity::Core));
    let on = day("2026-09-01");
    let custody = Kept::Sealed(sealed(Sensitivity::Restricted));
    vec![
        Step::SupportStarted { started_on: on },
        Step::SupportNotStarted { reason: NotStartedReason::FoundWork.into() },
        Step::SupportNotStarted { reason: Kept::Sealed(sealed(Sensitivity::Special)) },
        Step::Paused { reason: HoldReason::Holiday.into(), review_on: on },
        Step::Paused { reason: custody, review_on: on },
        Step::Resumed,
        Step::OutcomeAchieved { outcome: OutcomeReason::Volunteering, evidence: None },
        Step::OutcomeAchieved { outcome: OutcomeReason::Education, evidence: note() },
        Step::AftercareContactMade { on, note: None },
        Step::AftercareContactMade { on, note: note() },
        Step::AftercareContactMissed { on },
        Step::AftercareReopened { note: None },
        Step::AftercareReopened { note: note() },
        Step::KeyWorkerReassigned { worker: BEA, reason: ReassignReason::WorkerLeft },
    ]
}

fn ending() -> Vec<Step> {
    let (text, outcome) = (sealed(Sensitivity::Core), OutcomeReason::AdviceGiven);
    let completed = |next_holder| Step::Completed { outcome, summary: text.clone(), next_holder };
    let custody = Kept::Sealed(sealed(Sensitivity::Restricted));
    let (exit_plan, next_holder) = (Some(text.clone()), Some(CHARITY));
    let health = Kept::Sealed(sealed(Sensitivity::Special));
    vec![
        completed(None),
        completed(Some(CHARITY)),
        Step::SupportEndedEarly {
            reason: EndReason::Disengaged.into(),
            exit_plan: None,
            next_holder: None,
        },
        Step::SupportEndedEarly { reason: custody, exit_plan, next_holder },
        Step::Withdrawn { reason: WithdrawReason::PersonMoved },
        Step::PersonDeclined { reason: PersonReason::NotNow.into(), told: None },
        Step::PersonDeclined { reason: health, told: Some(BEA) },
        Step::Expired { reason: ExpireReason::WaitTooLong },
        Step::Expired { reason: ExpireReason::ServiceClosed },
        Step::Voided { reason: VoidReason::WrongPerson },
        Step::ResponsibilityReassigned {
            from: COUNCIL,
            org: CHARITY,
            worker: BEA,
            reason: TakeOverReason::Safeguarding,
        },
    ]
}

#[test]
fn what_is_stored_reads_back_as_it_was() {
    samples().into_iter().for_each(reads_back);
}

#[test]
fn a_step_of_a_later_version_is_refused_and_not_guessed() {
    let event = ReferralEvent { referral_id: vec![1; 16], kind: None };
    assert_eq!(Event::from_stored(event), Err(unknown()));
}
