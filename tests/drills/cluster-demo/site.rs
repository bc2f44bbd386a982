//! A clustered site on this machine: three nats-servers, and a process for each service, two for routing. All of it is
//! gone when dropped.

use std::ffi::OsString;
use std::path::Path;

use anydoor_tests::process::Server;
use anyhow::Context;
use host::site::Stores;
use journal::jetstream::{BrokerOptions, Synced};
use journal::nats_server::NatsServer;

/// How many nats-servers keep a copy of everything.
const REPLICAS: usize = 3;

/// What runs: a process each.
const SERVICES: [&str; 6] = ["intake", "assignment", "routing", "routing", "aftercare", "lookup"];

/// The service that loses an instance.
const LOSES_ONE: &str = "routing";

/// The stream of everybody's journeys.
const JOURNEYS: &str = "JOURNEYS";

/// A running site.
pub(crate) struct Site {
    services: Vec<Service>,
    nats: Vec<NatsServer>,
}

struct Service {
    name: &'static str,
    server: Server,
    url: String,
}

impl Site {
    /// Starts everything, and waits until all of it is ready.
    pub(crate) async fn start(folder: &Path) -> anyhow::Result<Self> {
        let nats = NatsServer::cluster(REPLICAS).await?;
        let mut site = Self { services: vec![], nats };
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
            ["serve", service, "--listen", "127.0.0.1:0"].map(Into::into).into();
        args.extend(["--log".into(), "warn".into(), "--state".into(), state.into()]);
        args.extend(["--master-key".into(), folder.join("master.key").into()]);
        args.extend(self.brokers());
        args
    }

    /// How a process of ours is told where the nats-servers are.
    pub(crate) fn brokers(&self) -> Vec<OsString> {
        let (urls, monitors) = self.addresses();
        ["--nats", &urls.join(","), "--nats-monitor", &monitors.join(",")]
            .into_iter()
            .chain(["--nats-replicas", &REPLICAS.to_string()])
            .map(OsString::from)
            .collect()
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
        let options = BrokerOptions::new(urls, Synced::Ask(monitors));
        Stores::clustered(BrokerOptions { replicas: REPLICAS, ..options }).await
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
