//! Eligibility: an entry test per fund, as versioned policy data. It is asked when an episode starts or a new fund is
//! tried; starting work later never flips it.

mod policy;

use crate::{Date, Journey, Stamp, Timestamp, journey};

pub use policy::*;

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A fund's rules were asked, and this is the answer on that day's facts.
    Assessed {
        /// The fund.
        policy: String,
        /// The version of its rules.
        version: u16,
        /// The answer.
        result: EligibilityResult,
        /// Why not, or why not yet.
        reasons: Vec<EligibilityReason>,
        /// What was known.
        facts: Facts,
    },
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Asks a fund's rules.
    Assess {
        /// The rules in force, looked up by the caller.
        policy: Policy,
        /// What is known.
        facts: Facts,
    },
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The fund said yes when this episode started, and what changed since does not matter.
    #[error(
        "eligibility is settled at the start of an episode; what changes later, such as starting work, keeps it"
    )]
    SettledAtEntry,
}

/// One answer of a fund.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessed {
    /// The fund.
    pub policy: String,
    /// The version of its rules.
    pub version: u16,
    /// The answer.
    pub result: EligibilityResult,
    /// What was known.
    pub facts: Facts,
    /// The day of the facts.
    pub on: Date,
    /// When it was recorded.
    pub at: Timestamp,
}

/// Every answer, oldest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// Oldest first.
    pub assessed: Vec<Assessed>,
}

impl Journey {
    /// The latest answer of each fund since the last episode closed: those that count for the open one, or the next.
    pub fn assessments(&self) -> impl Iterator<Item = &Assessed> {
        let since = self.episode.last_closed_at();
        let current = self
            .eligibility
            .assessed
            .iter()
            .filter(move |a| since.is_none_or(|since| a.at >= since));
        current
            .fold(std::collections::BTreeMap::new(), |mut latest, a| {
                latest.insert(a.policy.as_str(), a);
                latest
            })
            .into_values()
    }
    /// Whether funds were asked, and each of them said no.
    pub fn is_turned_away(&self) -> bool {
        let mut answers = self.assessments().map(|a| a.result).peekable();
        answers.peek().is_some() && answers.all(|result| result == EligibilityResult::NotEligible)
    }
}

pub(crate) fn decide(
    journey: &Journey,
    _stamp: &Stamp,
    command: &Command,
) -> Result<Vec<journey::Event>, Refusal> {
    let Command::Assess { policy, facts } = command;
    match journey.assessments().find(|a| a.policy == policy.id) {
        Some(a) if (a.version, a.facts) == (policy.version, *facts) => Ok(vec![]), // A retry.
        Some(a) if a.result == EligibilityResult::Eligible && journey.episode.open().is_some() => {
            Err(Refusal::SettledAtEntry)
        }
        Some(_) | None => {
            let Assessment { result, reasons } = assess(policy, facts);
            let (policy, version) = (policy.id.clone().into_owned(), policy.version);
            Ok(vec![Event::Assessed { policy, version, result, reasons, facts: *facts }.into()])
        }
    }
}

