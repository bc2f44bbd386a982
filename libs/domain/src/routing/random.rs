//! Random journeys: whatever several organisations, a person, a clock and the partnership ask in whatever order, the
//! rules that the program stands on hold after each answer.

use proptest::prelude::*;

use super::actions::{Action, list_available_actions};
use super::ask::{Ask, Onward};
use super::clock::{Clock, InForce, Rung};
use super::kind::ReferralKind;
use super::reason::*;
use super::referral::{Command, Refusal, stopped_by_leaving};
use super::ringing::{Ring, next_rings};
use super::state::{Referral, ReferralState};
use super::step::Step;
use super::story::*;
use super::terms::*;
use crate::assignment::lead;
use crate::intake::{agreement, episode};
use crate::testing::*;
use crate::*;

const REFERRALS: u128 = 32;
const SERVICES: [(ServiceId, OrgId, bool); 6] = [
    (CHARITY_SERVICE, CHARITY, false),
    (COLLEGE_SERVICE, COLLEGE, false),
    (OTHER_SERVICE, CHARITY, false),
    (FALLBACK_SERVICE, COUNCIL, true),
    (ServiceId::from_u128(0x55), COLLEGE, false),
    (ServiceId::from_u128(0x56), COUNCIL, false),
];

fn actors() -> [Stamp; 9] {
    [
        council(),
        charity(),
        college(),
        by(COUNCIL, ANN, Role::Manager),
        charity_manager(),
        by(COLLEGE, CAL, Role::Manager),
        person(),
        later(),
        partnership(),
    ]
}

/// One thing asked: by whom, of which referral, and enough dice for the rest.
#[derive(Debug, Clone, Copy)]
struct Roll {
    actor: u8,
    referral: u8,
    action: u8,
    content: u8,
    guided: bool,
}

fn roll() -> impl Strategy<Value = Roll> {
    (0..9_u8, any::<u8>(), any::<u8>(), any::<u8>(), prop::bool::weighted(0.85)).prop_map(
        |(actor, referral, action, content, guided)| Roll {
            actor,
            referral,
            action,
            content,
            guided,
        },
    )
}

fn pick<T: Copy>(all: &[T], dice: u8) -> Option<T> {
    all.get(usize::from(dice) % all.len().max(1)).copied()
}

fn receiver(dice: u8) -> (Receiver, Facts) {
    let (service, org, is_fallback) = pick(&SERVICES, dice).expect("there are services");
    let worker = Some(if org == CHARITY {
        BEA
    } else if org == COLLEGE {
        CAL
    } else {
        ANN
    });
    (
        Receiver { service, org, worker },
        Facts { is_fallback, reassessed: dice.is_multiple_of(2), ..FACTS },
    )
}

fn code<T: Code>(dice: u8) -> T {
    pick(T::ALL, dice).expect("a list of codes is not empty")
}

