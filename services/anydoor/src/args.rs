//! What can be said on the command line. Flags win over environment variables, and each has a default that works.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::{ArgGroup, Args as ClapArgs, Parser, Subcommand, ValueEnum};
use domain::{OrgId, PersonId, WorkerId};
use host::identity::authority::DAYS;
use host::process::identity_under;

mod clocks;
mod directory;
mod nats;

pub(crate) use clocks::{Clocks, ClocksCommand, SetClocks, ShowClocks, Simulate};
pub(crate) use directory::{Check, Diff, Directory, DirectoryCommand, Feed, Import};
pub(crate) use nats::{Nats, NatsTask, NatsTaskCommand, WriteConfig};

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
    /// Look after partners' identities: who may connect.
    Org(Org),
    /// Follow a person's journey.
    Journey(Journey),
    /// Look after the view that lookups answer from.
    Projection(Projection),
    /// Look after a directory of services.
    Directory(Directory),
    /// Look after how long referrals wait before somebody is told.
    Clocks(Clocks),
    /// List who looked at a person, or at whom a worker looked.
    Access(Access),
    /// Read everything again and say what is wrong, and where.
    Verify(Verify),
    /// Prepare the nats-servers of a cluster: credentials, TLS, streams.
    Nats(NatsTask),
    /// Measure what this machine does, beside what it could do.
    Bench(Bench),
}

/// Where a process keeps its things and what it tells.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct Process {
    /// The folder that holds this process's state. A second start goes on with it.
    #[arg(long, env = "ANYDOOR_STATE", default_value = "state")]
    pub(crate) state: PathBuf,
    /// Where to listen.
    #[arg(long, env = "ANYDOOR_LISTEN", default_value = LISTEN)]
    pub(crate) listen: SocketAddr,
    /// The folder that says whom to trust [default: `identity` in the state folder].
    #[arg(long, env = "ANYDOOR_IDENTITY")]
    pub(crate) identity: Option<PathBuf>,
    /// For development: believe what callers say of themselves, without TLS. Then only this machine may call.
    #[arg(long, env = "ANYDOOR_INSECURE_LOOPBACK", value_parser = BoolishValueParser::new())]
    pub(crate) insecure_loopback: bool,
    /// A folder of the site's own policies in Cedar, instead of those that the program brings (`libs/policy/policies`). A
    /// mistake in one stops the start.
    #[arg(long, env = "ANYDOOR_POLICIES")]
    pub(crate) policies: Option<PathBuf>,
    /// Read publishers' feeds from addresses that are not public, too: this machine's, and those of its own networks. Whoever
    /// may register a publisher can then make this server call there.
    #[arg(long, env = "ANYDOOR_FEEDS_FROM_INSIDE", value_parser = BoolishValueParser::new())]
    pub(crate) feeds_from_inside: bool,
    /// Which log lines to keep, such as `info` or `warn,routing=debug`.
    #[arg(long, env = "ANYDOOR_LOG", default_value = "info")]
    pub(crate) log: String,
    /// An OpenTelemetry collector (OTLP over gRPC), such as http://127.0.0.1:4317. Without one, traces stay off.
    #[arg(long, env = "ANYDOOR_OTLP")]
    pub(crate) otlp: Option<String>,
    /// Where to serve what is published to anybody, as Open Referral UK over plain HTTP, behind a proxy that does TLS.
    /// Without it nobody is served; it is for `up` and for `serve routing`.
    #[arg(long, env = "ANYDOOR_OPEN_LISTEN")]
    pub(crate) open_listen: Option<SocketAddr>,
    /// A file that says by how many seconds this process's clock is off: for drills.
    #[arg(long, hide = true, requires = "insecure_loopback")]
    pub(crate) clock_file: Option<PathBuf>,
}

impl Process {
    /// The folder that says whom to trust; nothing where callers are believed.
    pub(crate) fn identity(&self) -> Option<PathBuf> {
        let folder = || self.identity.clone().unwrap_or_else(|| identity_under(&self.state));
        (!self.insecure_loopback).then(folder)
    }
}

/// Run all services in this process.
#[derive(Debug, ClapArgs)]
pub(crate) struct Up {
    #[command(flatten)]
    pub(crate) process: Process,
    /// By which names others reach this server besides `localhost`; they go into the certificate that the first start makes.
    #[arg(long = "server-name", value_delimiter = ',')]
    pub(crate) server_names: Vec<String>,
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
    /// Who may see a person: presence, break-glass, protection.
    Rights,
    /// Who, where, and what is open.
    Lookup,
}

impl Service {
    /// All of them.
    pub(crate) const ALL: [Self; 6] = [
        Self::Intake,
        Self::Assignment,
        Self::Routing,
        Self::Aftercare,
        Self::Rights,
        Self::Lookup,
    ];

    /// Its name in logs and traces.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Assignment => "assignment",
            Self::Routing => "routing",
            Self::Aftercare => "aftercare",
            Self::Rights => "rights",
            Self::Lookup => "lookup",
        }
    }
}

/// A server to call, and as whom.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct Server {
    /// The server to call [default: https://127.0.0.1:7600].
    #[arg(long, env = "ANYDOOR_SERVER")]
    pub(crate) server: Option<String>,
    /// The calling organisation's folder, as `anydoor org add` made it.
    #[arg(long, env = "ANYDOOR_ORG_IDENTITY")]
    pub(crate) identity: Option<PathBuf>,
    /// Say who calls to a server that was started with the same flag [default server: http://127.0.0.1:7600].
    #[arg(long, env = "ANYDOOR_INSECURE_LOOPBACK", value_parser = BoolishValueParser::new())]
    pub(crate) insecure_loopback: bool,
    /// The calling organisation (UUID), where it is believed.
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
    /// In what capacity the worker calls.
    #[arg(long = "as-role", env = "ANYDOOR_ROLE")]
    pub(crate) role: Option<String>,
    /// Print JSON instead of text.
    #[arg(long)]
    pub(crate) json: bool,
}

