//! The words for needs and circumstances, and which of them say something special of a person by being named.

use crate::{SensitiveCode, Sensitivity};

codes! {
    /// What stands in the way, or what the person brings: one list for every partner.
    pub NeedCode {
        /// Qualifications.
        Qualifications = 1 "QUALIFICATIONS",
        /// Work experience.
        Experience = 2 "EXPERIENCE",
        /// Reading, writing, numbers, working with others.
        CoreSkills = 3 "CORE_SKILLS",
        /// Housing.
        Housing = 4 "HOUSING",
        /// Drugs and alcohol.
        DrugsAlcohol = 5 "DRUGS_ALCOHOL",
        /// Confidence.
        Confidence = 6 "CONFIDENCE",
        /// Motivation.
        Motivation = 7 "MOTIVATION",
        /// Money and debt.
        Money = 8 "MONEY",
        /// Physical health.
        PhysicalHealth = 9 "PHYSICAL_HEALTH",
        /// Mental health.
        MentalHealth = 10 "MENTAL_HEALTH",
        /// Caring for somebody.
        Caring = 11 "CARING",
        /// Childcare.
        Childcare = 12 "CHILDCARE",
        /// English as another language.
        Language = 13 "LANGUAGE",
        /// Devices, data and the skill to use them.
        Digital = 14 "DIGITAL",
        /// Getting there.
        Transport = 15 "TRANSPORT",
        /// Convictions, and what they bring with them.
        Justice = 16 "JUSTICE",
        /// Being safe.
        Safety = 17 "SAFETY",
        /// Something else, told in the person's words.
        Other = 18 "OTHER",
    }
    /// Who said so.
    pub SaidBy {
        /// The person.
        Person = 1 "PERSON",
        /// A worker.
        Worker = 2 "WORKER",
        /// A partner.
        Partner = 3 "PARTNER",
    }
    /// How far it may go.
    pub Share {
        /// Nowhere. The default.
        Private = 1 "PRIVATE",
        /// Into a handover bundle that the person agreed to.
        Bundle = 2 "BUNDLE",
        /// Only to those who must know it for somebody's safety.
        Restricted = 3 "RESTRICTED",
    }
    /// A dated fact of a person's life. Several overlap as a rule; there is no one "client group".
    pub CircumstanceCode {
        /// A parent in none of the priority groups.
        Parent = 1 "PARENT",
        /// Priority family: a lone parent.
        LoneParent = 2 "LONE_PARENT",
        /// Priority family: minority ethnic.
        MinorityEthnicFamily = 3 "MINORITY_ETHNIC_FAMILY",
        /// Priority family: a disabled adult or child.
        DisabledFamily = 4 "DISABLED_FAMILY",
        /// Priority family: a mother under 25.
        MotherUnder25 = 5 "MOTHER_UNDER_25",
        /// Priority family: a child under one.
        ChildUnderOne = 6 "CHILD_UNDER_ONE",
        /// Priority family: three children or more.
        LargeFamily = 7 "LARGE_FAMILY",
        /// Out of work for less than six months.
        UnemployedUnder6Months = 8 "UNEMPLOYED_UNDER_6_MONTHS",
        /// Out of work for six to twelve months.
        Unemployed6To12Months = 9 "UNEMPLOYED_6_TO_12_MONTHS",
        /// Out of work for one to two years.
        Unemployed12To24Months = 10 "UNEMPLOYED_12_TO_24_MONTHS",
        /// Out of work for two years or longer.
        UnemployedOver24Months = 11 "UNEMPLOYED_OVER_24_MONTHS",
        /// Not looking for work.
        Inactive = 12 "INACTIVE",
        /// Never worked.
        NeverWorked = 13 "NEVER_WORKED",
        /// A working parent on a low income.
        InWorkLowIncomeParent = 14 "IN_WORK_LOW_INCOME_PARENT",
        /// In education.
        InEducation = 15 "IN_EDUCATION",
        /// In custody.
        InCustody = 16 "IN_CUSTODY",
        /// Has convictions: yes, no or not said; never what for.
        Convictions = 17 "CONVICTIONS",
        /// Care experienced.
        CareExperienced = 18 "CARE_EXPERIENCED",
        /// Homeless, or at risk of it.
        Homeless = 19 "HOMELESS",
        /// A refugee or seeking asylum.
        Refugee = 20 "REFUGEE",
        /// A veteran.
        Veteran = 21 "VETERAN",
        /// Cares for somebody.
        Carer = 22 "CARER",
        /// Few skills on paper.
        LowSkilled = 23 "LOW_SKILLED",
        /// Gypsy or Traveller.
        GypsyTraveller = 24 "GYPSY_TRAVELLER",
        /// Substance use.
        SubstanceUse = 25 "SUBSTANCE_USE",
        /// A mental health condition.
        MentalHealth = 26 "MENTAL_HEALTH",
        /// Speaks another language than English.
        Esol = 27 "ESOL",
        /// Nobody in the household works.
        JoblessHousehold = 28 "JOBLESS_HOUSEHOLD",
        /// A condition that lasts, or will last, twelve months or longer.
        LongTermCondition = 29 "LONG_TERM_CONDITION",
        /// Such a condition, which makes daily life harder.
        Disabled = 30 "DISABLED",
        /// An answer to the census question on ethnic group.
        Ethnicity = 31 "ETHNICITY",
        /// An answer to the census question on sexual orientation.
        SexualOrientation = 32 "SEXUAL_ORIENTATION",
        /// An answer to the census question on trans status.
        TransStatus = 33 "TRANS_STATUS",
        /// An answer to the census question on sex.
        Sex = 34 "SEX",
        /// The highest qualification on entry, as an SCQF level of 0 to 12.
        Qualification = 35 "QUALIFICATION",
    }
}

