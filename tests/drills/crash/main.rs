//! `cargo xtask crash`: one site, killed at random moments under load and started again on the same state, a hundred
//! times. What it acknowledged must stand exactly once; no lookup may be wrong. Exits with 7 if that does not hold.
#![expect(clippy::print_stdout, reason = "a drill talks to the person who started it")]

mod check;
mod command;
mod load;
mod lookup;
mod person;
mod site;
mod tally;

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anydoor_tests::chance::Chance;
use anydoor_tests::process::{begin, end_of, finish};
use anydoor_tests::{count, drill};
use anyhow::{Context, ensure};
use futures::future::join_all;
use journal::SqliteJournal;
use tokio::time::timeout;

use load::{Client, Person, Shared};
use site::{DOORS, Site, Worker};
use tally::Tally;

/// How many clients work at the same time.
const CLIENTS: usize = 8;

/// How long the load may take until something is acknowledged.
const LOAD_BEGINS_WITHIN: Duration = Duration::from_secs(30);

/// When the site is killed: so many milliseconds after the load began.
const KILLED_AFTER_MS: std::ops::RangeInclusive<u64> = 30..=400;

/// How long the load may take until every client has noticed the kill.
const LOADED_WITHIN: Duration = Duration::from_secs(60);

/// One restart in so many is killed too, so many milliseconds after it began.
const KILLED_STARTING_ONCE_IN: u64 = 4;
const KILLED_STARTING_AFTER_MS: std::ops::RangeInclusive<u64> = 0..=60;

/// How many people of earlier cycles are checked again in each.
const CHECKED_AGAIN: usize = 10;

/// How long reading everything again may take.
const VERIFIED_WITHIN: Duration = Duration::from_secs(120);

#[tokio::main]
async fn main() -> ExitCode {
    drill::play(run()).await
}

/// What can be set.
struct Settings {
    cycles: u64,
    seed: u64,
}

impl Settings {
    fn read() -> anyhow::Result<Self> {
        let mut settings = Self { cycles: 100, seed: u64::from(std::process::id()) };
        let mut args = std::env::args().skip(1);
        while let Some(name) = args.next() {
            let value = args.next().with_context(|| format!("{name} takes a number"))?;
            let value = value.parse().with_context(|| format!("{name} {value}"))?;
            match name.as_str() {
                "--cycles" => settings.cycles = value,
                "--seed" => settings.seed = value,
                _ => anyhow::bail!("usage: crash [--cycles N] [--seed N]"),
            }
        }
        Ok(settings)
    }
}

async fn run() -> anyhow::Result<bool> {
    let settings = Settings::read()?;
    println!("{} cycles, seed {}", settings.cycles, settings.seed);
    let folder = tempfile::Builder::new().prefix("anydoor-crash-").tempdir()?;
    let mut drill = Drill {
        folder: folder.path(),
        chance: Chance::seeded(settings.seed),
        people: vec![],
        tally: Tally::default(),
    };
    let began = Instant::now();
    drill.play(settings.cycles).await?;
    println!("{}seed                 {}", drill.tally, settings.seed);
    println!("elapsed              {} s", began.elapsed().as_secs());
    if !drill.tally.is_clean() {
        println!("the end of the log:\n{}", end_of(&folder.path().join("log")));
    }
    Ok(drill.tally.is_clean())
}

struct Drill<'a> {
    folder: &'a Path,
    chance: Chance,
    people: Vec<Person>,
    tally: Tally,
}

