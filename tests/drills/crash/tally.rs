//! What was counted, and whether it is as it must be.

use std::fmt;
use std::time::Duration;

use tonic::Status;
use uuid::Uuid;

use crate::command::Asked;

/// How many faults are told one by one.
const FAULTS_TOLD_MAX: usize = 20;

/// What was counted.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// How often the site was killed under load.
    pub(crate) cycles: u64,
    /// How often it was killed again while it started.
    pub(crate) killed_starting: u64,
    /// Commands that were answered before the kill.
    pub(crate) acknowledged: u64,
    /// Of those, registrations that only told who the person is, and changed nothing.
    pub(crate) told: u64,
    /// Commands whose answer the kill cut off.
    pub(crate) cut_off: u64,
    /// Of those, how many stood in the journal all the same.
    pub(crate) done_unanswered: u64,
    lost: u64,
    doubled: u64,
    /// Commands that were asked again.
    asked_again: u64,
    answered_otherwise: u64,
    lookups: u64,
    wrong: u64,
    refused: u64,
    /// From each start until the site was ready.
    pub(crate) ready_after: Vec<Duration>,
    /// From each start until the first lookup was answered.
    pub(crate) answering_after: Vec<Duration>,
    faults: Vec<String>,
}

impl Tally {
    /// What an answer says; an error is a fault, because the site was there to answer.
    pub(crate) fn answered<T>(&mut self, answer: Result<Option<T>, Status>) -> Option<T> {
        answer.unwrap_or_else(|status| {
            self.refused += 1;
            self.fault(format!("refused: {status}"));
            None
        })
    }

    /// Two doors that met one person must name the same.
    pub(crate) fn same_person(&mut self, one: &str, other: &str) {
        if one != other {
            self.wrong += 1;
            self.fault(format!("two doors made two people of one: {one} and {other}"));
        }
    }

    /// A lookup must find this person; nobody, if there is none.
    pub(crate) fn looked_up(&mut self, found: Option<&str>, right: Option<&str>) {
        self.lookups += 1;
        if found != right {
            self.wrong += 1;
            self.fault(format!("a lookup found {found:?} instead of {right:?}"));
        }
    }

    /// How often a request stands in the journal, when this was asked and, perhaps, answered.
    pub(crate) fn stands(&mut self, asked: &Asked, times: u32) {
        match times {
            0 if asked.must_stand() => {
                self.lost += 1;
                self.fault(format!("lost: {asked}"));
            }
            0 | 1 => {}
            more => {
                self.doubled += 1;
                self.fault(format!("{more} times instead of once: {asked}"));
            }
        }
    }

    /// A request in the journal that nobody made.
    pub(crate) fn invented(&mut self, request_id: Uuid) {
        self.wrong += 1;
        self.fault(format!("the journal has a request that nobody made: {request_id}"));
    }

    /// A command that was asked again must be answered as it was the first time.
    pub(crate) fn answered_again(&mut self, asked: &Asked, said: &[u8]) {
        self.asked_again += 1;
        if asked.answer.as_ref().is_some_and(|first| first.said != said) {
            self.answered_otherwise += 1;
            self.fault(format!("answered otherwise the second time: {asked}"));
        }
    }

    pub(crate) fn fault(&mut self, fault: String) {
        if self.faults.len() < FAULTS_TOLD_MAX {
            self.faults.push(fault);
        }
    }

    /// Whether everything is as it must be.
    pub(crate) fn is_clean(&self) -> bool {
        self.faults.is_empty()
    }

    /// Adds what somebody else counted.
    pub(crate) fn add(&mut self, other: Self) {
        self.cycles += other.cycles;
        self.killed_starting += other.killed_starting;
        self.acknowledged += other.acknowledged;
        self.told += other.told;
        self.cut_off += other.cut_off;
        self.done_unanswered += other.done_unanswered;
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.asked_again += other.asked_again;
        self.answered_otherwise += other.answered_otherwise;
        self.lookups += other.lookups;
        self.wrong += other.wrong;
        self.refused += other.refused;
        self.ready_after.extend(other.ready_after);
        self.answering_after.extend(other.answering_after);
        other.faults.into_iter().for_each(|fault| self.fault(fault));
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in &self.faults {
            writeln!(f, "FAULT: {fault}")?;
        }
        writeln!(
            f,
            "cycles               {} (and {} kills while starting)",
            self.cycles, self.killed_starting
        )?;
        writeln!(
            f,
            "acknowledged         {}, {} of them only who somebody known is",
            self.acknowledged, self.told
        )?;
        writeln!(f, "  lost               {}", self.lost)?;
        writeln!(f, "  doubled            {}", self.doubled)?;
        writeln!(
            f,
            "cut off by a kill    {}, {} of them done",
            self.cut_off, self.done_unanswered
        )?;
        writeln!(f, "asked again          {}", self.asked_again)?;
        writeln!(f, "  answered otherwise {}", self.answered_otherwise)?;
        writeln!(f, "lookups              {}", self.lookups)?;
        writeln!(f, "  wrong              {}", self.wrong)?;
        writeln!(f, "refused without need {}", self.refused)?;
        writeln!(f, "ready after          {}", Median(&self.ready_after))?;
        writeln!(f, "answering after      {}", Median(&self.answering_after))
    }
}

/// The middle of some durations, and the longest.
struct Median<'a>(&'a [Duration]);

impl fmt::Display for Median<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sorted = self.0.to_vec();
        sorted.sort_unstable();
        let Some(longest) = sorted.last() else { return f.write_str("never") };
        let median = sorted[sorted.len() / 2];
        write!(f, "{} ms (median), {} ms at the most", median.as_millis(), longest.as_millis())
    }
}
