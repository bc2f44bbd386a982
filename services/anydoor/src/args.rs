//! What can be said on the command line. Flags win over environment variables, and each has a default that works.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use journal::jetstream::{BrokerOptions, Synced};

/// Where `anydoor up` listens unless told otherwise.
pub(crate) const LISTEN: &str = "127.0.0.1:7600";

/// Referrals and warm handovers between organisations that help people into work.
#[derive(Debug, Parser)]
#[command(version, about, arg_required_else_help = true)]
#[command(
    after_help = "Exit codes: 0 ok, 2 usage, 3 not found, 4 denied, 5 conflict, 6 unavailable, 7 check failed."
)]
pub(crate) struct Args {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Play six people's journeys through six doors, and show what came of them.
    Demo(Demo),
    /// Run all services in this process.
    Up(Up),
    /// Run one service in this process, against a NATS cluster.
    Serve(Serve),
    /// Follow a person's journey.
    Journey(Journey),
    /// Look after the view that lookups answer from.
    Projection(Projection),
    /// Read everything again and say what is wrong, and where.
    Verify(Verify),
    /// Measure what this machine does, beside what it could do.
    Bench(Bench),
}

/// Where a process keeps its things and what it tells.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct Process {
    /// The folder that holds this process's state. A second start goes on with it.
    #[arg(long, env = "ANYDOOR_STATE", default_value = "state")]
    pub(crate) state: PathBuf,
    /// Where to listen; only this machine may call.
    #[arg(long, env = "ANYDOOR_LISTEN", default_value = LISTEN)]
    pub(crate) listen: SocketAddr,
    /// Which log lines to keep, such as `info` or `warn,routing=debug`.
    #[arg(long, env = "ANYDOOR_LOG", default_value = "info")]
    pub(crate) log: String,
    /// An OpenTelemetry collector (OTLP over gRPC), such as http://127.0.0.1:4317. Without one, traces stay off.
    #[arg(long, env = "ANYDOOR_OTLP")]
    pub(crate) otlp: Option<String>,
}

/// A NATS cluster with JetStream.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct Nats {
    /// One or more servers of a NATS cluster, such as nats://127.0.0.1:4222.
    #[arg(long = "nats", env = "ANYDOOR_NATS", value_delimiter = ',')]
    pub(crate) servers: Vec<String>,
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
        let options =
            BrokerOptions { replicas: self.replicas, ..BrokerOptions::new(&self.servers, synced) };
        (!self.servers.is_empty()).then_some(options)
    }
}

/// Run all services in this process.
#[derive(Debug, ClapArgs)]
pub(crate) struct Up {
    #[command(flatten)]
    pub(crate) process: Process,
    #[command(flatten)]
    pub(crate) nats: Nats,
}

/// Run one service in this process.
#[derive(Debug, ClapArgs)]
pub(crate) struct Serve {
    /// Which.
    pub(crate) service: Service,
    #[command(flatten)]
    pub(crate) process: Process,
    #[command(flatten)]
    pub(crate) nats: Nats,
}

/// One of the services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Service {
    /// A person becomes known, agrees, and support begins.
    Intake,
    /// Who is responsible, and who else helps.
    Assignment,
    /// Referrals, handovers and the directory.
    Routing,
    /// Work, and whether it lasts.
    Aftercare,
    /// Who, where, and what is open.
    Lookup,
}

impl Service {
    /// All of them.
    pub(crate) const ALL: [Self; 5] =
        [Self::Intake, Self::Assignment, Self::Routing, Self::Aftercare, Self::Lookup];

    /// Its name in logs and traces.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Assignment => "assignment",
            Self::Routing => "routing",
            Self::Aftercare => "aftercare",
            Self::Lookup => "lookup",
        }
    }
}

/// A server to call, and as whom.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct Server {
    /// The server to call.
    #[arg(long, env = "ANYDOOR_SERVER", default_value = "http://127.0.0.1:7600")]
    pub(crate) server: String,
    /// The calling organisation (UUID).
    #[arg(
        long = "as-org",
        env = "ANYDOOR_ORG",
        default_value = "00000000-0000-0000-0000-000000000001"
    )]
    pub(crate) org: String,
    /// The calling worker (UUID).
    #[arg(
        long = "as-worker",
        env = "ANYDOOR_WORKER",
        default_value = "00000000-0000-0000-0000-000000000002"
    )]
    pub(crate) worker: String,
    /// Print JSON instead of text.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Follow a person's journey.
