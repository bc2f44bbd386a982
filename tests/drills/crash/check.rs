//! After each restart: everything that was acknowledged stands once, everything else at most once and can be asked again,
//! and each number finds the right person.

use std::time::Duration;

use anydoor_tests::count::Commits;
use anydoor_tests::patience::patiently;
use futures::StreamExt;
use tonic::Status;
use tonic::transport::Channel;

use crate::command::{Answer, Asked};
use crate::load::Person;
use crate::lookup::Lookup;
use crate::site::Site;
use crate::tally::Tally;

/// How many people are checked at the same time.
const AT_ONCE: usize = 16;

/// Looks some people up, at once: a view that has not caught up after a restart must say so, not "nobody".
/// Also returns how long after the start the first was answered.
pub(crate) async fn lookups(
    site: &Site,
    people: &mut [Person],
) -> anyhow::Result<(Tally, Option<Duration>)> {
    let channel = site.channel()?;
    let lookups = people.iter_mut().map(|person| {
        let mut lookup = site.lookup(channel.clone(), person.worker);
        async move {
            let found = patiently(async || lookup.find(person.who, "").await).await;
            (person, found, site.began.elapsed())
        }
    });
    let mut lookups = futures::stream::iter(lookups).buffer_unordered(AT_ONCE);
    let (mut tally, mut first) = (Tally::default(), None);
    while let Some((person, found, after)) = lookups.next().await {
        first.get_or_insert(after);
        person.found = tally.answered(found.map(Some)).flatten();
        if let Some(told) = person.told() {
            tally.looked_up(person.found.as_deref(), Some(told));
        }
    }
    Ok((tally, first))
}

/// Checks what stands of some people, who were looked up before.
pub(crate) async fn people(site: &Site, people: &mut [Person]) -> anyhow::Result<Tally> {
    let channel = site.channel()?;
    let checks = people.iter_mut().map(|person| one(site, channel.clone(), person));
    let mut all = Tally::default();
    let mut checks = futures::stream::iter(checks).buffer_unordered(AT_ONCE);
    while let Some(tally) = checks.next().await {
        all.add(tally);
    }
    Ok(all)
}

async fn one(site: &Site, channel: Channel, person: &mut Person) -> Tally {
    let mut check = Check {
        site,
        lookup: site.lookup(channel.clone(), person.worker),
        channel,
        tally: Tally::default(),
    };
    if let Err(status) = check.person(person).await {
        _ = check.tally.answered::<()>(Err(status));
    }
    check.tally
}

struct Check<'a> {
    site: &'a Site,
    channel: Channel,
    lookup: Lookup,
    tally: Tally,
}

impl Check<'_> {
    async fn person(&mut self, person: &mut Person) -> Result<(), Status> {
        let before = person.told().is_some();
        let known = person.told().or(person.found.as_deref()).map(str::to_owned);
        if let Some(person_id) = known {
            self.stands(person, &self.commits(&person_id).await?);
        }
        let registered = self.ask_again(person).await?;
        if let (false, Some(found)) = (before, &person.found) {
            self.tally.looked_up(Some(found), Some(&registered));
        }
        self.lookup = self.site.lookup(self.channel.clone(), person.worker);
        self.stands(person, &self.commits(&registered).await?);
        Ok(())
    }

    async fn commits(&self, person_id: &str) -> Result<Commits, Status> {
        let mut lookup = self.lookup.clone();
        patiently(async || lookup.commits(person_id).await).await
    }

    fn stands(&mut self, person: &Person, commits: &Commits) {
        for asked in person.all_asked() {
            let times = commits.get(&asked.request_id).copied().unwrap_or_default();
            self.tally.stands(asked, times);
            if asked.answer.is_none() {
                self.tally.done_unanswered += u64::from(times);
            }
        }
    }

    /// Sends every command again, and says who the person is. What was cut off is done by that.
    async fn ask_again(&mut self, person: &mut Person) -> Result<String, Status> {
        let opposite = person.worker.opposite();
        for asked in &mut person.asked {
            self.send(asked, person.worker).await?;
        }
        if let Some(second) = &mut person.second_door {
            self.send(second, opposite).await?;
        }
        person.goes_on_where_they_are_known();
        let answers = person.all_asked().filter_map(|asked| asked.answer.as_ref());
        let mut ids = answers.map(|answer| &answer.person_id).filter(|id| !id.is_empty());
        let first = ids.next().cloned().unwrap_or_default();
        ids.for_each(|id| self.tally.same_person(&first, id));
        Ok(first)
    }

    async fn send(&mut self, asked: &mut Asked, by: crate::site::Worker) -> Result<(), Status> {
        let mut intake = self.site.intake(self.channel.clone(), by);
        let answer: Answer = patiently(async || asked.command.send(&mut intake).await).await?;
        self.tally.answered_again(asked, &answer.said);
        asked.answer.get_or_insert(answer);
        Ok(())
    }
}
