//! What a service has to say, when it takes people, and what a fallback door may not do.

use super::*;
use crate::Role;
use crate::directory::Overlay;
use crate::directory::overlay::Ages;
use crate::intake::need::CircumstanceCode;
use crate::intake::stage::Stage;
use crate::testing::*;

const DUNDEE: Area = Area::ALL[26];
const FIFE: Area = Area::ALL[28];

fn given(events: impl IntoIterator<Item = Event>) -> Given<Service> {
    nothing_yet_of().and(events).by(stamp_of(CHARITY, BEA, Role::Manager, "2026-08-17"))
}
fn listing() -> Listing {
    Listing {
        name: "Music project".to_owned(),
        accepts: [ReferralKind::Support, ReferralKind::Transfer].into(),
        stages: [Stage::Engagement].into(),
        areas: [DUNDEE].into(),
        modes: [ServiceMode::InPerson, ServiceMode::Outreach].into(),
        fallback: false,
        overlay: Overlay::default(),
    }
}
fn fallback() -> Listing {
    Listing { fallback: true, ..listing() }
}
fn publish(listing: Listing) -> Command {
    Command::Publish { org: CHARITY, listing }
}
fn published(listing: Listing) -> Event {
    Event::Published { org: CHARITY, listing }
}
fn change(listing: Listing) -> Command {
    Command::Change { listing, door_of: [].into() }
}
fn close(live_referrals: u32) -> Command {
    Command::Close { live_referrals }
}

