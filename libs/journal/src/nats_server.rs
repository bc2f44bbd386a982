//! Real nats-servers on this machine, for tests and demonstrations: started on free loopback ports with a folder of
//! their own, killed and started again at will, gone when dropped. Nothing here is for production.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::Value;

use crate::monitor;
use crate::nats_config::{Member, Plan, SERVER};

/// How long a server may take until it serves. Three of them elect a leader first, which takes up to 9 s.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// How often a starting server is asked whether it serves.
const READY_POLL: Duration = Duration::from_millis(20);

/// Why a server does not run.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// It is not installed.
    #[error("{0} is missing: run cargo xtask tools")]
    Missing(PathBuf),
    /// It cannot be set up.
    #[error("nats-server: {0}")]
    Io(#[from] std::io::Error),
    /// It does not serve in time.
    #[error("nats-server does not serve within {READY_WITHIN:?}: {why}\n{log}")]
    NotReady {
        /// What it answers.
        why: std::io::Error,
        /// What it wrote.
        log: String,
    },
}

/// When a server puts writes on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncInterval {
    /// Before it answers.
    Always,
    /// Every two minutes: its default, and what a journal refuses.
    Default,
}

/// A client of a server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Connected {
    /// The account that it is in.
    #[serde(default)]
    pub account: String,
    /// Whose key it signed with.
    #[serde(default)]
    pub authorized_user: String,
    /// Which TLS it speaks, such as `1.3`; empty in clear.
    #[serde(default)]
    pub tls_version: String,
}

#[derive(Deserialize)]
struct Connz {
    connections: Vec<Connected>,
}

/// One running server.
#[derive(Debug)]
pub struct NatsServer {
    name: String,
    folder: PathBuf,
    client_port: u16,
    monitor_port: u16,
    tls: bool,
    process: Option<Child>,
}

impl NatsServer {
    /// Places on loopback for so many servers, with ports that nobody has.
    ///
    /// # Errors
    /// If there are none.
    pub fn members(count: usize) -> std::io::Result<Vec<Member>> {
        let member = |n| {
            let [client_port, monitor_port, route_port] = free_ports()?;
            let (name, host) = (format!("member-{n}"), "127.0.0.1".into());
            Ok(Member { name, host, client_port, route_port, monitor_port })
        };
        (0..count).map(member).collect()
    }

