//! Where the demo is played: a site of its own in this process, whose clock it turns; or services that run already.

use std::collections::HashMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use domain::{PersonId, Timestamp};
use host::config::Limits;
use host::fetch::Reach;
use host::identity::authority::Authority;
use host::identity::client::Organisation;
use host::site::{Places, Site, Stores};
use host::{Caller, Clock, Desk, Hand, Partners, Server, Shutdown};
use routing::{ClockLimits, Clocks};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tonic::transport::Channel;

use super::cast::Cast;
use crate::args::{Demo, Service};
use crate::dynamic::{Client, Identity};
use crate::exit::Usage;
use crate::{calling, compose, out};

/// The first instant of the demo's clock: before anything in the stories happens.
const BEGINNING: &str = "2024-01-01T09:00:00Z";

/// How far the clock moves after each step: people do one thing after another.
const BETWEEN_STEPS: Duration = Duration::from_secs(20 * 60);

/// Where the demo is played.
pub(crate) struct World {
    doors: Doors,
    own: Option<Own>,
    progress_file: Option<File>,
}

/// A site in this process.
struct Own {
    hand: Hand,
    clock: Clock,
    url: String,
    shutdown: Shutdown,
    server: JoinHandle<Result<(), host::server::ServeError>>,
    /// The clocks of everybody's referrals, which the demo rings as it turns its own.
    clocks: Clocks,
    desk: Desk,
    /// As whom, and over which connection, each organisation calls, by its id.
    partners: HashMap<String, Partner>,
    _temporary: TempDir,
}

/// An organisation that calls.
struct Partner {
    organisation: Arc<Organisation>,
    client: Client,
    /// Where its identity is.
    folder: PathBuf,
}

/// Instances of each service.
pub(crate) struct Doors {
    instances: HashMap<&'static str, Vec<Client>>,
}

impl Doors {
    /// An instance of the service that has this method; with each attempt the next one.
    pub(crate) fn at(&self, method: &str, attempt: u32) -> anyhow::Result<&Client> {
        let service = Service::ALL.iter().find(|s| method.contains(&format!(".{}.", s.name())));
        let service = service.with_context(|| format!("no service has {method}"))?;
        let instances = self.instances.get(service.name()).filter(|i| !i.is_empty());
        let instances = instances
            .with_context(|| format!("name an instance with --at {}=URL", service.name()))?;
        Ok(&instances[attempt as usize % instances.len()])
    }
}

impl World {
    pub(crate) async fn open(demo: &Demo, cast: &Cast) -> anyhow::Result<Self> {
        let progress_file = demo
            .progress_file
            .as_ref()
            .map(File::create)
            .transpose()
            .context("the progress file")?;
        if !demo.at.is_empty() {
            return Ok(Self { doors: running(&demo.at)?, own: None, progress_file });
        }
        let doors = Doors { instances: HashMap::new() };
        Ok(Self { doors, own: Some(Own::start(cast, demo.state.as_deref()).await?), progress_file })
    }

    /// Over which connection to call a method, and how to say who calls. In a site of its own each organisation has a
    /// certificate and signs tokens for its workers; services that run already believe what they are told.
    pub(crate) fn door(
        &self,
        method: &str,
        by: &Identity,
        attempt: u32,
    ) -> anyhow::Result<(Client, Identity)> {
        let (Some(own), Identity::Claimed { org, worker, role }) = (&self.own, by) else {
            return Ok((self.doors.at(method, attempt)?.clone(), by.clone()));
        };
        let partner = own.partners.get(org).with_context(|| format!("{org} has no certificate"))?;
        let worker = worker.parse().with_context(|| format!("{worker} is no worker's id"))?;
        let worker = partner.organisation.worker(worker, calling::role(role)?);
        Ok((partner.client.clone(), Identity::Proven(worker)))
    }

    /// Turns the clock to this day, unless it is past it, and lets some time go by. On the way the clocks of this person's
    /// referrals ring, each in its time.
    pub(crate) async fn day(&self, day: &str, person: Option<&String>) -> anyhow::Result<()> {
        let Some(own) = &self.own else { return Ok(()) };
        let morning: Timestamp =
            format!("{day}T09:00:00Z").parse().with_context(|| format!("{day} is not a day"))?;
        if let Some(person) = person {
            own.ring_until(person.parse().context("the person's id")?, morning).await?;
        }
        if own.clock.now() < morning {
            own.hand.set(morning);
        } else {
            own.hand.advance(BETWEEN_STEPS);
        }
        Ok(())
    }

    /// Between two people's stories the clock goes back: each lives in their own year.
    pub(crate) fn begin_story(&self) -> anyhow::Result<()> {
        if let Some(own) = &self.own {
            own.hand.set(BEGINNING.parse().context("the beginning")?);
        }
        Ok(())
    }