impl Server {
    /// The server's address; by default this machine's, in this scheme.
    pub(crate) fn address(&self, scheme: &str) -> String {
        self.server.clone().unwrap_or_else(|| format!("{scheme}://{LISTEN}"))
    }
}

/// Look after partners' identities.
#[derive(Debug, ClapArgs)]
pub(crate) struct Org {
    #[command(subcommand)]
    pub(crate) what: OrgCommand,
}

/// Whose identities.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct IdentityFolder {
    /// The state folder of the site, which holds its identities.
    #[arg(long, env = "ANYDOOR_STATE", default_value = "state")]
    pub(crate) state: PathBuf,
    /// The site's identity folder [default: `identity` in the state folder].
    #[arg(long, env = "ANYDOOR_IDENTITY")]
    pub(crate) identity: Option<PathBuf>,
    /// Print JSON instead of text.
    #[arg(long)]
    pub(crate) json: bool,
}

impl IdentityFolder {
    pub(crate) fn path(&self) -> PathBuf {
        self.identity.clone().unwrap_or_else(|| identity_under(&self.state))
    }
}

/// What to do with partners' identities. A running server learns of it within seconds.
#[derive(Debug, Subcommand)]
pub(crate) enum OrgCommand {
    /// Take in an organisation: a folder with its certificate and keys is made, to be handed over safely.
    Add {
        /// Its short name: small letters, digits and hyphens.
        name: String,
        /// Its id (UUID); a fresh one unless set.
        #[arg(long)]
        id: Option<String>,
        /// Which of its systems calls.
        #[arg(long, default_value = "main")]
        app: String,
        /// How many days its certificate is valid.
        #[arg(long, default_value_t = DAYS, value_parser = clap::value_parser!(u16).range(1..=398))]
        days: u16,
        /// A capacity that its workers may act in besides WORKER, MANAGER and PERSON, such as PARTNERSHIP or OPERATOR.
        #[arg(long = "role")]
        roles: Vec<String>,
        #[command(flatten)]
        folder: IdentityFolder,
    },
    /// Give it a new certificate. The one it has counts until it ends.
    Rotate {
        /// Its short name.
        name: String,
        /// How many days the new certificate is valid.
        #[arg(long, default_value_t = DAYS, value_parser = clap::value_parser!(u16).range(1..=398))]
        days: u16,
        #[command(flatten)]
        folder: IdentityFolder,
    },
    /// Let its certificates count no longer, from now on.
    Revoke {
        /// Its short name.
        name: String,
        /// Only the one with this serial number.
        #[arg(long)]
        serial: Option<String>,
        #[command(flatten)]
        folder: IdentityFolder,
    },
    /// Say which certificates there are.
    List {
        #[command(flatten)]
        folder: IdentityFolder,
    },
    /// Sign a token for one of its workers, to try things out.
    Token {
        /// Its short name.
        name: String,
        /// The worker (UUID).
        #[arg(long)]
        worker: String,
        /// In what capacity.
        #[arg(long, default_value = "WORKER")]
        role: String,
        /// What for, such as `SUPPORT`.
        #[arg(long)]
        purpose: Option<String>,
        /// How many minutes it is good for.
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=10))]
        minutes: u64,
        #[command(flatten)]
        folder: IdentityFolder,
    },
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

/// List looks, oldest first.
#[derive(Debug, ClapArgs)]
#[command(group(ArgGroup::new("whose").required(true).multiple(true).args(["person", "worker", "org"])))]
pub(crate) struct Access {
    /// Looks at this person (UUID).
    #[arg(long)]
    pub(crate) person: Option<PersonId>,
    /// Looks by this worker (UUID).
    #[arg(long)]
    pub(crate) worker: Option<WorkerId>,
    /// Looks by this organisation (UUID).
    #[arg(long)]
    pub(crate) org: Option<OrgId>,
    /// Only those that were held up, by policy or before it was asked.
    #[arg(long)]
    pub(crate) held_up: bool,
    /// The state folder of an embedded site that is not running.
    #[arg(long, env = "ANYDOOR_STATE", default_value = "state")]
    pub(crate) state: PathBuf,
    #[command(flatten)]
    pub(crate) nats: Nats,
    /// Print one JSON object for each look instead of a line of text.
    #[arg(long)]
    pub(crate) json: bool,
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
    /// Keep the demo's site in this folder, which must be empty or new; `anydoor up --state FOLDER` goes on with it.
    #[arg(long, value_name = "FOLDER", conflicts_with = "at")]
    pub(crate) state: Option<PathBuf>,
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
    /// What to measure, in the order of the table. The rebuild comes after what makes the
    /// journal long; a directory and a work list are made only for the rows after it.
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
    /// Where somebody could go, among 10,000 services.
    Suggest,
    /// A feed of 10,000 services that nobody knew.
    Import,
    /// Pages of a work list of 50,000 open referrals.
    Worklist,
    /// A hundred thousand clocks that are due at once.
    Clocks,
    /// Whether time or size tell whom a search found.
    Telling,
}

impl Measure {
    const ALL: [Self; 11] = [
        Self::Commands,
        Self::Lookup,
        Self::Register,
        Self::Mixed,
        Self::Visible,
        Self::Rebuild,
        Self::Suggest,
        Self::Import,
        Self::Worklist,
        Self::Clocks,
        Self::Telling,
    ];
}
