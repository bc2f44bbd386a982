//! Reasons of an end from outside: the person, the sender, a clock, a mistake, or the partnership.

use crate::{SensitiveCode, Sensitivity};

codes! {
    /// Why the person said no.
    pub PersonReason {
        /// Not now.
        NotNow = 1 "NOT_NOW",
        /// They would rather go elsewhere.
        PrefersOther = 2 "PREFERS_OTHER",
        /// They found help elsewhere.
        NeedsMetElsewhere = 3 "NEEDS_MET_ELSEWHERE",
        /// Caring or work leaves no time.
        CaringOrWork = 4 "CARING_OR_WORK",
        /// Health.
        Health = 5 "HEALTH",
        /// They moved.
        Moved = 6 "MOVED",
        /// Too far, or no way to get there.
        DistanceTransport = 7 "DISTANCE_TRANSPORT",
        /// They do not want their facts shared.
        DidNotAgreeToShare = 8 "DID_NOT_AGREE_TO_SHARE",
        /// Something else, or no reason given; none is owed.
        Other = 9 "OTHER",
    }
    /// Why the sender took a referral back.
    pub WithdrawReason {
        /// It should not have been sent.
        MadeInError = 1 "MADE_IN_ERROR",
        /// The same was asked already.
        Duplicate = 2 "DUPLICATE",
        /// The person's life changed.
        CircumstancesChanged = 3 "CIRCUMSTANCES_CHANGED",
        /// Another service took the person.
        AnotherServiceAccepted = 4 "ANOTHER_SERVICE_ACCEPTED",
        /// The person moved.
        PersonMoved = 5 "PERSON_MOVED",
        /// The person died.
        PersonDied = 6 "PERSON_DIED",
        /// The worker judges it is not right.
        ProfessionalJudgement = 7 "PROFESSIONAL_JUDGEMENT",
        /// Something else.
        Other = 8 "OTHER",
    }
    /// Which clock ran out, after every reminder; or that there is nobody any more who could answer.
    pub ExpireReason {
        /// Nobody opened it.
        NotAcknowledged = 1 "NOT_ACKNOWLEDGED",
        /// Nobody decided.
        NotDecided = 2 "NOT_DECIDED",
        /// The sender left a question open.
        NotAnswered = 3 "NOT_ANSWERED",
        /// The wait grew too long.
        WaitTooLong = 4 "WAIT_TOO_LONG",
        /// No introduction was booked.
        IntroNotBooked = 5 "INTRO_NOT_BOOKED",
        /// The service closes, or is published no longer.
        ServiceClosed = 6 "SERVICE_CLOSED",
    }
    /// Why a referral never should have been.
    pub VoidReason {
        /// Recorded in error.
        RecordedInError = 1 "RECORDED_IN_ERROR",
        /// It is about somebody else.
        WrongPerson = 2 "WRONG_PERSON",
        /// Recorded twice.
        RecordedTwice = 3 "RECORDED_TWICE",
        /// A draft that nobody needs now.
        DraftNotNeeded = 4 "DRAFT_NOT_NEEDED",
    }
    /// Why the partnership moves responsibility itself.
    pub TakeOverReason {
        /// The holder closed.
        HolderClosed = 1 "HOLDER_CLOSED",
        /// The holder's contract ended.
        ContractEnded = 2 "CONTRACT_ENDED",
        /// Somebody would not be safe otherwise.
        Safeguarding = 3 "SAFEGUARDING",
    }
}

impl SensitiveCode for PersonReason {
    fn sensitivity(self) -> Sensitivity {
        match self {
            Self::Health => Sensitivity::Special,
            Self::NotNow
            | Self::PrefersOther
            | Self::NeedsMetElsewhere
            | Self::CaringOrWork
            | Self::Moved
            | Self::DistanceTransport
            | Self::DidNotAgreeToShare
            | Self::Other => Sensitivity::Core,
        }
    }
}
