//! A clustered site on this machine: three nats-servers with TLS between all, and a process for each service, two for
//! routing, each with a credential of its service. All of it is gone when dropped.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;
use std::time::{Duration, SystemTime};

use anydoor_tests::process::{Server, begin, finish};
use anyhow::{Context, ensure};
use host::site::Stores;
use journal::jetstream::layout::JOURNEYS;
use journal::jetstream::{BrokerOptions, Synced};
use journal::nats_config::{AUTHORITY, Member, Plan};
use journal::nats_server::NatsServer;

/// How many nats-servers keep a copy of everything.
const REPLICAS: usize = 3;

/// What runs: a process each.
const SERVICES: [&str; 7] =
    ["intake", "assignment", "routing", "routing", "aftercare", "rights", "lookup"];

/// The service that loses an instance.
const LOSES_ONE: &str = "routing";

/// How long `anydoor nats` may take. Streams of a new cluster wait for a leader each.
const PREPARED_WITHIN: Duration = Duration::from_secs(120);

/// The TLS that every connection speaks.
const TLS: &str = "1.3";

/// A running site.
pub(crate) struct Site {
    services: Vec<Service>,
    nats: Vec<NatsServer>,
    plan: Plan,
}

struct Service {
    name: &'static str,
    server: Server,
    url: String,
}

impl Site {
    /// Starts everything, and waits until all of it is ready.
    pub(crate) async fn start(folder: &Path) -> anyhow::Result<Self> {
        let plan = configure(folder).await?;
        let nats = NatsServer::configured(&plan).await?;
        let mut site = Self { services: vec![], nats, plan };
        anydoor(["nats", "init"].map(Into::into).into_iter().chain(site.brokers("operator")))
            .await?;
        let mut starting = vec![];
        for (number, name) in SERVICES.into_iter().enumerate() {
            let log = folder.join(format!("{name}-{number}.log"));
            let state = folder.join(format!("{name}-{number}"));
            starting.push((name, Server::spawn(site.serve(name, &state, folder), &log)?));
        }
        for (name, mut server) in starting {
            let url = server.ready().await.with_context(|| format!("starting {name}"))?;
            site.services.push(Service { name, server, url });
        }
        Ok(site)
    }

    fn serve(&self, service: &str, state: &Path, folder: &Path) -> Vec<OsString> {
        let mut args: Vec<OsString> =
            ["serve", service, "--insecure-loopback", "--listen", "127.0.0.1:0"]
                .map(Into::into)
                .into();
        args.extend(["--log".into(), "warn".into(), "--state".into(), state.into()]);
        args.extend(["--master-key".into(), folder.join("master.key").into()]);
        args.extend(self.brokers(service));
        args
    }

    /// How a process of ours is told where the nats-servers are, and who it is.
    pub(crate) fn brokers(&self, party: &str) -> Vec<OsString> {
        let (urls, monitors) = self.addresses();
        let mut args: Vec<OsString> =
            ["--nats", &urls.join(","), "--nats-monitor", &monitors.join(",")]
                .map(Into::into)
                .into();
        args.extend(["--nats-replicas".into(), REPLICAS.to_string().into()]);
        args.extend(["--nats-ca".into(), self.plan.folder.join(AUTHORITY).into()]);
        args.extend(["--nats-nkey".into(), self.seed(party).into()]);
        args
    }

    fn seed(&self, party: &str) -> std::path::PathBuf {
        self.plan.folder.join("seeds").join(format!("{party}.nk"))
    }

    /// How the services are connected: which TLS, and with how many credentials.
    pub(crate) async fn connections(&self) -> anyhow::Result<String> {
        let mut clients = vec![];
        for server in &self.nats {
            clients.extend(server.clients().await?);
        }
        let services = SERVICES.len();
        ensure!(clients.len() == services, "{} connections instead of {services}", clients.len());
        let clear = clients.iter().find(|client| client.tls_version != TLS);
        ensure!(clear.is_none(), "without TLS {TLS}: {clear:?}");
        let credentials: BTreeSet<_> = clients.iter().map(|c| &c.authorized_user).collect();
        let kinds = SERVICES.into_iter().collect::<BTreeSet<_>>().len();
        ensure!(
            credentials.len() == kinds,
            "{} credentials for {kinds} services",
            credentials.len()
        );
        Ok(format!("{services} connections, each TLS {TLS}, with {kinds} credentials"))
    }

    fn addresses(&self) -> (Vec<String>, Vec<String>) {
        self.nats.iter().map(|server| (server.url(), server.monitor())).unzip()
    }

    /// How a client is told where the services are.
    pub(crate) fn doors(&self) -> String {
        let doors = self.services.iter().map(|s| format!("{}={}", s.name, s.url));
        doors.collect::<Vec<_>>().join(",")
    }

    /// What the site keeps, straight from the nats-servers.
    pub(crate) async fn stores(&self) -> anyhow::Result<Stores> {
        let (urls, monitors) = self.addresses();
        let options = BrokerOptions {
            replicas: REPLICAS,
            nkey: Some(self.seed("verify")),
            root_certificates: Some(self.plan.folder.join(AUTHORITY)),
            ..BrokerOptions::new(urls, Synced::Ask(monitors))
        };
        Stores::clustered(options).await
    }

    /// Kills the nats-server that leads the journeys, and says which it was.
    pub(crate) async fn kill_leader(&mut self) -> anyhow::Result<String> {
        let leader =
            self.nats[0].leader_of(JOURNEYS).await?.context("nobody leads the journeys")?;
        self.nats_server(&leader)?.kill();
        Ok(leader)
    }

    /// Starts a nats-server that was killed, and waits until it serves.
    pub(crate) async fn resume(&mut self, name: &str) -> anyhow::Result<()> {
        Ok(self.nats_server(name)?.resume().await?)
    }

    fn nats_server(&mut self, name: &str) -> anyhow::Result<&mut NatsServer> {
        let found = self.nats.iter_mut().find(|server| server.name() == name);
        found.with_context(|| format!("there is no nats-server {name}"))
    }

    /// Kills an instance of routing, the one that clients try first, and says where it was.
    pub(crate) async fn kill_instance(&mut self) -> anyhow::Result<String> {
        let found = self.services.iter_mut().find(|service| service.name == LOSES_ONE);
        let service = found.context("there is no such service")?;
        service.server.kill().await?;
        Ok(format!("{LOSES_ONE} at {}", service.url))
    }
}

/// Writes the servers' configuration as an operator does.
async fn configure(folder: &Path) -> anyhow::Result<Plan> {
    let (folder, members) = (folder.join("nats"), NatsServer::members(REPLICAS)?);
    let mut args: Vec<OsString> =
        ["nats", "config", "--store", "store", "--out"].map(Into::into).into();
    args.push(folder.clone().into());
    for Member { name, host, client_port, route_port, monitor_port } in &members {
        let server = format!("{name}={host}:{client_port}:{route_port}:{monitor_port}");
        args.extend(["--server".into(), server.into()]);
    }
    anydoor(args).await?;
    Ok(Plan { folder, members, store: "store".into(), authority: None, now: SystemTime::now() })
}

/// Runs `anydoor` with arguments that make it end by itself.
async fn anydoor(args: impl IntoIterator<Item = OsString>) -> anyhow::Result<()> {
    let done = finish(begin(args)?, PREPARED_WITHIN).await?;
    let complaint = String::from_utf8_lossy(&done.stderr);
    ensure!(done.status.success(), "anydoor nats: {}\n{complaint}", done.status);
    Ok(())
}
