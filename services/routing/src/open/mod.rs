//! The open directory: what publishers say of their services, served again to anybody in the form that it came in (Open
//! Referral UK 3.0, profile of the Human Services Data Specification). It knows published records and nothing else: what
//! partners say to each other of the same services, and whoever is referred to them, cannot be in an answer.

mod answer;
mod entry;
mod hours;
mod page;
mod query;
mod record;
mod shelf;
mod terms;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use domain::ServiceId;
use futures::{StreamExt, TryStreamExt};
use host::public::{PublicLimits, serve_public};
use host::{Registry, Shutdown};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use uuid::Uuid;

use answer::{No, answer};
use page::Page;
use query::{Asked, Paged, Parameters};
use shelf::Shelf;

/// How many requests are worked on at the same time; further ones wait.
const AT_ONCE_MAX: usize = 8;

/// How long an answer may take, the wait before it too.
const ANSWER_MAX: Duration = Duration::from_secs(10);

/// How many records of one page are read at the same time.
const READS_AT_ONCE: usize = 8;

/// The form in which everything is said.
const VERSION: &str = "HSDS-UK-3.0";
const PROFILE: &str = "https://docs.openreferraluk.org/";
const OPENAPI: &str =
    "https://raw.githubusercontent.com/openreferral/uk-profile/main/schema/openapi.json";

/// The open directory. Cheap to clone.
#[derive(Clone)]
pub struct OpenDirectory {
    registry: Registry,
    shelf: Shelf,
    turns: Arc<Semaphore>,
}

impl OpenDirectory {
    /// What is published in this directory, and will be.
    pub fn new(registry: Registry) -> Self {
        let shelf = Shelf::follow(registry.services.journal().clone());
        Self { registry, shelf, turns: Arc::new(Semaphore::new(AT_ONCE_MAX)) }
    }

    /// Serves it to whoever asks at this socket, until `shutdown` begins.
    pub async fn serve(self, listener: TcpListener, limits: PublicLimits, shutdown: Shutdown) {
        serve_public(listener, self.into_router(), limits, shutdown).await;
    }

    fn into_router(self) -> Router {
        Router::new()
            .route("/", get(about))
            .route("/services", get(services))
            .route("/services/{id}", get(service))
            .route("/service_at_locations", get(places))
            .route("/service_at_locations/{id}", get(place))
            .route("/taxonomies", get(taxonomies))
            .route("/taxonomies/{id}", get(taxonomy))
            .route("/taxonomy_terms", get(terms))
            .route("/taxonomy_terms/{id}", get(term))
            .fallback(|| async { No::Unknown("there is nothing at this path".into()) })
            .with_state(self)
    }

    /// The answer to one request, when its turn comes. It shows all that the directory showed when it was asked.
    async fn says<F>(&self, headers: &HeaderMap, work: F) -> Result<Response, No>
    where
        F: Future<Output = Result<Value, No>>,
    {
        let said = tokio::time::timeout(ANSWER_MAX, async {
            let _turn = self.turns.acquire().await.expect("it is never closed");
            self.shelf.reached(self.registry.directory.visible()).await;
            work.await
        });
        answer(headers, &said.await.unwrap_or(Err(No::Busy))?)
    }

    /// The record of a service that is published, as it is served.
    async fn record(&self, service: ServiceId) -> Result<Option<Value>, No> {
        if !self.shelf.read(|entries| entries.contains_key(&service)) {
            return Ok(None);
        }
        let kept = self.registry.record_of(service).await.map_err(No::unread)?;
        let Some((raw, _)) = kept else { return Ok(None) };
        record::served(service, &raw.0).map(Some)
    }

    /// The same for each of these, in their order. One that was taken back meanwhile is passed over.
    async fn records(&self, services: Vec<ServiceId>) -> Result<Vec<Value>, No> {
        let records = services.into_iter().map(|service| self.record(service));
        let records = futures::stream::iter(records).buffered(READS_AT_ONCE);
        records.try_filter_map(|record| async { Ok(record) }).try_collect().await
    }
}

