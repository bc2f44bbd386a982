//! Where a benchmark is run: a site of its own on a real disk, served on loopback, with its people on record; and the
//! ceilings beside it.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use host::config::{AccessLimits, Limits};
use host::fetch::Reach;
use host::identity::authority::{Authority, NewOrganisation};
use host::identity::client::Organisation;
use host::site::{Places, Site, Stores};
use host::{Clock, Identity, Partners, Parts, Server, Shutdown};
use indicatif::{ProgressBar, ProgressStyle};
use journal::ceiling::SqlitePipe;
use journal::{Journal, SqliteJournal};
use tokio::net::TcpListener;

use super::calls::Caller;
use super::echo;
use super::people::{ORG, Population};
use crate::args::Service;
use crate::compose;

/// A site under load.
pub(crate) struct Field {
    pub(crate) parts: Parts,
    pub(crate) people: Population,
    /// Calls the site.
    pub(crate) site: Caller,
    /// Calls it as a partner who proves who it is.
    pub(crate) proven: Caller,
    /// Calls the echo.
    pub(crate) echo: Caller,
    /// Writes to SQLite without any site.
    pub(crate) pipe: Arc<SqlitePipe>,
    /// A journal of its own, without any site either.
    pub(crate) bare: Arc<dyn Journal>,
    /// What it took to get here.
    pub(crate) note: String,
}

impl Field {
    /// Opens a site over these stores, puts so many people with journeys of so many commits on record, and serves it.
    ///
    /// # Errors
    /// If a store, a folder or a port cannot be had.
    pub(crate) async fn open(
        folder: &Path,
        stores: Stores,
        people: u64,
        commits: u64,
    ) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let (places, limits) = (Places::under(folder), AccessLimits::lifted());
        let site = Site::open_with(stores, &places, Clock::system(), limits).await?;
        let people = Population::new(people);
        let note =
            populate(&site.parts, people, commits).await.context("putting people on record")?;
        let pipe = Arc::new(SqlitePipe::open(&folder.join("pipe.db"))?);
        let bare = Arc::new(SqliteJournal::open(folder.join("bare.db"))?);
        let echo = echo::serve(pipe.clone()).await?;
        let url = serve(&site, Identity::InsecureLoopback, "http").await?;
        let (caller, echo) = (Caller::connect(&url).await?, Caller::connect(&echo).await?);
        let proven = proven(&site, &folder.join("identity")).await?;
        Ok(Self { parts: site.parts, people, site: caller, proven, echo, pipe, bare, note })
    }
}

/// Serves the same site for partners, one of whom calls.
async fn proven(site: &Site, identities: &Path) -> anyhow::Result<Caller> {
    let authority = Authority::open_or_create(identities, &[], Clock::system())?;
    let (name, app) = ("bench".to_owned(), "bench".to_owned());
    let new = NewOrganisation { name, org: Some(ORG), app, days: 1, roles: vec![] };
    let partner = Organisation::open(&authority.add(&new)?.folder)?;
    let partners = Partners::open(identities, Clock::system())?;
    let url = serve(site, Identity::Partners(partners), "https").await?;
    Caller::connect_proven(&partner, &url).await
}

/// Serves the whole site, as `anydoor up` does but for the clocks, until the process ends.
async fn serve(site: &Site, identity: Identity, scheme: &str) -> anyhow::Result<String> {
    let shutdown = Shutdown::new();
    let limits = Limits::default();
    let server = Server::new(limits.clone()).identity(identity);
    let server = compose::mount(server, site, &Service::ALL, &limits, Reach::PublicOnly);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("{scheme}://{}", listener.local_addr()?);
    tokio::spawn(server.serve(listener, shutdown));
    Ok(url)
}

async fn populate(parts: &Parts, people: Population, commits: u64) -> anyhow::Result<String> {
    let bar = ProgressBar::new(people.size * commits);
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len} commits")?);
    let (began, shown) = (Instant::now(), bar.clone());
    people.live(parts, commits, move || shown.inc(1)).await?;
    let written = began.elapsed().as_secs_f64();
    let head = parts.journeys.journal().head().await?;
    parts.people.projection().reached(head).await?;
    bar.finish_and_clear();
    let lag = began.elapsed().as_secs_f64() - written;
    let size = people.size;
    Ok(format!(
        "{size} people, {commits} commits each, put on record in {written:.1} s, without gRPC; the view had them {lag:.1} s later"
    ))
}
