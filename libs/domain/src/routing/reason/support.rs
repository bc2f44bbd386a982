//! Reasons of support: why it never started, rests, changes hands or ends, and what it led to.

use crate::{SensitiveCode, Sensitivity};

codes! {
    /// Why support never started.
    pub NotStartedReason {
        /// Three attempts at contact came to nothing.
        NoContactAfterThree = 1 "NO_CONTACT_AFTER_3",
        /// The person did not come.
        DidNotAttend = 2 "DID_NOT_ATTEND",
        /// The person found work.
        FoundWork = 3 "FOUND_WORK",
        /// Health.
        Health = 4 "HEALTH",
        /// The person changed their mind.
        ChangedMind = 5 "CHANGED_MIND",
        /// The first assessment showed the service's rules leave the person out.
        IneligibleOnAssessment = 6 "INELIGIBLE_ON_ASSESSMENT",
        /// Something else.
        Other = 7 "OTHER",
    }
    /// Why support rests.
    pub HoldReason {
        /// Health.
        Health = 1 "HEALTH",
        /// A death.
        Bereavement = 2 "BEREAVEMENT",
        /// Caring.
        Caring = 3 "CARING",
        /// In custody.
        Custody = 4 "CUSTODY",
        /// A holiday.
        Holiday = 5 "HOLIDAY",
        /// Waiting for money.
        AwaitingFunding = 6 "AWAITING_FUNDING",
        /// Something else.
        Other = 7 "OTHER",
    }
    /// What support led to.
    pub OutcomeReason {
        /// Work for an employer.
        Employment = 1 "EMPLOYMENT",
        /// Own business.
        SelfEmployment = 2 "SELF_EMPLOYMENT",
        /// An apprenticeship.
        Apprenticeship = 3 "APPRENTICESHIP",
        /// Further or higher education.
        Education = 4 "EDUCATION",
        /// Training.
        Training = 5 "TRAINING",
        /// Volunteering.
        Volunteering = 6 "VOLUNTEERING",
        /// What was planned is done.
        PlanFinished = 7 "PLAN_FINISHED",
        /// The question was answered.
        AdviceGiven = 8 "ADVICE_GIVEN",
    }
    /// Why support ended before the plan did.
    pub EndReason {
        /// Done sooner than planned.
        CompletedEarly = 1 "COMPLETED_EARLY",
        /// The person stopped coming.
        Disengaged = 2 "DISENGAGED",
        /// The person moved.
        Moved = 3 "MOVED",
        /// Health.
        Health = 4 "HEALTH",
        /// In custody.
        Custody = 5 "CUSTODY",
        /// The person died.
        Died = 6 "DIED",
        /// Somebody else is responsible now.
        Transferred = 7 "TRANSFERRED",
        /// The provider's contract ended.
        ContractEnded = 8 "CONTRACT_ENDED",
        /// Something else, or no reason given; none is owed.
        Other = 9 "OTHER",
    }
    /// Why the receiver names another of its workers.
    pub ReassignReason {
        /// The person asked.
        PersonAsked = 1 "PERSON_ASKED",
        /// The worker left.
        WorkerLeft = 2 "WORKER_LEFT",
        /// The organisation shares out its work anew.
        Workload = 3 "WORKLOAD",
    }
}

impl SensitiveCode for NotStartedReason {
    fn sensitivity(self) -> Sensitivity {
        match self {
            Self::Health => Sensitivity::Special,
            Self::NoContactAfterThree
            | Self::DidNotAttend
            | Self::FoundWork
            | Self::ChangedMind
            | Self::IneligibleOnAssessment
            | Self::Other => Sensitivity::Core,
        }
    }
}

impl SensitiveCode for HoldReason {
    fn sensitivity(self) -> Sensitivity {
        match self {
            Self::Health => Sensitivity::Special,
            Self::Custody => Sensitivity::Restricted,
            Self::Bereavement
            | Self::Caring
            | Self::Holiday
            | Self::AwaitingFunding
            | Self::Other => Sensitivity::Core,
        }
    }
}

impl SensitiveCode for EndReason {
    fn sensitivity(self) -> Sensitivity {
        match self {
            Self::Health => Sensitivity::Special,
            Self::Custody => Sensitivity::Restricted,
            Self::CompletedEarly
            | Self::Disengaged
            | Self::Moved
            | Self::Died
            | Self::Transferred
            | Self::ContractEnded
            | Self::Other => Sensitivity::Core,
        }
    }
}
