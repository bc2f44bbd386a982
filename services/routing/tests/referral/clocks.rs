//! Clocks ring once, in time, for what nobody answered, and nobody is left at a door that does not open.

use std::collections::BTreeMap;

use anydoor_routing::{ClockLimits, Clocks};
use domain::routing::clock::{Clock, Rung};
use domain::routing::state::ReferralState;
use domain::routing::terms::HandoverMode;
use domain::{PersonId, Role, Timestamp};
use host::Desk;
use wire::routing::directory_service_server::DirectoryService;
use wire::routing::routing_service_server::RoutingService;
use wire::routing::*;
use wire::types;

use crate::site::*;

pub(crate) fn clocks_of(desk: &Desk) -> Clocks {
    Clocks::new(desk.clone(), ClockLimits::default())
}

fn clocks(site: &Site) -> Clocks {
    clocks_of(&site.desk)
}

pub(crate) fn at(instant: &str) -> Timestamp {
    instant.parse().expect("an instant")
}

impl Site {
    /// Turns the clock, and rings what is due then.
    async fn rings_at(&self, clocks: &mut Clocks, instant: &str) -> usize {
        self.hand.set(at(instant));
        self.desk.up_to_date().await.expect("the view shows everything");
        clocks.ring_due().await.expect("the view is ready")
    }

    /// Dundee says how its clocks run.
    async fn sets(&self, clocks: types::AreaClocks) {
        let set = SetAreaClocksRequest {
            request_id: new_id(),
            area: DUNDEE.to_owned(),
            clocks: Some(clocks),
            ..Default::default()
        };
        self.directory.set_area_clocks(operations(set)).await.expect("they are set");
    }
}

fn ring(person: PersonId, clock: Clock, rung: Rung) -> RingClockRequest {
    RingClockRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        referral_id: of(person).to_string(),
        clock: domain::Code::number(clock),
        rung: domain::Code::number(rung),
        ..Default::default()
    }
}

// Sent on Monday, 17 August 2026, in summer time: a day begins at eleven in the evening before, by the clock of Greenwich.

#[tokio::test]
async fn who_does_not_answer_is_reminded_and_told_and_then_the_areas_door_is_asked() {
    let site = site().await;
    site.college_is_the_door().await;
    let person = site.supported().await;
    site.sent(person).await;
    let mut clocks = clocks(&site);
    for (instant, rang, rung) in [
        ("2026-08-18T22:59:59Z", 0, None),
        ("2026-08-18T23:00:00Z", 1, Some(Rung::Remind)),
        ("2026-08-19T23:00:00Z", 1, Some(Rung::Overdue)),
        ("2026-08-20T22:00:00Z", 0, Some(Rung::Overdue)),
        ("2026-08-21T23:00:00Z", 1, Some(Rung::Partnership)),
    ] {
        assert_eq!(site.rings_at(&mut clocks, instant).await, rang, "{instant}");
        let referral = site.referral(person).await;
        let known = referral.rang.get(&Clock::Acknowledge).map(|rang| rang.rung);
        assert_eq!((referral.state, known), (ReferralState::Sent, rung), "{instant}");
    }
    assert_eq!(site.rings_at(&mut clocks, "2026-08-26T23:00:00Z").await, 1);
    assert_eq!(site.referral(person).await.state, ReferralState::Expired);
    let (_, child) = onward(&site, person).await.expect("the door was asked");
    assert_eq!((child.request.to.service, child.state), (OPEN_DOOR, ReferralState::Sent));
}

#[tokio::test]
async fn nothing_sends_anybody_away_from_the_areas_door() {
    let site = site().await;
    site.college_is_the_door().await;
    let person = site.supported().await;
    site.sent(person).await;
    let mut clocks = clocks(&site);
    site.rings_at(&mut clocks, "2026-08-26T23:00:00Z").await;
    let (id, _) = onward(&site, person).await.expect("the door was asked");
    site.rings_at(&mut clocks, "2027-08-26T23:00:00Z").await;
    let child = site.journey(person).await.referral.referrals[&id].clone();
    assert_eq!(child.state, ReferralState::Sent);
    assert_eq!(child.rang[&Clock::Acknowledge].rung, Rung::Partnership);
}

