//! Feeds in one document: all faults are named, and the rest is listed.

use anydoor_routing::import::Report;
use domain::directory::publisher::ImportFailure;
use serde_json::{Value, json};
use wire::routing::directory_service_server::DirectoryService;
use wire::routing::*;

use crate::publisher::{detail, id};
use crate::site::*;
use crate::town::*;

const TEN: &[u8] = include_bytes!("../../../../libs/oruk/tests/feeds/ten-faults.json");
const WHOLE: &[u8] = include_bytes!("../../../../libs/oruk/tests/feeds/whole.json");
const BASE: &str = "file:///srv/feed.json";

#[tokio::test]
async fn ten_faults_are_named_and_the_rest_is_listed() {
    let site = site().await;
    let report = site.imports(BASE, document(TEN)).await.expect("is imported");
    assert_eq!((report.gathered.faults.len(), report.gathered.left_out), (10, 8));
    let names = ["Digital Basics", "Harbour Job Club", "Tools to Start", "Work Mentors"];
    assert_eq!(site.listed(BASE).await, names.map(|name| format!("{name} (invented)")));
    let tally = report.tally();
    assert_eq!((tally.read, tally.left_out, tally.faults, tally.kept), (4, 8, 10, 0));
}

#[tokio::test]
async fn what_cannot_be_read_now_stays_as_it_was() {
    let site = site().await;
    site.imports(BASE, document(WHOLE)).await.expect("is imported");
    let report = site.imports(BASE, document(TEN)).await.expect("is imported");
    let stay = report.change.unread + report.change.unclear.len();
    assert!(stay > 0 && report.change.vanished.is_empty(), "{:?}", report.change);
    assert_eq!(site.listed(BASE).await.len(), 12 + report.change.new.len());
}

#[tokio::test]
async fn half_a_document_or_one_page_of_several_changes_nothing() {
    let site = site().await;
    let half = site.imports(BASE, document(&WHOLE[..WHOLE.len() / 2])).await;
    assert!(half.is_err() && site.listed(BASE).await.is_empty());
    let page = json!({ "page_number": 1, "total_pages": 3, "contents": [detail(1)] }).to_string();
    assert_eq!(why(document(page.as_bytes()), &limits()).await.0, ImportFailure::CutOff);
    assert_eq!(why(document(b"<html>"), &limits()).await.0, ImportFailure::NotAFeed);
}

#[tokio::test]
async fn what_is_said_otherwise_goes_and_comes_back_is_followed() {
    let site = site().await;
    let text = |some: &[Value]| json!(some).to_string();
    let renamed = || {
        let mut renamed = detail(2);
        renamed["name"] = json!("Other name");
        renamed
    };
    for (feed, expected) in [
        (text(&[detail(1), detail(2)]), vec!["Service 1 (invented)", "Service 2 (invented)"]),
        (text(&[renamed()]), vec!["Other name"]),
        (text(&[detail(1), detail(2)]), vec!["Service 1 (invented)", "Service 2 (invented)"]),
        (text(&[renamed()]), vec!["Other name"]),
        (text(&[detail(1), detail(2)]), vec!["Service 1 (invented)", "Service 2 (invented)"]),
    ] {
        site.imports(BASE, document(feed.as_bytes())).await.expect("is imported");
        assert_eq!(site.listed(BASE).await, expected);
    }
}

#[tokio::test]
async fn nobody_who_is_named_in_a_feed_is_kept() {
    let site = site().await;
    let mut named = detail(1);
    named["contacts"] = json!([{ "id": id(8), "name": "Jamie Example" }]);
    named["assurer_email"] = json!("jamie@example.org");
    site.imports(BASE, document(json!([named]).to_string().as_bytes())).await.expect("is imported");
    let publisher = domain::PublisherId::of(BASE);
    let (service, _) = site.registry.directory.publications_of(publisher).remove(0);
    let ask = GetPublicationRequest { service_id: service.to_string(), ..Default::default() };
    let record =
        site.api.get_publication(manager(ask)).await.expect("is there").into_inner().record;
    assert!(
        !record.to_lowercase().contains("jamie") && record.contains("Harbour Trust"),
        "{record}"
    );
}

