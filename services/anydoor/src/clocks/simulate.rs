//! `anydoor clocks simulate`: each journey is lived again by other terms, and what would have rung stands beside what did.

use std::collections::BTreeSet;

use anyhow::Context;
use domain::calendar::scottish_time;
use domain::routing::clock::InForce;
use domain::routing::ringing::Ring;
use domain::routing::simulate::{Did, Simulation, came_of};
use domain::{Code, Journey, PersonId, ReferralId, Timestamp, journey};
use futures::StreamExt;
use host::site::Stores;
use journal::{Journal, Position, Recorded, StreamId};
use serde_json::json;
use wire::event::Stored;

use super::policy;
use crate::args::Simulate;
use crate::out;

pub(crate) async fn run(asked: Simulate) -> anyhow::Result<()> {
    let in_force = policy::read(&asked.policy)?.in_force(1)?;
    let stores = match asked.nats.broker() {
        Some(broker) => Stores::clustered(broker).await?,
        None => Stores::existing(&asked.state)?,
    };
    let print = |lived: &Lived| lived.print(asked.json);
    let sum = simulate(stores.journeys.as_ref(), &in_force, asked.until, print).await?;
    sum.print(asked.json)
}

/// Lives each journey again until an instant, or until the last of them went on.
async fn simulate(
    journal: &dyn Journal,
    in_force: &InForce,
    until: Option<Timestamp>,
    mut each: impl FnMut(&Lived) -> anyhow::Result<()>,
) -> anyhow::Result<Sum> {
    let (people, last) = who(journal).await.context("reading the journeys")?;
    let mut sum = Sum::default();
    for stream in &people {
        let journey = journal.load(stream, Position::START).await?;
        let lived = Lived::again(&journey, in_force, until.unwrap_or(last))?;
        sum.add(&lived);
        each(&lived)?;
    }
    Ok(sum)
}

/// Everybody's streams, and when the last of them went on.
async fn who(journal: &dyn Journal) -> anyhow::Result<(BTreeSet<StreamId>, Timestamp)> {
    let (head, mut at) = (journal.head().await?, Position::START);
    let (mut people, mut last) = (BTreeSet::new(), Timestamp::UNIX_EPOCH);
    let mut reading = journal.read(Position::START);
    while at < head {
        let recorded = reading.next().await.context("the reading ended")??;
        at = recorded.position;
        last = last.max(recorded.record.stamp()?.recorded_at);
        people.insert(recorded.stream);
    }
    Ok((people, last))
}

/// A journey that was lived again.
struct Lived {
    person: PersonId,
    /// What would have rung.
    would: Vec<(ReferralId, Ring)>,
    /// What did.
    did: BTreeSet<Did>,
}

impl Lived {
    fn again(journey: &[Recorded], in_force: &InForce, until: Timestamp) -> anyhow::Result<Self> {
        let first = journey.first().context("a stream has a commit")?;
        let person = first.stream.id().parse()?;
        let (mut simulation, mut did) = (Simulation::default(), BTreeSet::new());
        for recorded in journey {
            let stamp = recorded.record.stamp()?;
            let events = recorded.record.commit.events.iter();
            let events: Vec<journey::Event> =
                events.map(|event| Journey::decode(event.clone())).collect::<Result<_, _>>()?;
            did.extend(events.iter().filter_map(|event| came_of(&stamp, event)));
            simulation.live(&stamp, &events, in_force);
        }
        simulation.until(until, in_force);
        Ok(Self { person, would: simulation.rang().to_vec(), did })
    }

    fn rang(&self, referral: ReferralId, ring: &Ring) -> bool {
        self.did.contains(&Did::of(referral, ring))
    }

    fn print(&self, as_json: bool) -> anyhow::Result<()> {
        for (referral, ring) in &self.would {
            let rang = self.rang(*referral, ring);
            let (clock, rung) = (ring.clock.text(), ring.rung.text());
            if as_json {
                out::json(&json!({
                    "person_id": self.person.to_string(), "referral_id": referral.to_string(), "clock": clock,
                    "rung": rung, "due": ring.due.to_string(), "rang": rang,
                }))?;
                continue;
            }
            let day = scottish_time(ring.due).date();
            let beside = if rang { "rang" } else { "did not ring" };
            out::line(format!(
                "{day}  person {}  referral {referral}  {clock} {rung}  ({beside})",
                self.person
            ));
        }
        Ok(())
    }
}

