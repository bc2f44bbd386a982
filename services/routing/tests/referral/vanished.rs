//! A service that vanishes from its publisher's feed takes nobody with it who was referred there.

use anydoor_routing::import::{
    ImportLimits, Report, Source, Target, called_over, import_from, unnamed,
};
use domain::directory::publication::service_id;
use domain::{PublisherId, Role, ServiceId};
use serde_json::json;
use uuid::Uuid;
use wire::routing::routing_service_server::RoutingService;
use wire::routing::{ReferralTerms, SendReferralRequest};
use wire::types::ReferralState;

use crate::site::*;

const BASE: &str = "file:///srv/feed.json";

/// Imports a feed in which these of the publisher's services stand.
async fn imports(site: &Site, target: &Target, some: &[u128]) -> Report {
    let record = |nth: &u128| {
        let id = Uuid::from_u128(*nth).to_string();
        json!({ "id": id, "name": format!("Service {nth} (invented)"), "status": "active" })
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

#[tokio::test]
async fn a_service_with_a_live_referral_stays_and_is_named_until_the_referral_has_ended() {
    let site = site().await;
    let actor = COUNCIL.acting_as(Role::Partnership);
    let calls = called_over(site.directory.clone().into_server(), move |request| {
        let signed = actor.ask(()).into_parts().1;
        request.extensions_mut().extend(signed);
    });
    let target = Target::register(&calls, &unnamed(BASE)).await.expect("is registered");
    let service = service_id(PublisherId::of(BASE), Uuid::from_u128(1));
    imports(&site, &target, &[1, 2]).await;
    site.publishes(CHARITY, service, vec![DUNDEE.to_owned()], false).await;
    let person = site.supported().await;
    let terms = ReferralTerms { service_id: service.to_string(), ..terms() };
    let send = SendReferralRequest { terms: Some(terms), ..send(person, of(person)) };
    site.routing.send_referral(COUNCIL.ask(send)).await.expect("is sent");

    let report = imports(&site, &target, &[2]).await;
    let kept = report.applied.as_ref().map(|applied| applied.kept.clone()).expect("was applied");
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].0, "Service 1 (invented)");
    assert!(kept[0].1.contains("1 referrals"), "{kept:?}");
    assert_eq!(report.tally().kept, 1);
    assert!(is_listed(&site, service));

    let withdraw = withdraw(person, ReferralState::Sent);
    site.routing.withdraw_referral(COUNCIL.ask(withdraw)).await.expect("is withdrawn");
    let report = imports(&site, &target, &[2]).await;
    assert_eq!(report.applied.map(|applied| applied.retired), Some(1));
    assert!(!is_listed(&site, service));
}