    /// Tells whoever watches how far the story is: `step JOURNEY STEP` after each step, `done REQUEST_ID` after each
    /// command that was answered, or `known REQUEST_ID` if all there was to say is that the person is known.
    pub(crate) fn tell(&self, line: std::fmt::Arguments<'_>) {
        if let Some(mut file) = self.progress_file.as_ref() {
            _ = file.write_all(format!("{line}\n").as_bytes()); // Nobody's story stops for this.
        }
    }

    /// How this worker sees a journey again, where the site stays up or is kept.
    pub(crate) fn to_see_again(&self, demo: &Demo, person: &str, by: &Identity) -> Option<String> {
        let (Some(own), Identity::Claimed { org, worker, .. }) = (&self.own, by) else {
            return None;
        };
        let folder = own.partners.get(org)?.folder.display();
        let show =
            format!("anydoor journey show {person} --identity {folder} --as-worker {worker}");
        if demo.stay {
            return Some(format!("\nTo see the first journey again:\n{show} --server {}", own.url));
        }
        let kept = demo.state.as_ref()?.display();
        Some(format!(
            "\nTo see the first journey again, while `anydoor up --state {kept}` runs:\n{show}"
        ))
    }

    /// Ends it; or leaves it up until somebody stops it.
    pub(crate) async fn close(self, stay: bool, quiet: bool) -> anyhow::Result<()> {
        let Some(own) = self.own else { return Ok(()) };
        if stay {
            if !quiet {
                out::line(format!("\nstill up: {} (Ctrl-C ends it)", own.url));
            }
            tokio::signal::ctrl_c().await?;
        }
        drop(own.partners);
        own.shutdown.begin();
        own.server.await??;
        Ok(())
    }
}

impl Own {
    async fn ring_until(&self, person: PersonId, morning: Timestamp) -> anyhow::Result<()> {
        loop {
            let (_, rings) = self.desk.next_rings(&Caller::system(), person).await?;
            let due = rings.iter().map(|(_, ring)| ring.due).min();
            let Some(due) = due.filter(|due| *due <= morning) else { return Ok(()) };
            if self.clock.now() < due {
                self.hand.set(due);
            }
            ensure!(self.clocks.ring_due_of(person).await > 0, "a clock is due and does not ring");
        }
    }

    async fn start(cast: &Cast, kept: Option<&Path>) -> anyhow::Result<Self> {
        let temporary = TempDir::with_prefix("anydoor-demo-")?;
        let state = kept.unwrap_or(temporary.path());
        ensure_empty(state)?;
        let (clock, hand) = Clock::turned(BEGINNING.parse().context("the beginning")?);
        let site =
            Site::open(Stores::embedded(state)?, &Places::under(state), clock.clone()).await?;
        let identities = state.join("identity");
        let authority = Authority::open_or_create(&identities, &[], Clock::system())?;
        let members = cast
            .partners()?
            .iter()
            .map(|new| Ok(authority.add(new)?))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let trusted = Partners::open(&identities, Clock::system())?;
        let (shutdown, limits) = (Shutdown::new(), Limits::default());
        let server = Server::new(limits.clone()).identity(host::Identity::Partners(trusted));
        let server = compose::mount(server, &site, &Service::ALL, &limits, Reach::PublicOnly);
        let desk = site.desk.clone();
        let clocks = Clocks::new(desk.clone(), ClockLimits::default());
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("https://{}", listener.local_addr()?);
        let server = tokio::spawn(server.serve(listener, shutdown.clone()));
        let mut partners = HashMap::new();
        for member in members {
            let organisation = Organisation::open(&member.folder)?;
            let client = Client::over(organisation.endpoint(&url)?.connect_lazy());
            let (id, folder) = (organisation.id().to_string(), member.folder);
            partners.insert(id, Partner { organisation, client, folder });
        }
        Ok(Self {
            hand,
            clock,
            url,
            shutdown,
            server,
            clocks,
            desk,
            partners,
            _temporary: temporary,
        })
    }
}

/// The demo plays in a site of its own, never in somebody's.
fn ensure_empty(state: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(state).with_context(|| format!("making {}", state.display()))?;
    let is_empty = std::fs::read_dir(state)?.next().is_none();
    if is_empty {
        Ok(())
    } else {
        Err(Usage(format!("{} is not empty; name a new folder", state.display())).into())
    }
}

/// Services that run already, named as `routing=http://127.0.0.1:7603`.
fn running(at: &[String]) -> anyhow::Result<Doors> {
    let mut instances: HashMap<&'static str, Vec<Client>> = HashMap::new();
    for door in at {
        let (name, url) = door.split_once('=').context("--at takes SERVICE=URL")?;
        let service = Service::ALL.iter().find(|s| s.name() == name);
        let service = service.with_context(|| format!("there is no service {name}"))?;
        let channel = Channel::from_shared(url.to_owned())?
            .connect_timeout(Duration::from_secs(2))
            .connect_lazy();
        instances.entry(service.name()).or_default().push(Client::over(channel));
    }
    Ok(Doors { instances })
}
