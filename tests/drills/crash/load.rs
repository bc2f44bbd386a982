//! The load: clients who register people, agree, open episodes and change particulars, and look up whom they registered,
//! until the site is killed under them. Each remembers what it asked and what was answered.

use std::cell::Cell;

use anydoor_tests::chance::Chance;
use anydoor_tests::patience::patiently;
use tokio::sync::Notify;
use tonic::Status;

use crate::command::{Answer, Asked, Intake};
use crate::lookup::Lookup;
use crate::person::Invented;
use crate::site::{CASELOAD_MAX, Site, Worker, id};
use crate::tally::Tally;

/// One person in so many comes through two doors at the same moment.
const TWO_DOORS_ONCE_IN: u64 = 4;

/// One person in so many is looked up right after they were registered.
const LOOKUP_ONCE_IN: u64 = 2;

/// A person, and everything that was asked about them.
pub(crate) struct Person {
    pub(crate) who: Invented,
    /// Who asks, at the first door.
    pub(crate) worker: Worker,
    /// The same registration, at the same moment, at the other door.
    pub(crate) second_door: Option<Asked>,
    /// What was asked at the first door, in order: a registration, and what follows.
    pub(crate) asked: Vec<Asked>,
    /// Who their number found after the last restart.
    pub(crate) found: Option<String>,
}

impl Person {
    fn new(who: Invented, worker: Worker) -> Self {
        Self { who, worker, second_door: None, asked: vec![], found: None }
    }

    /// Who they are, as somebody was told.
    pub(crate) fn told(&self) -> Option<&str> {
        let answers = self.all_asked().filter_map(|asked| asked.answer.as_ref());
        answers.map(|answer| answer.person_id.as_str()).find(|id| !id.is_empty())
    }

    /// Lets the door go on that made the person known, whichever was meant to: policy lets the other do nothing more.
    pub(crate) fn goes_on_where_they_are_known(&mut self) {
        let is_told = |asked: &Asked| asked.answer.as_ref().is_some_and(|a| a.already_known);
        let registers = |asked: &Asked| asked.answer.as_ref().is_some_and(|a| !a.already_known);
        if let ([first, ..], Some(second)) = (self.asked.as_mut_slice(), &mut self.second_door)
            && (is_told(first) || first.answer.is_none())
            && registers(second)
        {
            std::mem::swap(first, second);
            self.worker = self.worker.opposite();
        }
    }

    /// Everything that was asked, at both doors.
    pub(crate) fn all_asked(&self) -> impl Iterator<Item = &Asked> {
        self.asked.iter().chain(&self.second_door)
    }
}

/// What all clients of one cycle share.
pub(crate) struct Shared {
    /// How many people there are.
    people: Cell<u32>,
    /// The site is being killed: from now on an error means that.
    pub(crate) killed: Cell<bool>,
    /// Somebody was registered: the load has begun.
    pub(crate) begun: Notify,
}

impl Shared {
    /// For clients who add to so many people.
    pub(crate) fn after(people: u32) -> Self {
        Self { people: Cell::new(people), killed: Cell::new(false), begun: Notify::new() }
    }

    fn next_person(&self) -> u32 {
        self.people.replace(self.people.get() + 1)
    }

    /// Asks until there is an answer; `None` once the site is gone.
    async fn ask<T>(
        &self,
        mut call: impl AsyncFnMut() -> Result<T, Status>,
    ) -> Result<Option<T>, Status> {
        let ask = async || match call().await {
            Err(_) if self.killed.get() => Ok(None),
            answered => answered.map(Some),
        };
        patiently(ask).await
    }
}

/// One client.
pub(crate) struct Client<'a> {
    worker: Worker,
    intake: Intake,
    opposite: Intake,
    lookup: Lookup,
    chance: Chance,
    shared: &'a Shared,
    tally: Tally,
}

impl<'a> Client<'a> {
    pub(crate) fn new(
        site: &Site,
        worker: Worker,
        chance: Chance,
        shared: &'a Shared,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            worker,
            intake: site.intake(site.channel()?, worker),
            opposite: site.intake(site.channel()?, worker.opposite()),
            lookup: site.lookup(site.channel()?, worker),
            chance,
            shared,
            tally: Tally::default(),
        })
    }

    /// Works until the site is gone.
    pub(crate) async fn work(mut self) -> (Vec<Person>, Tally) {
        let mut people = vec![];
        while people.len() < CASELOAD_MAX as usize && !self.shared.killed.get() {
            let count = self.shared.next_person();
            let mut person = Person::new(Invented::number(count), self.worker);
            let went = self.help(&mut person, count).await;
            people.push(person);
            if went.is_none() {
                break;
            }
        }
        (people, self.tally)
    }

    /// Does everything there is to do for a person; `None` once the site is gone.
    async fn help(&mut self, person: &mut Person, count: u32) -> Option<()> {
        let request = |what: &str| id(&format!("{what} {count}"));
        person.asked.push(Asked::register(request("register"), person.who));
        if self.chance.once_in(TWO_DOORS_ONCE_IN) {
            person.second_door = Some(Asked::register(request("second door"), person.who));
        }
        let registered = self.register(person).await?;
        let goes_on = person.worker;
        self.shared.begun.notify_one();
        if self.chance.once_in(LOOKUP_ONCE_IN) {
            self.look_up(person.who, &registered).await?;
        }
        let person_id = registered.person_id.as_str();
        for next in [
            Asked::agree(request("agree"), person_id),
            Asked::open(request("open"), person_id),
            Asked::change(request("change"), person_id, person.who),
        ] {
            person.asked.push(next);
            let asked = person.asked.last_mut().expect("it was just pushed");
            let Self { intake, opposite, worker, shared, .. } = &mut *self;
            let intake = if goes_on == *worker { intake } else { opposite };
            let answer = shared.ask(async || asked.command.send(intake).await).await;
            asked.answer = self.tally.answered(answer);
            asked.answer.as_ref()?;
        }
        Some(())
    }

    /// Registers a person, through two doors at once if there is a second; the first door's answer.
    async fn register(&mut self, person: &mut Person) -> Option<Answer> {
        let Self { intake, opposite, shared, tally, .. } = self;
        let first = person.asked.first_mut().expect("the first thing asked is to register");
        match &mut person.second_door {
            None => {
                let answer = shared.ask(async || first.command.send(intake).await).await;
                first.answer = tally.answered(answer);
            }
            Some(second) => {
                let (one, other) = tokio::join!(
                    shared.ask(async || first.command.send(intake).await),
                    shared.ask(async || second.command.send(opposite).await),
                );
                first.answer = tally.answered(one);
                second.answer = tally.answered(other);
                if let (Some(one), Some(other)) = (&first.answer, &second.answer) {
                    tally.same_person(&one.person_id, &other.person_id);
                }
            }
        }
        person.goes_on_where_they_are_known();
        person.asked.first()?.answer.clone()
    }

    /// Looks up somebody who was just registered: it must be them.
    async fn look_up(&mut self, who: Invented, registered: &Answer) -> Option<()> {
        let Self { lookup, shared, tally, .. } = self;
        let find = async || lookup.find(who, &registered.write_token).await;
        let found = tally.answered(shared.ask(find).await)?;
        tally.looked_up(found.as_deref(), Some(&registered.person_id));
        Some(())
    }
}
