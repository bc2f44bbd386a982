//! A journey folded from the records that a partner got, with nothing else to go by: what it verifies, who was
//! responsible when, and whether what the view says of now is the same.

use domain::{Aggregate, Code, Journey, Timestamp};
use serde::Serialize;
use serde_json::Value;
use wire::commit::Record;
use wire::event::Stored;

/// A journey and how much of it there is.
#[derive(Default)]
pub(crate) struct Folded {
    journey: Journey,
    /// How many events it has.
    pub(crate) events: usize,
    /// How many commits it has.
    version: u64,
}

/// Who was responsible, and from when to when.
#[derive(Debug, Serialize)]
pub(crate) struct Responsible {
    pub(crate) from: String,
    pub(crate) until: Option<String>,
    pub(crate) org: String,
    pub(crate) worker: String,
}

impl Folded {
    /// Checks each record's hash and its link to the one before, and folds it.
    ///
    /// # Errors
    /// With the first version that is not as it should be.
    pub(crate) fn verify(person: &str, records: Vec<Vec<u8>>) -> anyhow::Result<Self> {
        let mut folded = Self::default();
        let mut hash = vec![];
        for bytes in records {
            let record = Record::read(bytes.into())?;
            let commit = &record.commit;
            folded.version += 1;
            let version = folded.version;
            anyhow::ensure!(commit.version == version, "version {version} is missing");
            anyhow::ensure!(
                commit.prev_hash == hash,
                "version {version} does not follow the one before it"
            );
            anyhow::ensure!(
                commit.stream == format!("journey.{person}"),
                "version {version} is another person's"
            );
            let stamp = record.stamp()?;
            for event in &commit.events {
                folded.journey.evolve(&stamp, &Journey::decode(event.clone())?);
                folded.events += 1;
            }
            hash = record.hash.to_vec();
        }
        anyhow::ensure!(folded.version > 0, "there is nothing to verify");
        Ok(folded)
    }

    /// Who was responsible, the first one first.
    pub(crate) fn responsible(&self) -> Vec<Responsible> {
        let history = &self.journey.lead.history;
        let spans = history.iter().enumerate().map(|(i, held)| {
            let episodes = self.journey.episode.episodes.iter();
            let closed = episodes.filter_map(|e| e.closed_at).find(|at| *at >= held.since);
            let until =
                [history.get(i + 1).map(|next| next.since), closed].into_iter().flatten().min();
            Responsible {
                from: minute(held.since),
                until: until.map(minute),
                org: held.org.to_string(),
                worker: held.worker.to_string(),
            }
        });
        spans.collect()
    }

    /// In what the answer to `GetPerson` differs from the journey; in nothing, if the view is right.
    pub(crate) fn differences(&self, now: &Value) -> Vec<String> {
        let text = |path: &str| super::ease::at(now, path).as_str().unwrap_or_default().to_owned();
        let list = |name: &str| now[name].as_array().cloned().unwrap_or_default();
        let seen = Now {
            lead: (text("lead.org_id"), text("lead.worker_id")),
            stages: list("stages").iter().filter_map(Value::as_i64).collect(),
            referrals: sorted(list("open_referrals").iter().map(|referral| {
                let text = |name: &str| referral[name].as_str().unwrap_or_default().to_owned();
                (text("referral_id"), text("state"))
            })),
            episodes: now["episodes"].as_u64().unwrap_or_default(),
        };
        let mut differences = self.now().differences(&seen);
        let version = now["version"].as_u64().unwrap_or_default();
        if version > self.version {
            differences.push(format!("the view shows version {version} of {}", self.version));
        }
        differences
    }

    fn now(&self) -> Now {
        let journey = &self.journey;
        let open =
            journey.referral.referrals.iter().filter(|(_, referral)| !referral.state.is_terminal());
        Now {
            lead: journey
                .lead()
                .map(|held| (held.org.to_string(), held.worker.to_string()))
                .unwrap_or_default(),
            stages: journey.stage.on.iter().map(|stage| i64::from(stage.number())).collect(),
            referrals: sorted(open.map(|(id, referral)| {
                (id.to_string(), format!("REFERRAL_STATE_{}", referral.state.text()))
            })),
            episodes: journey.episode.episodes.len() as u64,
        }
    }
}

/// Where a person is now.
struct Now {
    /// The responsible organisation and its worker; empty when no episode is open.
    lead: (String, String),
    stages: Vec<i64>,
    /// Each open referral and its state.
    referrals: Vec<(String, String)>,
    episodes: u64,
}

impl Now {
    fn differences(&self, seen: &Self) -> Vec<String> {
        let differs = |what: &str, folded: &dyn std::fmt::Debug, seen: &dyn std::fmt::Debug| {
            let (folded, seen) = (format!("{folded:?}"), format!("{seen:?}"));
            (folded != seen).then(|| format!("{what}: the journey says {folded}, the view {seen}"))
        };
        let differences = [
            differs("lead", &self.lead, &seen.lead),
            differs("stages", &self.stages, &seen.stages),
            differs("open referrals", &self.referrals, &seen.referrals),
            differs("episodes", &self.episodes, &seen.episodes),
        ];
        differences.into_iter().flatten().collect()
    }
}

fn sorted(pairs: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort();
    pairs
}

fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_view_that_shows_what_the_journey_does_not_say_is_wrong() {
        let nobody = Folded::default();
        assert_eq!(nobody.differences(&json!({})), [""; 0]);
        for now in [
            json!({ "lead": { "org_id": "one", "worker_id": "two" } }),
            json!({ "stages": [1] }),
            json!({ "open_referrals": [{ "referral_id": "one", "state": "REFERRAL_STATE_SENT" }] }),
            json!({ "episodes": 1 }),
            json!({ "version": 1 }),
        ] {
            assert_eq!(nobody.differences(&now).len(), 1, "{now}");
        }
    }
    #[test]
    fn no_records_verify_nothing() {
        assert!(Folded::verify("somebody", vec![]).is_err());
    }
}
