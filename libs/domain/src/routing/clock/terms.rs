//! Terms: how long each clock of a partnership runs before it reminds, is overdue, is told to the partnership, expires.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::Days::{self, Calendar, Working};
use super::{Clock, Rung};
use crate::Code;

/// The longest time that a clock may run, in days of its kind: a year.
pub const DAYS_MAX: u16 = 366;

/// How long one clock runs. Each time is counted from when it was armed, not from the rung before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// When those who are waited for are reminded; absent means never.
    pub remind: Option<Days>,
    /// When it is overdue.
    pub overdue: Days,
    /// When the partnership is told; absent means never.
    pub partnership: Option<Days>,
    /// When the referral expires; absent means never.
    pub expire: Option<Days>,
}

impl Term {
    /// The rung after those that rang, and after how many days it is due. Nobody is reminded of what is overdue already.
    pub fn next(&self, done: Option<Rung>) -> Option<(Rung, Days)> {
        self.rungs().find(|(rung, _)| done.is_none_or(|done| *rung > done))
    }

    /// After how many days of running a clock does this; nothing if it never does.
    pub fn days(&self, rung: Rung) -> Option<Days> {
        self.rungs().find(|(each, _)| *each == rung).map(|(_, days)| days)
    }

    fn rungs(&self) -> impl Iterator<Item = (Rung, Days)> {
        let rungs = [
            (Rung::Remind, self.remind),
            (Rung::Overdue, Some(self.overdue)),
            (Rung::Partnership, self.partnership),
            (Rung::Expire, self.expire),
        ];
        rungs.into_iter().filter_map(|(rung, days)| Some((rung, days?)))
    }

    fn check(&self, clock: Clock) -> Result<(), TermsError> {
        if self.rungs().any(|(_, days)| !days.is_some_time()) {
            return Err(TermsError::NoDays { clock });
        }
        for ((_, before), (rung, after)) in self.rungs().zip(self.rungs().skip(1)) {
            match (before, after) {
                (Working(before), Working(after)) | (Calendar(before), Calendar(after))
                    if before <= after => {} // On one day, if need be.
                (Working(_), Working(_)) | (Calendar(_), Calendar(_)) => {
                    return Err(TermsError::OutOfOrder { clock, rung });
                }
                (Working(_), Calendar(_)) | (Calendar(_), Working(_)) => {
                    return Err(TermsError::Mixed { clock });
                }
            }
        }
        match self.expire {
            Some(_) if clock.expires_as().is_none() => Err(TermsError::CannotExpire { clock }),
            Some(_) | None => Ok(()),
        }
    }
}

impl Days {
    fn is_some_time(self) -> bool {
        let (Working(days) | Calendar(days)) = self;
        (1..=DAYS_MAX).contains(&days)
    }
}

/// The terms of every clock that runs. The default has none: nothing is ever overdue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms(BTreeMap<Clock, Term>);

/// Why a term cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    /// No time at all, or more than a year.
    #[error("{}: a time is 1 to {DAYS_MAX} days", clock.text())]
    NoDays {
        /// The clock.
        clock: Clock,
    },
    /// The rungs of a clock come in their order, if on one day.
    #[error("{}: {} comes sooner than what comes before it", clock.text(), rung.text())]
    OutOfOrder {
        /// The clock.
        clock: Clock,
        /// The rung that comes too soon.
        rung: Rung,
    },
    /// Which of two comes first would hang on the holidays.
    #[error("{}: give all times in working days, or all in calendar days", clock.text())]
    Mixed {
        /// The clock.
        clock: Clock,
    },
    /// Only what waits for an answer can expire.
    #[error("{} never ends a referral; leave out when it expires", clock.text())]
    CannotExpire {
        /// The clock.
        clock: Clock,
    },
}

impl Terms {
    /// What holds where a partnership has set nothing else. Acknowledging within 2 working days, a first meeting within 15 and
    /// a plan within 20 are what DWP asks of its providers; the other times are ours.
    pub fn standard() -> Self {
        let working =
            |remind: Option<u16>, overdue, partnership: Option<u16>, expire: Option<u16>| Term {
                remind: remind.map(Working),
                overdue: Working(overdue),
                partnership: partnership.map(Working),
                expire: expire.map(Working),
            };
        let calendar =
            |overdue| Term { overdue: Calendar(overdue), ..working(None, 0, None, None) };
        Self(BTreeMap::from([
            (Clock::Acknowledge, working(Some(1), 2, Some(4), Some(7))),
            (Clock::Decide, working(None, 5, Some(7), Some(10))),
            (Clock::Clarify, working(Some(2), 3, Some(5), None)),
            (Clock::WaitReview, working(None, 20, Some(25), None)),
            (Clock::Introduce, working(None, 15, Some(20), None)),
            (Clock::ConfirmIntro, working(None, 2, None, None)),
            (Clock::Start, working(None, 10, Some(20), None)),
            (Clock::Plan, working(None, 20, None, None)),
            (Clock::Stall, calendar(7)),
            (Clock::Aftercare, calendar(7)),
            (Clock::Draft, calendar(90)),
            (Clock::StallInSupport, calendar(28)),
        ]))
    }

    /// These terms, with this one for one clock.
    ///
    /// # Errors
    /// The first thing wrong with it.
    pub fn with(mut self, clock: Clock, term: Term) -> Result<Self, TermsError> {
        term.check(clock)?;
        self.0.insert(clock, term);
        Ok(self)
    }

    /// How long a clock runs; nothing if it does not run at all.
    pub fn term(&self, clock: Clock) -> Option<Term> {
        self.0.get(&clock).copied()
    }
}