    /// Starts the servers of a written configuration, each in its folder, and waits until they serve.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn configured(plan: &Plan) -> Result<Vec<Self>, StartError> {
        let mut servers: Vec<_> = plan.members.iter().map(|m| Self::of(plan, m)).collect();
        servers.iter_mut().try_for_each(Self::spawn)?;
        for server in &servers {
            server.ready().await?;
        }
        Ok(servers)
    }

    fn of(plan: &Plan, member: &Member) -> Self {
        Self {
            name: member.name.clone(),
            folder: plan.folder.join(&member.name),
            client_port: member.client_port,
            monitor_port: member.monitor_port,
            tls: true,
            process: None,
        }
    }

    /// Starts one server and waits until it serves.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(sync: SyncInterval) -> Result<Self, StartError> {
        let [client, monitor, _] = free_ports()?;
        let mut server = Self::plain("one", client, monitor, sync, "")?;
        server.resume().await?;
        Ok(server)
    }

    /// Starts so many servers as one cluster, each of which writes through to disk, and waits until they serve.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn cluster(members: usize) -> Result<Vec<Self>, StartError> {
        let ports: Vec<_> = (0..members).map(|_| free_ports()).collect::<Result<_, _>>()?;
        let routes: Vec<_> =
            ports.iter().map(|[_, _, route]| format!("nats://127.0.0.1:{route}")).collect();
        let mut servers = vec![];
        for (n, [client, monitor, route]) in ports.into_iter().enumerate() {
            // Without `no_advertise` clients would learn of the others and go past whatever stands before this one.
            let cluster = format!(
                "cluster {{ name: anydoor, listen: \"127.0.0.1:{route}\", no_advertise: true, routes: {routes:?} }}\n"
            );
            let name = format!("member-{n}");
            let mut server = Self::plain(&name, client, monitor, SyncInterval::Always, &cluster)?;
            server.spawn()?;
            servers.push(server);
        }
        for server in &servers {
            server.ready().await?;
        }
        Ok(servers)
    }

    /// Its name in the cluster.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of the server that leads a stream, as far as this one knows.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn leader_of(&self, stream: &str) -> std::io::Result<Option<String>> {
        let streams: Value = monitor::json(&self.monitor(), "/jsz?streams=true").await?;
        let accounts = streams["account_details"].as_array().into_iter().flatten();
        let mut streams =
            accounts.flat_map(|a| a["stream_detail"].as_array().into_iter().flatten());
        let found = streams.find(|s| s["name"] == stream);
        Ok(found.and_then(|s| s["cluster"]["leader"].as_str()).map(str::to_owned))
    }

    /// Who is connected, as far as this server knows.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn clients(&self) -> std::io::Result<Vec<Connected>> {
        let told: Connz = monitor::json(&self.monitor(), "/connz?auth=true").await?;
        Ok(told.connections)
    }

    /// Where clients connect.
    pub fn url(&self) -> String {
        let scheme = if self.tls { "tls" } else { "nats" };
        format!("{scheme}://{}", self.address())
    }

    /// The same without a scheme.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.client_port)
    }

    /// The monitoring endpoint.
    pub fn monitor(&self) -> String {
        format!("http://127.0.0.1:{}", self.monitor_port)
    }

    /// What it wrote.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn log_text(&self) -> std::io::Result<String> {
        fs::read_to_string(self.log())
    }

    /// The folder with its configuration, its log and, under `store`, its streams.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Kills it at once, as a power cut would (`SIGKILL`), and waits until it is gone.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _already_gone = process.kill();
            let _status = process.wait();
        }
    }

    /// Ends it in good order, and waits until it is gone.
    ///
    /// # Errors
    /// If it cannot be told to.
    pub fn stop(&mut self) -> Result<(), StartError> {
        if let Some(mut process) = self.process.take() {
            let signal = format!("quit={}", process.id());
            Command::new(program()?).arg("--signal").arg(signal).status()?;
            process.wait()?;
        }
        Ok(())
    }

    /// Starts it again with what it had on disk, and waits until it serves.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn resume(&mut self) -> Result<(), StartError> {
        self.kill();
        self.spawn()?;
        self.ready().await
    }

    /// A server without TLS, which believes whoever connects.
    fn plain(
        name: &str,
        client_port: u16,
        monitor_port: u16,
        sync: SyncInterval,
        cluster: &str,
    ) -> Result<Self, StartError> {
        let folder = fresh_folder()?;
        let sync = match sync {
            SyncInterval::Always => "sync_interval: always",
            SyncInterval::Default => "",
        };
        let store = folder.join("store");
        let config = format!(
            "server_name: {name}\nlisten: \"127.0.0.1:{client_port}\"\nhttp: \"127.0.0.1:{monitor_port}\"\n\
             jetstream {{ store_dir: {store:?}, {sync} }}\n{cluster}"
        );
        fs::write(folder.join(SERVER), config)?;
        Ok(Self { name: name.into(), folder, client_port, monitor_port, tls: false, process: None })
    }

    fn spawn(&mut self) -> Result<(), StartError> {
        let log = File::options().create(true).append(true).open(self.log())?;
        let process = Command::new(program()?)
            .arg("--config")
            .arg(SERVER)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        self.process = Some(process);
        Ok(())
    }

    async fn ready(&self) -> Result<(), StartError> {
        let deadline = Instant::now() + READY_WITHIN;
        loop {
            match monitor::json::<Value>(&self.monitor(), "/healthz").await {
                Ok(_) => return Ok(()),
                Err(why) if Instant::now() > deadline => {
                    let log = fs::read_to_string(self.log()).unwrap_or_default();
                    return Err(StartError::NotReady { why, log });
                }
                Err(_) => tokio::time::sleep(READY_POLL).await,
            }
        }
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }
}

impl Drop for NatsServer {
    fn drop(&mut self) {
        self.kill();
        let _leftovers = fs::remove_dir_all(&self.folder);
    }
}

/// Three ports that nobody has. They are let go before the server takes them; all are held until then, so that they
/// differ.
fn free_ports() -> std::io::Result<[u16; 3]> {
    let bind = || TcpListener::bind("127.0.0.1:0");
    let held = [bind()?, bind()?, bind()?];
    let mut ports = [0; 3];
    for (port, listener) in ports.iter_mut().zip(&held) {
        *port = listener.local_addr()?.port();
    }
    Ok(ports)
}

fn fresh_folder() -> std::io::Result<PathBuf> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let n = NEXT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("anydoor-nats-{}-{n}", std::process::id()));
    let _of_an_earlier_process = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The server's program: what `ANYDOOR_NATS_SERVER` names, or the one that `cargo xtask tools` fetched.
fn program() -> Result<PathBuf, StartError> {
    #[expect(clippy::disallowed_methods, reason = "where a test finds its tools; nothing of ours")]
    let named = std::env::var("ANYDOOR_NATS_SERVER").ok().map(PathBuf::from);
    let program = named.unwrap_or_else(|| {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.tools/bin/nats-server")
    });
    let program = std::path::absolute(program)?; // It is started from another folder.
    if program.is_file() { Ok(program) } else { Err(StartError::Missing(program)) }
}
