//! Publishers: whose feeds are read, and what all partners may know of them.

use wire::routing::conclude_import_request::Outcome;
use wire::routing::directory_service_server::DirectoryService;
use wire::routing::*;
use wire::types::{ImportFailure, ImportTally, PublisherProfile};

use crate::publications::*;
use crate::site::*;

fn conclude(outcome: Option<Outcome>) -> ConcludeImportRequest {
    let (request_id, publisher_id) = (new_id(), PUBLISHER.to_string());
    ConcludeImportRequest { request_id, publisher_id, outcome, ..Default::default() }
}

#[tokio::test]
async fn whose_feeds_are_read_all_partners_may_know() {
    let site = site().await.with_publisher().await;
    let all = site.api.list_publishers(manager(ListPublishersRequest::default())).await;
    let all = all.expect("a list").into_inner().publishers;
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].profile.clone(), all[0].profile_version), (Some(dundee()), 1));
}

#[tokio::test]
async fn a_feed_is_read_from_where_all_may_see_it() {
    let site = site().await;
    for (base, expected) in [
        ("https://ann:secret@feeds.example", "PUBLISHER_BASE_INVALID"),
        ("ftp://feeds.example", "PUBLISHER_BASE_INVALID"),
    ] {
        let profile = PublisherProfile { base: base.into(), ..dundee() };
        assert_eq!(reason(site.register(profile).await), expected, "{base}");
    }
    let by_night = PublisherProfile { nightly: true, ..dundee() };
    assert_eq!(reason(site.register(by_night).await), "PUBLISHER_NOT_IN_THE_WEB");
}

#[tokio::test]
async fn how_an_import_ended_is_kept_and_how_the_last_good_one_did() {
    let site = site().await.with_publisher().await;
    let tally = ImportTally { read: 12, ..ImportTally::default() };
    for outcome in [Outcome::Tally(tally), Outcome::Failure(ImportFailure::Stalled.into())] {
        let concluded = site.api.conclude_import(operations(conclude(Some(outcome)))).await;
        concluded.expect("is noted");
    }
    let all = site.api.list_publishers(manager(ListPublishersRequest::default())).await;
    let known = all.expect("a list").into_inner().publishers.remove(0);
    let ended = |outcome: Option<ImportOutcome>| outcome.and_then(|ended| ended.outcome);
    let failure = import_outcome::Outcome::Failure(ImportFailure::Stalled.into());
    assert_eq!(ended(known.last), Some(failure));
    assert_eq!(ended(known.last_good), Some(import_outcome::Outcome::Tally(tally)));
    let nothing = site.api.conclude_import(operations(conclude(None))).await;
    assert_eq!(reason(nothing), "INVALID_FIELD");
}