impl SensitiveCode for NeedCode {
    fn sensitivity(self) -> Sensitivity {
        match self {
            Self::DrugsAlcohol | Self::PhysicalHealth | Self::MentalHealth => Sensitivity::Special,
            Self::Justice | Self::Safety => Sensitivity::Restricted,
            Self::Qualifications
            | Self::Experience
            | Self::CoreSkills
            | Self::Housing
            | Self::Confidence => Sensitivity::Core,
            Self::Motivation | Self::Money | Self::Caring | Self::Childcare | Self::Language => {
                Sensitivity::Core
            }
            Self::Digital | Self::Transport | Self::Other => Sensitivity::Core,
        }
    }
}

impl CircumstanceCode {
    /// Whether this is a question that everybody answers in their own way, and not a group that somebody is in.
    pub fn is_question(self) -> bool {
        matches!(
            self,
            Self::Ethnicity
                | Self::SexualOrientation
                | Self::TransStatus
                | Self::Sex
                | Self::Qualification
        )
    }
}

impl SensitiveCode for CircumstanceCode {
    fn sensitivity(self) -> Sensitivity {
        match self {
            Self::InCustody | Self::Convictions => Sensitivity::Restricted,
            Self::MinorityEthnicFamily | Self::GypsyTraveller | Self::Ethnicity | Self::Refugee => {
                Sensitivity::Special
            }
            Self::DisabledFamily
            | Self::LongTermCondition
            | Self::Disabled
            | Self::MentalHealth => Sensitivity::Special,
            Self::SubstanceUse
            | Self::CareExperienced
            | Self::SexualOrientation
            | Self::TransStatus => Sensitivity::Special,
            Self::Parent
            | Self::LoneParent
            | Self::MotherUnder25
            | Self::ChildUnderOne
            | Self::LargeFamily => Sensitivity::Core,
            Self::UnemployedUnder6Months
            | Self::Unemployed6To12Months
            | Self::Unemployed12To24Months => Sensitivity::Core,
            Self::UnemployedOver24Months
            | Self::Inactive
            | Self::NeverWorked
            | Self::InWorkLowIncomeParent => Sensitivity::Core,
            Self::InEducation
            | Self::Homeless
            | Self::Veteran
            | Self::Carer
            | Self::LowSkilled
            | Self::Esol => Sensitivity::Core,
            Self::JoblessHousehold | Self::Sex | Self::Qualification => Sensitivity::Core,
        }
    }
}
