//! What the view does: how soon it shows a write, and how fast it is built anew.

use std::time::Instant;

use anyhow::Context;
use futures::StreamExt;
use journal::Position;
use tokio::task::JoinSet;

use super::field::Field;
use super::group::{ROUNDS, Rounds};
use super::load::{self, Lap, lap, serial, steady};
use super::report::Row;

/// How many callers write and look at the same time, beside the load.
const WATCHERS: usize = 4;

/// How often everything is read, and the view built anew.
const REBUILDS: usize = 3;

/// From a command's answer to the query's that shows it, while half as many commands come besides as could.
pub(crate) async fn visible(field: &Field, rounds: &Rounds) -> anyhow::Result<Vec<Row>> {
    let load = field.site.command(field.people);
    let full = lap(rounds.in_flight, rounds.each, &load).await?.per_second();
    let _background = steady(rounds.in_flight, full / 2.0, &load);
    let began = Instant::now();
    let end = began + rounds.each * ROUNDS;
    let mut watchers = JoinSet::new();
    for _ in 0..WATCHERS {
        let (site, people) = (field.site.clone(), field.people);
        watchers.spawn(async move {
            let mut latency = load::histogram();
            while Instant::now() < end {
                let took = site.write_and_see(people, serial()).await?;
                latency.saturating_record((took.as_micros() as u64).max(1));
            }
            anyhow::Ok(latency)
        });
    }
    let mut latency = load::histogram();
    while let Some(watcher) = watchers.join_next().await {
        latency.add(watcher??)?;
    }
    let seen = Lap { done: latency.len(), seconds: began.elapsed().as_secs_f64(), latency };
    Ok(vec![Row::of("visible", WATCHERS, &[seen], &[])])
}

/// The view built anew from the first commit on, below a bare read of the same commits.
pub(crate) async fn rebuild(field: &Field) -> anyhow::Result<Vec<Row>> {
    let (mut reads, mut rebuilds) = (vec![], vec![]);
    for _ in 0..REBUILDS {
        reads.push(read(field).await?);
        rebuilds.push(rebuild_once(field).await?);
    }
    Ok(vec![Row::of("read", 1, &reads, &[]), Row::of("rebuild", 1, &rebuilds, &[("read", &reads)])])
}

async fn read(field: &Field) -> anyhow::Result<Lap> {
    let journal = field.parts.journeys.journal();
    let head = journal.head().await?;
    let began = Instant::now();
    let mut reading = journal.read(Position::START);
    let mut at = Position::START;
    while at < head {
        at = reading.next().await.context("the journal ended")??.position;
    }
    Ok(commits(head, began))
}

async fn rebuild_once(field: &Field) -> anyhow::Result<Lap> {
    let head = field.parts.journeys.journal().head().await?;
    let projection = field.parts.people.projection();
    let mut progress = projection.progress();
    let before = progress.borrow().builds;
    let began = Instant::now();
    projection.rebuild().await;
    progress.wait_for(|progress| progress.builds > before).await?;
    Ok(commits(head, began))
}

fn commits(head: Position, began: Instant) -> Lap {
    Lap { done: head.0, seconds: began.elapsed().as_secs_f64(), latency: load::histogram() }
}
