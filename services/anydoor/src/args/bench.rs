//! `anydoor bench`: what is measured, and how long.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::Nats;

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