fn content(journey: &Journey, id: ReferralId, action: Action, dice: u8) -> Ask {
    let referral = journey.referral.referrals.get(&id);
    let state = referral.map_or(ReferralState::Draft, |r| r.state);
    let (to, facts) = receiver(dice);
    let agreement = *journey.agreement.agreements.keys().last().expect("the story begins with one");
    let returns =
        dice.is_multiple_of(7).then(|| ReferralId::from_u128(u128::from(dice / 7) % REFERRALS));
    let kind = code(dice / 6);
    let request = Box::new(Request { to, agreement, returns, ..request(kind) });
    let worker = pick(&[ANN, BEA, CAL], dice).expect("there are workers");
    match action {
        Action::Draft => Ask::Draft(request),
        Action::Send => {
            let seen = if dice.is_multiple_of(5) { [].into() } else { looked_at() };
            Ask::Send { request, facts, seen }
        }
        Action::Acknowledge => Ask::Acknowledge { implicit: dice.is_multiple_of(2) },
        Action::AskClarification => Ask::AskClarification { reason: code(dice), question: text() },
        Action::AnswerClarification => Ask::AnswerClarification { answer: text() },
        Action::AddInformation => Ask::AddInformation {
            information: Sealed { sensitivity: Sensitivity::Core, bytes: vec![dice] },
        },
        Action::Waitlist => wait(),
        Action::OfferPlace => Ask::OfferPlace,
        Action::Accept => {
            let named = referral.and_then(|r| r.request.to.worker).unwrap_or(worker);
            Ask::Accept(Acceptance { named_worker: named, ..acceptance() })
        }
        Action::Decline => Ask::Decline {
            reason: code(dice),
            note: None,
            onward: vec![ServiceId::from_u128(0x99); usize::from(dice % 3)],
        },
        Action::ProposeRedirect => Ask::ProposeRedirect { service: to.service, reason: code(dice) },
        Action::Redirect => {
            let child = ReferralId::from_u128(REFERRALS + u128::from(dice));
            let (outcome_expected, reason) = (text(), code(dice));
            let redirection = Redirection { child, to, agreement, outcome_expected, reason };
            Ask::Redirect { redirection: Box::new(redirection), facts }
        }
        Action::BookIntro => Ask::BookIntro { booking: booking(), moved: Some(code(dice)) },
        Action::RecordIntroHeld => Ask::RecordIntroHeld(Introduction {
            contact_confirmed: !dice.is_multiple_of(5),
            ..introduction()
        }),
        Action::ConfirmIntro => Ask::ConfirmIntro,
        Action::RecordIntroMissed => {
            Ask::RecordIntroMissed { reason: kept(dice), welfare_concern: false }
        }
        Action::WaiveIntro => Ask::WaiveIntro { reason: code(dice % 2) },
        Action::StartSupport => Ask::StartSupport { started_on: day(DAY) },
        Action::DidNotStart => Ask::DidNotStart { reason: kept(dice) },
        Action::Pause => Ask::Pause { reason: kept(dice), review_on: day("2026-09-17") },
        Action::Resume => Ask::Resume,
        Action::RecordOutcome => Ask::RecordOutcome { outcome: code(dice), evidence: None },
        Action::RecordAftercare if dice.is_multiple_of(2) => {
            Ask::RecordAftercareMissed { on: day(DAY) }
        }
        Action::RecordAftercare => Ask::RecordAftercareMade { on: day(DAY), note: None },
        Action::Reopen => Ask::Reopen { note: None },
        Action::Complete => {
            Ask::Complete { outcome: code(dice), summary: text(), next_holder: None }
        }
        Action::EndEarly => {
            Ask::EndEarly { reason: kept(dice), exit_plan: None, next_holder: None }
        }
        Action::Withdraw => {
            let seen = if dice.is_multiple_of(3) { ReferralState::Sent } else { state };
            Ask::Withdraw { reason: code(dice), seen }
        }
        Action::PersonDeclines => Ask::PersonDeclines { reason: kept(dice), told: None },
        Action::Expire => {
            let reason = referral.map_or(code(dice), |referral| expires(referral, dice));
            Ask::Expire { reason, onward: to_the_door(agreement, dice) }
        }
        Action::Ring => {
            let onward = to_the_door(agreement, dice);
            Ask::Ring { ring: ring_of(journey, id, dice), onward }
        }
        Action::ReassignWorker => Ask::ReassignWorker { worker, reason: code(dice) },
        Action::Void => Ask::Void { reason: code(dice) },
        Action::TakeOver => Ask::TakeOver { org: to.org, worker, reason: code(dice) },
    }
}

/// What a clock does next, as if it were due at once; where none runs, one that does not.
fn ring_of(journey: &Journey, id: ReferralId, dice: u8) -> Ring {
    let rings = next_rings(journey, id, &InForce::standard());
    let armed_at = stamp().recorded_at;
    let (clock, rung) = (Clock::Start, Rung::Overdue);
    let none = Ring { clock, rung, armed_at, due: armed_at, terms: 0 };
    let ring = pick(&rings, dice).unwrap_or(none);
    Ring { due: ring.armed_at + jiff::SignedDuration::from_micros(1), ..ring }
}