#[test]
fn publishing_twice_changes_nothing() {
    given([]).when(publish(listing())).then([published(listing())]);
    given([published(listing())]).when(publish(listing())).then_nothing();
    given([published(listing())]).when(publish(fallback())).then_refused(Refusal::AlreadyPublished);
}
#[test]
fn only_a_manager_of_the_organisation_publishes_its_services() {
    given([]).by(stamp()).when(publish(listing())).then_refused(Refusal::NotAManager);
    let elsewhere = stamp_of(COUNCIL, ANN, Role::Manager, "2026-08-17");
    given([published(listing())])
        .by(elsewhere)
        .when(Command::Pause)
        .then_refused(Refusal::NotAManager);
}
#[test]
fn a_listing_says_all_that_a_router_needs() {
    let refused =
        |listing, refusal: Refusal| given([]).when(publish(listing)).then_refused(refusal);
    refused(Listing { name: String::new(), ..listing() }, Refusal::Name);
    refused(Listing { accepts: [].into(), ..listing() }, Refusal::Incomplete);
    refused(Listing { stages: [].into(), ..listing() }, Refusal::Incomplete);
    refused(Listing { areas: [].into(), ..listing() }, Refusal::Incomplete);
    refused(Listing { modes: [].into(), ..listing() }, Refusal::Incomplete);
}
#[test]
fn what_a_service_says_beyond_its_listing_is_checked_too() {
    let unseen = Overlay { grounds: Some("\u{7}".to_owned()), ..Overlay::default() };
    given([])
        .when(publish(Listing { overlay: unseen, ..listing() }))
        .then_refused(Refusal::Overlay(overlay::Refusal::Words));
}
#[test]
fn a_service_that_people_go_to_by_themselves_is_sent_no_referral() {
    let overlay = Overlay { accepts_referrals: false, ..Overlay::default() };
    let service = given([published(Listing { overlay, ..listing() })]).journey;
    assert!(!service.takes(ReferralKind::Support, DUNDEE));
}
#[test]
fn a_fallback_door_leaves_nobody_out() {
    let young = Ages::new(Some(16), Some(24)).expect("they are ages");
    let carers = [CircumstanceCode::Carer].into();
    for overlay in [
        Overlay { ages: young, ..Overlay::default() },
        Overlay { groups: carers, ..Overlay::default() },
        Overlay { accepts_referrals: false, ..Overlay::default() },
    ] {
        let listing = Listing { overlay, ..fallback() };
        let refused = given([]).when(publish(listing.clone()));
        refused.then_refused(Refusal::FallbackTakesEverybody);
        given([]).when(publish(Listing { fallback: false, ..listing })).then_and();
    }
}
#[test]
fn a_service_takes_the_kinds_it_accepts_from_the_areas_it_serves() {
    let service = given([published(listing())]).journey;
    assert!(service.takes(ReferralKind::Support, DUNDEE));
    assert!(!service.takes(ReferralKind::Pull, DUNDEE));
    assert!(!service.takes(ReferralKind::Support, FIFE));
}
#[test]
fn a_paused_service_takes_nobody_until_it_resumes() {
    let paused = given([published(listing())]).when(Command::Pause).then_and();
    assert!(!paused.journey.takes(ReferralKind::Support, DUNDEE));
    let resumed = paused.when(Command::Resume).then_and();
    assert!(resumed.journey.takes(ReferralKind::Support, DUNDEE));
    resumed.when(Command::Resume).then_nothing();
}
#[test]
fn a_service_closes_once_nobody_is_left_in_the_air() {
    given([published(listing())]).when(close(3)).then_refused(Refusal::LiveReferrals(3));
    given([published(listing())]).when(close(0)).then([Event::Closed]);
    given([published(listing()), Event::Closed]).when(close(0)).then_nothing();
}
#[test]
fn a_closed_service_does_not_come_back() {
    let closed = || given([published(listing()), Event::Closed]);
    closed().when(Command::Resume).then_refused(Refusal::Closed);
    closed().when(change(fallback())).then_refused(Refusal::Closed);
}
#[test]
fn a_fallback_door_does_not_shut() {
    let door = || given([published(fallback())]);
    door().when(Command::Pause).then_refused(Refusal::FallbackStaysOpen);
    door().when(close(0)).then_refused(Refusal::FallbackStaysOpen);
    let paused = given([published(listing()), Event::Paused]);
    paused.when(change(fallback())).then_refused(Refusal::FallbackStaysOpen);
}
#[test]
fn an_areas_door_stays_a_door_there_until_another_is_named() {
    let door = || given([published(Listing { areas: [DUNDEE, FIFE].into(), ..fallback() })]);
    let change = |listing| Command::Change { listing, door_of: [DUNDEE].into() };
    door().when(change(listing())).then_refused(Refusal::FallbackStaysOpen);
    let elsewhere = Listing { areas: [FIFE].into(), ..fallback() };
    door().when(change(elsewhere)).then_refused(Refusal::FallbackStaysOpen);
    door().when(change(fallback())).then([Event::Changed(fallback())]);
}
#[test]
fn only_an_open_fallback_of_the_organisation_can_be_an_areas_door() {
    let door = given([published(fallback())]).journey;
    assert!(door.can_be_door(CHARITY, DUNDEE));
    assert!(!door.can_be_door(CHARITY, FIFE));
    assert!(!door.can_be_door(COUNCIL, DUNDEE));
    assert!(!given([published(listing())]).journey.can_be_door(CHARITY, DUNDEE));
    let paused = given([published(fallback()), Event::Paused]).journey;
    assert!(!paused.can_be_door(CHARITY, DUNDEE));
}
#[test]
fn a_fallback_door_can_take_people_over() {
    let supports_only = Listing { accepts: [ReferralKind::Support].into(), ..fallback() };
    given([]).when(publish(supports_only)).then_refused(Refusal::FallbackMustTakeOver);
}
#[test]
fn a_fallback_door_can_help_beside_whoever_leads() {
    let takes_over_only = || Listing { accepts: [ReferralKind::Transfer].into(), ..fallback() };
    given([]).when(publish(takes_over_only())).then_refused(Refusal::FallbackMustSupport);
    given([published(listing())])
        .when(change(takes_over_only()))
        .then_refused(Refusal::FallbackMustSupport);
    given([]).when(publish(Listing { fallback: false, ..takes_over_only() })).then_and();
}
#[test]
fn who_was_listed_as_a_fallback_that_helps_nobody_beside_a_lead_is_no_door_until_it_does() {
    let before = Listing { accepts: [ReferralKind::Transfer].into(), ..fallback() };
    let known = || given([published(before.clone())]);
    assert!(!known().journey.can_be_door(CHARITY, DUNDEE));
    known().when(change(before.clone())).then_refused(Refusal::FallbackMustSupport);
    let mended = known().when(change(fallback())).then_and();
    assert!(mended.journey.can_be_door(CHARITY, DUNDEE));
}
#[test]
fn changing_nothing_is_no_event() {
    given([published(listing())]).when(change(listing())).then_nothing();
    given([published(listing())]).when(change(fallback())).then([Event::Changed(fallback())]);
    given([]).when(change(listing())).then_refused(Refusal::NotPublished);
}