#[tokio::test]
async fn it_stays_with_whoever_holds_the_person_where_the_door_is_theirs() {
    let site = site().await; // The council's own door is everybody's.
    let person = site.supported().await;
    site.sent(person).await;
    site.rings_at(&mut clocks(&site), "2026-08-26T23:00:00Z").await;
    assert_eq!(site.referral(person).await.state, ReferralState::Expired);
    assert_eq!(onward(&site, person).await, None);
    let lead = site.journey(person).await.lead().map(|lead| lead.org);
    assert_eq!(lead, Some(COUNCIL.org));
}

#[tokio::test]
async fn who_may_not_be_told_of_the_person_is_not_asked_though_theirs_is_the_door() {
    let site = site().await;
    site.college_is_the_door().await;
    let person = site.supported().await;
    site.sent(person).await;
    let no_more = SuspendOrganisationRequest {
        request_id: new_id(),
        org_id: COLLEGE.org.to_string(),
        ..Default::default()
    };
    site.directory.suspend_organisation(operations(no_more)).await.expect("is suspended");
    site.rings_at(&mut clocks(&site), "2026-08-26T23:00:00Z").await;
    assert_eq!(site.referral(person).await.state, ReferralState::Expired);
    assert_eq!(onward(&site, person).await, None);
}

#[tokio::test]
async fn each_clock_rings_once_whoever_rings_it_and_however_the_time_goes() {
    let site = site().await;
    let person = site.supported().await;
    site.sent(person).await;
    let (mut one, mut other) = (clocks(&site), clocks(&site));
    site.hand.set(at("2026-08-20T09:00:00Z"));
    site.desk.up_to_date().await.expect("the view shows everything");
    let (one_rang, other_rang) = tokio::join!(one.ring_due(), other.ring_due());
    assert!(one_rang.expect("ready") + other_rang.expect("ready") >= 2);
    let version = async || site.parts.journeys.load(person).await.expect("a journey").version();
    let rung = version().await;
    for instant in ["2026-08-20T09:00:01Z", "2026-08-18T09:00:00Z", "2026-08-20T09:00:00Z"] {
        site.rings_at(&mut one, instant).await;
        site.rings_at(&mut other, instant).await;
        site.rings_at(&mut clocks(&site), instant).await; // Started anew.
        assert_eq!(version().await, rung, "{instant}");
    }
    let again = ring(person, Clock::Acknowledge, Rung::Remind);
    site.routing.ring_clock(system(again)).await.expect("it has rung");
    assert_eq!(version().await, rung);
}

#[tokio::test]
async fn what_was_answered_meanwhile_rings_no_more() {
    let site = site().await;
    let person = site.supported().await;
    site.sent(person).await;
    let mut clocks = clocks(&site);
    assert_eq!(site.rings_at(&mut clocks, "2026-08-18T22:00:00Z").await, 0);
    site.acknowledges(person).await;
    site.rings_at(&mut clocks, "2026-08-25T22:59:00Z").await;
    assert_eq!(site.referral(person).await.rang, BTreeMap::new());
    assert_eq!(site.rings_at(&mut clocks, "2026-08-25T23:00:00Z").await, 1);
    assert_eq!(site.referral(person).await.rang[&Clock::Decide].rung, Rung::Overdue);
}

#[tokio::test]
async fn silence_after_an_introduction_is_a_yes() {
    let site = site().await;
    let person = site.supported().await;
    site.sent(person).await;
    site.accepts(person).await.expect("a yes");
    site.meets(person).await;
    let mut clocks = clocks(&site);
    assert_eq!(site.rings_at(&mut clocks, "2026-08-19T22:59:59Z").await, 0);
    assert_eq!(site.rings_at(&mut clocks, "2026-08-19T23:00:00Z").await, 1);
    let referral = site.referral(person).await;
    assert_eq!(
        referral.handover.map(|handover| handover.mode),
        Some(HandoverMode::WarmUnconfirmed)
    );
}

