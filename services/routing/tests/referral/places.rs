//! A yes takes a place where places are counted, and the place comes back.

use domain::intake::{agreement, episode};
use domain::journey;
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
