//! Whether somebody who watches the clock and the wire can tell whom a search found: somebody who may be shown, nobody, or
//! somebody at risk who must look like nobody (the area under the ROC curve; 0.5 is a coin's toss).

use std::collections::BTreeSet;
use std::time::Instant;

use anyhow::Context;
use domain::rights::protection;
use domain::{Sensitivity, journey};
use uuid::Uuid;
use vault::Place;

use super::calls::Caller;
use super::field::Field;
use super::people::{asked, stamp};

/// How often each is searched for.
const TRIALS: u64 = 10_000;
/// How many people are at risk.
const AT_RISK: u64 = 500;
/// From which number on nobody has one.
const NOBODYS: u64 = 9_000_000;
/// How long each is protected, in days.
const PROTECTED_DAYS: i32 = 28;

/// What a search took, and how long its answers were.
#[derive(Default)]
struct Seen {
    micros: Vec<u64>,
    bytes: BTreeSet<usize>,
}

/// Searches for each of the three in turn, as a door that has to do with none of them.
pub(crate) async fn telling(field: &Field) -> anyhow::Result<String> {
    for n in 0..AT_RISK.min(field.people.size / 2) {
        protect(field, n).await.context("protecting somebody")?;
    }
    let head = field.parts.journeys.journal().head().await?;
    field.parts.people.projection().reached(head).await?;
    let stranger = field.site.stranger();
    let (half, mut seen) =
        (field.people.size / 2, [Seen::default(), Seen::default(), Seen::default()]);
    for trial in 0..TRIALS {
        let whom = [half + trial % half, NOBODYS + trial, trial % AT_RISK.min(half)];
        for turn in 0..whom.len() {
            let kind = (turn + trial as usize) % whom.len(); // Nobody always follows the same one.
            search(&stranger, whom[kind], &mut seen[kind]).await?;
        }
    }
    let [found, nobody, at_risk] = &seen;
    Ok(format!(
        "{TRIALS} searches each: found against nobody AUC {:.3}, at risk against nobody AUC {:.3}; answers of {:?}, {:?} and {:?} bytes",
        auc(&found.micros, &nobody.micros),
        auc(&at_risk.micros, &nobody.micros),
        found.bytes,
        nobody.bytes,
        at_risk.bytes,
    ))
}

async fn search(stranger: &Caller, n: u64, seen: &mut Seen) -> anyhow::Result<()> {
    let began = Instant::now();
    let bytes = stranger.search(n).await?;
    seen.micros.push(u64::try_from(began.elapsed().as_micros())?);
    seen.bytes.insert(bytes);
    Ok(())
}

async fn protect(field: &Field, n: u64) -> anyhow::Result<()> {
    let (parts, person) = (&field.parts, field.people.id(n));
    let stamp = stamp(parts);
    let place = Place { person, commit: stamp.commit, field: "protection.kind" };
    let kind = parts.vault.seal(&place, Sensitivity::Restricted, b"1").await?;
    let days = std::time::Duration::from_secs(u64::from(PROTECTED_DAYS.unsigned_abs()) * 86_400);
    let review_on = stamp.occurred_on.checked_add(days)?;
    let apply = protection::Command::Apply { protection: Uuid::new_v4().into(), kind, review_on };
    let apply: journey::Command = apply.into();
    let done = parts.journeys.execute(person, &asked(stamp), &apply, |_| vec![]).await;
    done.map(drop).map_err(|e| anyhow::anyhow!("{e}"))
}

/// How well one can be told from the other by this number: the chance that one of the first is larger than one of the
/// second, or smaller, whichever is more.
fn auc(one: &[u64], other: &[u64]) -> f64 {
    let mut sorted = other.to_vec();
    sorted.sort_unstable();
    let larger: f64 = one
        .iter()
        .map(|value| {
            let below = sorted.partition_point(|o| o < value);
            let equal = sorted.partition_point(|o| o <= value) - below;
            below as f64 + equal as f64 / 2.0
        })
        .sum();
    let chance = larger / (one.len() * other.len()) as f64;
    chance.max(1.0 - chance)
}

#[cfg(test)]
mod tests {
    use super::auc;

    #[test]
    fn what_is_the_same_cannot_be_told_and_what_differs_can() {
        assert_eq!(auc(&[1, 2, 3], &[1, 2, 3]), 0.5);
        assert_eq!(auc(&[4, 5], &[1, 2]), 1.0);
        assert_eq!(auc(&[1, 2], &[4, 5]), 1.0);
    }
}
