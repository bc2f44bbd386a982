//! Effect: what a reason brings with it: when the same service may be asked again, and whose record it counts on.

use super::{
    DeclineReason, EndReason, ExpireReason, NotStartedReason, PersonReason, RedirectReason,
    VoidReason, WithdrawReason,
};

codes! {
    /// Whose record a reason counts on. There is no member for the person, and there will be none.
    pub CountsAgainst {
        /// Nobody's.
        Nobody = 1 "NOBODY",
        /// The provider's.
        Provider = 2 "PROVIDER",
        /// The sender's.
        Sender = 3 "SENDER",
    }
}

/// When the same service may be asked again for the same person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReRefer {
    /// At once.
    Now,
    /// After this many days.
    AfterDays(u16),
    /// Only once the person's needs or eligibility were looked at again.
    UnlessReassessed,
}

/// What a reason brings with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effect {
    /// When the same service may be asked again.
    pub re_refer: ReRefer,
    /// Whose record it counts on.
    pub counts_against: CountsAgainst,
}

impl Effect {
    /// The service may be asked again at once, and nobody is at fault.
    pub const NONE: Self = Self::new(ReRefer::Now, CountsAgainst::Nobody);

    const fn new(re_refer: ReRefer, counts_against: CountsAgainst) -> Self {
        Self { re_refer, counts_against }
    }
    const fn counts(counts_against: CountsAgainst) -> Self {
        Self::new(ReRefer::Now, counts_against)
    }
}

/// Days before a full service is asked again.
const NO_CAPACITY_DAYS: u16 = 28;
/// Days before a service that was full for the time asked is asked again.
const NO_CAPACITY_IN_TIMESCALE_DAYS: u16 = 14;

impl DeclineReason {
    /// What it brings. What the sender could have read in the directory counts on the sender's record, a lack of
    /// places on the provider's.
    pub const fn effect(self) -> Effect {
        use {CountsAgainst::*, ReRefer::*};
        match self {
            Self::NoCapacity => Effect::new(AfterDays(NO_CAPACITY_DAYS), Provider),
            Self::NoCapacityInTimescale => {
                Effect::new(AfterDays(NO_CAPACITY_IN_TIMESCALE_DAYS), Provider)
            }
            Self::ServiceClosed => Effect::counts(Provider),
            Self::OutOfArea | Self::Age | Self::WrongService => {
                Effect::new(UnlessReassessed, Sender)
            }
            Self::Duplicate | Self::InsufficientInfo => Effect::counts(Sender),
            Self::NotEligible
            | Self::NeedsTooHigh
            | Self::NeedsTooLow
            | Self::AlreadyOnEquivalent
            | Self::UnsafeForStaffOrOthers
            | Self::FundingRule => Effect::new(UnlessReassessed, Nobody),
            Self::CannotReachPerson | Self::Other => Effect::NONE,
        }
    }
}

impl PersonReason {
    /// A no is never held against the person, nor against those who asked; they may come back at once.
    pub const fn effect(self) -> Effect {
        Effect::NONE
    }
}

impl RedirectReason {
    /// Passing somebody on to a better place is nobody's fault.
    pub const fn effect(self) -> Effect {
        Effect::NONE
    }
}

impl VoidReason {
    /// What never should have been leaves nothing behind.
    pub const fn effect(self) -> Effect {
        Effect::NONE
    }
}

impl WithdrawReason {
    /// What it brings.
    pub const fn effect(self) -> Effect {
        match self {
            Self::MadeInError | Self::Duplicate => Effect::counts(CountsAgainst::Sender),
            Self::CircumstancesChanged
            | Self::AnotherServiceAccepted
            | Self::PersonMoved
            | Self::PersonDied
            | Self::ProfessionalJudgement
            | Self::Other => Effect::NONE,
        }
    }
}

impl NotStartedReason {
    /// What it brings.
    pub const fn effect(self) -> Effect {
        match self {
            Self::IneligibleOnAssessment => {
                Effect::new(ReRefer::UnlessReassessed, CountsAgainst::Nobody)
            }
            Self::NoContactAfterThree
            | Self::DidNotAttend
            | Self::FoundWork
            | Self::Health
            | Self::ChangedMind
            | Self::Other => Effect::NONE,
        }
    }
}

impl EndReason {
    /// Coming back is always possible, and stopping is nobody's fault.
    pub const fn effect(self) -> Effect {
        Effect::NONE
    }
}

impl ExpireReason {
    /// A clock counts on the record of whoever let it run out, and a service that closes on its own, as if it had said so.
    pub const fn effect(self) -> Effect {
        match self {
            Self::NotAnswered => Effect::counts(CountsAgainst::Sender),
            Self::NotAcknowledged | Self::NotDecided | Self::WaitTooLong | Self::IntroNotBooked => {
                Effect::counts(CountsAgainst::Provider)
            }
            Self::ServiceClosed => DeclineReason::ServiceClosed.effect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Code, SensitiveCode};

    #[test]
    fn a_person_who_says_no_or_stops_may_come_back_at_once() {
        assert!(PersonReason::ALL.iter().all(|r| r.effect() == Effect::NONE));
        assert!(EndReason::ALL.iter().all(|r| r.effect() == Effect::NONE));
    }
    #[test]
    fn a_sensitive_reason_brings_nothing_so_it_can_be_sealed() {
        let sealed = |reason: &NotStartedReason| !reason.may_stand_in_clear();
        assert!(
            NotStartedReason::ALL.iter().filter(|r| sealed(r)).all(|r| r.effect() == Effect::NONE)
        );
    }
    #[test]
    fn a_clock_counts_on_the_record_of_whoever_let_it_run_out() {
        assert_eq!(ExpireReason::NotAnswered.effect().counts_against, CountsAgainst::Sender);
        assert_eq!(ExpireReason::NotDecided.effect().counts_against, CountsAgainst::Provider);
    }
    #[test]
    fn a_full_service_is_not_asked_again_the_next_day() {
        assert_eq!(DeclineReason::NoCapacity.effect().re_refer, ReRefer::AfterDays(28));
    }
}
