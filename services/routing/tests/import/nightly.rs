//! By night and on demand: the process reads feeds itself.

use std::time::Duration;

use anydoor_routing::DirectoryApi;
use domain::{Actor, PublisherId, Role};
use futures::StreamExt;
use host::fetch::Reach;
use host::{Caller, Shutdown};
use wire::routing::directory_service_server::DirectoryService;
use wire::routing::{ImportPublisherRequest, RegisterPublisherRequest, import_outcome};
use wire::types::PublisherProfile;

use crate::log::panics_over;
use crate::publisher::*;
use crate::site::*;

impl Site {
    async fn registered(&self, base: &str, nightly: bool) -> String {
        self.registered_as(PublisherId::of(base), base, nightly).await
    }

    async fn registered_as(&self, id: PublisherId, base: &str, nightly: bool) -> String {
        let profile = PublisherProfile {
            name: "Dundee".into(),
            base: base.into(),
            areas: vec![DUNDEE.into()],
            nightly,
            ..Default::default()
        };
        let publisher_id = id.to_string();
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
    site.hand.advance(Duration::from_secs(minutes * 60));
    site.api.read_what_is_due().await;
    assert_eq!(site.listed(&by_night.base).await.len(), 5);
    let asked = by_night.asked();
    site.api.read_what_is_due().await;
    assert_eq!((by_night.asked(), by_day.asked()), (asked, 0));
}

/// A site's own policies: the system may do all but put on record how an import ended.
const NOT_ON_RECORD: &str = r#"
@id("test")
permit (principal, action, resource)
unless { principal == Capacity::"SYSTEM" && action == Action::"ConcludeImport" };
"#;

#[tokio::test]
async fn a_feed_whose_end_cannot_be_put_on_record_is_not_read_each_minute_of_the_night() {
    let site = ruled_by(NOT_ON_RECORD).await;
    let publisher = Publisher::who(|_| Answer::Other("500 Oh", String::new(), vec![])).await;
    let first = PublisherId::from_u128(0x100); // Its turn comes as the night's reading begins.
    site.registered_as(first, &publisher.base, true).await;
    site.hand.set("2026-08-18T01:00:00Z".parse().expect("an instant")); // Two in the morning.
    for asked in [5, 10] {
        for _ in 0..24 * 60 {
            site.api.read_what_is_due().await;
            site.hand.advance(Duration::from_secs(60));
        }
        assert_eq!(publisher.asked(), asked, "so often in so many nights");
    }
}

#[tokio::test]
async fn a_feed_from_inside_is_read_only_where_whoever_runs_the_server_wants_that() {
    let (site, publisher) = (site().await, Publisher::who(honest(5)).await);
    let publisher_id = site.registered(&publisher.base, true).await;
    let public_only = DirectoryApi::new(site.desk.clone());
    let ask = ImportPublisherRequest { publisher_id, ..Default::default() };
    let steps = public_only.import_publisher(operations(ask)).await.expect("begins").into_inner();
    let steps: Vec<_> = steps.map(|step| step.expect("a step")).collect().await;
    let last = steps.last().expect("an end");
    let unreachable = wire::types::ImportFailure::Unreachable.into();
    let outcome = last.outcome.and_then(|ended| ended.outcome);
    assert_eq!(outcome, Some(import_outcome::Outcome::Failure(unreachable)));
    assert!(last.says.contains("no public address") && last.says.contains("--feeds-from-inside"));
    site.hand.set("2026-08-19T02:59:00Z".parse().expect("an instant"));
    public_only.read_what_is_due().await;
    assert_eq!(publisher.asked(), 0, "nobody called");
    public_only.feeds_from(Reach::Anywhere).read_what_is_due().await;
    assert_eq!(publisher.asked(), 0, "it was tried today");
    site.hand.set("2026-08-20T02:59:00Z".parse().expect("an instant"));
    site.api.read_what_is_due().await;
    assert_eq!(site.listed(&publisher.base).await.len(), 5);
}

#[tokio::test]
async fn a_panic_over_one_feed_keeps_no_other_from_being_read() {
    let site = site().await;
    let feeds = [Publisher::who(honest(5)).await, Publisher::who(honest(5)).await];
    for publisher in &feeds {
        site.registered(&publisher.base, true).await;
    }
    site.hand.set("2026-08-18T02:59:00Z".parse().expect("an instant"));
    site.registry.up_to_date().await.expect("it is read");
    let (first, _) = site.registry.directory.publishers()[0];
    let _log = panics_over(first); // Each feed is named there once it was read.
    site.api.read_what_is_due().await;
    for publisher in &feeds {
        assert_eq!(site.listed(&publisher.base).await.len(), 5);
    }
}

#[tokio::test]
async fn whoever_only_operates_the_site_is_refused_before_anything_is_read() {
    let (site, publisher) = (site().await, Publisher::who(honest(5)).await);
    let publisher_id = site.registered(&publisher.base, false).await;
    let ask = ImportPublisherRequest { publisher_id, ..Default::default() };
    let mut ask = operations(ask);
    let operator = Actor { org: COUNCIL, worker: Some(ANN), role: Role::Operator };
    ask.extensions_mut().insert(Caller::claimed(operator));
    assert_eq!(reason(site.api.import_publisher(ask).await.map(drop)), "NOT_PERMITTED");
    assert_eq!(publisher.asked(), 0);
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
