//! `cargo xtask clocks`: ten thousand referrals are to be reminded of at the same instant, while two processes that route are
//! killed at random moments, and started again, and have their clocks moved. Each reminder must be in the journal once, and
//! none before its time. Exits with 7 if that does not hold.
#![expect(clippy::print_stdout, reason = "a drill talks to the person who started it")]

mod fault;
mod instance;
mod tally;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anydoor_tests::chance::Chance;
use anydoor_tests::drill;
use anydoor_tests::town::{Town, people};
use anyhow::{Context, ensure};
use domain::routing::clock::Days;
use domain::{Calendar, ServiceId, Timestamp};
use futures::{StreamExt, TryStreamExt, stream};
use host::Clock;
use host::site::Stores;
use jiff::SignedDuration;
use journal::jetstream::{BrokerOptions, Synced};
use journal::nats_server::{NatsServer, SyncInterval};

use fault::{Faults, fault};
use instance::Instance;
use tally::Tally;

/// How many clocks come due, unless told otherwise.
const CLOCKS: u64 = 10_000;
/// How many referrals are sent at the same time.
const SENT_AT_ONCE: usize = 128;
/// How long before they are due the processes begin, by their own clocks.
const BEFORE: SignedDuration = SignedDuration::from_secs(15);
/// How long the processes look on after the last has rung, for one that would ring twice.
const AFTERWARDS: Duration = Duration::from_secs(12);
/// How long may pass until all have rung.
const WITHIN: Duration = Duration::from_secs(600);
/// Between two faults: so many milliseconds.
const FAULT_AFTER_MS: std::ops::RangeInclusive<u64> = 200..=1_500;

#[tokio::main]
async fn main() -> ExitCode {
    drill::play(Box::pin(run())).await
}

/// What can be set.
struct Settings {
    clocks: u64,
    seed: u64,
}

impl Settings {
    fn read() -> anyhow::Result<Self> {
        let mut settings = Self { clocks: CLOCKS, seed: u64::from(std::process::id()) };
        let mut args = std::env::args().skip(1);
        while let Some(name) = args.next() {
            let value = args.next().with_context(|| format!("{name} takes a number"))?;
            let value = value.parse().with_context(|| format!("{name} {value}"))?;
            match name.as_str() {
                "--clocks" => settings.clocks = value,
                "--seed" => settings.seed = value,
                _ => anyhow::bail!("usage: clocks [--clocks N] [--seed N]"),
            }
        }
        ensure!(settings.clocks > 0, "--clocks is at least 1");
        Ok(settings)
    }
}

async fn run() -> anyhow::Result<bool> {
    let Settings { clocks, seed } = Settings::read()?;
    let folder = tempfile::Builder::new().prefix("anydoor-clocks-").tempdir()?;
    let server = NatsServer::start(SyncInterval::Always).await?;
    let synced = Synced::Ask(vec![server.monitor()]);
    let stores = Stores::clustered(BrokerOptions::new([server.url()], synced)).await?;
    let sent_on = send(&stores, folder.path(), clocks).await.context("sending referrals")?;

    let due = Calendar::default().due(sent_on, Days::Working(1));
    let off = due.duration_since(Clock::system().now()).saturating_sub(BEFORE);
    let mut instances = vec![];
    for number in 0..2 {
        let place = folder.path().join(format!("routing-{number}"));
        let key = Town::master_key(folder.path());
        instances.push(Instance::start(&server, place, key, off.as_secs()).await?);
    }
    println!("seed {seed}: {clocks} clocks are due in {} s", BEFORE.as_secs());
    let began = Instant::now();
    let chance = &mut Chance::seeded(seed);
    let (seen, faults) = ring(&stores, &mut instances, clocks, off, chance).await?;
    let took = began.elapsed();
    for instance in &mut instances {
        instance.kill().await?;
    }
    let tally = Tally::whole(stores.journeys.as_ref()).await.context("counting")?;
    println!("{}{faults}elapsed          {} s", tally.told(clocks, seen.early), took.as_secs());
    let enough = faults.kills > 0 && faults.steps > 0 && faults.begun_wrong > 0;
    Ok(tally.holds(clocks) && seen.early == 0 && enough)
}

/// Sends so many referrals, each of another person, and says on which instant's day.
async fn send(stores: &Stores, folder: &Path, clocks: u64) -> anyhow::Result<Timestamp> {
    let town = Arc::new(Town::open(std::slice::from_ref(stores), folder).await?);
    let service = ServiceId::from_u128(0x5e);
    town.publishes(service, u32::try_from(clocks)?).await?;
    let began = Clock::system();
    let first = began.now();
    let sends = stream::iter(0..clocks).map(|_| people::sent(&town.desks[0], service));
    sends.buffer_unordered(SENT_AT_ONCE).try_for_each(async |_| Ok(())).await?;
    let last = began.now();
    let due = |at| Calendar::default().due(at, Days::Working(1));
    ensure!(due(first) == due(last), "midnight came in between; start again");
    Ok(last)
}

/// Lets the clocks ring, and has faults happen meanwhile.
async fn ring(
    stores: &Stores,
    instances: &mut [Instance],
    clocks: u64,
    off: SignedDuration,
    chance: &mut Chance,
) -> anyhow::Result<(Tally, Faults)> {
    let now = || Clock::system().now().saturating_add(off).context("a clock that is right");
    let (mut tally, mut faults) = (Tally::default(), Faults::default());
    let end = Instant::now() + WITHIN;
    while tally.reminded() < clocks {
        ensure!(Instant::now() < end, "{} of {clocks} rang within {WITHIN:?}", tally.reminded());
        tokio::time::sleep(Duration::from_millis(chance.within(FAULT_AFTER_MS))).await;
        fault(instances, chance, &mut faults).await?;
        tally.read_on(stores.journeys.as_ref(), now()?).await?;
        eprintln!("{} of {clocks}", tally.reminded());
    }
    tokio::time::sleep(AFTERWARDS).await;
    Ok((tally, faults))
}
