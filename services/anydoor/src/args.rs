//! What can be said on the command line. Flags win over environment variables, and each has a default that works.

use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::{ArgGroup, Args as ClapArgs, Parser, Subcommand, ValueEnum};
use domain::{OrgId, PersonId, WorkerId};

use crate::exit::Usage;

mod bench;
mod clocks;
mod directory;
mod nats;
mod org;
mod process;

pub(crate) use bench::{Bench, Measure};
pub(crate) use clocks::{Clocks, ClocksCommand, SetClocks, ShowClocks, Simulate};
pub(crate) use directory::{Check, Diff, Directory, DirectoryCommand, Feed, Import};
pub(crate) use nats::{Nats, NatsTask, NatsTaskCommand, WriteConfig};
pub(crate) use org::{IdentityFolder, Org, OrgCommand};
pub(crate) use process::Process;

/// Where `anydoor up` listens unless told otherwise.
pub(crate) const LISTEN: &str = "127.0.0.1:7600";

/// Anydoor: referrals and warm handovers between organisations that help people into work.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
#[command(
    after_help = "Exit codes: 0 ok, 2 usage, 3 not found, 4 denied, 5 conflict, 6 unavailable, 7 check failed, 1 \
                  anything else."
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
    /// Run one service in this process, against a NATS cluster (--nats).
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
    /// The calling worker (UUID), who is on record as having done it [default with --insecure-loopback: an invented one].
    #[arg(long = "as-worker", env = "ANYDOOR_WORKER")]
    pub(crate) worker: Option<String>,
    /// In what capacity the worker calls.
    #[arg(long = "as-role", env = "ANYDOOR_ROLE")]
    pub(crate) role: Option<String>,
    /// Print JSON instead of text.
    #[arg(long)]
    pub(crate) json: bool,
}

impl Server {
    /// The server's address, in this scheme; by default this machine's.
    ///
    /// # Errors
    /// If it is none, or in another scheme.
    pub(crate) fn address(&self, scheme: &str) -> Result<String, Usage> {
        let example = format!("{scheme}://{LISTEN}");
        let address = self.server.clone().unwrap_or_else(|| example.clone());
        let uri = address.parse::<http::Uri>().unwrap_or_default();
        if uri.scheme_str() == Some(scheme) {
            return Ok(address);
        }
        Err(Usage(format!("--server is {address:?}; here it is an address such as {example}")))
    }
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn help_begins_with_what_anydoor_is_and_ends_with_every_exit_code() {
        Args::command().debug_assert();
        let help = Args::command().render_help().to_string();
        assert!(help.starts_with("Anydoor: referrals and warm handovers"), "{help}");
        assert!(help.trim_end().ends_with("7 check failed, 1 anything else."), "{help}");
    }
}
