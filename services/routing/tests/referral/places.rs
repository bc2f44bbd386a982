//! A yes takes a place where places are counted, and the place comes back.

use std::time::Duration;

use domain::directory::place::Hold;
use domain::intake::{agreement, episode};
use domain::routing::ask::Ask;
use domain::routing::reason::WithdrawReason;
use domain::routing::referral::Command;
use domain::routing::terms::{Acceptance, Meeting, MeetingMode};
use domain::{PersonId, ReservationId, journey};
use wire::routing::routing_service_server::RoutingService;
use wire::routing::{AcceptReferralResponse, OfferPlaceRequest};
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
async fn who_got_a_yes_before_places_were_counted_counts_once_they_are() {
    let site = site().await;
    let mut people = vec![];
    for _ in 0..3 {
        let person = site.supported().await;
        site.sent(person).await;
        people.push(person);
    }
    for person in &people[..2] {
        site.accepts(*person).await.expect("nobody counts yet");
    }
    site.counts(MUSIC, 2).await;
    assert_eq!(site.free(MUSIC), Some(0));
    assert_eq!(refusal(site.accepts(people[2]).await).0, "PLACE_NONE_FREE");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_yes_that_is_overtaken_by_the_offer_it_needs_has_a_place_or_is_none() {
    let site = site().await;
    site.counts(MUSIC, 1).await;
    let first = site.supported().await;
    site.sent(first).await;
    site.accepts(first).await.expect("the only place");
    for _ in 0..ROUNDS {
        let person = site.supported().await;
        site.sent(person).await;
        site.acknowledges(person).await;
        site.lets_wait(person).await;
        let offer = OfferPlaceRequest {
            request_id: new_id(),
            person_id: person.to_string(),
            referral_id: of(person).to_string(),
            ..Default::default()
        };
        let offer = site.routing.offer_place(CHARITY.ask(offer));
        let (_, yes) = futures::join!(offer, site.accepts(person));
        assert!(yes.is_err(), "there is no place");
        let acceptance = site.referral(person).await.acceptance;
        assert_eq!(acceptance, None);
    }
}

/// How often two say yes at once.
const ROUNDS: u32 = 20;

/// A place is held for a person's referral, and the process that held it stopped there.
async fn stops_after_holding(site: &Site, person: PersonId) -> ReservationId {
    let reservation = ReservationId::from(uuid::Uuid::now_v7());
    let call = site.desk.call(CHARITY.ask(accept(person))).expect("a call");
    let until = site.desk.clock.now() + jiff::SignedDuration::from_mins(10);
    let held = site.desk.registry.reserve(MUSIC, reservation, of(person), until, &call).await;
    held.expect("there is a place");
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
async fn a_yes_that_comes_after_its_hold_lapsed_has_a_hold_of_its_own() {
    let site = site().await;
    site.counts(MUSIC, 1).await;
    let person = site.supported().await;
    site.sent(person).await;
    let lapsed = stops_after_holding(&site, person).await;
    site.hand.advance(Duration::from_secs(9 * 60));
    let soon = site.accepts(person).await.expect_err("it lapses before the yes is there for sure");
    assert_eq!(soon.code(), tonic::Code::Aborted);
    site.hand.advance(Duration::from_secs(60));
    let yes = site.accepts(person).await.expect("the place is free");
    let place = yes.acceptance.and_then(|yes| yes.reservation_id).expect("a place");
    assert_ne!(place, lapsed.to_string(), "whoever wanted the lapsed one could have taken it");
    assert_eq!(site.free(MUSIC), Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_say_yes_to_one_referral_who_loses_leaves_the_others_place_alone() {
    let site = site().await;
    site.counts(MUSIC, 100).await;
    let mut lost = 0;
    for round in 1..=ROUNDS {
        let person = site.supported().await;
        site.sent(person).await;
        let other = wire::routing::AcceptReferralRequest {
            first_meeting: meeting("2026-08-21T14:00:00Z"),
            ..accept(person)
        };
        let [one, other] =
            [accept(person), other].map(|yes| site.routing.accept_referral(CHARITY.ask(yes)));
        let (one, other) = futures::join!(one, other);
        assert!(one.is_ok() || other.is_ok());
        lost += u32::from(one.is_err() || other.is_err());
        let known = site.desk.registry.services.load(MUSIC).await.expect("a service");
        let place = known.state.places.of(of(person)).map(|(_, hold)| hold);
        assert_eq!((place, known.state.places.in_use()), (Some(Hold::Taken), round));
    }
    assert_eq!(lost, ROUNDS, "two meetings are two answers");
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