/// The clock's stamp: a while after everybody else's.
fn later() -> Stamp {
    let clock = clock();
    Stamp { recorded_at: clock.recorded_at + jiff::SignedDuration::from_mins(1), ..clock }
}

/// A reason, sealed where it must be.
fn kept<C: SensitiveCode>(dice: u8) -> Kept<C> {
    let reason: C = code(dice);
    match reason.sensitivity() {
        Sensitivity::Core => Kept::Clear(reason),
        sensitivity @ (Sensitivity::Special | Sensitivity::Restricted) => {
            Kept::Sealed(Sealed { sensitivity, bytes: vec![dice] })
        }
    }
}

/// To the area's door, every second time.
fn to_the_door(agreement: AgreementId, dice: u8) -> Onward {
    let child = ReferralId::from_u128(REFERRALS + u128::from(dice));
    let (to, facts) = receiver(3);
    let (outcome_expected, reason) = (text(), code(dice));
    let redirection = Redirection { child, to, agreement, outcome_expected, reason };
    dice.is_multiple_of(2).then(|| (Box::new(redirection), facts))
}

/// What ends a referral where it stands: the clock that runs, or that the service closes, which alone ends it at a door.
fn expires(referral: &Referral, dice: u8) -> ExpireReason {
    let closes = referral.is_at_the_door() || dice.is_multiple_of(3);
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "no clock expires a referral in any other state"
    )]
    match referral.state {
        state if closes && state.is_undecided() => ExpireReason::ServiceClosed,
        ReferralState::Sent => ExpireReason::NotAcknowledged,
        ReferralState::Acknowledged => ExpireReason::NotDecided,
        ReferralState::Clarifying => ExpireReason::NotAnswered,
        ReferralState::Waitlisted => ExpireReason::WaitTooLong,
        ReferralState::Accepted => ExpireReason::IntroNotBooked,
        _ => code(dice),
    }
}

/// Who asks what of which referral. A guided roll looks for somebody who can take the referral further, so that
/// stories get far; the others ask anything.
fn command(journey: &Journey, roll: Roll) -> (Stamp, Command) {
    let referrals = &journey.referral.referrals;
    let open = referrals.iter().filter(|(_, r)| !r.state.is_terminal() || roll.content % 8 == 1);
    let known: Vec<_> = open.map(|(id, _)| *id).collect();
    let fresh = ReferralId::from_u128(u128::from(roll.referral) % REFERRALS);
    let id = match pick(&known, roll.referral / 2) {
        Some(id) if !roll.referral.is_multiple_of(8) => id,
        Some(_) | None => fresh,
    };
    let anybody = pick(&actors(), roll.actor).expect("there are actors");
    let (stamp, action) = match further(journey, id, roll) {
        Some(found) if roll.guided => found,
        None if roll.guided && !referrals.contains_key(&id) => (anybody, Action::Send),
        Some(_) | None => (anybody, code(roll.action)),
    };
    (stamp, Command { referral: id, ask: content(journey, id, action, roll.content) })
}

fn further(journey: &Journey, id: ReferralId, roll: Roll) -> Option<(Stamp, Action)> {
    let from = usize::from(roll.actor);
    actors().into_iter().cycle().skip(from).take(actors().len()).find_map(|stamp| {
        let mut open = list_available_actions(journey, id, stamp.by);
        open.retain(|action| goes_on(*action) || roll.content.is_multiple_of(16));
        pick(&open, roll.action).map(|action| (stamp, action))
    })
}

fn goes_on(action: Action) -> bool {
    !matches!(
        action,
        Action::Void
            | Action::TakeOver
            | Action::PersonDeclines
            | Action::Withdraw
            | Action::Expire
            | Action::Decline
            | Action::AddInformation
    )
}

fn apply(journey: &Journey, stamp: &Stamp, events: &[journey::Event]) -> Journey {
    let mut after = journey.clone();
    events.iter().for_each(|event| after.evolve(stamp, event));
    after
}