impl Drill<'_> {
    async fn play(&mut self, cycles: u64) -> anyhow::Result<()> {
        let mut site = Site::start(self.folder).await?;
        site.join().await.context("filling the directory")?;
        for cycle in 0..cycles {
            let people = self.load(site, cycle).await?;
            site = self.restart().await?;
            self.check(&site, people).await?;
            self.tally.cycles += 1;
            if !self.tally.is_clean() {
                break; // The folder tells more the fewer things happened after.
            }
        }
        site.kill().await?;
        self.verify().await?;
        self.count().await
    }

    /// Loads the site, and kills it at some moment; what was asked until then.
    async fn load(&mut self, site: Site, cycle: u64) -> anyhow::Result<Vec<Person>> {
        let shared = Shared::after(u32::try_from(self.people.len())?);
        let mut clients = vec![];
        for number in 0..CLIENTS {
            let id = site::id(&format!("worker {number} of cycle {cycle}"));
            let worker = Worker { door: number % DOORS, id };
            for worker in [worker, worker.opposite()] {
                site.employ(&worker).await.context("employing a worker")?;
            }
            let chance = Chance::seeded(self.chance.number());
            clients.push(Client::new(&site, worker, chance, &shared)?);
        }
        let moment = Duration::from_millis(self.chance.within(KILLED_AFTER_MS));
        let work = async {
            let work = join_all(clients.into_iter().map(Client::work));
            timeout(LOADED_WITHIN, work).await.context("a client does not notice the kill")
        };
        let (worked, ()) = tokio::try_join!(work, kill(site, &shared, moment))?;
        Ok(self.gather(worked))
    }

    fn gather(&mut self, worked: Vec<(Vec<Person>, Tally)>) -> Vec<Person> {
        let mut people = vec![];
        for (of_client, tally) in worked {
            people.extend(of_client);
            self.tally.add(tally);
        }
        for asked in people.iter().flat_map(Person::all_asked) {
            match &asked.answer {
                Some(answer) => {
                    self.tally.acknowledged += 1;
                    self.tally.told += u64::from(answer.already_known);
                }
                None => self.tally.cut_off += 1,
            }
        }
        people
    }

    async fn restart(&mut self) -> anyhow::Result<Site> {
        if self.chance.once_in(KILLED_STARTING_ONCE_IN) {
            let moment = Duration::from_millis(self.chance.within(KILLED_STARTING_AFTER_MS));
            Site::start_in_vain(self.folder, moment).await?;
            self.tally.killed_starting += 1;
        }
        let site = Site::start(self.folder).await?;
        self.tally.ready_after.push(site.began.elapsed());
        Ok(site)
    }

    /// Checks everybody of this cycle, and some of those before.
    async fn check(&mut self, site: &Site, mut people: Vec<Person>) -> anyhow::Result<()> {
        let (tally, first) = check::lookups(site, &mut people).await?;
        self.tally.add(tally);
        self.tally.answering_after.extend(first);
        let tally = check::people(site, &mut people).await?;
        self.tally.add(tally);
        if let Some(last) = self.people.len().checked_sub(CHECKED_AGAIN) {
            let first = usize::try_from(self.chance.within(0..=last as u64))?;
            let again = &mut self.people[first..first + CHECKED_AGAIN];
            let (tally, _) = check::lookups(site, again).await?;
            self.tally.add(tally);
            let tally = check::people(site, again).await?;
            self.tally.add(tally);
        }
        self.people.append(&mut people);
        Ok(())
    }

    /// Has everything read again while nothing runs.
    async fn verify(&self) -> anyhow::Result<()> {
        let state = self.folder.join("state");
        let state = state.to_str().context("the temporary folder's name is not UTF-8")?;
        let done = finish(begin(["verify", "--json", "--state", state])?, VERIFIED_WITHIN).await?;
        let complaint = String::from_utf8_lossy(&done.stderr);
        ensure!(done.status.success(), "anydoor verify: {}\n{complaint}", done.status);
        print!("anydoor verify: {}", String::from_utf8_lossy(&done.stdout));
        Ok(())
    }

    /// Counts in the log of record itself.
    async fn count(&mut self) -> anyhow::Result<()> {
        let journal = SqliteJournal::open(self.folder.join("state").join("journeys.db"))?;
        let mut commits = count::commits(&journal).await?;
        println!("in the journal: {} requests", commits.len());
        for asked in self.people.iter().flat_map(Person::all_asked) {
            self.tally.stands(asked, commits.remove(&asked.request_id).unwrap_or_default());
        }
        commits.into_keys().for_each(|request_id| self.tally.invented(request_id));
        Ok(())
    }
}

/// Kills a site so long after something was acknowledged.
async fn kill(site: Site, shared: &Shared, after: Duration) -> anyhow::Result<()> {
    let begun = timeout(LOAD_BEGINS_WITHIN, shared.begun.notified()).await;
    begun.context("nothing was acknowledged")?;
    tokio::time::sleep(after).await;
    shared.killed.set(true);
    Ok(site.kill().await?)
}