#[derive(Debug, ClapArgs)]
pub(crate) struct Journey {
    #[command(subcommand)]
    pub(crate) what: JourneyCommand,
}

/// What to do with a journey.
#[derive(Debug, Subcommand)]
pub(crate) enum JourneyCommand {
    /// Print it, in order.
    Show {
        /// The person (UUID).
        person: String,
        #[command(flatten)]
        server: Server,
    },
    /// Print it, and then each entry as it is made.
    Watch {
        /// The person (UUID).
        person: String,
        /// Go on after this version.
        #[arg(long, default_value_t = 0)]
        after: u64,
        #[command(flatten)]
        server: Server,
    },
}

/// Look after the view.
#[derive(Debug, ClapArgs)]
pub(crate) struct Projection {
    #[command(subcommand)]
    pub(crate) what: ProjectionCommand,
}

/// What to do with the view.
#[derive(Debug, Subcommand)]
pub(crate) enum ProjectionCommand {
    /// Say how far it is.
    Status {
        #[command(flatten)]
        server: Server,
    },
    /// Build it anew while the old one goes on answering.
    Rebuild {
        #[command(flatten)]
        server: Server,
    },
}

/// Read everything again.
#[derive(Debug, ClapArgs)]
pub(crate) struct Verify {
    /// The state folder of an embedded site that is not running.
    #[arg(long, env = "ANYDOOR_STATE", default_value = "state")]
    pub(crate) state: PathBuf,
    #[command(flatten)]
    pub(crate) nats: Nats,
    /// Print JSON instead of text.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Play the demo.
#[derive(Debug, ClapArgs)]
pub(crate) struct Demo {
    /// Print one JSON object instead of text.
    #[arg(long)]
    pub(crate) json: bool,
    /// Leave the site up afterwards, until Ctrl-C.
    #[arg(long)]
    pub(crate) stay: bool,
    /// Play against services that run already, such as routing=http://127.0.0.1:7603; more than one instance of a
    /// service may be named. Without any, everything runs in this process.
    #[arg(long = "at", value_delimiter = ',')]
    pub(crate) at: Vec<String>,
    /// Write each step, and each command that was answered, to this file.
    #[arg(long, hide = true)]
    pub(crate) progress_file: Option<PathBuf>,
}

/// Measure this machine.
#[derive(Debug, ClapArgs)]
pub(crate) struct Bench {
    /// Print one JSON object instead of a table.
    #[arg(long)]
    pub(crate) json: bool,
    /// How many people are on record before anything is measured.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub(crate) people: u64,
    /// How many calls wait for their answer at any time.
    #[arg(long, default_value_t = 64)]
    pub(crate) in_flight: usize,
    /// How many seconds each row is measured, in five rounds.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) seconds: u64,
    /// Measure only these.
    #[arg(long, value_delimiter = ',')]
    pub(crate) only: Vec<Measure>,
    /// Where to make the folder for the stores, which is removed afterwards: a disk, not memory. The system's folder for
    /// temporary files unless set.
    #[arg(long)]
    pub(crate) state: Option<PathBuf>,
    /// A cluster besides, to which people who do not exist are written: one that holds nothing you want to keep.
    #[command(flatten)]
    pub(crate) nats: Nats,
}

impl Bench {
    /// What to measure, in the order of the table. The rebuild comes last, when the journal is longest.
    pub(crate) fn what(&self) -> impl Iterator<Item = Measure> {
        let wanted = |what: &Measure| self.only.is_empty() || self.only.contains(what);
        Measure::ALL.into_iter().filter(wanted)
    }
}

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Measure {
    /// Small durable commands.
    Commands,
    /// Finding somebody by their number.
    Lookup,
    /// Making somebody known, with a number.
    Register,
    /// 70 % lookups, 20 % small commands, 10 % registrations.
    Mixed,
    /// From a command's answer to the query that shows it, at half of the load that the commands came to.
    Visible,
    /// The view built anew.
    Rebuild,
}

impl Measure {
    const ALL: [Self; 6] =
        [Self::Commands, Self::Lookup, Self::Register, Self::Mixed, Self::Visible, Self::Rebuild];
}
