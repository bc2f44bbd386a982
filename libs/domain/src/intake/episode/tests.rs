//! Episode: its rules, each told as a story.

use super::*;
use crate::assignment::contact::{self, ContactChannel, ContactResult};
use crate::intake::agreement;
use crate::routing::ask::Ask;
use crate::routing::kind::ReferralKind;
use crate::routing::reason::{PersonReason, ReferReason, WithdrawReason};
use crate::routing::step::Step;
use crate::routing::terms::{BundleItem, Facts, Receiver, Request, Urgency};
use crate::testing::*;
use crate::{AgreementId, ContactId, ReferralId, Sensitivity, ServiceId};

const AGAIN: EpisodeId = EpisodeId::from_u128(0xe2);
const REFERRAL: ReferralId = ReferralId::from_u128(0x5e);
const THERE: AgreementId = AgreementId::from_u128(0xaa);

fn nominee() -> Nominee {
    let (worker_active, caseload_full, override_reason) = (true, false, None);
    Nominee { worker: ANN, worker_active, caseload_full, override_reason, caretaker_until: None }
}
fn open(episode: EpisodeId) -> Command {
    Command::Open {
        episode,
        area: dundee(),
        door: CHARITY,
        lead_org: COUNCIL,
        lead: nominee(),
        stage: None,
    }
}
fn opened(episode: EpisodeId, rejoin_of: Option<EpisodeId>) -> journey::Event {
    Event::Opened { episode, area: dundee(), door: CHARITY, rejoin_of }.into()
}
fn ann_leads() -> journey::Event {
    lead::Event::Assigned { org: COUNCIL, worker: ANN, reason: AssignReason::Intake }.into()
}
fn entered(stage: Stage) -> journey::Event {
    stage::Event::Entered { stage }.into()
}
fn left(stage: Stage) -> journey::Event {
    stage::Event::Left { stage }.into()
}
fn pause(reason: PauseReason, review_on: &str) -> Command {
    Command::Pause { reason: Some(reason), sealed_reason: None, review_on: day(review_on) }
}
fn paused(review_on: &str) -> Event {
    Event::Paused {
        reason: Some(PauseReason::Caring),
        sealed_reason: None,
        review_on: day(review_on),
    }
}
fn close(reason: CloseReason) -> Command {
    Command::Close { reason, destination: None }
}
fn closed(reason: CloseReason) -> journey::Event {
    Event::Closed { reason, destination: None }.into()
}
fn ended(reason: CloseReason) -> [journey::Event; 2] {
    [left(Stage::Engagement), closed(reason)]
}
fn charity(role: Role) -> Stamp {
    stamp_of(CHARITY, BEA, role, "2026-08-17")
}

