//! Reasons, as they are said in a sentence.

use domain::routing::reason::{
    ClarifyReason, DeclineReason, EndReason, ExpireReason, HoldReason, MissedReason,
    NotStartedReason, OutcomeReason, PersonReason, ReassignReason, RedirectReason, ReferReason,
    RescheduleReason, TakeOverReason, VoidReason, WaitReason, WaiveReason, WithdrawReason,
};

/// What is said where the list has no word for it.
const OTHER: &str = "another reason";

/// A reason in the middle of a sentence.
pub(super) fn because(reason: &str) -> String {
    if reason == OTHER { "for another reason".to_owned() } else { format!("because {reason}") }
}

/// Why a person is referred: `because ...`.
pub(super) const fn refer(reason: ReferReason) -> &'static str {
    match reason {
        ReferReason::SpecialistHelp => "they have what is needed here",
        ReferReason::PersonAsked => "the person asked for it",
        ReferReason::Location => "it is nearer",
        ReferReason::NextStage => "the person is ready for what comes next",
        ReferReason::SupportEnding => "support here comes to an end",
        ReferReason::WalkedIn => "the person walked in there",
        ReferReason::Return => "they helped before",
        ReferReason::Other => OTHER,
    }
}

/// What a question is about.
pub(super) const fn clarify(reason: ClarifyReason) -> &'static str {
    match reason {
        ClarifyReason::Eligibility => "whether the fund's rules allow it",
        ClarifyReason::Needs => "what the person needs",
        ClarifyReason::SafeContact => "how to reach the person safely",
        ClarifyReason::Safety => "somebody's safety",
        ClarifyReason::ExpectedOutcome => "what is hoped for",
        ClarifyReason::Other => "something else",
    }
}

/// Why there is no place: `because ...`.
pub(super) const fn wait(reason: WaitReason) -> &'static str {
    match reason {
        WaitReason::NoPlace => "every place is taken",
        WaitReason::NextIntake => "the next group starts later",
        WaitReason::WorkerAway => "a worker is away",
        WaitReason::AwaitingFunding => "money is not released yet",
    }
}

/// Why the answer is no.
pub(super) const fn decline(reason: DeclineReason) -> &'static str {
    match reason {
        DeclineReason::NoCapacity => "there is no place",
        DeclineReason::NoCapacityInTimescale => "there is no place in time",
        DeclineReason::OutOfArea => "the person lives outside the area",
        DeclineReason::NotEligible => "the service's rules leave the person out",
        DeclineReason::Age => "the person is too young or too old for it",
        DeclineReason::NeedsTooHigh => "more help is needed than they can give",
        DeclineReason::NeedsTooLow => "less help is needed than they give",
        DeclineReason::WrongService => "it is not what they do",
        DeclineReason::AlreadyOnEquivalent => "the person gets the like of it already",
        DeclineReason::Duplicate => "the same was asked already",
        DeclineReason::InsufficientInfo => "too little is known to decide",
        DeclineReason::UnsafeForStaffOrOthers => "staff or others would not be safe",
        DeclineReason::CannotReachPerson => "they could not reach the person",
        DeclineReason::ServiceClosed => "the service has closed",
        DeclineReason::FundingRule => "the funder's rules do not allow it",
        DeclineReason::Other => OTHER,
    }
}

/// Why another service suits better: `because ...`.
pub(super) const fn redirect(reason: RedirectReason) -> &'static str {
    match reason {
        RedirectReason::BetterFit => "it fits the need better",
        RedirectReason::SoonerElsewhere => "it has a place sooner",
        RedirectReason::Nearer => "it is nearer",
        RedirectReason::PersonPrefers => "the person would rather go there",
        RedirectReason::Other => OTHER,
    }
}

/// Why the person said no.
pub(super) const fn person(reason: PersonReason) -> &'static str {
    match reason {
        PersonReason::NotNow => "not now",
        PersonReason::PrefersOther => "they would rather go elsewhere",
        PersonReason::NeedsMetElsewhere => "they found help elsewhere",
        PersonReason::CaringOrWork => "caring or work leaves no time",
        PersonReason::Health => "health",
        PersonReason::Moved => "they moved",
        PersonReason::DistanceTransport => "it is too far, or there is no way to get there",
        PersonReason::DidNotAgreeToShare => "they do not want their facts shared",
        PersonReason::Other => "something else, or no reason given",
    }
}

/// Why it was taken back: `because ...`.
pub(super) const fn withdraw(reason: WithdrawReason) -> &'static str {
    match reason {
        WithdrawReason::MadeInError => "it should not have been sent",
        WithdrawReason::Duplicate => "the same was asked already",
        WithdrawReason::CircumstancesChanged => "the person's circumstances changed",
        WithdrawReason::AnotherServiceAccepted => "another service took the person",
        WithdrawReason::PersonMoved => "the person moved",
        WithdrawReason::PersonDied => "the person died",
        WithdrawReason::ProfessionalJudgement => "it was not right for the person",
        WithdrawReason::Other => OTHER,
    }
}

