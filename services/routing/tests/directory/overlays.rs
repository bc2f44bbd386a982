//! What a service says beyond where it is and what it takes: kept, shown, and refused where it cannot be meant.

use wire::routing::directory_service_server::DirectoryService;
use wire::routing::*;
use wire::types::{
    Ages, Capacity, CapacitySays, CircumstanceCode, NeedCode, ServiceAccess, ServiceListing, Spot,
};

use crate::site::*;

fn plain() -> ServiceListing {
    listing("Music project", &[DUNDEE], false)
}

fn outspoken() -> ServiceListing {
    ServiceListing {
        needs: vec![NeedCode::Confidence.into(), NeedCode::Transport.into()],
        groups: vec![CircumstanceCode::CareExperienced.into()],
        ages: Some(Ages { from: Some(16), to: Some(24) }),
        languages: vec!["pl".into()],
        access: vec![ServiceAccess::StepFree.into()],
        spots: vec![Spot { latitude_microdegrees: 56_462_000, longitude_microdegrees: -2_970_700 }],
        travel_help: true,
        accepts_referrals: Some(false),
        grounds: "Yes: who wants to play.".into(),
        endpoint: "queue: front desk".into(),
        ..plain()
    }
}

async fn refused(site: &Site, listing: ServiceListing) -> String {
    let publish = PublishServiceRequest {
        request_id: new_id(),
        listing: Some(listing),
        ..Default::default()
    };
    reason(site.api.publish_service(manager(publish)).await)
}

#[tokio::test]
async fn what_a_service_says_is_shown_to_whoever_asks_for_it_and_lists_it() {
    let site = site().await.with_charity().await;
    let service_id = site.publish(plain()).await.service_id;
    let change = ChangeServiceRequest {
        request_id: new_id(),
        service_id: service_id.clone(),
        listing: Some(outspoken()),
        ..Default::default()
    };
    let changed = site.api.change_service(manager(change)).await.expect("changes").into_inner();
    assert_eq!(changed.service.expect("a service").listing, Some(outspoken()));
    let get = GetServiceRequest { service_id, ..Default::default() };
    let got = site.api.get_service(manager(get)).await.expect("is there").into_inner();
    assert_eq!(got.service.expect("a service").listing, Some(outspoken()));
    let all = site.api.list_services(manager(ListServicesRequest::default())).await;
    let listed = all.expect("a list").into_inner().services;
    assert_eq!(listed.into_iter().map(|s| s.listing).collect::<Vec<_>>(), [Some(outspoken())]);
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused_with_its_reason() {
    let site = site().await.with_charity().await;
    let many = |tag: &str| vec![tag.to_owned(); 65];
    for listing in [
        ServiceListing { languages: many("pl"), ..plain() },
        ServiceListing { languages: vec!["Polish".into()], ..plain() },
        ServiceListing { spots: vec![Spot::default()], ..plain() },
        ServiceListing { spots: vec![Spot::default(); 65], ..plain() },
        ServiceListing { ages: Some(Ages { from: Some(25), to: Some(24) }), ..plain() },
        ServiceListing { needs: vec![1; 65], ..plain() },
        ServiceListing { groups: vec![1; 65], ..plain() },
        ServiceListing { access: vec![1; 65], ..plain() },
    ] {
        assert_eq!(refused(&site, listing.clone()).await, "INVALID_FIELD", "{listing:?}");
    }
    let tags = (0..33).map(|n| format!("en-x{n}")).collect();
    let long = ServiceListing { languages: tags, ..plain() };
    assert_eq!(refused(&site, long).await, "SERVICE_LISTING_TOO_LONG");
    let words = ServiceListing { grounds: "é".repeat(2_001), ..plain() };
    assert_eq!(refused(&site, words).await, "SERVICE_WORDS_NOT_SHOWABLE");
    let sex = ServiceListing { groups: vec![CircumstanceCode::Sex.into()], ..plain() };
    assert_eq!(refused(&site, sex).await, "SERVICE_GROUP_IS_A_QUESTION");
    let door = ServiceListing { fallback: true, ..outspoken() };
    assert_eq!(refused(&site, door).await, "FALLBACK_TAKES_EVERYBODY");
}

#[tokio::test]
async fn a_service_says_in_a_word_how_full_it_is() {
    let site = site().await.with_charity().await;
    let service = site.publish(plain()).await;
    let declare = DeclareCapacityRequest {
        request_id: new_id(),
        service_id: service.service_id,
        capacity: Some(Capacity { says: CapacitySays::AssessFirst.into(), ..Default::default() }),
        ..Default::default()
    };
    let declared = site.api.declare_capacity(manager(declare)).await.expect("declares");
    let capacity = declared.into_inner().service.expect("a service").capacity.expect("said");
    assert_eq!(capacity.says(), CapacitySays::AssessFirst);
}
