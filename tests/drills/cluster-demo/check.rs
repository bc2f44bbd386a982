//! What must hold when the demo is over and everything is up again.

use std::time::Duration;

use anydoor_tests::count;
use anydoor_tests::process::{begin, finish};
use anyhow::{Context, ensure};
use serde_json::Value;
use uuid::Uuid;

use crate::site::Site;

/// How many journeys the demo tells.
const JOURNEYS: usize = 6;

/// How long reading everything again may take.
const VERIFIED_WITHIN: Duration = Duration::from_secs(120);

/// Every journey verifies, and every lookup is right.
pub(crate) fn story(printed: &[u8]) -> anyhow::Result<String> {
    let report: Value = serde_json::from_slice(printed).context("the demo printed no JSON")?;
    let list = |name: &str| report[name].as_array().cloned().unwrap_or_default();
    let (journeys, lookups) = (list("journeys"), list("lookups"));
    ensure!(journeys.len() == JOURNEYS, "{} journeys instead of {JOURNEYS}", journeys.len());
    for journey in &journeys {
        ensure!(journey["verified"] == true, "{} does not verify", journey["person"]);
    }
    ensure!(lookups.len() == JOURNEYS, "{} lookups instead of {JOURNEYS}", lookups.len());
    for lookup in &lookups {
        ensure!(lookup["right"] == true, "wrong: {lookup}");
    }
    let events: u64 = journeys.iter().filter_map(|journey| journey["events"].as_u64()).sum();
    Ok(format!("{JOURNEYS} journeys with {events} events verified, {JOURNEYS} lookups right"))
}

/// `anydoor verify` finds no damage.
pub(crate) async fn journals(site: &Site) -> anyhow::Result<String> {
    let args = ["verify".into(), "--json".into()].into_iter().chain(site.brokers("verify"));
    let done = finish(begin(args)?, VERIFIED_WITHIN).await?;
    let complaint = String::from_utf8_lossy(&done.stderr);
    ensure!(done.status.success(), "anydoor verify: {}\n{complaint}", done.status);
    Ok(String::from_utf8_lossy(&done.stdout).trim().to_owned())
}

/// Every command that was acknowledged stands once, and nothing stands twice.
pub(crate) async fn commands(site: &Site, acknowledged: &[Uuid]) -> anyhow::Result<String> {
    let stores = site.stores().await?;
    let mut commits = count::commits(stores.journeys.as_ref()).await.context("the journeys")?;
    for (request, times) in
        count::commits(stores.directory.as_ref()).await.context("the directory")?
    {
        *commits.entry(request).or_default() += times;
    }
    let doubled = commits.values().filter(|times| **times > 1).count();
    let lost: Vec<_> = acknowledged.iter().filter(|id| !commits.contains_key(id)).collect();
    ensure!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    ensure!(doubled == 0, "{doubled} commands stand more than once");
    ensure!(!acknowledged.is_empty(), "no command was acknowledged");
    Ok(format!("{} commands acknowledged, each stands once", acknowledged.len()))
}
