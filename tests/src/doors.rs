//! A fallback door in each council area, without which nothing is routed.

use domain::Area;
use uuid::Uuid;
use wire::routing::{
    ActivateSharingRequest, JoinOrganisationRequest, PublishServiceRequest, SetFallbackDoorRequest,
};
use wire::types::{Date, OrgKind, OrgProfile, ReferralKind, ServiceListing, ServiceMode, Stage};

use crate::site::{Door, fresh};

/// Makes a council of this door's organisation, whose one service takes everybody in the country.
///
/// # Panics
/// If the site refuses.
pub async fn everywhere(door: &Door) {
    let council = door.acting_as("PARTNERSHIP");
    let mut directory = council.directory();
    let areas: Vec<_> = Area::ALL.iter().map(|area| area.code().to_owned()).collect();
    let (org_id, service_id) = (council.org.to_string(), Uuid::new_v4().to_string());
    let profile =
        OrgProfile { name: "Council".into(), kind: OrgKind::Council.into(), areas: areas.clone() };
    let join = JoinOrganisationRequest {
        request_id: fresh(),
        org_id: org_id.clone(),
        profile: Some(profile),
        ..Default::default()
    };
    directory.join_organisation(council.ask(join)).await.expect("it joins");
    let share = ActivateSharingRequest {
        request_id: fresh(),
        org_id: org_id.clone(),
        until: Some(Date { year: 2099, month: 12, day: 31 }),
        ..Default::default()
    };
    directory.activate_sharing(council.ask(share)).await.expect("it shares");
    let listing = ServiceListing {
        name: "Front door".into(),
        accepts: [ReferralKind::Support, ReferralKind::Transfer].map(i32::from).to_vec(),
        stages: vec![Stage::Engagement.into()],
        areas: areas.clone(),
        modes: vec![ServiceMode::Phone.into()],
        fallback: true,
        ..Default::default()
    };
    let publish = PublishServiceRequest {
        request_id: fresh(),
        service_id: service_id.clone(),
        org_id,
        listing: Some(listing),
        ..Default::default()
    };
    directory.publish_service(council.ask(publish)).await.expect("it publishes");
    for area in areas {
        let set = SetFallbackDoorRequest {
            request_id: fresh(),
            area,
            service_id: service_id.clone(),
            hours: "weekdays 9 to 5".into(),
            ..Default::default()
        };
        directory.set_fallback_door(council.ask(set)).await.expect("it names the door");
    }
}