/// Why an introduction was moved: `because ...`.
pub(super) const fn reschedule(reason: RescheduleReason) -> &'static str {
    match reason {
        RescheduleReason::PersonAsked => "the person asked",
        RescheduleReason::SenderUnavailable => "the worker who hands over cannot come",
        RescheduleReason::ReceiverUnavailable => "the worker who takes over cannot come",
        RescheduleReason::PlaceOrTravel => "the place or the way there does not work",
        RescheduleReason::Safety => "it would not be safe",
        RescheduleReason::Other => OTHER,
    }
}

/// Why the person was not there.
pub(super) const fn missed(reason: MissedReason) -> &'static str {
    match reason {
        MissedReason::NotKnown => "why is not known yet",
        MissedReason::Health => "health",
        MissedReason::CaringOrWork => "caring or work",
        MissedReason::Travel => "no way to get there",
        MissedReason::NotInvitedInTime => "the invitation did not reach them",
        MissedReason::DidNotWantTo => "they did not want to come",
        MissedReason::Other => OTHER,
    }
}

/// Why there is no introduction: `because ...`.
pub(super) const fn waive(reason: WaiveReason) -> &'static str {
    match reason {
        WaiveReason::PersonAsked => "the person asked",
        WaiveReason::Urgent => "it cannot wait",
        WaiveReason::Safety => "a meeting would not be safe",
        WaiveReason::SenderUnavailable => {
            "the worker who hands over was away for five working days"
        }
        WaiveReason::AlreadyKnownToReceiver => "they know each other already",
    }
}

/// Why support never started: `because ...`.
pub(super) const fn not_started(reason: NotStartedReason) -> &'static str {
    match reason {
        NotStartedReason::NoContactAfterThree => "three attempts to reach them came to nothing",
        NotStartedReason::DidNotAttend => "they did not come",
        NotStartedReason::FoundWork => "they found work",
        NotStartedReason::Health => "health",
        NotStartedReason::ChangedMind => "they changed their mind",
        NotStartedReason::IneligibleOnAssessment => "the service's rules leave them out after all",
        NotStartedReason::Other => OTHER,
    }
}

/// Why support rests: `because ...`.
pub(super) const fn hold(reason: HoldReason) -> &'static str {
    match reason {
        HoldReason::Health => "health",
        HoldReason::Bereavement => "of a death",
        HoldReason::Caring => "they care for somebody",
        HoldReason::Custody => "in custody",
        HoldReason::Holiday => "they are on holiday",
        HoldReason::AwaitingFunding => "money is not released yet",
        HoldReason::Other => OTHER,
    }
}

/// What it led to.
pub(super) const fn outcome(reason: OutcomeReason) -> &'static str {
    match reason {
        OutcomeReason::Employment => "a job",
        OutcomeReason::SelfEmployment => "their own business",
        OutcomeReason::Apprenticeship => "an apprenticeship",
        OutcomeReason::Education => "further or higher education",
        OutcomeReason::Training => "training",
        OutcomeReason::Volunteering => "volunteering",
        OutcomeReason::PlanFinished => "what was planned is done",
        OutcomeReason::AdviceGiven => "the question was answered",
    }
}

/// Why support ended early: `because ...`.
pub(super) const fn end(reason: EndReason) -> &'static str {
    match reason {
        EndReason::CompletedEarly => "it was done sooner than planned",
        EndReason::Disengaged => "they stopped coming, and may come back at any time",
        EndReason::Moved => "they moved",
        EndReason::Health => "health",
        EndReason::Custody => "in custody",
        EndReason::Died => "they died",
        EndReason::Transferred => "somebody else is responsible now",
        EndReason::ContractEnded => "the provider's contract ended",
        EndReason::Other => OTHER,
    }
}

/// Which clock ran out, or why nobody will answer: `because ...`.
pub(super) const fn expire(reason: ExpireReason) -> &'static str {
    match reason {
        ExpireReason::NotAcknowledged => "nobody opened it",
        ExpireReason::NotDecided => "nobody decided",
        ExpireReason::NotAnswered => "a question was left open",
        ExpireReason::WaitTooLong => "the wait grew too long",
        ExpireReason::IntroNotBooked => "no introduction was booked",
        ExpireReason::ServiceClosed => "the service takes nobody any more",
    }
}

/// Why another worker is named: `because ...`.
pub(super) const fn reassign(reason: ReassignReason) -> &'static str {
    match reason {
        ReassignReason::PersonAsked => "the person asked",
        ReassignReason::WorkerLeft => "the worker before left",
        ReassignReason::Workload => "work is shared out anew",
    }
}

/// Why it never should have been.
pub(super) const fn void(reason: VoidReason) -> &'static str {
    match reason {
        VoidReason::RecordedInError => "it was recorded in error",
        VoidReason::WrongPerson => "it is about somebody else",
        VoidReason::RecordedTwice => "it was recorded twice",
        VoidReason::DraftNotNeeded => "the draft is not needed now",
    }
}

/// Why responsibility was moved: `because ...`.
pub(super) const fn take_over(reason: TakeOverReason) -> &'static str {
    match reason {
        TakeOverReason::HolderClosed => "the holder closed",
        TakeOverReason::ContractEnded => "the holder's contract ended",
        TakeOverReason::Safeguarding => "somebody would not be safe otherwise",
    }
}
