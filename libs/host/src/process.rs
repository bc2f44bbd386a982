//! A service process: its configuration, read once; its site; its server, until somebody says stop.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context;
use journal::jetstream::{BrokerOptions, ClientCertificate, Synced};
use tokio::net::TcpListener;

use crate::config::{Limits, Listen, Telemetry};
use crate::fetch::Reach;
use crate::site::{Places, Site, Stores};
use crate::{Clock, Identity, Partners, Server, Shutdown, telemetry};

/// Everything that can be set on a process.
#[derive(Clone)]
pub struct Process {
    /// The process's name in logs and traces.
    pub name: String,
    /// The folder that holds its state: all of it in an embedded site, its view in a clustered one.
    pub state: PathBuf,
    /// Where it listens.
    pub listen: SocketAddr,
    /// The folder that says whom it trusts. Without one, callers of this machine are believed, and nobody else may call.
    pub identity: Option<PathBuf>,
    /// What it tells about itself.
    pub telemetry: Telemetry,
    /// What callers may use up.
    pub limits: Limits,
    /// The NATS cluster that keeps the journals; without one they are kept under `state`.
    pub nats: Option<BrokerOptions>,
    /// A folder of the site's own policies, instead of those that the program brings.
    pub policies: Option<PathBuf>,
    /// Where publishers' feeds may be read from.
    pub feeds: Reach,
    /// The master key, if it is not kept under `state`. The services of one clustered site share it.
    pub master_key: Option<PathBuf>,
    /// For drills: a file that says by how many seconds this process's clock is off.
    pub clock_file: Option<PathBuf>,
}

impl Process {
    /// The configuration of a service's own binary, from the environment: `ANYDOOR_NATS` (servers, with commas between),
    /// `ANYDOOR_NATS_MONITOR` (their monitoring endpoints) or `ANYDOOR_NATS_TRUST_SYNC` (`true`), `ANYDOOR_NATS_CA`,
    /// `ANYDOOR_NATS_NKEY`, `ANYDOOR_NATS_CERT` and `ANYDOOR_NATS_KEY` (files), `ANYDOOR_NATS_PLAINTEXT` (`true`),
    /// `ANYDOOR_NATS_REPLICAS` (3), `ANYDOOR_MASTER_KEY`, `ANYDOOR_POLICIES` (a folder),
    /// `ANYDOOR_FEEDS_FROM_INSIDE` (`true`), `ANYDOOR_STATE` (`state`), `ANYDOOR_LISTEN` (`127.0.0.1:0`), `ANYDOOR_LOG`
    /// (`info`), `ANYDOOR_OTLP`.
    ///
    /// # Errors
    /// With the name of the variable that means nothing.
    pub fn from_env(name: &str) -> anyhow::Result<Self> {
        let state = parsed("ANYDOOR_STATE", PathBuf::from("state"))?;
        let identity = parsed("ANYDOOR_IDENTITY", identity_under(&state))?;
        Ok(Self {
            name: name.to_owned(),
            state,
            identity: (!parsed("ANYDOOR_INSECURE_LOOPBACK", false)?).then_some(identity),
            listen: parsed("ANYDOOR_LISTEN", SocketAddr::from(([127, 0, 0, 1], 0)))?,
            telemetry: Telemetry {
                filter: parsed("ANYDOOR_LOG", "info".to_owned())?,
                otlp_endpoint: env("ANYDOOR_OTLP"),
                ..Telemetry::default()
            },
            limits: Limits::default(),
            nats: nats()?,
            policies: env("ANYDOOR_POLICIES").map(PathBuf::from),
            feeds: Reach::inside_too(parsed("ANYDOOR_FEEDS_FROM_INSIDE", false)?),
            master_key: env("ANYDOOR_MASTER_KEY").map(PathBuf::from),
            clock_file: None,
        })
    }

    /// The stores of the process's site.
    ///
    /// # Errors
    /// If one cannot be opened.
    pub async fn stores(&self) -> anyhow::Result<Stores> {
        match &self.nats {
            Some(options) => Stores::clustered(options.clone()).await,
            None => Stores::embedded(&self.state),
        }
    }

    fn clock(&self) -> anyhow::Result<Clock> {
        let Some(file) = &self.clock_file else { return Ok(Clock::system()) };
        Clock::off_by(file).with_context(|| format!("reading {}", file.display()))
    }

    fn identity(&self) -> anyhow::Result<Identity> {
        let Some(folder) = &self.identity else { return Ok(Identity::InsecureLoopback) };
        let partners = Partners::open(folder, Clock::system()).context(
            "whom to trust is not known: `anydoor up` and `anydoor org add` make such a folder; \
             for development, --insecure-loopback does without",
        )?;
        Ok(Identity::Partners(partners))
    }

