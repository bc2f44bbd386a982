//! Reasons of a decision: why a person is referred, and why the receiver asks, lets them wait, says no or names another.

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
}