#[test]
fn opening_an_episode_names_the_lead_and_the_first_stage_in_the_same_breath() {
    let expected = [opened(EPISODE, None), ann_leads(), entered(Stage::Engagement)];
    known_and_agreed().when(open(EPISODE)).then(expected);
}
#[test]
fn support_may_begin_at_any_stage_and_with_a_caretaker() {
    let until = day("2026-08-27");
    let lead = Nominee { caretaker_until: Some(until), ..nominee() };
    let (area, stage) = (dundee(), Some(Stage::JobMatching));
    let caretaker = lead::Event::CaretakerNamed { until }.into();
    known_and_agreed()
        .when(Command::Open {
            episode: EPISODE,
            area,
            door: CHARITY,
            lead_org: COUNCIL,
            lead,
            stage,
        })
        .then([opened(EPISODE, None), ann_leads(), caretaker, entered(Stage::JobMatching)]);
}
#[test]
fn a_worker_who_left_opens_nothing() {
    let lead = Nominee { worker_active: false, ..nominee() };
    let (area, stage) = (dundee(), None);
    known_and_agreed()
        .when(Command::Open {
            episode: EPISODE,
            area,
            door: CHARITY,
            lead_org: COUNCIL,
            lead,
            stage,
        })
        .then_refused(Refusal::Lead(lead::Refusal::WorkerNotActive));
}
#[test]
fn support_begins_with_a_known_person_who_said_yes() {
    nothing_yet().when(open(EPISODE)).then_refused(Refusal::NotRegistered);
    let taken_back = crate::intake::agreement::Event::Withdrawn { agreement: TAKING_PART };
    known_and_agreed().and([taken_back]).when(open(EPISODE)).then_refused(Refusal::NotAgreed);
}
#[test]
fn one_episode_is_open_at_a_time() {
    supported().when(open(AGAIN)).then_refused(Refusal::AlreadyOpen);
}
#[test]
fn opening_twice_changes_nothing() {
    supported().when(open(EPISODE)).then_nothing();
}
#[test]
fn coming_back_is_a_new_episode_joined_to_the_old() {
    supported().and(ended(CloseReason::PersonChose)).when(open(AGAIN)).then([
        opened(AGAIN, Some(EPISODE)),
        ann_leads(),
        entered(Stage::Engagement),
    ]);
}
#[test]
fn a_closed_episode_does_not_open_again_under_its_id() {
    supported()
        .and([closed(CloseReason::GoalsMet)])
        .when(open(EPISODE))
        .then_refused(Refusal::AlreadyClosed);
}
#[test]
fn a_pause_keeps_the_episode_open_and_the_lead_responsible() {
    let rests = supported().when(pause(PauseReason::Caring, "2026-09-28")).then_and();
    assert!(
        rests
            .journey
            .episode
            .open()
            .is_some_and(|open| open.paused_until == Some(day("2026-09-28")))
    );
    assert_eq!(rests.journey.lead().map(|lead| lead.worker), Some(ANN));
}
#[test]
fn pausing_or_resuming_twice_changes_nothing() {
    supported()
        .and([paused("2026-09-28")])
        .when(pause(PauseReason::Caring, "2026-09-28"))
        .then_nothing();
    supported().and([paused("2026-09-28")]).when(Command::Resume).then([Event::Resumed]);
    supported().when(Command::Resume).then_nothing();
}
#[test]
fn a_pause_is_looked_at_again_within_thirteen_weeks() {
    for review_on in ["2026-08-17", "2026-11-17"] {
        supported()
            .when(pause(PauseReason::Caring, review_on))
            .then_refused(Refusal::ReviewOutOfRange);
    }
}
#[test]
fn a_pause_for_health_or_custody_does_not_say_so_in_clear() {
    for reason in [PauseReason::Health, PauseReason::Custody] {
        supported().when(pause(reason, "2026-09-28")).then_refused(Refusal::ReasonNotKept);
    }
    let (reason, sealed_reason, review_on) =
        (None, Some(sealed(Sensitivity::Special)), day("2026-09-28"));
    supported()
        .when(Command::Pause { reason, sealed_reason: sealed_reason.clone(), review_on })
        .then([Event::Paused { reason, sealed_reason, review_on }]);
}
#[test]
fn nothing_rests_and_nothing_ends_that_never_began() {
    known_and_agreed()
        .when(pause(PauseReason::Caring, "2026-09-28"))
        .then_refused(Refusal::NotOpen);
    known_and_agreed().when(Command::Resume).then_refused(Refusal::NotOpen);
    known_and_agreed().when(close(CloseReason::GoalsMet)).then_refused(Refusal::NotOpen);
}
#[test]
fn with_the_episode_every_stage_ends() {
    let stages = [left(Stage::Engagement), left(Stage::InWork), closed(CloseReason::GoalsMet)];
    supported().and([entered(Stage::InWork)]).when(close(CloseReason::GoalsMet)).then(stages);
}
#[test]
fn the_person_may_stop_at_once_at_any_door() {
    let chose = CloseReason::PersonChose;
    supported().by(charity(Role::Person)).when(close(chose)).then(ended(chose));
    supported()
        .and([paused("2026-09-28")])
        .by(charity(Role::Worker))
        .when(close(chose))
        .then(ended(chose));
}
#[test]
fn closing_twice_changes_nothing() {
    supported()
        .and([closed(CloseReason::GoalsMet)])
        .when(close(CloseReason::PersonChose))
        .then_nothing();
}
#[test]
fn nobody_else_ends_what_they_are_not_responsible_for() {
    let goals_met = || close(CloseReason::GoalsMet);
    supported().by(charity(Role::Worker)).when(goals_met()).then_refused(Refusal::NotResponsible);
    supported().by(charity(Role::Partnership)).when(goals_met()).then(ended(CloseReason::GoalsMet));
}
#[test]
fn contact_is_lost_by_rule_and_not_by_opinion() {
    let attempt = |id, channel| {
        let (contact, result) = (ContactId::from_u128(id), ContactResult::NoAnswer);
        contact::Event::Recorded(contact::Attempt {
            contact,
            channel,
            direction: None,
            result,
            note: None,
        })
    };
    let later = |on| stamp_of(COUNCIL, ANN, Role::Worker, on);
    let phone = || [attempt(1, ContactChannel::Phone), attempt(2, ContactChannel::Phone)];
    let lost = || close(CloseReason::LostContact);
    let tried = || supported().and(phone()).and([attempt(3, ContactChannel::Outreach)]);
    supported()
        .and(phone())
        .by(later("2026-12-01"))
        .when(lost())
        .then_refused(Refusal::ContactNotLost);
    tried().by(later("2026-09-11")).when(lost()).then_refused(Refusal::ContactNotLost);
    tried().by(later("2026-09-14")).when(lost()).then(ended(CloseReason::LostContact));
}
/// The council asked the charity to help.
fn waits_for_the_charity() -> Given {
    let (service, org) = (ServiceId::from_u128(0x51), CHARITY);
    let request = Request {
        kind: ReferralKind::Support,
        to: Receiver { service, org, worker: None },
        urgency: Urgency::Routine,
        outcome_expected: sealed(Sensitivity::Core),
        reasons: vec![ReferReason::SpecialistHelp],
        needs: vec![],
        agreement: THERE,
        bundle: vec![BundleItem::Identity],
        returns: None,
    };
    let facts = Facts {
        service_active: true,
        accepts_kind: true,
        is_fallback: false,
        sharing_active: true,
        reassessed: false,
    };
    let ask = Ask::Send { request: Box::new(request), facts, seen: [].into() };
    let yes = agreement::Event::Given {
        agreement: THERE,
        scope: Scope::Referral(CHARITY),
        text_version: 1,
        method: agreement::AgreementMethod::Spoken,
        by: agreement::AgreementBy::Person,
        until: None,
    };
    supported().and([yes]).when(referral::Command { referral: REFERRAL, ask }).then_and()
}
#[test]
fn nobody_is_left_waiting_for_a_person_whose_goals_are_met() {
    for reason in [CloseReason::GoalsMet, CloseReason::MovedArea, CloseReason::Other] {
        waits_for_the_charity().when(close(reason)).then_refused(Refusal::LiveReferrals);
    }
}
#[test]
fn the_persons_own_choice_and_death_stop_what_is_open_first() {
    let said_no = Step::PersonDeclined { reason: PersonReason::Other.into(), told: None };
    let taken_back = Step::Withdrawn { reason: WithdrawReason::PersonDied };
    for (reason, step) in [(CloseReason::PersonChose, said_no), (CloseReason::Deceased, taken_back)]
    {
        let stopped = referral::Event { referral: REFERRAL, step }.into();
        let expected = [stopped].into_iter().chain(ended(reason));
        waits_for_the_charity().when(close(reason)).then(expected);
    }
}
#[test]
fn taking_back_the_yes_to_taking_part_is_a_no_to_what_was_asked() {
    let step = Step::PersonDeclined { reason: PersonReason::Other.into(), told: None };
    let stopped = referral::Event { referral: REFERRAL, step }.into();
    let withdrawn = agreement::Event::Withdrawn { agreement: TAKING_PART }.into();
    let expected = [withdrawn, stopped].into_iter().chain(ended(CloseReason::PersonChose));
    waits_for_the_charity()
        .when(agreement::Command::Withdraw { agreement: TAKING_PART })
        .then(expected);
}