/// What it comes to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sum {
    journeys: usize,
    would: usize,
    rang: usize,
    no_more: usize,
}

impl Sum {
    fn add(&mut self, lived: &Lived) {
        let rang = lived.would.iter().filter(|(referral, ring)| lived.rang(*referral, ring));
        self.journeys += 1;
        self.would += lived.would.len();
        self.rang += rang.count();
        let would: BTreeSet<Did> =
            lived.would.iter().map(|(referral, ring)| Did::of(*referral, ring)).collect();
        self.no_more += lived.did.difference(&would).count();
    }

    fn print(&self, as_json: bool) -> anyhow::Result<()> {
        let Self { journeys, would, rang, no_more } = self;
        if as_json {
            return out::json(&json!({
                "journeys": journeys, "would_have_rung": would, "rang": rang, "would_not_have_rung": no_more,
            }));
        }
        out::line(format!(
            "{journeys} journeys: {would} would have rung, {rang} of them did; {no_more} that rang would not have"
        ));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use domain::routing::clock::{Clock, Rung};

    use super::*;
    use crate::args::Demo;
    use crate::demo;

    /// The stores of a site that this process has open still.
    fn copied(state: &Path, to: &Path) -> Stores {
        for file in std::fs::read_dir(state).expect("the site's folder") {
            let file = file.expect("one of its files").path();
            if file.is_file() {
                let name = file.file_name().expect("a file has a name");
                std::fs::copy(&file, to.join(name)).expect("it can be copied");
            }
        }
        Stores::embedded(to).expect("the demo's stores")
    }

    #[test]
    fn a_clock_that_rang_once_did_not_ring_each_time_that_it_would_have() {
        let referral = ReferralId::from_u128(1);
        let at = |day: &str| format!("2026-08-{day}T09:00:00Z").parse().expect("an instant");
        let stalls = |armed_at| Ring {
            clock: Clock::Stall,
            rung: Rung::Overdue,
            armed_at,
            due: at("28"),
            terms: 1,
        };
        let would = ["03", "10", "17"].map(|day| (referral, stalls(at(day)))).to_vec();
        let did = ["10", "20"].map(|day| Did::of(referral, &stalls(at(day)))).into();
        let mut sum = Sum::default();
        sum.add(&Lived { person: PersonId::from_u128(2), would, did });
        assert_eq!(sum, Sum { journeys: 1, would: 3, rang: 1, no_more: 1 });
    }
    #[tokio::test]
    async fn by_the_terms_in_force_rings_what_rang_and_by_stricter_ones_more() {
        let folder = tempfile::tempdir().expect("a folder");
        let (state, at) = (Some(folder.path().to_owned()), vec![]);
        let demo = Demo { json: true, stay: false, state, at, progress_file: None };
        demo::run(demo).await.expect("the demo ends well");
        let copy = tempfile::tempdir().expect("a folder");
        let stores = copied(folder.path(), copy.path());
        let by = async |in_force: &InForce| {
            let journal = stores.journeys.as_ref();
            simulate(journal, in_force, None, |_| Ok(())).await.expect("journeys")
        };
        let standard = by(&InForce::standard()).await;
        let Sum { would, rang, no_more, journeys } = standard;
        assert_eq!((journeys, would, no_more), (6, rang, 0));
        assert!(rang > 10, "{rang} rang in the stories");

        let file = folder.path().join("stricter.toml");
        std::fs::write(&file, "[terms.DECIDE]\nremind = 1\noverdue = 1").expect("a file");
        let stricter = policy::read(Path::new(&file)).expect("a policy").in_force(1);
        let stricter = by(&stricter.expect("terms")).await;
        assert!(stricter.would > would, "{stricter:?}");
    }
}
