//! Reasons on the way to a handover: why an introduction was moved, missed, or goes without a meeting.

use crate::{SensitiveCode, Sensitivity};

codes! {
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
}

impl SensitiveCode for MissedReason {
    fn sensitivity(self) -> Sensitivity {
        match self {
            Self::Health => Sensitivity::Special,
            Self::NotKnown
            | Self::CaringOrWork
            | Self::Travel
            | Self::NotInvitedInTime
            | Self::DidNotWantTo
            | Self::Other => Sensitivity::Core,
        }
    }
}
