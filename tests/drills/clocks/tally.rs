//! What rang, counted in the journal itself.

use std::collections::HashMap;

use anyhow::Context;
use domain::routing::clock::{Clock, Rung};
use domain::routing::simulate::ring;
use domain::{Journey, ReferralId, Timestamp, journey};
use futures::StreamExt;
use journal::{Journal, Position};
use wire::event::Stored;

/// What rings once: a clock of a referral, since it was armed, in one way.
type Once = (ReferralId, Clock, Rung, Timestamp);

/// How often each rang.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    at: Position,
    rang: HashMap<Once, u32>,
    /// How many had rung before they were due, by a clock that is right.
    pub(crate) early: u32,
}

impl Tally {
    /// Of the whole journal.
    pub(crate) async fn whole(journal: &dyn Journal) -> anyhow::Result<Self> {
        let mut tally = Self::default();
        tally.read_on(journal, Timestamp::MAX).await?;
        Ok(tally)
    }

    /// Reads what has come since. It is now this instant, by a clock that is right.
    pub(crate) async fn read_on(
        &mut self,
        journal: &dyn Journal,
        now: Timestamp,
    ) -> anyhow::Result<()> {
        let head = journal.head().await?;
        let mut reading = journal.read(self.at);
        while self.at < head {
            let recorded = reading.next().await.context("the journal ended")??;
            self.at = recorded.position;
            for event in recorded.record.commit.events {
                let event: journey::Event = Journey::decode(event)?;
                let Some((referral, ring)) = ring(&event) else { continue };
                let once = (referral, ring.clock, ring.rung, ring.armed_at);
                *self.rang.entry(once).or_default() += 1;
                self.early += u32::from(now < ring.due);
            }
        }
        Ok(())
    }

    /// How many referrals were reminded of.
    pub(crate) fn reminded(&self) -> u64 {
        let reminder =
            |(_, clock, rung, _): &&Once| (*clock, *rung) == (Clock::Acknowledge, Rung::Remind);
        self.rang.keys().filter(reminder).count() as u64
    }

    fn rang_more_than_once(&self) -> usize {
        self.rang.values().filter(|times| **times > 1).count()
    }

    /// Whether each of so many was reminded of, once, in time, and nothing else rang.
    pub(crate) fn holds(&self, clocks: u64) -> bool {
        let all = self.reminded() == clocks && self.rang.len() as u64 == clocks;
        all && self.rang_more_than_once() == 0
    }

    /// The counts, a line each.
    pub(crate) fn told(&self, clocks: u64, early: u32) -> String {
        let (reminded, twice) = (self.reminded(), self.rang_more_than_once());
        let others = self.rang.len() as u64 - reminded;
        format!(
            "clocks due       {clocks}\nrang             {reminded}\nmore than once   {twice}\n\
             before its time  {early}\nrang besides     {others}\n"
        )
    }
}
