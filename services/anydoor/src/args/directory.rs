//! What can be said of a directory of services.

use clap::{Args as ClapArgs, Subcommand};

use super::Server;

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
    /// changed, and no server of ours is called. Exit codes: 0 all is well, 2 this is no feed, 6 nobody answers there, 7
    /// something is wrong in it.
    Check(Check),
    /// Read a feed to its end, and list what it says. What cannot be read is named and left out; if the feed does not come
    /// whole, nothing changes. Exit codes: 0 all of it is listed, 2 this is no feed, 4 denied, 6 somebody does not answer, 7
    /// something is wrong in it, or nothing was changed.
    Import(Import),
    /// Read a feed to its end, and say what importing it would change. Nothing is changed.
    Diff(Diff),
}

/// A feed, and how much of what is wrong in it is told.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct Feed {
    /// The feed: a file, `-` for what comes on stdin, or the address of an interface of Open Referral UK in the web. A file
    /// is a list of services, a page of one, or one object after another.
    pub(crate) feed: String,
    /// Name at most so many faults, and count the others.
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(..=FAULTS_MAX))]
    pub(crate) faults: u64,
}

/// Check a feed.
#[derive(Debug, ClapArgs)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) feed: Feed,
    /// Print one JSON object instead of text.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Import a feed.
#[derive(Debug, ClapArgs)]
pub(crate) struct Import {
    #[command(flatten)]
    pub(crate) feed: Feed,
    /// Whose feed it is, by the address that the publisher is known by [default: the feed's own]. One that nobody has
    /// registered is registered.
    #[arg(long, value_name = "URL")]
    pub(crate) publisher: Option<String>,
    /// List what the feed says though most of what was there is gone from it.
    #[arg(long)]
    pub(crate) allow_vanishing: bool,
    #[command(flatten)]
    pub(crate) server: Server,
}

/// Compare a feed with what is listed.
#[derive(Debug, ClapArgs)]
pub(crate) struct Diff {
    #[command(flatten)]
    pub(crate) feed: Feed,
    /// Whose feed it is, by the address that the publisher is known by [default: the feed's own].
    #[arg(long, value_name = "URL")]
    pub(crate) publisher: Option<String>,
    #[command(flatten)]
    pub(crate) server: Server,
}
