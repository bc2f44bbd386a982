//! A night after which a hundred thousand clocks are due at once: how long until each has rung, and each of them once.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, ensure};
use domain::routing::clock::{Clock as Waits, Days, Rung};
use domain::routing::simulate::ring;
use domain::{Calendar, Journey, Timestamp, journey};
use futures::StreamExt;
use host::config::AccessLimits;
use host::site::{Places, Site, Stores};
use host::{Clock, Parts};
use journal::Position;
use routing::{ClockLimits, Clocks};
use wire::event::Stored;

use super::field::Field;
use super::group::{self, Rounds, lane, measure};
use super::load::{Lap, histogram};
use super::report::Row;
use super::worklist;

/// How many clocks are due.
const DUE: u64 = 100_000;

/// When they are armed: a Monday without holidays after it.
const ARMED_AT: &str = "2026-08-17T09:00:00Z";

/// Clocks that ring, in a site of their own, below bare appends of as many at once.
pub(crate) async fn clocks(
    field: &Field,
    folder: &Path,
    rounds: &Rounds,
) -> anyhow::Result<Vec<Row>> {
    let armed_at: Timestamp = ARMED_AT.parse().context("the beginning")?;
    let (clock, hand) = Clock::turned(armed_at);
    let folder = folder.join("clocks");
    let (stores, places) = (Stores::embedded(&folder)?, Places::under(&folder));
    let site = Site::open_with(stores, &places, clock, AccessLimits::lifted()).await?;
    worklist::fill(&site.parts, DUE).await.context("sending referrals")?;

    let limits = ClockLimits::default();
    let mut clocks = Clocks::new(site.desk, limits);
    let early = clocks.ring_due().await.context("looking before anything is due")?;
    ensure!(early == 0, "{early} clocks rang before they were due");
    hand.set(Calendar::default().due(armed_at, Days::Working(1)));
    let began = Instant::now();
    clocks.ring_due().await.context("ringing what is due")?;
    let seconds = began.elapsed().as_secs_f64();

    let rang = count(&site.parts).await.context("counting what rang")?;
    ensure!(rang == DUE, "{rang} reminders of {DUE} referrals");
    let rang = Lap { done: DUE, seconds, latency: histogram() };
    let rounds = Rounds { in_flight: limits.at_once, ..*rounds };
    let mut rows =
        measure(&rounds, vec![lane("clocks.append", &[], group::journal(field))]).await?;
    let ceiling = rows.iter().map(|row| row.per_second).sum::<f64>();
    let ceiling = Lap { done: DUE, seconds: DUE as f64 / ceiling, latency: histogram() };
    let ceilings: [(&str, &[Lap]); 1] = [("clocks.append", &[ceiling])];
    rows.push(Row::of("clocks", limits.at_once, &[rang], &ceilings));
    Ok(rows)
}

/// How many reminders stand in the journal. A referral that was reminded twice fails it.
async fn count(parts: &Parts) -> anyhow::Result<u64> {
    let journal = parts.journeys.journal();
    let (head, mut at) = (journal.head().await?, Position::START);
    let mut reading = journal.read(Position::START);
    let mut reminded = std::collections::HashSet::new();
    while at < head {
        let recorded = reading.next().await.context("the journal ended")??;
        at = recorded.position;
        for event in recorded.record.commit.events {
            let event: journey::Event = Journey::decode(event)?;
            let Some((referral, ring)) = ring(&event) else { continue };
            ensure!((ring.clock, ring.rung) == (Waits::Acknowledge, Rung::Remind), "{ring:?}");
            ensure!(reminded.insert(referral), "{referral} was reminded twice");
        }
    }
    Ok(reminded.len() as u64)
}
