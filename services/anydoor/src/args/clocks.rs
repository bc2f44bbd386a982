//! What can be said of clocks.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use domain::Timestamp;

use super::{Nats, Server};

/// Look after how long referrals wait before somebody is told.
#[derive(Debug, ClapArgs)]
pub(crate) struct Clocks {
    #[command(subcommand)]
    pub(crate) what: ClocksCommand,
}

/// What to do with clocks.
#[derive(Debug, Subcommand)]
pub(crate) enum ClocksCommand {
    /// Say by which terms an area's clocks run.
    Show(ShowClocks),
    /// Say how the clocks of areas run from now on, in place of what was said before.
    Set(SetClocks),
    /// Say what would have rung, had all clocks run by other terms. Reads the journeys of a site that is not running, or of a
    /// cluster; nothing is changed.
    Simulate(Simulate),
}

/// Show an area's clocks.
#[derive(Debug, ClapArgs)]
pub(crate) struct ShowClocks {
    /// GSS code of the council area, such as S12000042.
    pub(crate) area: String,
    #[command(flatten)]
    pub(crate) server: Server,
}

/// Set areas' clocks.
#[derive(Debug, ClapArgs)]
pub(crate) struct SetClocks {
    /// GSS codes of the council areas.
    #[arg(required = true)]
    pub(crate) areas: Vec<String>,
    /// The file that says how (TOML): see `deploy/clocks.toml`.
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: PathBuf,
    #[command(flatten)]
    pub(crate) server: Server,
}

/// Simulate clocks.
#[derive(Debug, ClapArgs)]
pub(crate) struct Simulate {
    /// The file that says how the clocks would have run (TOML): see `deploy/clocks.toml`.
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: PathBuf,
    /// The state folder of an embedded site that is not running.
    #[arg(long, env = "ANYDOOR_STATE", default_value = "state")]
    pub(crate) state: PathBuf,
    /// Until when, such as 2026-08-17T09:00:00Z [default: when the last of the journeys went on].
    #[arg(long, value_name = "INSTANT")]
    pub(crate) until: Option<Timestamp>,
    #[command(flatten)]
    pub(crate) nats: Nats,
    /// Print one JSON object a line instead of text.
    #[arg(long)]
    pub(crate) json: bool,
}