async fn about(State(open): State<OpenDirectory>, headers: HeaderMap) -> Result<Response, No> {
    let about = json!({ "version": VERSION, "profile": PROFILE, "openapi_url": OPENAPI });
    open.says(&headers, async { Ok(about) }).await
}

async fn services(
    State(open): State<OpenDirectory>,
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
) -> Result<Response, No> {
    let (asked, paged) = Asked::read(&parameters)?;
    let work = async {
        let found: Vec<_> = open.shelf.read(|entries| {
            let fits = entries.iter().filter(|(_, entry)| asked.fits(entry));
            fits.map(|(id, _)| *id).collect()
        });
        let (page, here) = Page::of(&found, paged);
        let records = open.records(here.to_vec()).await?;
        Ok(page.with(records.iter().map(record::slim).collect()))
    };
    open.says(&headers, work).await
}

async fn service(
    State(open): State<OpenDirectory>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, No> {
    let id = named(&id)?;
    let work = async { open.record(id.into()).await?.ok_or_else(|| unknown("service", id)) };
    open.says(&headers, work).await
}

async fn places(
    State(open): State<OpenDirectory>,
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
) -> Result<Response, No> {
    let (asked, paged) = Asked::read(&parameters)?;
    let work = async {
        let found: Vec<_> = open.shelf.read(|entries| {
            let fits = entries.iter().filter(|(_, entry)| asked.fits(entry));
            fits.flat_map(|(id, entry)| entry.places.iter().map(|place| (*id, *place))).collect()
        });
        let (page, here) = Page::of(&found, paged);
        let mut contents = vec![];
        for (service, place) in here {
            let record = open.record(*service).await?; // Mostly one place each.
            contents.extend(record.and_then(|record| record::place(&record, *place)));
        }
        Ok(page.with(contents.iter().map(record::slim).collect()))
    };
    open.says(&headers, work).await
}

async fn place(
    State(open): State<OpenDirectory>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, No> {
    let id = named(&id)?;
    let work = async {
        let at = open.shelf.read(|entries| {
            let mut at = entries.iter().filter(|(_, entry)| entry.places.contains(&id));
            at.next().map(|(service, _)| *service)
        });
        let record = match at {
            Some(service) => open.record(service).await?,
            None => None,
        };
        let place = record.and_then(|record| record::place(&record, id));
        place.ok_or_else(|| unknown("service at a location", id))
    };
    open.says(&headers, work).await
}

async fn terms(
    State(open): State<OpenDirectory>,
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
) -> Result<Response, No> {
    let paged = Paged::alone(&parameters)?;
    listed(&open, &headers, paged, open.shelf.read(terms::terms)).await
}

async fn taxonomies(
    State(open): State<OpenDirectory>,
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
) -> Result<Response, No> {
    let paged = Paged::alone(&parameters)?;
    listed(&open, &headers, paged, open.shelf.read(terms::taxonomies)).await
}

async fn listed(
    open: &OpenDirectory,
    headers: &HeaderMap,
    paged: Paged,
    all: terms::ById,
) -> Result<Response, No> {
    let all: Vec<_> = all.into_values().collect();
    let (page, here) = Page::of(&all, paged);
    open.says(headers, async { Ok(page.with(here.to_vec())) }).await
}

async fn term(
    State(open): State<OpenDirectory>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, No> {
    let id = named(&id)?;
    let term = open.shelf.read(terms::terms).remove(&id);
    open.says(&headers, async { term.ok_or_else(|| unknown("term", id)) }).await
}

async fn taxonomy(
    State(open): State<OpenDirectory>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, No> {
    let id = named(&id)?;
    let taxonomy = open.shelf.read(terms::taxonomies).remove(&id);
    open.says(&headers, async { taxonomy.ok_or_else(|| unknown("taxonomy", id)) }).await
}

fn named(id: &str) -> Result<Uuid, No> {
    id.parse().map_err(|_| No::Malformed("an id is a UUID".into()))
}

fn unknown(what: &str, id: Uuid) -> No {
    No::Unknown(format!("no {what} {id} is published here"))
}
