//! The open directory: what publishers say of their services, served again to anybody in the form that it came in (Open
//! Referral UK 3.0, profile of the Human Services Data Specification). It knows published records and nothing else: what
//! partners say to each other of the same services, and whoever is referred to them, cannot be in an answer.

mod answer;
mod entry;
mod hours;
mod lists;
mod page;
mod query;
mod record;
mod shelf;
mod terms;
mod turns;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use host::public::{PublicLimits, serve_public};
use host::{Registry, Shutdown};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use uuid::Uuid;

use answer::{No, answer};
use query::{Asked, Paged, Parameters};
use shelf::Shelf;
use turns::Turns;

/// How many records of one page are read at the same time.
const READS_AT_ONCE: usize = 2;

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
    turns: Turns,
}

type Answered = Result<Response, No>;
type Open = State<OpenDirectory>;
type Asks = Query<Parameters>;

impl OpenDirectory {
    /// What is published in this directory, and will be.
    pub fn new(registry: Registry) -> Self {
        let shelf = Shelf::follow(registry.services.journal().clone());
        Self { registry, shelf, turns: Turns::default() }
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

    /// The answer to one request, when its turn comes. It shows all that the directory showed when its turn began.
    async fn says<F>(&self, headers: &HeaderMap, work: impl FnOnce(Self) -> F) -> Answered
    where
        F: Future<Output = Result<Value, No>> + Send + 'static,
    {
        let (this, work) = (self.clone(), work(self.clone()));
        let said = self.turns.take(async move {
            this.shelf.reached(this.registry.directory.visible()).await;
            work.await
        });
        answer(headers, &said.await?)
    }
}

async fn about(State(open): Open, headers: HeaderMap) -> Answered {
    let about = json!({ "version": VERSION, "profile": PROFILE, "openapi_url": OPENAPI });
    open.says(&headers, |_| async { Ok(about) }).await
}

async fn services(State(open): Open, Query(asks): Asks, headers: HeaderMap) -> Answered {
    let (asked, paged) = Asked::read(&asks)?;
    open.says(&headers, |open| open.services(asked, paged)).await
}

async fn service(State(open): Open, Path(id): Path<String>, headers: HeaderMap) -> Answered {
    let id = named(&id)?;
    open.says(&headers, |open| open.service(id)).await
}

async fn places(State(open): Open, Query(asks): Asks, headers: HeaderMap) -> Answered {
    let (asked, paged) = Asked::read(&asks)?;
    open.says(&headers, |open| open.places(asked, paged)).await
}

async fn place(State(open): Open, Path(id): Path<String>, headers: HeaderMap) -> Answered {
    let id = named(&id)?;
    open.says(&headers, |open| open.place(id)).await
}

async fn terms(State(open): Open, Query(asks): Asks, headers: HeaderMap) -> Answered {
    let paged = Paged::alone(&asks)?;
    open.says(&headers, |open| open.terms(paged)).await
}

async fn term(State(open): Open, Path(id): Path<String>, headers: HeaderMap) -> Answered {
    let id = named(&id)?;
    open.says(&headers, |open| open.term(id)).await
}

async fn taxonomies(State(open): Open, Query(asks): Asks, headers: HeaderMap) -> Answered {
    let paged = Paged::alone(&asks)?;
    open.says(&headers, |open| open.taxonomies(paged)).await
}

async fn taxonomy(State(open): Open, Path(id): Path<String>, headers: HeaderMap) -> Answered {
    let id = named(&id)?;
    open.says(&headers, |open| open.taxonomy(id)).await
}

fn named(id: &str) -> Result<Uuid, No> {
    id.parse().map_err(|_| No::Malformed("an id is a UUID".into()))
}