pub(crate) fn evolve(state: &mut State, stamp: &Stamp, event: &Event) {
    let Event::Assessed { policy, version, result, facts, reasons: _ } = event;
    state.assessed.push(Assessed {
        policy: policy.clone(),
        version: *version,
        result: *result,
        facts: *facts,
        on: stamp.occurred_on,
        at: stamp.recorded_at,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Role;
    use crate::intake::episode::{self, CloseReason};
    use crate::testing::*;

    fn out_of_work() -> Facts {
        Facts {
            work: Some(WorkStatus::NotWorking),
            learning: Some(LearningStatus::NotLearning),
            age: Some(AgeBand::From16),
            area: Some(dundee()),
            low_income_parent: None,
        }
    }
    fn in_work() -> Facts {
        Facts { work: Some(WorkStatus::Working), ..out_of_work() }
    }
    fn ask(facts: Facts) -> Command {
        Command::Assess { policy: NO_ONE_LEFT_BEHIND.clone(), facts }
    }
    fn eligible(facts: Facts) -> Event {
        let (result, policy) = (EligibilityResult::Eligible, NO_ONE_LEFT_BEHIND.id.to_string());
        Event::Assessed { policy, version: 1, result, reasons: vec![], facts }
    }
    #[track_caller]
    fn says(
        policy: &Policy,
        facts: Facts,
        result: EligibilityResult,
        reasons: &[EligibilityReason],
    ) {
        assert_eq!(assess(policy, &facts), Assessment { result, reasons: reasons.to_vec() });
    }

    #[test]
    fn somebody_in_neither_work_nor_learning_may_be_helped() {
        says(&NO_ONE_LEFT_BEHIND, out_of_work(), EligibilityResult::Eligible, &[]);
    }
    #[test]
    fn every_reason_for_a_no_is_named() {
        let facts = Facts {
            learning: Some(LearningStatus::Learning),
            age: Some(AgeBand::Under16),
            ..in_work()
        };
        let reasons =
            [EligibilityReason::TooYoung, EligibilityReason::InWork, EligibilityReason::InLearning];
        says(&NO_ONE_LEFT_BEHIND, facts, EligibilityResult::NotEligible, &reasons);
    }
    #[test]
    fn what_is_not_known_is_a_question_and_not_a_no() {
        let facts = Facts { age: None, area: None, ..out_of_work() };
        let reasons = [EligibilityReason::AgeNotKnown, EligibilityReason::AreaNotKnown];
        says(&NO_ONE_LEFT_BEHIND, facts, EligibilityResult::Conditional, &reasons);
    }
    #[test]
    fn a_job_at_risk_is_a_question_too() {
        let facts = Facts { work: Some(WorkStatus::AtRisk), ..out_of_work() };
        says(
            &NO_ONE_LEFT_BEHIND,
            facts,
            EligibilityResult::Conditional,
            &[EligibilityReason::JobAtRisk],
        );
    }
    #[test]
    fn a_no_outweighs_what_is_not_known() {
        let facts = Facts { age: None, ..in_work() };
        says(
            &NO_ONE_LEFT_BEHIND,
            facts,
            EligibilityResult::NotEligible,
            &[EligibilityReason::InWork],
        );
    }
    #[test]
    fn working_parents_on_a_low_income_have_a_fund() {
        let parent = |low| Facts { low_income_parent: Some(low), ..in_work() };
        says(&PARENTAL_SUPPORT, parent(true), EligibilityResult::Eligible, &[]);
        let no = [EligibilityReason::NotLowIncomeParent];
        says(&PARENTAL_SUPPORT, parent(false), EligibilityResult::NotEligible, &no);
    }
    #[test]
    fn a_fund_is_found_by_its_id() {
        assert_eq!(Policy::in_force("parental-support"), Some(&PARENTAL_SUPPORT));
        assert_eq!(Policy::in_force("no-such-fund"), None);
    }
    #[test]
    fn an_age_band_begins_on_the_birthday() {
        let band = |born: &str| AgeBand::on(&born.parse().unwrap(), day("2026-08-17"));
        assert_eq!(band("2010-08-18"), Some(AgeBand::Under16));
        assert_eq!(band("2010-08-17"), Some(AgeBand::From16));
        assert_eq!(band("2006-08-17"), Some(AgeBand::From20));
        assert_eq!(band("2001-08-17"), Some(AgeBand::From25));
        assert_eq!(band("1991-08-17"), Some(AgeBand::From35));
        assert_eq!(band("1976-08-18"), Some(AgeBand::From35));
        assert_eq!(band("1976-08-17"), Some(AgeBand::From50));
    }
    #[test]
    fn a_birth_year_alone_settles_the_age_only_if_it_cannot_mean_under_sixteen() {
        let band = |born: &str| AgeBand::on(&born.parse().unwrap(), day("2026-08-17"));
        assert_eq!(band("2010"), None, "fifteen or sixteen");
        assert_eq!(band("2011"), Some(AgeBand::Under16));
        assert_eq!(band("2006"), Some(AgeBand::From16), "nineteen or twenty");
    }
    #[test]
    fn the_answer_is_kept_with_the_rules_and_the_facts() {
        nothing_yet().when(ask(out_of_work())).then([eligible(out_of_work())]);
    }
    #[test]
    fn asking_twice_changes_nothing() {
        given([eligible(out_of_work())]).when(ask(out_of_work())).then_nothing();
    }
    #[test]
    fn starting_work_later_never_flips_it() {
        supported()
            .and([eligible(out_of_work())])
            .when(ask(in_work()))
            .then_refused(Refusal::SettledAtEntry);
    }
    #[test]
    fn before_support_starts_a_changed_fact_changes_the_answer() {
        let turned_away = given([eligible(out_of_work())]).when(ask(in_work())).then_and();
        assert!(turned_away.journey.is_turned_away());
    }
    #[test]
    fn a_new_fund_may_be_asked_while_support_goes_on() {
        let command = Command::Assess { policy: PARENTAL_SUPPORT.clone(), facts: in_work() };
        let asked = supported().and([eligible(out_of_work())]).when(command).then_and();
        assert_eq!(asked.journey.assessments().count(), 2);
    }
    #[test]
    fn what_was_conditional_at_the_start_may_be_settled_later() {
        let unsure = Facts { age: None, ..out_of_work() };
        supported()
            .when(ask(unsure))
            .then_and()
            .when(ask(out_of_work()))
            .then([eligible(out_of_work())]);
    }
    #[test]
    fn coming_back_is_a_new_entry_and_is_assessed_anew() {
        supported()
            .and([eligible(out_of_work())])
            .by(stamp_of(COUNCIL, ANN, Role::Worker, "2026-10-01"))
            .and([episode::Event::Closed { reason: CloseReason::GoalsMet, destination: None }])
            .by(stamp_of(COUNCIL, ANN, Role::Worker, "2027-01-11"))
            .when(ask(out_of_work()))
            .then([eligible(out_of_work())]);
    }
}
