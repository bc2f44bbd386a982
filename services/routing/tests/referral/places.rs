//! A yes takes a place where places are counted, and the place comes back.

use std::time::Duration;

use domain::directory::place::Hold;
use domain::intake::{agreement, episode};
use domain::routing::ask::Ask;
use domain::routing::reason::WithdrawReason;
use domain::routing::referral::Command;
use domain::routing::terms::{Acceptance, Meeting, MeetingMode};
use domain::{PersonId, ReservationId, journey};
use wire::routing::AcceptReferralResponse;
use wire::routing::routing_service_server::RoutingService;
use wire::types::ReferralState;

use crate::site::*;

#[tokio::test]
async fn the_last_place_is_one_persons_until_their_referral_ends() {
    let site = site().await;
    site.counts(MUSIC, 1).await;
    let (first, second) = (site.supported().await, site.supported().await);
    for person in [first, second] {
        site.sent(person).await;
    }
    let yes = site.accepts(first).await.expect("the last place");
    let place = yes.acceptance.and_then(|yes| yes.reservation_id);
    assert!(place.is_some(), "a yes names its place");
    assert_eq!(site.free(MUSIC), Some(0));
    assert_eq!(refusal(site.accepts(second).await).0, "PLACE_NONE_FREE");

    let back = withdraw(first, ReferralState::Accepted);
    site.routing.withdraw_referral(COUNCIL.ask(back)).await.expect("taken back");
    assert_eq!(site.free(MUSIC), Some(1));
    site.accepts(second).await.expect("the place is free again");
}

#[tokio::test]
async fn a_place_comes_back_at_once_whatever_ends_its_referral() {
    let site = site().await;
    site.counts(MUSIC, 1).await;
    let reason = episode::CloseReason::PersonChose;
    let leaves = episode::Command::Close { reason, destination: None };
    let takes_back = agreement::Command::Withdraw { agreement: YES };
    for ends in [journey::Command::from(leaves), takes_back.into()] {
        let person = site.supported().await;
        site.sent(person).await;
        site.accepts(person).await.expect("the last place");
        assert_eq!(site.free(MUSIC), Some(0));
        site.decided(person, ends).await;
        assert_eq!(site.free(MUSIC), Some(1));
    }
}

#[tokio::test]
async fn a_yes_that_comes_too_late_costs_no_place() {
    let site = site().await;
    site.counts(MUSIC, 1).await;
    let person = site.supported().await;
    site.sent(person).await;
    let back = withdraw(person, ReferralState::Sent);
    site.routing.withdraw_referral(COUNCIL.ask(back)).await.expect("taken back");
    assert_eq!(refusal(site.accepts(person).await).0, "REFERRAL_ENDED");
    assert_eq!(site.free(MUSIC), Some(1));
}

#[tokio::test]
async fn saying_yes_twice_takes_one_place() {
    let site = site().await;
    site.counts(MUSIC, 2).await;
    let person = site.supported().await;
    site.sent(person).await;
    let first = site.accepts(person).await.expect("a yes");
    let second = site.accepts(person).await.expect("the same yes, under another request id");
    assert_eq!(first.acceptance, second.acceptance);
    assert_eq!(site.free(MUSIC), Some(1));
}

#[tokio::test]
async fn where_places_are_not_counted_a_yes_needs_none() {
    let site = site().await;
    let person = site.supported().await;
    site.sent(person).await;
    let yes = site.accepts(person).await.expect("a yes");
    assert_eq!(yes.acceptance.and_then(|yes| yes.reservation_id), None);
}

/// A place is held for a person's referral, and the process that held it stopped there.
async fn stops_after_holding(site: &Site, person: PersonId) -> ReservationId {
    let reservation = ReservationId::from(uuid::Uuid::now_v7());
    let call = site.desk.call(CHARITY.ask(accept(person))).expect("a call");
    let until = site.desk.clock.now() + jiff::SignedDuration::from_mins(10);
    let held = site.desk.registry.reserve(MUSIC, reservation, of(person), until, &call).await;
    assert_eq!(held.expect("there is a place"), Some(reservation));
    reservation
}

/// A yes stands on the journey, and the process that wrote it stopped before it took the place.
async fn stops_after_the_yes(site: &Site, person: PersonId) {
    let reservation = Some(stops_after_holding(site, person).await);
    let call = site.desk.call(CHARITY.ask(accept(person))).expect("a call");
    let at = "2026-08-20T10:00:00Z".parse().expect("an instant");
    let first_meeting = Meeting { at, mode: MeetingMode::InPerson };
    let yes = Acceptance { named_worker: CHARITY.worker, first_meeting, reservation };
    let command = Command { referral: of(person), ask: Ask::Accept(yes) };
    let nothing = |_: &_| AcceptReferralResponse::default();
    site.desk.execute(&call, command, nothing).await.expect("a yes");
}

#[tokio::test]
async fn a_yes_keeps_its_place_though_whoever_wrote_it_stopped_before_taking_it() {
    let site = site().await;
    site.counts(MUSIC, 1).await;
    let (first, second) = (site.supported().await, site.supported().await);
    for person in [first, second] {
        site.sent(person).await;
    }
    stops_after_the_yes(&site, first).await;
    site.hand.advance(Duration::from_secs(11 * 60));
    assert_eq!(refusal(site.accepts(second).await).0, "PLACE_NONE_FREE");
    let known = site.desk.registry.services.load(MUSIC).await.expect("a service");
    let (_, hold) = known.state.places.of(of(first)).expect("it has a place");
    assert_eq!(hold, Hold::Taken);
}

#[tokio::test]
async fn a_hold_without_a_yes_is_the_next_ones_once_it_lapsed() {
    let site = site().await;
    site.counts(MUSIC, 1).await;
    let (first, second) = (site.supported().await, site.supported().await);
    for person in [first, second] {
        site.sent(person).await;
    }
    stops_after_holding(&site, first).await;
    assert_eq!(refusal(site.accepts(second).await).0, "PLACE_NONE_FREE");
    site.hand.advance(Duration::from_secs(10 * 60));
    site.accepts(second).await.expect("the place is free");
    assert_eq!(refusal(site.accepts(first).await).0, "PLACE_NONE_FREE");
}

#[tokio::test]
async fn the_place_of_a_referral_that_ended_unnoticed_comes_back_with_the_next_lapsed_hold() {
    let site = site().await;
    site.counts(MUSIC, 2).await;
    let (first, second, third) =
        (site.supported().await, site.supported().await, site.supported().await);
    for person in [first, second, third] {
        site.sent(person).await;
    }
    site.accepts(first).await.expect("a place");
    stops_after_holding(&site, second).await;
    // It ends, and the process that ended it stopped before it gave the place back.
    let ledger = &site.parts.journeys;
    let call = site.desk.call(COUNCIL.ask(withdraw(first, ReferralState::Accepted)));
    let call = call.expect("a call");
    let reason = WithdrawReason::CircumstancesChanged;
    let seen = domain::routing::state::ReferralState::Accepted;
    let back = Command { referral: of(first), ask: Ask::Withdraw { reason, seen } };
    ledger.execute(first, &call.asked, &back.into(), |_| vec![]).await.expect("taken back");
    assert_eq!(site.free(MUSIC), Some(0));
    site.hand.advance(Duration::from_secs(10 * 60));
    site.accepts(third).await.expect("two places are free");
    assert_eq!(site.free(MUSIC), Some(1));
}
