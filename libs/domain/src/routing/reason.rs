//! Reasons: why a referral went as it did, as closed lists. A reason that ends a referral also says when the same
//! service may be asked again and whose record it counts on. None ever counts against the person.

use crate::{SensitiveCode, Sensitivity};

codes! {
    /// Why a person is referred.
    pub ReferReason {
        /// The service has what the sender lacks.
        SpecialistHelp = 1 "SPECIALIST_HELP",
        /// The person asked for this service.
        PersonAsked = 2 "PERSON_ASKED",
        /// The person moved, or lives nearer to it.
        Location = 3 "LOCATION",
        /// The person is ready for what comes next.
        NextStage = 4 "NEXT_STAGE",
        /// The sender's own support comes to an end.
        SupportEnding = 5 "SUPPORT_ENDING",
        /// The person walked in here.
        WalkedIn = 6 "WALKED_IN",
        /// The way back to who helped before.
        Return = 7 "RETURN",
        /// Something else.
        Other = 8 "OTHER",
    }
    /// Why the receiver has a question.
    pub ClarifyReason {
        /// Whether the person may be helped under the fund's rules.
        Eligibility = 1 "ELIGIBILITY",
        /// What the person needs.
        Needs = 2 "NEEDS",
        /// How to reach the person safely.
        SafeContact = 3 "SAFE_CONTACT",
        /// Something that bears on anybody's safety.
        Safety = 4 "SAFETY",
        /// What is hoped for.
        ExpectedOutcome = 5 "EXPECTED_OUTCOME",
        /// Something else.
        Other = 6 "OTHER",
    }
    /// Why a suitable person has to wait.
    pub WaitReason {
        /// Every place is taken.
        NoPlace = 1 "NO_PLACE",
        /// The next group starts later.
        NextIntake = 2 "NEXT_INTAKE",
        /// A worker is away.
        WorkerAway = 3 "WORKER_AWAY",
        /// Money is not released yet.
        AwaitingFunding = 4 "AWAITING_FUNDING",
    }
    /// Why the receiver said no.
    pub DeclineReason {
        /// No place.
        NoCapacity = 1 "NO_CAPACITY",
        /// No place in the time that is asked for.
        NoCapacityInTimescale = 2 "NO_CAPACITY_IN_TIMESCALE",
        /// The person lives outside the service's area.
        OutOfArea = 3 "OUT_OF_AREA",
        /// The service's rules leave the person out.
        NotEligible = 4 "NOT_ELIGIBLE",
        /// Too young or too old for the service.
        Age = 5 "AGE",
        /// More help is needed than the service can give.
        NeedsTooHigh = 6 "NEEDS_TOO_HIGH",
        /// Less help is needed than the service gives.
        NeedsTooLow = 7 "NEEDS_TOO_LOW",
        /// Not what the service does.
        WrongService = 8 "WRONG_SERVICE",
        /// The person gets the like of it already.
        AlreadyOnEquivalent = 9 "ALREADY_ON_EQUIVALENT",
        /// The same was asked already.
        Duplicate = 10 "DUPLICATE",
        /// Too little is known to decide.
        InsufficientInfo = 11 "INSUFFICIENT_INFO",
        /// Staff or others would be at risk.
        UnsafeForStaffOrOthers = 12 "UNSAFE_FOR_STAFF_OR_OTHERS",
        /// Nobody could reach the person.
        CannotReachPerson = 13 "CANNOT_REACH_PERSON",
        /// The service has closed.
        ServiceClosed = 14 "SERVICE_CLOSED",
        /// The funder's rules say no.
        FundingRule = 15 "FUNDING_RULE",
        /// Something else; the note says what.
        Other = 16 "OTHER",
    }
    /// Why another service suits better.
    pub RedirectReason {
        /// Another service fits the need.
        BetterFit = 1 "BETTER_FIT",
        /// Another service has a place sooner.
        SoonerElsewhere = 2 "SOONER_ELSEWHERE",
        /// Another service is nearer.
        Nearer = 3 "NEARER",
        /// The person would rather go there.
        PersonPrefers = 4 "PERSON_PREFERS",
        /// Something else.
        Other = 5 "OTHER",
    }
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
    /// Why an introduction was moved.
    pub RescheduleReason {
        /// The person asked.
        PersonAsked = 1 "PERSON_ASKED",
        /// The sender's worker cannot come.
        SenderUnavailable = 2 "SENDER_UNAVAILABLE",
        /// The receiver's worker cannot come.
        ReceiverUnavailable = 3 "RECEIVER_UNAVAILABLE",
        /// The place or the way there does not work.
        PlaceOrTravel = 4 "PLACE_OR_TRAVEL",
        /// The time or place would not be safe.
        Safety = 5 "SAFETY",
        /// Something else.
        Other = 6 "OTHER",
    }
    /// Why the person was not at the introduction.
    pub MissedReason {
        /// Not known yet.
        NotKnown = 1 "NOT_KNOWN",
        /// Health.
        Health = 2 "HEALTH",
        /// Caring or work.
        CaringOrWork = 3 "CARING_OR_WORK",
        /// No way to get there.
        Travel = 4 "TRAVEL",
        /// The invitation did not reach them.
        NotInvitedInTime = 5 "NOT_INVITED_IN_TIME",
        /// They did not want to come.
        DidNotWantTo = 6 "DID_NOT_WANT_TO",
        /// Something else.
        Other = 7 "OTHER",
    }
    /// Why a handover goes without a meeting of three. It is reported as a cold one.
    pub WaiveReason {
        /// The person asked.
        PersonAsked = 1 "PERSON_ASKED",
        /// It cannot wait.
        Urgent = 2 "URGENT",
        /// A meeting would not be safe.
        Safety = 3 "SAFETY",
        /// The sender's worker was away for five working days.
        SenderUnavailable = 4 "SENDER_UNAVAILABLE_5WD",
        /// The person and the receiver know each other.
        AlreadyKnownToReceiver = 5 "ALREADY_KNOWN_TO_RECEIVER",
    }
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
    /// Why the receiver names another of its workers.
    pub ReassignReason {
        /// The person asked.
        PersonAsked = 1 "PERSON_ASKED",
        /// The worker left.
        WorkerLeft = 2 "WORKER_LEFT",
        /// The organisation shares out its work anew.
        Workload = 3 "WORKLOAD",
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

impl SensitiveCode for PersonReason {
    fn sensitivity(self) -> Sensitivity {
        if self == Self::Health { Sensitivity::Special } else { Sensitivity::Core }
    }
}

impl SensitiveCode for MissedReason {
    fn sensitivity(self) -> Sensitivity {
        if self == Self::Health { Sensitivity::Special } else { Sensitivity::Core }
    }
}

impl SensitiveCode for NotStartedReason {
    fn sensitivity(self) -> Sensitivity {
        if self == Self::Health { Sensitivity::Special } else { Sensitivity::Core }
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
    use crate::Code;

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
