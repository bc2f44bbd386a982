//! Feeds in one document: all faults are named, and the rest is listed.

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
