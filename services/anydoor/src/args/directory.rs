//! What can be said of a directory of services.

use clap::{Args as ClapArgs, Subcommand};

/// The most faults that can be asked for.
const FAULTS_MAX: u64 = 100_000;

/// Look after a directory of services.
#[derive(Debug, ClapArgs)]
pub(crate) struct Directory {
    #[command(subcommand)]
    pub(crate) what: DirectoryCommand,
}

/// What to do with a directory.
#[derive(Debug, Subcommand)]
pub(crate) enum DirectoryCommand {
    /// Say whether a feed of services in the form of Open Referral UK can be read, and name what is wrong in it. Nothing is
    /// changed, and no server is called. Exit codes: 0 all is well, 2 this is no feed, 7 something is wrong in it.
    Check(Check),
}

/// Check a feed.
#[derive(Debug, ClapArgs)]
pub(crate) struct Check {
    /// The feed: a file, or `-` for what comes on stdin. A list of services, a page of one, or one object after another.
    pub(crate) feed: String,
    /// Print one JSON object instead of text.
    #[arg(long)]
    pub(crate) json: bool,
    /// Name at most so many faults, and count the others.
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(..=FAULTS_MAX))]
    pub(crate) faults: u64,
}
