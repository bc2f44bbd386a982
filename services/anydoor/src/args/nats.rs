//! The flags of a NATS cluster, and of its preparation.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use journal::jetstream::{BrokerOptions, ClientCertificate, Synced};
use journal::nats_config::Member;

/// A NATS cluster with JetStream.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct Nats {
    /// One or more servers of a NATS cluster, such as tls://n1.example.org:4222.
    #[arg(long = "nats", env = "ANYDOOR_NATS", hide_env_values = true, value_delimiter = ',')]
    pub(crate) servers: Vec<String>,
    /// The certificates of the authority that signed the servers' own, in PEM; makes TLS required.
    #[arg(long = "nats-ca", env = "ANYDOOR_NATS_CA", value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// The seed file of this service's credential, which only its owner may read.
    #[arg(long = "nats-nkey", env = "ANYDOOR_NATS_NKEY", value_name = "FILE")]
    pub(crate) nkey: Option<PathBuf>,
    /// A certificate that the servers know this machine by, in PEM, where they ask for one.
    #[arg(long = "nats-cert", env = "ANYDOOR_NATS_CERT", value_name = "FILE", requires = "key")]
    pub(crate) certificate: Option<PathBuf>,
    /// Its private key, in PEM.
    #[arg(
        id = "key",
        long = "nats-key",
        env = "ANYDOOR_NATS_KEY",
        value_name = "FILE",
        requires = "certificate"
    )]
    pub(crate) key: Option<PathBuf>,
    /// Speak to servers on other machines without TLS.
    #[arg(long = "nats-plaintext", env = "ANYDOOR_NATS_PLAINTEXT")]
    pub(crate) plaintext: bool,
    /// Their monitoring endpoints, such as http://127.0.0.1:8222, to see that they write through to disk.
    #[arg(long = "nats-monitor", env = "ANYDOOR_NATS_MONITOR", value_delimiter = ',')]
    pub(crate) monitors: Vec<String>,
    /// Believe that the servers have `sync_interval: always` instead of asking them.
    #[arg(long = "nats-trust-sync", env = "ANYDOOR_NATS_TRUST_SYNC")]
    pub(crate) trust_sync: bool,
    /// How many servers keep a copy: 1, 3 or 5.
    #[arg(long = "nats-replicas", env = "ANYDOOR_NATS_REPLICAS", default_value_t = 3)]
    pub(crate) replicas: usize,
    /// The master key that all services of a clustered site share. Made on first use if it is not there.
    #[arg(long, env = "ANYDOOR_MASTER_KEY")]
    pub(crate) master_key: Option<PathBuf>,
}

impl Nats {
    /// How to reach the cluster; nothing if no servers are named.
    pub(crate) fn broker(&self) -> Option<BrokerOptions> {
        let synced =
            if self.trust_sync { Synced::Trust } else { Synced::Ask(self.monitors.clone()) };
        let own = self.certificate.clone().zip(self.key.clone());
        let options = BrokerOptions {
            nkey: self.nkey.clone(),
            root_certificates: self.ca.clone(),
            client_certificate: own
                .map(|(certificate, key)| ClientCertificate { certificate, key }),
            plaintext: self.plaintext,
            replicas: self.replicas,
            ..BrokerOptions::new(&self.servers, synced)
        };
        (!self.servers.is_empty()).then_some(options)
    }
}

/// Prepare nats-servers.
#[derive(Debug, ClapArgs)]
pub(crate) struct NatsTask {
    #[command(subcommand)]
    pub(crate) what: NatsTaskCommand,
}

/// What to prepare.
#[derive(Debug, Subcommand)]
pub(crate) enum NatsTaskCommand {
    /// Write the servers' configuration, a credential for each service, and a small authority for TLS.
    Config(WriteConfig),
    /// Make the streams and buckets that a site needs, with the operator's credential.
    Init {
        #[command(flatten)]
        nats: Nats,
    },
}

/// Write configuration. A second run keeps the credentials and the authority, and renews the servers' certificates.
#[derive(Debug, ClapArgs)]
pub(crate) struct WriteConfig {
    /// The folder to write to: a folder for each server, the seed of each service, the authority.
    #[arg(long)]
    pub(crate) out: PathBuf,
    /// Each server, as NAME=HOST or NAME=HOST:CLIENT:ROUTE:MONITOR with its ports; such as n1=n1.example.org.
    #[arg(long = "server", required = true)]
    pub(crate) members: Vec<Member>,
    /// Where each server keeps its streams.
    #[arg(long, default_value = "/var/lib/nats")]
    pub(crate) store: PathBuf,
    /// The certificates of an authority of your own, in PEM. Then you sign `server.pem` for each server yourself.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
}
