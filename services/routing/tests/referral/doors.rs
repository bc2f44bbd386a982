//! Nobody is left at a closed door: without a way on for everybody, nothing is routed.

use anydoor_routing::{MissingDoors, Routing};
use domain::{Area, PersonId};
use wire::routing::routing_service_server::RoutingService;

use crate::site::*;

const NOBODY: PersonId = PersonId::from_u128(1);

#[tokio::test]
async fn nothing_is_routed_while_an_area_has_no_fallback_door() {
    let site = empty().await;
    let missing = Routing::check_doors(&site.desk.registry.directory);
    assert_eq!(missing, Err(MissingDoors(Area::ALL.to_vec())));
    let sent = site.routing.send_referral(COUNCIL.ask(send(NOBODY, of(NOBODY)))).await;
    let (reason, facts) = refusal(sent);
    assert_eq!(reason, "NO_FALLBACK_DOORS");
    assert_eq!(facts["areas"].split(',').count(), Area::COUNT);
}

#[tokio::test]
async fn with_a_door_in_each_area_routing_begins_without_a_restart() {
    let site = site().await;
    assert_eq!(Routing::check_doors(&site.desk.registry.directory), Ok(()));
    site.sent(site.supported().await).await;
}
