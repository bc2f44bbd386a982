//! Target: the directory that an import changes, by its own API, whether it is in this process or elsewhere.

use domain::directory::publication::Digest;
use domain::directory::publisher::{Outcome, Profile};
use domain::{Code as _, PublisherId};
use http::{Request, Response};
use tonic::body::Body;
use tonic::{Code, Status};
use tower::util::BoxCloneSyncService;
use tower::{BoxError, Service, ServiceExt};
use uuid::Uuid;
use wire::event::publisher::{profile_of, tally_of};
use wire::routing::directory_service_client::DirectoryServiceClient;
use wire::routing::{
    ConcludeImportRequest, ListPublicationsRequest, ListPublishersRequest,
    RecordPublicationRequest, RegisterPublisherRequest, RetirePublicationRequest,
    conclude_import_request,
};

use super::error::ImportError;
use super::known::{self, AllKnown, Known};

/// How many entries of a list are asked for at a time.
const PAGE_SIZE: i32 = 200;

/// How often a change is tried that may go well in a moment.
const ATTEMPTS_MAX: u32 = 5;

/// How long is waited before that; longer each time.
const RETRY_AFTER: std::time::Duration = std::time::Duration::from_millis(200);

/// The namespace of the ids of an import's commands.
const IMPORT: Uuid = Uuid::from_u128(0x58f1_66c0_2d5a_4b8c_b6a5_90ce_7e1f_2b47);

/// A call that did not come to an answer.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct CallError(BoxError);

/// Whatever carries calls to a directory, and says who makes them.
pub type Calls = BoxCloneSyncService<Request<Body>, Response<Body>, CallError>;

/// Calls over a channel, each signed.
pub fn called_over<S>(
    channel: S,
    sign: impl Fn(&mut Request<Body>) + Clone + Send + Sync + 'static,
) -> Calls
where
    S: Service<Request<Body>, Response = Response<Body>> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    let channel = channel.map_err(|error: S::Error| CallError(error.into()));
    BoxCloneSyncService::new(channel.map_request(move |mut request: Request<Body>| {
        sign(&mut request);
        request
    }))
}

/// What an import changes: the publications of one publisher.
#[derive(Clone)]
pub struct Target {
    client: DirectoryServiceClient<Calls>,
    publisher: PublisherId,
}

impl Target {
    /// A publisher in the directory that these calls reach.
    pub fn new(calls: Calls, publisher: PublisherId) -> Self {
        Self { client: DirectoryServiceClient::new(calls), publisher }
    }

    /// The publisher with this address; nothing if there is none.
    ///
    /// # Errors
    /// What the directory says.
    pub async fn at(calls: &Calls, base: &str) -> Result<Option<Self>, Status> {
        let mut client = DirectoryServiceClient::new(calls.clone());
        let (mut page_token, page_size) = (String::new(), PAGE_SIZE);
        loop {
            let ask = ListPublishersRequest { page_size, page_token, ..Default::default() };
            let page = client.list_publishers(ask).await?.into_inner();
            let is_it = |known: &&wire::routing::Publisher| {
                known.profile.as_ref().is_some_and(|profile| profile.base == base)
            };
            if let Some(known) = page.publishers.iter().find(is_it) {
                let id = wire::convert::id_text("publisher_id", &known.publisher_id);
                return Ok(Some(Self { client, publisher: id.map_err(host::malformed)? }));
            }
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return Ok(None);
            }
        }
    }

    /// A publisher that was not there before.
    ///
    /// # Errors
    /// What the directory says.
    pub async fn register(calls: &Calls, profile: &Profile) -> Result<Self, Status> {
        let this = Self::new(calls.clone(), PublisherId::of(&profile.base));
        let request = RegisterPublisherRequest {
            request_id: Uuid::now_v7().to_string(),
            publisher_id: this.publisher.to_string(),
            profile: Some(profile_of(profile)),
            ..Default::default()
        };
        this.client.clone().register_publisher(request).await?;
        Ok(this)
    }

    /// All that is listed of it.
    pub(super) async fn known(&self) -> Result<AllKnown, Status> {
        let (mut client, mut all) = (self.client.clone(), AllKnown::new());
        let mut page_token = String::new();
        loop {
            let (publisher_id, page_size) = (self.publisher.to_string(), PAGE_SIZE);
            let ask = ListPublicationsRequest {
                publisher_id,
                page_size,
                page_token,
                ..Default::default()
            };
            let page = client.list_publications(ask).await?.into_inner();
            for said in page.publications {
                all.extend([known::read(said)?]);
            }
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return Ok(all);
            }
        }
    }

    /// Lists a record. Its request id says what it follows, so that two who import the same at once do it once.
    pub(super) async fn list(
        &self,
        external: Uuid,
        before: Option<&Known>,
        digest: Digest,
        record: String,
    ) -> Result<(), Status> {
        let request = RecordPublicationRequest {
            request_id: self.request("list", external, before, &digest),
            publisher_id: self.publisher.to_string(),
            external_id: external.to_string(),
            record,
            ..Default::default()
        };
        tried(|| {
            let (mut client, request) = (self.client.clone(), request.clone());
            async move { client.record_publication(request).await.map(drop) }
        })
        .await
    }

    /// Takes note that a service is in the feed no longer.
    pub(super) async fn retire(&self, external: Uuid, before: &Known) -> Result<(), Status> {
        let request = RetirePublicationRequest {
            request_id: self.request("retire", external, Some(before), &[]),
            publisher_id: self.publisher.to_string(),
            external_id: external.to_string(),
            ..Default::default()
        };
        tried(|| {
            let (mut client, request) = (self.client.clone(), request.clone());
            async move { client.retire_publication(request).await.map(drop) }
        })
        .await
    }

    /// Puts on record how an import ended.
    pub(super) async fn conclude(&self, outcome: Outcome) -> Result<(), Status> {
        use conclude_import_request::Outcome as Said;
        let said = match outcome {
            Outcome::Concluded(tally) => Said::Tally(tally_of(tally)),
            Outcome::Failed(why) => Said::Failure(why.number()),
        };
        let request = ConcludeImportRequest {
            request_id: Uuid::now_v7().to_string(),
            publisher_id: self.publisher.to_string(),
            outcome: Some(said),
            ..Default::default()
        };
        self.client.clone().conclude_import(request).await.map(drop)
    }

    /// Puts on record that an import changed nothing, and says again why.
    pub async fn failed(&self, error: ImportError) -> ImportError {
        if let ImportError::Failed(failure) = &error
            && let Err(status) = self.conclude(Outcome::Failed(failure.why)).await
        {
            tracing::warn!(code = %status.code(), "how an import ended could not be put on record");
        }
        error
    }

    fn request(&self, verb: &str, external: Uuid, before: Option<&Known>, digest: &[u8]) -> String {
        let revision = before.map_or(0, |before| before.revision).to_be_bytes();
        let (publisher, external) = (self.publisher.as_bytes(), external.as_bytes());
        let name = [verb.as_bytes(), publisher, external, &revision, digest].concat();
        Uuid::new_v5(&IMPORT, &name).to_string()
    }
}

/// Tries something again that may go well in a moment: each attempt is the same command.
async fn tried<F: Future<Output = Result<(), Status>>>(
    attempt: impl Fn() -> F,
) -> Result<(), Status> {
    let mut tries = 1;
    loop {
        match attempt().await {
            Err(no)
                if tries < ATTEMPTS_MAX
                    && [Code::Aborted, Code::Unavailable].contains(&no.code()) =>
            {
                tokio::time::sleep(RETRY_AFTER * tries).await;
                tries += 1;
            }
            done => return done,
        }
    }
}