fn steps(events: &[journey::Event]) -> Vec<(ReferralId, &Step)> {
    let mut steps = vec![];
    for event in events {
        if let journey::Event::Referral(event) = event {
            steps.push((event.referral, &event.step));
        }
    }
    steps
}

/// I2, the depth of redirects, and that each chain visits a service once.
fn each_state_is_sound(journey: &Journey) {
    let all = || journey.referral.referrals.values();
    let moving = all().filter(|r| r.request.kind.moves_lead());
    assert!(moving.filter(|r| r.state.is_underway()).count() <= 1, "two moves at once");
    let live = all().filter(|r| r.request.kind.moves_lead() && r.state.is_live());
    for referral in live {
        let lead = journey.lead().expect("a live transfer has a lead");
        assert_eq!(lead.org, referral.request.to.org, "who holds is who is responsible");
    }
    let visible = |r: &&Referral| !r.state.is_terminal() && r.state != ReferralState::Draft;
    for referral in all().filter(visible) {
        let service = referral.request.to.service;
        let same = all().filter(visible).filter(|r| r.request.to.service == service).count();
        assert_eq!(same, 1, "one open referral per service");
    }
    for referral in all() {
        let mut chain = referral.chain.clone();
        chain.sort();
        chain.dedup();
        assert_eq!(chain.len(), referral.chain.len(), "a service was asked twice");
        assert!(
            chain.len() <= 4 || (chain.len() == 5 && referral.fallback),
            "redirected too often"
        );
    }
}

fn ends_never_change(before: &Journey, after: &Journey) {
    for (id, referral) in &before.referral.referrals {
        if referral.state.is_terminal() {
            assert_eq!(Some(referral), after.referral.referrals.get(id));
        }
    }
}

/// Rule 2: responsibility moves only after acceptance, under an agreement, with contact or a waiver on the record, to
/// the named worker; or by the partnership.
fn responsibility_moves_by_the_rule(
    before: &Journey,
    stamp: &Stamp,
    events: &[journey::Event],
    after: &Journey,
) {
    let (Some(old), Some(new)) = (before.lead(), after.lead()) else { return };
    let steps = steps(events);
    let handed = steps.iter().find(|(id, step)| {
        matches!(step, Step::HandoverCompleted { .. })
            && before.referral.referrals[id].request.kind.moves_lead()
    });
    if let Some((id, _)) = handed {
        let referral = &before.referral.referrals[id];
        let worker = referral.worker().expect("accepted, and a worker named");
        assert_eq!((new.org, new.worker), (referral.request.to.org, worker));
        assert_eq!(old.org, referral.from.org);
        let waived = steps.iter().any(|(_, step)| matches!(step, Step::IntroWaived { .. }));
        assert!(referral.is_held() || waived, "neither contact nor waiver");
        let covers = |scope| before.agreement.covers(scope, stamp.occurred_on);
        assert!(covers(agreement::Scope::Service) || covers(agreement::Scope::Referral(new.org)));
    } else if old.org != new.org {
        assert_eq!(stamp.by.role, Role::Partnership);
        assert!(steps.iter().any(|(_, s)| matches!(s, Step::ResponsibilityReassigned { .. })));
    }
}

fn is_about_state_or_role(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::NotNow { .. }
            | Refusal::Ended { .. }
            | Refusal::NotTheSender
            | Refusal::NotTheReceiver
            | Refusal::NotTheReceiversManager
            | Refusal::NotTheSystem
            | Refusal::NotThePartnership
            | Refusal::NotAParty
            | Refusal::NotForThisKind { .. }
            | Refusal::FallbackMayNotDecline
            | Refusal::ClarifiedTwice
            | Refusal::NotHeldYet
            | Refusal::Unknown
    )
}

