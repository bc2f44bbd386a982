//! By night and on demand: the process reads feeds itself.

use domain::PublisherId;
use futures::StreamExt;
use host::Shutdown;
use wire::routing::directory_service_server::DirectoryService;
use wire::routing::{ImportPublisherRequest, RegisterPublisherRequest, import_outcome};
use wire::types::PublisherProfile;

use crate::publisher::*;
use crate::site::*;

impl Site {
    async fn registered(&self, base: &str, nightly: bool) -> String {
        let profile = PublisherProfile {
            name: "Dundee".into(),
            base: base.into(),
            areas: vec![DUNDEE.into()],
            nightly,
            ..Default::default()
        };
        let publisher_id = PublisherId::of(base).to_string();
        let request = RegisterPublisherRequest {
            request_id: new_id(),
            publisher_id: publisher_id.clone(),
            profile: Some(profile),
            ..Default::default()
        };
        self.api.register_publisher(operations(request)).await.expect("is registered");
        publisher_id
    }
}

#[tokio::test]
async fn a_feed_is_read_by_night_once_and_only_if_that_was_asked_for() {
    let site = site().await;
    let (by_night, by_day) = (Publisher::who(honest(5)).await, Publisher::who(honest(5)).await);
    site.registered(&by_night.base, true).await;
    site.registered(&by_day.base, false).await;
    site.api.read_what_is_due().await;
    assert_eq!(by_night.asked(), 0, "it is day");
    let minutes = (24 - 9) * 60 + 2 * 60 + 59; // To 3:59 of the next morning, in summer.
    site.hand.advance(std::time::Duration::from_secs(minutes * 60));
    site.api.read_what_is_due().await;
    assert_eq!(site.listed(&by_night.base).await.len(), 5);
    let asked = by_night.asked();
    site.api.read_what_is_due().await;
    assert_eq!((by_night.asked(), by_day.asked()), (asked, 0));
}

#[tokio::test]
async fn the_night_watch_ends_with_the_process() {
    let (site, shutdown) = (site().await, Shutdown::new());
    let watch = tokio::spawn(site.api.clone().nightly(shutdown.clone()));
    shutdown.begin();
    watch.await.expect("it ends");
}

#[tokio::test]
async fn a_feed_is_read_now_if_somebody_who_may_asks_for_it() {
    let (site, publisher) = (site().await, Publisher::who(honest(12)).await);
    let publisher_id = site.registered(&publisher.base, false).await;
    let ask =
        || ImportPublisherRequest { publisher_id: publisher_id.clone(), ..Default::default() };
    assert_eq!(reason(site.api.import_publisher(manager(ask())).await.map(drop)), "NOT_PERMITTED");
    let steps = site.api.import_publisher(operations(ask())).await.expect("begins").into_inner();
    let steps: Vec<_> = steps.map(|step| step.expect("a step")).collect().await;
    let outcome = steps.last().and_then(|last| last.outcome).and_then(|ended| ended.outcome);
    let Some(import_outcome::Outcome::Tally(tally)) = outcome else { panic!("{steps:?}") };
    assert_eq!(tally.read, 12);
    let unknown = ImportPublisherRequest { publisher_id: new_id(), ..Default::default() };
    assert_eq!(
        reason(site.api.import_publisher(operations(unknown)).await.map(drop)),
        "PUBLISHER_UNKNOWN"
    );
}
