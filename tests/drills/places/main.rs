//! `cargo xtask places`: 64 people are said yes to at once at a service with ten places, a thousand times, on each of the two
//! journals; on NATS half of them by another process's desk. Ten must get a place, each time: no fewer and no more. Exits
//! with 7 if that does not hold.
#![expect(clippy::print_stdout, reason = "a drill talks to the person who started it")]

mod round;

use std::process::ExitCode;
use std::time::Instant;

use anydoor_tests::drill;
use anydoor_tests::town::Town;
use anyhow::Context;
use host::site::Stores;
use journal::jetstream::{BrokerOptions, Synced};
use journal::nats_server::{NatsServer, SyncInterval};

use round::Tally;

/// How many rounds each journal has, unless told otherwise.
const ROUNDS: u32 = 1_000;

/// How often a line says how far it is.
const TELL_EVERY: u32 = 100;

#[tokio::main]
async fn main() -> ExitCode {
    drill::play(Box::pin(run())).await
}

async fn run() -> anyhow::Result<bool> {
    let rounds = rounds()?;
    let folder = tempfile::Builder::new().prefix("anydoor-places-").tempdir()?;
    let embedded = || Stores::embedded(&folder.path().join("sqlite"));
    let on_sqlite =
        play("SQLite, one desk", Town::open(&[embedded()?], folder.path()).await?, rounds);
    let on_sqlite = on_sqlite.await?;

    let server = NatsServer::start(SyncInterval::Always).await?;
    let clustered = async || {
        let synced = Synced::Ask(vec![server.monitor()]);
        Stores::clustered(BrokerOptions::new([server.url()], synced)).await
    };
    let stores = [clustered().await?, clustered().await?];
    let state = folder.path().join("nats");
    let on_nats = play("NATS, two desks", Town::open(&stores, &state).await?, rounds).await?;
    Ok(on_sqlite.holds() && on_nats.holds())
}

fn rounds() -> anyhow::Result<u32> {
    match std::env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [] => Ok(ROUNDS),
        [name, value] if name == "--rounds" => {
            value.parse().with_context(|| format!("--rounds {value}"))
        }
        _ => anyhow::bail!("usage: places [--rounds N]"),
    }
}

async fn play(name: &str, town: Town, rounds: u32) -> anyhow::Result<Tally> {
    let (began, mut tally) = (Instant::now(), Tally::default());
    for number in 1..=rounds {
        tally += round::play(&town).await.with_context(|| format!("round {number}"))?;
        if number % TELL_EVERY == 0 {
            eprintln!("{name}: {number} rounds, {} s", began.elapsed().as_secs());
        }
    }
    println!("{name}\n{tally}elapsed          {} s\n", began.elapsed().as_secs());
    Ok(tally)
}