/// What is listed is what `decide` would do, or refuse only for what the command says.
fn listed_is_what_is_open(journey: &Journey, stamp: &Stamp, id: ReferralId, dice: u8) {
    let listed = list_available_actions(journey, id, stamp.by);
    if !journey.referral.referrals.contains_key(&id) {
        return assert!(listed.is_empty());
    }
    for action in Action::ALL {
        let ask = content(journey, id, *action, dice);
        let open = match journey.decide(stamp, &Command { referral: id, ask }.into()) {
            Ok(events) if events.is_empty() => continue, // Done already.
            Ok(_) => true,
            Err(journey::Refusal::Referral(refusal)) => !is_about_state_or_role(&refusal),
            Err(other) => panic!("{other:?} is no answer about a referral"),
        };
        let listed = listed.contains(action);
        let no_lead = *action == Action::TakeOver && journey.lead().is_none();
        assert!(listed == open || no_lead, "{action:?} {id} {:?}", stamp.by);
    }
}

/// What else happens in a life: the person takes an agreement back and gives another, leaves and comes back.
fn life(journey: &Journey, roll: Roll) -> Option<Vec<journey::Event>> {
    let agreements = &journey.agreement.agreements;
    let agreement = *agreements.keys().last().expect("the story begins with one");
    let next =
        AgreementId::from_u128(u128::from(roll.content) + 0x1000 + agreements.len() as u128 * 256);
    match roll.content {
        0..=2 => {
            let withdraw = agreement::Command::Withdraw { agreement };
            let mut events = journey.decide(&stamp(), &withdraw.into()).expect("always possible");
            events.push(agreed_to(next, agreement::Scope::Service).into());
            Some(events)
        }
        3..=4 if journey.episode.open().is_some() => {
            let reason = episode::CloseReason::PersonChose;
            let mut events = stopped_by_leaving(journey, reason);
            events.push(episode::Event::Closed { reason, destination: None }.into());
            Some(events)
        }
        5..=40 if journey.episode.open().is_none() => {
            let area = Area::from_code("S12000042").expect("Dundee City is an area");
            let episode = EpisodeId::from_u128(u128::from(roll.content));
            let opened = episode::Event::Opened { episode, area, door: COUNCIL, rejoin_of: None };
            let lead = led_by(COUNCIL, ANN, lead::AssignReason::Intake);
            Some(vec![opened.into(), lead.into()])
        }
        _ => None,
    }
}

fn tell(journey: &Journey, roll: Roll) -> Journey {
    if let Some(events) = life(journey, roll) {
        let after = apply(journey, &stamp(), &events);
        let left = journey.episode.open().is_some() && after.episode.open().is_none();
        assert!(!left || !after.referral.any_open(), "something is left behind");
        ends_never_change(journey, &after);
        each_state_is_sound(&after);
        return after;
    }
    let (stamp, command) = command(journey, roll);
    listed_is_what_is_open(journey, &stamp, command.referral, roll.content);
    let command = journey::Command::from(command);
    let Ok(events) = journey.decide(&stamp, &command) else { return journey.clone() };
    let after = apply(journey, &stamp, &events);
    assert_eq!(
        after.lead().is_some(),
        after.episode.open().is_some(),
        "one lead from open to close"
    );
    ends_never_change(journey, &after);
    each_state_is_sound(&after);
    responsibility_moves_by_the_rule(journey, &stamp, &events, &after);
    assert_eq!(after.decide(&stamp, &command), Ok(vec![]), "asked twice: {command:?}");
    after
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 384, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_asked_in_whatever_order_the_rules_hold(rolls in prop::collection::vec(roll(), 1..160)) {
        rolls.into_iter().fold(episode().journey, |journey, roll| tell(&journey, roll));
    }
}

#[test]
fn what_is_listed_is_what_is_open_in_every_state_for_everybody() {
    for kind in ReferralKind::ALL {
        for state in ReferralState::ALL.iter().filter(|state| reachable(*kind, **state)) {
            let journey = of_kind(*kind, *state).journey;
            for actor in actors() {
                listed_is_what_is_open(&journey, &actor, ONE, 11);
            }
        }
    }
}
