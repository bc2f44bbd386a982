//! What partners tell each other of a service that is published stays between them.

use std::collections::BTreeSet;

use domain::PublisherId;
use serde_json::Value;
use wire::convert::date_of;
use wire::routing::directory_service_server::DirectoryService;
use wire::routing::*;
use wire::types::{
    Ages, Capacity, CircumstanceCode, NeedCode, ReferralKind, ServiceAccess, ServiceListing,
    ServiceMode, Spot, Stage,
};

use crate::reader::*;
use crate::site::*;

/// Words and numbers that stand in an overlay and nowhere else.
const CANARIES: [&str; 6] =
    ["canary-name", "canary-grounds", "canary-endpoint", "73", "57.012345", "4321"];

fn listing() -> ServiceListing {
    ServiceListing {
        name: "canary-name".into(),
        accepts: vec![ReferralKind::Support.into()],
        stages: vec![Stage::Engagement.into()],
        areas: vec![DUNDEE.into()],
        modes: vec![ServiceMode::Phone.into()],
        needs: vec![NeedCode::Justice.into()],
        groups: vec![CircumstanceCode::InCustody.into()],
        ages: Some(Ages { from: Some(73), to: Some(74) }),
        access: vec![ServiceAccess::Bsl.into()],
        spots: vec![Spot { latitude_microdegrees: 57_012_345, longitude_microdegrees: -3_012_345 }],
        grounds: "canary-grounds".into(),
        endpoint: "canary-endpoint".into(),
        ..Default::default()
    }
}

/// Every text, number and name of a member in a value.
fn said(value: &Value, all: &mut BTreeSet<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| said(value, all)),
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            all.insert(name.clone());
            said(value, all);
        }),
        Value::String(text) => drop(all.insert(text.clone())),
        other => drop(all.insert(other.to_string())),
    }
}

#[tokio::test]
async fn the_overlay_is_in_no_answer() {
    let site = site().await.with_charity().await.with_feeds().await;
    let before = everything(&site.opens().await).await;
    for (service, _) in site.registry.directory.publications_of(PublisherId::of(HARBOUR)) {
        let request = PublishServiceRequest {
            request_id: new_id(),
            service_id: service.to_string(),
            org_id: CHARITY.to_string(),
            listing: Some(listing()),
            ..Default::default()
        };
        site.api.publish_service(manager(request)).await.expect("is published to partners");
        let today = Some(date_of(site.registry.clock.today()));
        let capacity = Capacity {
            places: 4321,
            wait_days: 57,
            as_of: today,
            valid_days: 30,
            ..Default::default()
        };
        let request = DeclareCapacityRequest {
            request_id: new_id(),
            service_id: service.to_string(),
            capacity: Some(capacity),
            ..Default::default()
        };
        site.api.declare_capacity(manager(request)).await.expect("is declared");
    }
    let after = everything(&site.opens().await).await;
    assert_eq!(before, after, "nothing that partners say changes what anybody reads");
    for word in &after {
        assert!(!CANARIES.contains(&word.as_str()), "{word}");
    }
}

/// Everything that the open directory says anywhere.
async fn everything(open: &Open) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for list in ["/services", "/service_at_locations", "/taxonomies", "/taxonomy_terms"] {
        let page = open.says(&format!("{list}?per_page=100")).await;
        for entry in page["contents"].as_array().expect("a list") {
            let whole =
                open.says(&format!("{list}/{}", entry["id"].as_str().expect("an id"))).await;
            said(&whole, &mut all);
        }
        said(&page, &mut all);
    }
    all
}
