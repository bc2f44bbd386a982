//! Published services: what is kept of a record, whoever sends it, and what is not.

use domain::PublisherId;
use domain::directory::publication::service_id;
use serde_json::{Value, json};
use tonic::Status;
use uuid::Uuid;
use wire::routing::directory_service_server::DirectoryService;
use wire::routing::*;
use wire::types::{NeedCode, PublisherProfile, TermRule};

use crate::site::*;

pub(crate) const PUBLISHER: PublisherId = PublisherId::from_u128(0xFE);
const ITS_ID: Uuid = Uuid::from_u128(0x17);

pub(crate) fn dundee() -> PublisherProfile {
    PublisherProfile {
        name: "Dundee".into(),
        base: "file:///srv/dundee.json".into(),
        areas: vec![DUNDEE.into()],
        ..Default::default()
    }
}

impl Site {
    pub(crate) async fn register(&self, profile: PublisherProfile) -> Result<(), Status> {
        let (request_id, publisher_id) = (new_id(), PUBLISHER.to_string());
        let profile = Some(profile);
        let request =
            RegisterPublisherRequest { request_id, publisher_id, profile, ..Default::default() };
        self.api.register_publisher(operations(request)).await.map(drop)
    }
    pub(crate) async fn with_publisher(self) -> Self {
        self.register(dundee()).await.expect("is registered");
        self
    }
    async fn record(&self, record: &Value) -> Result<String, Status> {
        let recorded = self.api.record_publication(operations(recording(record))).await?;
        Ok(recorded.into_inner().service_id)
    }
    async fn got(&self, service_id: &str) -> Result<GetPublicationResponse, Status> {
        let service_id = service_id.to_owned();
        let ask = GetPublicationRequest { service_id, ..Default::default() };
        Ok(self.api.get_publication(manager(ask)).await?.into_inner())
    }
    async fn known(&self) -> Vec<PublicationKnown> {
        let publisher_id = PUBLISHER.to_string();
        let ask = ListPublicationsRequest { publisher_id, ..Default::default() };
        let known = self.api.list_publications(manager(ask)).await.expect("a list");
        known.into_inner().publications
    }
    async fn retire(&self) -> Result<(), Status> {
        let request = RetirePublicationRequest {
            request_id: new_id(),
            publisher_id: PUBLISHER.to_string(),
            external_id: ITS_ID.to_string(),
            ..Default::default()
        };
        self.api.retire_publication(operations(request)).await.map(drop)
    }
}

fn recording(record: &Value) -> RecordPublicationRequest {
    RecordPublicationRequest {
        request_id: new_id(),
        publisher_id: PUBLISHER.to_string(),
        external_id: ITS_ID.to_string(),
        record: record.to_string(),
        ..Default::default()
    }
}

fn job_club() -> Value {
    json!({ "id": ITS_ID.to_string(), "name": "Harbour Job Club (invented)", "status": "active" })
}

fn with(members: Value) -> Value {
    let mut record = job_club();
    let Value::Object(members) = members else { panic!("members are an object") };
    record.as_object_mut().expect("it is one").extend(members);
    record
}

#[tokio::test]
async fn what_is_published_is_kept_whole_and_looked_up_by_its_card() {
    let site = site().await.with_publisher().await;
    let id = site.record(&with(json!({ "description": "Tea and help." }))).await.expect("is kept");
    assert_eq!(id, service_id(PUBLISHER, ITS_ID).to_string());
    let got = site.got(&id).await.expect("is there");
    let record: Value = serde_json::from_str(&got.record).expect("it is JSON");
    assert_eq!(record, with(json!({ "description": "Tea and help." })));
    let card = got.publication.and_then(|p| p.card).expect("a card");
    assert_eq!(
        (card.name.as_str(), card.areas),
        ("Harbour Job Club (invented)", vec![DUNDEE.into()])
    );
}

#[tokio::test]
async fn nobody_who_is_named_in_a_record_is_kept_whoever_sends_it() {
    let site = site().await.with_publisher().await;
    let named = with(json!({
        "contacts": [{ "id": ITS_ID.to_string(), "name": "Jamie Example" }],
        "assurer_email": "jamie@example.org",
        "whim": "Jamie Example",
    }));
    let id = site.record(&named).await.expect("is kept");
    let record = site.got(&id).await.expect("is there").record;
    assert_eq!(serde_json::from_str::<Value>(&record).expect("it is JSON"), job_club());
}

#[tokio::test]
async fn the_same_record_twice_is_kept_once_and_another_one_is_a_new_revision() {
    let site = site().await.with_publisher().await;
    for record in [job_club(), job_club(), with(json!({ "alert": "Closed on Friday" }))] {
        site.record(&record).await.expect("is kept");
    }
    let known = site.known().await;
    assert_eq!(known.iter().map(|k| (k.revision, k.current)).collect::<Vec<_>>(), [(2, true)]);
}

#[tokio::test]
async fn what_a_term_means_is_applied_once_it_is_known() {
    let site = site().await.with_publisher().await;
    let term =
        json!({ "id": ITS_ID.to_string(), "name": "Confidence", "description": "Growing it." });
    let record =
        with(json!({ "attributes": [{ "id": ITS_ID.to_string(), "taxonomy_term": term }] }));
    let id = site.record(&record).await.expect("is kept");
    let needs = vec![NeedCode::Confidence.into()];
    let rule = TermRule { term: "Confidence".into(), needs, ..Default::default() };
    let change = ChangePublisherRequest {
        request_id: new_id(),
        publisher_id: PUBLISHER.to_string(),
        profile: Some(PublisherProfile { terms: vec![rule], ..dundee() }),
        ..Default::default()
    };
    site.api.change_publisher(operations(change)).await.expect("changes");
    assert!(!site.known().await[0].current);
    site.record(&record).await.expect("is kept");
    let card = site.got(&id).await.expect("is there").publication.and_then(|p| p.card);
    assert_eq!(card.expect("a card").needs, [i32::from(NeedCode::Confidence)]);
}

#[tokio::test]
async fn a_service_that_is_gone_is_known_as_gone_until_it_returns() {
    let site = site().await.with_publisher().await;
    assert_eq!(reason(site.retire().await), "PUBLICATION_UNKNOWN");
    let id = site.record(&job_club()).await.expect("is kept");
    site.retire().await.expect("is gone");
    assert!(site.known().await[0].vanished);
    assert!(site.got(&id).await.expect("what it was is known").publication.expect("it").vanished);
    site.record(&job_club()).await.expect("is back");
    assert!(!site.known().await[0].vanished);
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_its_reason() {
    let site = site().await;
    assert_eq!(reason(site.record(&job_club()).await), "PUBLISHER_UNKNOWN");
    let site = site.with_publisher().await;
    for record in
        [json!({}), json!([]), json!({ "id": ITS_ID.to_string(), "name": "x", "status": "open" })]
    {
        assert_eq!(reason(site.record(&record).await), "PUBLICATION_UNREADABLE", "{record}");
    }
    let other = with(json!({ "id": Uuid::from_u128(0x18).to_string() }));
    assert_eq!(reason(site.record(&other).await), "INVALID_FIELD");
    assert_eq!(reason(site.got(&new_id()).await), "PUBLICATION_UNKNOWN");
    assert!(site.known().await.is_empty());
}

#[tokio::test]
async fn partners_do_not_say_what_others_publish() {
    let site = site().await.with_publisher().await;
    let refused = site.api.record_publication(manager(recording(&job_club()))).await;
    assert_eq!(reason(refused), "NOT_PERMITTED");
}