    /// Runs until SIGINT or SIGTERM: opens the site, mounts services, says that it is ready, serves, drains.
    ///
    /// # Errors
    /// If the site cannot be opened, or the server cannot start.
    pub async fn run(
        self,
        mount: impl FnOnce(Server, &Site, &Limits) -> Server,
    ) -> anyhow::Result<()> {
        let _telemetry = telemetry::init(&self.name, &self.telemetry)?;
        let shutdown = Shutdown::on_signal()?;
        let identity = self.identity()?;
        let listener = Listen::new(&identity, self.listen)?.bind().await;
        let listener = listener.with_context(|| format!("listening on {}", self.listen))?;
        let policies = self.policies.clone();
        let mut places = Places { policies, ..Places::under(&self.state) };
        if let Some(key) = &self.master_key {
            places.master_key.clone_from(key);
        }
        let site = Site::open(self.stores().await?, &places, self.clock()?).await?;
        let scheme = if matches!(identity, Identity::Partners(_)) { "https" } else { "http" };
        let server = Server::new(self.limits.clone()).identity(identity);
        let server = mount(server, &site, &self.limits);
        let address = listener.local_addr()?;
        tracing::info!(%address, state = %self.state.display(), "ready");
        let journal = journal_in_words(self.nats.as_ref(), &self.state);
        say(&format!("ready: {scheme}://{address}, {journal}"));
        server.serve(listener, shutdown).await?;
        site.desk.access.close().await;
        Ok(())
    }
}

/// Which journal a process uses.
fn journal_in_words(nats: Option<&BrokerOptions>, state: &Path) -> String {
    match nats {
        Some(options) => format!("journal in NATS at {}", options.shown()),
        None => format!("embedded journal in {}", state.display()),
    }
}

/// How to reach the cluster, if there is one.
fn nats() -> anyhow::Result<Option<BrokerOptions>> {
    let servers = list("ANYDOOR_NATS");
    let synced = match parsed("ANYDOOR_NATS_TRUST_SYNC", false)? {
        true => Synced::Trust,
        false => Synced::Ask(list("ANYDOOR_NATS_MONITOR")),
    };
    let file = |name| env(name).map(PathBuf::from);
    let client_certificate = match (file("ANYDOOR_NATS_CERT"), file("ANYDOOR_NATS_KEY")) {
        (Some(certificate), Some(key)) => Some(ClientCertificate { certificate, key }),
        (None, None) => None,
        _ => anyhow::bail!("ANYDOOR_NATS_CERT and ANYDOOR_NATS_KEY go together"),
    };
    let options = BrokerOptions {
        nkey: file("ANYDOOR_NATS_NKEY"),
        root_certificates: file("ANYDOOR_NATS_CA"),
        client_certificate,
        plaintext: parsed("ANYDOOR_NATS_PLAINTEXT", false)?,
        replicas: parsed("ANYDOOR_NATS_REPLICAS", 3)?,
        ..BrokerOptions::new(&servers, synced)
    };
    Ok((!servers.is_empty()).then_some(options))
}

/// A socket for what is public.
///
/// # Errors
/// If the address cannot be had.
pub async fn open_listener(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(address).await;
    let listener = listener.with_context(|| format!("listening on {address}"))?;
    let address = listener.local_addr()?;
    say(&format!("open: http://{address}"));
    Ok(listener)
}

/// The same for a service's own binary: at `ANYDOOR_OPEN_LISTEN`, if that is set.
///
/// # Errors
/// If it means nothing, or the address cannot be had.
pub async fn open_listener_from_env() -> anyhow::Result<Option<TcpListener>> {
    let Some(address) = env("ANYDOOR_OPEN_LISTEN") else { return Ok(None) };
    let address = address.parse().with_context(|| format!("ANYDOOR_OPEN_LISTEN is {address:?}"))?;
    open_listener(address).await.map(Some)
}

/// Where a process finds whom it trusts, unless told otherwise.
pub fn identity_under(state: &Path) -> PathBuf {
    state.join("identity")
}

/// One line on stdout, for whoever started the process and waits for it.
#[expect(clippy::print_stdout, reason = "the one line that a starter waits for")]
fn say(line: &str) {
    println!("{line}");
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is where a service's own binary reads its configuration"
)]
fn env(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn list(name: &str) -> Vec<String> {
    let value = env(name).unwrap_or_default();
    value.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(
    name: &str,
    default: T,
) -> anyhow::Result<T> {
    match env(name) {
        None => Ok(default),
        Some(value) => value.parse().map_err(|e| anyhow::anyhow!("{name} is {value:?}: {e}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_starts_a_process_is_told_where_its_journal_is() {
        let state = Path::new("state");
        assert_eq!(journal_in_words(None, state), "embedded journal in state");
        let cluster = BrokerOptions::new(["tls://n1:4222", "tls://n2:4222"], Synced::Trust);
        assert_eq!(journal_in_words(Some(&cluster), state), "journal in NATS at n1:4222, n2:4222");
    }
}