/// How an import of these records that fails says why.
async fn refused(site: &Site, records: Value) -> String {
    let text = records.to_string();
    site.imports(BASE, document(text.as_bytes())).await.err().expect("it fails").to_string()
}

async fn imported(site: &Site, records: Value) -> Report {
    let text = records.to_string();
    site.imports(BASE, document(text.as_bytes())).await.expect("is imported")
}

fn ended(nth: usize) -> Value {
    let mut ended = detail(nth);
    ended["status"] = json!("defunct");
    ended
}

#[tokio::test]
async fn a_feed_of_which_no_service_can_be_read_is_not_believed() {
    let site = site().await;
    imported(&site, json!((1..=8).map(detail).collect::<Vec<_>>())).await;
    for broken in [id(99), id(1)] {
        let offline = json!([{ "id": broken, "error": "database offline" }]);
        let says = refused(&site, offline).await;
        assert!(says.starts_with("MOST_GONE"), "{says}");
    }
    assert_eq!(site.listed(BASE).await.len(), 8);
    let one_ended = refused(&site, json!([ended(1)])).await;
    assert!(one_ended.starts_with("MOST_GONE"), "of seven others it says nothing: {one_ended}");
}

#[tokio::test]
async fn a_service_that_has_ended_is_gone_until_it_runs_again() {
    let site = site().await;
    imported(&site, json!([detail(1), detail(2)])).await;
    let report = imported(&site, json!([ended(1), detail(2), ended(3)])).await;
    assert_eq!((report.change.vanished.len(), report.change.new.len()), (1, 0));
    assert_eq!(report.applied.as_ref().map(|applied| applied.retired), Some(1));
    assert_eq!((report.gathered.ended.len(), report.gathered.records()), (2, 3));
    let tally = report.tally();
    assert_eq!((tally.read, tally.left_out, tally.faults), (3, 0, 0));
    assert_eq!(site.listed(BASE).await, ["Service 2 (invented)"]);
    let again = imported(&site, json!([ended(1), detail(2), ended(3)])).await;
    assert!(again.change.is_nothing(), "{:?}", again.change);
    let report = imported(&site, json!([detail(1), detail(2)])).await;
    assert_eq!(report.change.returned.len(), 1);
    assert_eq!(site.listed(BASE).await.len(), 2);
}

#[tokio::test]
async fn that_most_of_many_services_have_ended_is_not_believed_and_that_a_few_have_is() {
    let site = site().await;
    imported(&site, json!((1..=25).map(detail).collect::<Vec<_>>())).await;
    let most = (1..=12).map(ended).chain((13..=25).map(detail));
    let says = refused(&site, json!(most.collect::<Vec<_>>())).await;
    assert!(says.starts_with("MOST_GONE"), "{says}");
    assert_eq!(site.listed(BASE).await.len(), 25);
    let few = (1..=3).map(ended).chain((4..=25).map(detail));
    imported(&site, json!(few.collect::<Vec<_>>())).await;
    assert_eq!(site.listed(BASE).await.len(), 22);
}

#[tokio::test]
async fn a_small_publisher_whose_services_have_all_ended_is_believed() {
    let site = site().await;
    imported(&site, json!([detail(1), detail(2)])).await;
    imported(&site, json!([ended(1), ended(2)])).await;
    assert_eq!(site.listed(BASE).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_service_that_has_ended_is_gone_though_another_record_has_no_id() {
    let site = site().await;
    imported(&site, json!([detail(1), detail(2), detail(3)])).await;
    let report = imported(&site, json!([ended(1), detail(2), { "name": "No id" }])).await;
    assert_eq!((report.change.vanished.len(), report.change.unclear.len()), (1, 1));
}

#[tokio::test]
async fn a_service_that_has_ended_and_has_not_by_the_same_feed_stays_as_it_was() {
    let site = site().await;
    imported(&site, json!([detail(1), detail(2)])).await;
    let report = imported(&site, json!([ended(1), detail(2), detail(1)])).await;
    assert_eq!((report.change.vanished.len(), report.change.unread), (0, 1));
    assert_eq!(site.listed(BASE).await.len(), 2);
}
