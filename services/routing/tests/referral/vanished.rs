//! A service that vanishes from its publisher's feed takes nobody with it who was referred there, and nobody new.

use anydoor_routing::import::{
    ImportLimits, Report, Source, Target, called_over, import_from, unnamed,
};
use domain::directory::publication::service_id;
use domain::directory::service::Standing;
use domain::{Code, PersonId, PublisherId, Role, Sensitivity, ServiceId};
use host::Caller;
use serde_json::json;
use uuid::Uuid;
use wire::routing::routing_service_server::RoutingService;
use wire::types::ReferralState;

use crate::closing::send_to;
use crate::site::*;

const BASE: &str = "file:///srv/feed.json";

/// Imports a feed in which these of the publisher's services stand.
async fn imports(site: &Site, target: &Target, some: &[u128]) -> Report {
    let some: Vec<_> = some.iter().map(|nth| (*nth, "active")).collect();
    imports_as(site, target, &some).await
}

/// Imports a feed in which these of the publisher's services stand, each with its status.
async fn imports_as(site: &Site, target: &Target, some: &[(u128, &str)]) -> Report {
    let record = |(nth, status): &(u128, &str)| {
        let id = Uuid::from_u128(*nth).to_string();
        json!({ "id": id, "name": format!("Service {nth} (invented)"), "status": status })
    };
    let feed = json!(some.iter().map(record).collect::<Vec<_>>()).to_string();
    let source = Source::Document(Box::new(feed.as_bytes()));
    let report = import_from(source, target, &ImportLimits::default(), false, &|_| ()).await;
    site.desk.registry.up_to_date().await.expect("the directory is read");
    report.expect("is imported")
}

fn is_listed(site: &Site, service: ServiceId) -> bool {
    let known = site.desk.registry.directory.publication(service);
    known.and_then(|known| known.listed.clone()).is_some_and(|listed| !listed.vanished)
}

/// A publisher whose feed has a service that the charity takes referrals to, and another one.
async fn published(site: &Site) -> (Target, ServiceId) {
    let actor = COUNCIL.acting_as(Role::Partnership);
    let calls = called_over(site.directory.clone().into_server(), move |request| {
        let signed = actor.ask(()).into_parts().1;
        request.extensions_mut().extend(signed);
    });
    let target = Target::register(&calls, &unnamed(BASE)).await.expect("is registered");
    let service = service_id(PublisherId::of(BASE), Uuid::from_u128(1));
    imports(site, &target, &[1, 2]).await;
    site.publishes(CHARITY, service, vec![DUNDEE.to_owned()], false).await;
    (target, service)
}

/// Somebody whom the council referred there.
async fn referred(site: &Site, service: ServiceId) -> PersonId {
    let person = site.supported().await;
    site.routing.send_referral(COUNCIL.ask(send_to(person, service))).await.expect("is sent");
    person
}

#[tokio::test]
async fn a_service_that_vanishes_passes_its_referrals_on_and_is_paused() {
    let site = site().await;
    site.college_is_the_door().await;
    let (target, service) = published(&site).await;
    let people = [referred(&site, service).await, referred(&site, service).await];

    let report = imports(&site, &target, &[2]).await;
    assert_eq!(report.applied.map(|applied| applied.retired), Some(1));
    assert!(!is_listed(&site, service));
    assert_eq!(site.standing(service), Some(Standing::Paused));
    for person in people {
        assert!(site.was_passed_on(person).await);
    }
    imports(&site, &target, &[1, 2]).await;
    assert!(is_listed(&site, service));
    assert_eq!(site.standing(service), Some(Standing::Paused), "that it goes on, its partner says");
}

#[tokio::test]
async fn a_service_of_which_its_feed_says_that_it_has_ended_passes_its_referrals_on() {
    let site = site().await;
    site.college_is_the_door().await;
    let (target, service) = published(&site).await;
    let person = referred(&site, service).await;
    imports_as(&site, &target, &[(1, "defunct"), (2, "active")]).await;
    assert!(!is_listed(&site, service));
    assert_eq!(site.standing(service), Some(Standing::Paused));
    assert!(site.was_passed_on(person).await);
    imports(&site, &target, &[1, 2]).await;
    assert!(is_listed(&site, service), "it is there again");
}