#[tokio::test]
async fn a_draft_that_nobody_sends_is_void_in_the_end() {
    let site = site().await;
    let person = site.supported().await;
    let draft = DraftReferralRequest {
        request_id: new_id(),
        person_id: person.to_string(),
        referral_id: of(person).to_string(),
        terms: Some(terms()),
        ..Default::default()
    };
    site.routing.draft_referral(COUNCIL.ask(draft)).await.expect("a draft");
    let mut clocks = clocks(&site);
    assert_eq!(site.rings_at(&mut clocks, "2026-11-15T23:59:59Z").await, 0);
    assert_eq!(site.rings_at(&mut clocks, "2026-11-16T00:00:00Z").await, 1);
    assert_eq!(site.referral(person).await.state, ReferralState::Void);
}

#[tokio::test]
async fn only_the_system_rings() {
    let site = site().await;
    let person = site.supported().await;
    site.sent(person).await;
    site.hand.set(at("2026-08-20T09:00:00Z"));
    for door in [COUNCIL, CHARITY, COLLEGE] {
        for role in [Role::Worker, Role::Manager, Role::Partnership, Role::Operator] {
            let ask = door.acting_as(role).ask(ring(person, Clock::Acknowledge, Rung::Remind));
            let refused = site.routing.ring_clock(ask).await;
            assert_eq!(refusal(refused).0, "PERSON_NOT_FOUND", "{role:?}");
        }
    }
    assert_eq!(site.referral(person).await.rang, BTreeMap::new());
}

#[tokio::test]
async fn who_rings_too_early_is_told_when_it_is_time() {
    let site = site().await;
    let person = site.supported().await;
    site.sent(person).await;
    let early = site.routing.ring_clock(system(ring(person, Clock::Acknowledge, Rung::Remind)));
    let (reason, facts) = refusal(early.await);
    assert_eq!(reason, "REFERRAL_CLOCK_NOT_DUE");
    assert_eq!(facts.get("due").map(String::as_str), Some("2026-08-18T23:00:00Z"));
    let none = site.routing.ring_clock(system(ring(person, Clock::Plan, Rung::Overdue)));
    assert_eq!(refusal(none.await).0, "REFERRAL_CLOCK_NOT_RUNNING");
}

#[tokio::test]
async fn an_areas_own_terms_and_holidays_move_clocks_that_run_already() {
    let site = site().await;
    let person = site.supported().await;
    site.sent(person).await;
    let overdue = types::ClockTerm {
        clock: types::Clock::Acknowledge.into(),
        overdue_after: 1,
        ..Default::default()
    };
    let closed = vec![types::Date { year: 2026, month: 8, day: 18 }];
    let holiday = types::AreaYear { year: 2026, closed, open: vec![] };
    site.sets(types::AreaClocks { terms: vec![overdue], years: vec![holiday] }).await;
    let mut clocks = clocks(&site);
    assert_eq!(site.rings_at(&mut clocks, "2026-08-19T22:59:59Z").await, 0);
    assert_eq!(site.rings_at(&mut clocks, "2026-08-19T23:00:00Z").await, 1);
    assert_eq!(site.referral(person).await.rang[&Clock::Acknowledge].rung, Rung::Overdue);
}

#[tokio::test]
async fn an_area_that_sets_other_terms_has_its_clocks_looked_at_anew() {
    let site = site().await;
    let person = site.supported().await;
    site.sent(person).await;
    site.acknowledges(person).await;
    let mut clocks = clocks(&site);
    assert_eq!(site.rings_at(&mut clocks, "2026-08-18T22:00:00Z").await, 0);
    let overdue = types::ClockTerm {
        clock: types::Clock::Decide.into(),
        overdue_after: 1,
        ..Default::default()
    };
    site.sets(types::AreaClocks { terms: vec![overdue], years: vec![] }).await;
    assert_eq!(site.rings_at(&mut clocks, "2026-08-18T23:00:00Z").await, 1);
}
