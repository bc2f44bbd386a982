//! Clock: what a referral waits for, and what comes of it when it waits too long. A clock runs in whole days and out at
//! midnight, never in the middle of somebody's day. How many days are its [`Terms`]; who rings it is for others.

mod in_force;
mod terms;
#[cfg(test)]
mod tests;

use jiff::ToSpan;

use super::reason::ExpireReason;
use crate::calendar::{begins, scottish_time};
use crate::{Calendar, Timestamp};

pub use in_force::InForce;
pub use terms::*;

codes! {
    /// What is waited for.
    pub Clock {
        /// The receiver says that it has seen the referral.
        Acknowledge = 1 "ACKNOWLEDGE",
        /// The receiver says yes or no.
        Decide = 2 "DECIDE",
        /// The sender answers what the receiver asked.
        Clarify = 3 "CLARIFY",
        /// The receiver confirms a place on the waiting list, or offers one at the service.
        WaitReview = 4 "WAIT_REVIEW",
        /// The person and the receiver meet for the first time.
        Introduce = 5 "INTRODUCE",
        /// The sender confirms that the introduction was held. When it is overdue, silence is a yes.
        ConfirmIntro = 6 "CONFIRM_INTRO",
        /// Support starts, after the handover.
        Start = 7 "START",
        /// There is a plan, once support has started.
        Plan = 8 "PLAN",
        /// Anything happens at all, before support has started.
        Stall = 9 "STALL",
        /// Somebody asks how the person is, in aftercare.
        Aftercare = 10 "AFTERCARE",
        /// A draft is sent. When it is overdue, the draft is void.
        Draft = 11 "DRAFT",
        /// Anything happens at all, once support has started: rarer then, so the clock is another.
        StallInSupport = 12 "STALL_IN_SUPPORT",
    }
    /// What a clock does as it runs on, in this order.
    pub Rung {
        /// Those who are waited for are reminded.
        Remind = 1 "REMIND",
        /// It is overdue: whoever answers for their work is told.
        Overdue = 2 "OVERDUE",
        /// The partnership is told.
        Partnership = 3 "PARTNERSHIP",
        /// The referral expires, and somebody else is asked.
        Expire = 4 "EXPIRE",
    }
}

impl Clock {
    /// Why a referral expires by this clock; nothing where it cannot. A meeting that is late or was missed, an introduction
    /// that was held, support that goes on and a draft that nobody has seen do not end so.
    pub const fn expires_as(self) -> Option<ExpireReason> {
        match self {
            Self::Acknowledge => Some(ExpireReason::NotAcknowledged),
            Self::Decide => Some(ExpireReason::NotDecided),
            Self::Clarify => Some(ExpireReason::NotAnswered),
            Self::WaitReview => Some(ExpireReason::WaitTooLong),
            Self::Introduce
            | Self::ConfirmIntro
            | Self::Start
            | Self::Plan
            | Self::Stall
            | Self::Aftercare
            | Self::Draft
            | Self::StallInSupport => None,
        }
    }
}

/// A length of time in whole days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Days {
    /// Days on which people work in the area.
    Working(u16),
    /// All days.
    Calendar(u16),
}

impl Calendar {
    /// The instant that a clock runs out: when its last day has ended where the people are. The day on which it was armed is
    /// not counted. Of two clocks with the same days, the one that was armed later never runs out sooner.
    pub fn due(&self, armed_at: Timestamp, days: Days) -> Timestamp {
        let armed_on = scottish_time(armed_at).date();
        let last = match days {
            Days::Working(days) => self.working_day_after(armed_on, days),
            Days::Calendar(days) => armed_on.saturating_add(i32::from(days).days()),
        };
        last.tomorrow().map_or(Timestamp::MAX, begins)
    }
}
