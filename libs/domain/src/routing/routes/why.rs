//! Why: the reasons that an answer gives, for each service one way or the other.

codes! {
    /// Why a service is suggested.
    pub Why {
        /// It helps with what is wanted.
        Need = 1 "NEED",
        /// It works with people at this stage.
        Stage = 2 "STAGE",
        /// It is not far.
        Near = 3 "NEAR",
        /// It meets people in the way that is wanted.
        Mode = 4 "MODE",
        /// It works in the person's language.
        Language = 5 "LANGUAGE",
        /// It has what the person needs to get in and to take part.
        Access = 6 "ACCESS",
        /// It has a place free.
        PlaceFree = 7 "PLACE_FREE",
        /// The wait is short.
        ShortWait = 8 "SHORT_WAIT",
        /// It answers soon.
        AnswersSoon = 9 "ANSWERS_SOON",
        /// It is there for a group that the person is in.
        ForThisGroup = 10 "FOR_THIS_GROUP",
        /// It is the area's fallback door.
        AreasDoor = 11 "AREAS_DOOR",
    }
    /// Why a service is not suggested.
    pub WhyNot {
        /// It does not take people who live here.
        Area = 1 "AREA",
        /// It does not take this kind of referral.
        Kind = 2 "KIND",
        /// The person is too young or too old for it.
        Age = 3 "AGE",
        /// It does not work with people at this stage.
        Stage = 4 "STAGE",
        /// It helps with something else.
        Need = 5 "NEED",
        /// It does not meet people in a way that is wanted.
        Mode = 6 "MODE",
        /// It does not work in the person's language.
        Language = 7 "LANGUAGE",
        /// It lacks what the person needs to get in and to take part.
        Access = 8 "ACCESS",
        /// It is further than the person can go.
        TooFar = 9 "TOO_FAR",
        /// It says that it has no place, and no list.
        NoPlace = 10 "NO_PLACE",
        /// It takes no referrals now.
        NotOpen = 11 "NOT_OPEN",
        /// Its organisation has no sharing agreement that holds.
        NotSharing = 12 "NOT_SHARING",
        /// It is only for groups that the person is not known to be in.
        NotForThisGroup = 13 "NOT_FOR_THIS_GROUP",
        /// A referral to it is open.
        AskedAlready = 14 "ASKED_ALREADY",
        /// It was asked not long ago.
        AskAgainLater = 15 "ASK_AGAIN_LATER",
        /// It could help; as many as an answer has room for fit at least as well.
        Outranked = 17 "OUTRANKED",
    }
    /// What to find out before a service is asked, because it is unsaid or may have changed.
    pub Caveat {
        /// It takes people of some ages only, and this person's age is not known.
        Age = 1 "AGE",
        /// It does not say whether it works in the person's language.
        Language = 2 "LANGUAGE",
        /// It does not say whether the person can get in and take part.
        Access = 3 "ACCESS",
        /// What it said of its places is too old to be relied on.
        Places = 4 "PLACES",
        /// There is a waiting list.
        Waitlist = 5 "WAITLIST",
        /// Who gets a place is found out in a talk first.
        AssessFirst = 6 "ASSESS_FIRST",
        /// It said no to more than half of those who asked.
        SaysNoOften = 7 "SAYS_NO_OFTEN",
    }
}
