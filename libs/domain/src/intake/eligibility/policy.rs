//! What funds ask for, as data, and a pure answer to whether somebody's facts meet it.

use std::borrow::Cow;

use crate::identifier::{PartialDate, age_on};
use crate::{Area, Date};

codes! {
    /// What a fund's rules say of somebody.
    pub EligibilityResult {
        /// The fund may help.
        Eligible = 1 "ELIGIBLE",
        /// It may not. The person needs another route, never a closed door.
        NotEligible = 2 "NOT_ELIGIBLE",
        /// It may, once what is open is settled.
        Conditional = 3 "CONDITIONAL",
    }
    /// Why a fund may not help, or not yet.
    pub EligibilityReason {
        /// Younger than the fund's first age band.
        TooYoung = 1 "TOO_YOUNG",
        /// The age is not known.
        AgeNotKnown = 2 "AGE_NOT_KNOWN",
        /// In work.
        InWork = 3 "IN_WORK",
        /// In work that may end, on sick leave or under notice: somebody must look.
        JobAtRisk = 4 "JOB_AT_RISK",
        /// Whether they work is not known.
        WorkNotKnown = 5 "WORK_NOT_KNOWN",
        /// In education or training.
        InLearning = 6 "IN_LEARNING",
        /// Whether they are in education or training is not known.
        LearningNotKnown = 7 "LEARNING_NOT_KNOWN",
        /// Where they live is not known.
        AreaNotKnown = 8 "AREA_NOT_KNOWN",
        /// Not a parent on a low income.
        NotLowIncomeParent = 9 "NOT_LOW_INCOME_PARENT",
        /// Whether they are a parent on a low income is not known.
        IncomeNotKnown = 10 "INCOME_NOT_KNOWN",
    }
    /// Whether somebody works.
    pub WorkStatus {
        /// No work.
        NotWorking = 1 "NOT_WORKING",
        /// Work that may end: on sick leave, or under notice.
        AtRisk = 2 "AT_RISK",
        /// Work.
        Working = 3 "WORKING",
    }
    /// Whether somebody learns.
    pub LearningStatus {
        /// Neither education nor training.
        NotLearning = 1 "NOT_LEARNING",
        /// Education or training.
        Learning = 2 "LEARNING",
    }
    /// How old somebody is, no closer than a fund needs (the bands that starts are published by).
    pub AgeBand {
        /// Below the school leaving age.
        Under16 = 1 "UNDER_16",
        /// 16 to 19.
        From16 = 2 "16_TO_19",
        /// 20 to 24.
        From20 = 3 "20_TO_24",
        /// 25 to 34.
        From25 = 4 "25_TO_34",
        /// 35 to 49.
        From35 = 5 "35_TO_49",
        /// 50 or older.
        From50 = 6 "50_AND_OVER",
    }
}

/// A fund's rules at one time. A changed rule is a new version; what was decided under the old one stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// The fund, such as `no-one-left-behind`.
    pub id: Cow<'static, str>,
    /// Counts up with each change.
    pub version: u16,
    /// All must hold.
    pub rules: Cow<'static, [Rule]>,
}

/// One thing that a fund asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// The person is in this age band or an older one.
    AgeFrom(AgeBand),
    /// The person does not work.
    NotInWork,
    /// The person is in neither education nor training.
    NotInLearning,
    /// The person lives in a council area, and it is known which.
    AreaKnown,
    /// The person is a parent on a low income, in work or not.
    LowIncomeParent,
}

/// No One Left Behind. "Participants must not be in a job, education or training" (Scottish Government, No One Left
/// Behind overview); "a voluntary all age service", so there is no upper age.
pub static NO_ONE_LEFT_BEHIND: Policy = Policy {
    id: Cow::Borrowed("no-one-left-behind"),
    version: 1,
    rules: Cow::Borrowed(&[
        Rule::AgeFrom(AgeBand::From16),
        Rule::NotInWork,
        Rule::NotInLearning,
        Rule::AreaKnown,
    ]),
};

/// Parental employability support: parents on a low income, "towards, into, and whilst in" work (Improvement Service
/// 2023), so that being in work is no bar.
pub static PARENTAL_SUPPORT: Policy = Policy {
    id: Cow::Borrowed("parental-support"),
    version: 1,
    rules: Cow::Borrowed(&[Rule::AgeFrom(AgeBand::From16), Rule::LowIncomeParent, Rule::AreaKnown]),
};

