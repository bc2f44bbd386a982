//! Why support rests, why it ends, and where the person goes.

use crate::{SensitiveCode, Sensitivity};

codes! {
    /// Why support rests for a while. The episode stays open.
    pub PauseReason {
        /// Health.
        Health = 1 "HEALTH",
        /// A death.
        Bereavement = 2 "BEREAVEMENT",
        /// Caring for somebody.
        Caring = 3 "CARING",
        /// In custody.
        Custody = 4 "CUSTODY",
        /// Housing.
        Housing = 5 "HOUSING",
        /// The person asked for a break.
        PersonAsked = 6 "PERSON_ASKED",
        /// Something else.
        Other = 7 "OTHER",
        /// A setback, recorded beside the pause.
        Setback = 8 "SETBACK",
    }
    /// Why support ended. The door stays open whatever the reason.
    pub CloseReason {
        /// The person chose to stop. Takes effect at once and is never held against them.
        PersonChose = 1 "PERSON_CHOSE",
        /// The person reached their goals.
        GoalsMet = 2 "GOALS_MET",
        /// The person moved to another area.
        MovedArea = 3 "MOVED_AREA",
        /// Attempts to reach the person are exhausted by rule.
        LostContact = 4 "LOST_CONTACT",
        /// The person died.
        Deceased = 5 "DECEASED",
        /// Something else.
        Other = 6 "OTHER",
    }
    /// Where the person went.
    pub Destination {
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
        /// Another service.
        OtherService = 7 "OTHER_SERVICE",
        /// Out of work.
        NotInWork = 8 "NOT_IN_WORK",
        /// Not known.
        Unknown = 9 "UNKNOWN",
    }
}

impl SensitiveCode for PauseReason {
    fn sensitivity(self) -> Sensitivity {
        match self {
            Self::Health => Sensitivity::Special,
            Self::Custody => Sensitivity::Restricted,
            Self::Bereavement
            | Self::Caring
            | Self::Housing
            | Self::PersonAsked
            | Self::Other
            | Self::Setback => Sensitivity::Core,
        }
    }
}

impl CloseReason {
    /// Whether nothing may stand in the way: the person's own choice, and death.
    pub(super) fn is_at_once(self) -> bool {
        match self {
            Self::PersonChose | Self::Deceased => true,
            Self::GoalsMet | Self::MovedArea | Self::LostContact | Self::Other => false,
        }
    }
}