#[tokio::test]
async fn by_night_the_system_itself_pauses_what_vanished() {
    let site = site().await;
    site.college_is_the_door().await;
    let (_, service) = published(&site).await;
    let person = referred(&site, service).await;
    let calls = called_over(site.directory.clone().into_server(), |request| {
        request.extensions_mut().insert(Caller::system());
    });
    imports(&site, &Target::new(calls, PublisherId::of(BASE)), &[2]).await;
    assert_eq!(site.standing(service), Some(Standing::Paused));
    assert!(site.was_passed_on(person).await);
    assert!(!is_listed(&site, service));
}

#[tokio::test]
async fn a_service_stays_and_is_named_while_it_helps_somebody_and_takes_nobody_new() {
    let site = site().await;
    site.college_is_the_door().await;
    let (target, service) = published(&site).await;
    let (person, waits) = (referred(&site, service).await, referred(&site, service).await);
    site.accepts(person).await.expect("a yes");

    let report = imports(&site, &target, &[2]).await;
    let kept = report.applied.as_ref().map(|applied| applied.kept.clone()).expect("was applied");
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].0, "Service 1 (invented)");
    assert!(kept[0].1.contains("1 referrals"), "{kept:?}");
    assert_eq!(report.tally().kept, 1);
    assert!(is_listed(&site, service));
    assert_eq!(site.standing(service), Some(Standing::Paused));
    assert!(site.was_passed_on(waits).await);

    let withdraw = withdraw(person, ReferralState::Accepted);
    site.routing.withdraw_referral(COUNCIL.ask(withdraw)).await.expect("is withdrawn");
    let report = imports(&site, &target, &[2]).await;
    assert_eq!(report.applied.map(|applied| applied.retired), Some(1));
    assert!(!is_listed(&site, service));
}

#[tokio::test]
async fn a_service_stays_while_somebody_cannot_be_passed_on() {
    let site = site().await;
    site.college_is_the_door().await;
    let (target, service) = published(&site).await;
    let (stuck, waits) = (referred(&site, service).await, referred(&site, service).await);
    let key = format!("{stuck}.{}", Sensitivity::Core.text());
    site.parts.vault.destroy_keys(stuck, Some(Sensitivity::Core)).await.expect("is destroyed");
    site.keys.create(&key, b"no key").await.expect("is written");

    let report = imports(&site, &target, &[2]).await;
    let kept = report.applied.map(|applied| applied.kept).expect("was applied");
    assert!(kept[0].1.contains("1 referrals"), "{kept:?}");
    assert!(is_listed(&site, service));
    assert_eq!(site.standing(service), Some(Standing::Paused));
    assert_eq!(site.referral(stuck).await.state, domain::routing::state::ReferralState::Sent);
    assert!(site.was_passed_on(waits).await, "the others go on");

    site.parts.vault.destroy_keys(stuck, None).await.expect("is destroyed");
    imports(&site, &target, &[2]).await;
    assert!(!is_listed(&site, service), "nothing is in the way any more");
}

#[tokio::test]
async fn an_areas_door_stays_open_whatever_a_feed_says() {
    let site = site().await;
    let (target, service) = published(&site).await;
    site.says(service, |listing| listing.fallback = true).await;
    let person = referred(&site, service).await;
    let report = imports(&site, &target, &[2]).await;
    let kept = report.applied.map(|applied| applied.kept).expect("was applied");
    assert!(kept[0].1.contains("1 referrals"), "{kept:?}");
    assert_eq!(site.referral(person).await.state, domain::routing::state::ReferralState::Sent);

    let withdraw = withdraw(person, ReferralState::Sent);
    site.routing.withdraw_referral(COUNCIL.ask(withdraw)).await.expect("is withdrawn");
    imports(&site, &target, &[2]).await;
    assert!(!is_listed(&site, service));
    assert_eq!(site.standing(service), Some(Standing::Open));
}