/// Every fund whose rules are in force.
static POLICIES: [&Policy; 2] = [&NO_ONE_LEFT_BEHIND, &PARENTAL_SUPPORT];

impl Policy {
    /// The rules in force of the fund with this id, if there is one.
    pub fn in_force(id: &str) -> Option<&'static Self> {
        POLICIES.into_iter().find(|policy| policy.id == id)
    }
}

impl AgeBand {
    /// The band of somebody born then, on this day. Of a date known in part, the younger band counts; none does while it
    /// may lie on either side of the school leaving age, for that is a question and not a no.
    pub fn on(born: &PartialDate, day: Date) -> Option<Self> {
        let younger = age_on(born.latest(), day).map_or(Self::Under16, Self::of_years);
        let older = age_on(born.earliest(), day).map_or(Self::Under16, Self::of_years);
        (younger != Self::Under16 || older == Self::Under16).then_some(younger)
    }

    const fn of_years(age: i16) -> Self {
        match age {
            ..16 => Self::Under16,
            16..20 => Self::From16,
            20..25 => Self::From20,
            25..35 => Self::From25,
            35..50 => Self::From35,
            50.. => Self::From50,
        }
    }
}

/// What is known of somebody on the day a fund is asked. Absence means not known, never no.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Facts {
    /// Whether they work.
    pub work: Option<WorkStatus>,
    /// Whether they learn.
    pub learning: Option<LearningStatus>,
    /// How old they are.
    pub age: Option<AgeBand>,
    /// Where they live.
    pub area: Option<Area>,
    /// Whether they are a parent on a low income.
    pub low_income_parent: Option<bool>,
}

/// What a policy says of some facts.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// Whether the fund may help.
    pub result: EligibilityResult,
    /// Why not, or why not yet; empty if it may.
    pub reasons: Vec<EligibilityReason>,
}

/// What a fund's rules say of somebody: no if one rule says no, conditional if what it needs to know is open.
pub fn assess(policy: &Policy, facts: &Facts) -> Assessment {
    let findings = || policy.rules.iter().map(|rule| find(*rule, facts));
    let refused: Vec<_> = findings().filter_map(Finding::refused).collect();
    if !refused.is_empty() {
        return Assessment { result: EligibilityResult::NotEligible, reasons: refused };
    }
    let reasons: Vec<_> = findings().filter_map(Finding::open).collect();
    let result = if reasons.is_empty() {
        EligibilityResult::Eligible
    } else {
        EligibilityResult::Conditional
    };
    Assessment { result, reasons }
}

/// What one rule says.
enum Finding {
    Holds,
    Open(EligibilityReason),
    Refused(EligibilityReason),
}

impl Finding {
    fn refused(self) -> Option<EligibilityReason> {
        match self {
            Self::Refused(reason) => Some(reason),
            Self::Holds | Self::Open(_) => None,
        }
    }
    fn open(self) -> Option<EligibilityReason> {
        match self {
            Self::Open(reason) => Some(reason),
            Self::Holds | Self::Refused(_) => None,
        }
    }
}

fn find(rule: Rule, facts: &Facts) -> Finding {
    use EligibilityReason as Why;
    match rule {
        Rule::AgeFrom(band) => known(facts.age, Why::AgeNotKnown, |age| age >= band, Why::TooYoung),
        Rule::NotInWork if facts.work == Some(WorkStatus::AtRisk) => Finding::Open(Why::JobAtRisk),
        Rule::NotInWork => {
            known(facts.work, Why::WorkNotKnown, |work| work == WorkStatus::NotWorking, Why::InWork)
        }
        Rule::NotInLearning => known(
            facts.learning,
            Why::LearningNotKnown,
            |l| l == LearningStatus::NotLearning,
            Why::InLearning,
        ),
        Rule::AreaKnown => facts.area.map_or(Finding::Open(Why::AreaNotKnown), |_| Finding::Holds),
        Rule::LowIncomeParent => known(
            facts.low_income_parent,
            Why::IncomeNotKnown,
            |parent| parent,
            Why::NotLowIncomeParent,
        ),
    }
}

fn known<T>(
    fact: Option<T>,
    if_unknown: EligibilityReason,
    holds: impl FnOnce(T) -> bool,
    if_not: EligibilityReason,
) -> Finding {
    match fact.map(holds) {
        None => Finding::Open(if_unknown),
        Some(true) => Finding::Holds,
        Some(false) => Finding::Refused(if_not),
    }
}
