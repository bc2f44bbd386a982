//! Plan: goals and actions agreed with the person, in their words; versioned. Nobody is given a plan: a version stands
//! only because the person said yes to it.

use crate::intake::{REVIEW_WEEKS_MAX, is_review_in_range};
use crate::{Date, Journey, Sealed, Stamp, Timestamp, journey};

/// The most goals in one plan; there is at least one.
pub const GOALS_MAX: u8 = 10;
/// The most actions in one plan; there may be none yet.
pub const ACTIONS_MAX: u8 = 50;

/// One version of the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// 1 for the first, then one more each time.
    pub version: u16,
    /// Goals and actions, as one sealed text.
    pub text: Sealed,
    /// How many goals, 1 to 10.
    pub goals: u8,
    /// How many actions, 0 to 50.
    pub actions: u8,
    /// When person and worker look at it again; at most 13 weeks on.
    pub next_review: Date,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The person agreed to a plan.
    Agreed(Plan),
    /// Person and worker looked at it together, and this is what it says now.
    Reviewed(Plan),
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Records a plan.
    Agree {
        /// What it says.
        plan: Plan,
        /// Whether the person said yes to it.
        agreed_by_person: bool,
    },
    /// Records a review, with what the plan says after it.
    Review {
        /// What it says now.
        plan: Plan,
        /// Whether the person said yes to it.
        agreed_by_person: bool,
    },
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// There is no open episode.
    #[error("no episode is open; open one first")]
    NotOpen,
    /// The person did not say yes.
    #[error("a plan stands only if the person agreed to it")]
    NotAgreedByPerson,
    /// There is nothing to review.
    #[error("there is no plan to review; agree one first")]
    NoPlan,
    /// Somebody else changed the plan, or a version was skipped.
    #[error("the next version is {next}; read the plan again")]
    NotNextVersion {
        /// The version that would be accepted.
        next: u16,
    },
    /// Too few or too many.
    #[error("a plan has 1 to {GOALS_MAX} goals and at most {ACTIONS_MAX} actions")]
    CountOutOfRange,
    /// A review date is missing or too far away.
    #[error("the review must lie ahead, within {REVIEW_WEEKS_MAX} weeks")]
    ReviewOutOfRange,
}

/// The plan in force.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// The latest version; it outlives an episode, for the person may come back to it.
    pub plan: Option<Plan>,
    /// When person and worker last looked at it.
    pub looked_at: Option<Timestamp>,
}

pub(crate) fn decide(
    journey: &Journey,
    stamp: &Stamp,
    command: &Command,
) -> Result<Vec<journey::Event>, Refusal> {
    let before = journey.plan.plan.as_ref();
    let (plan, agreed, event): (_, _, fn(Plan) -> Event) = match command {
        Command::Agree { plan, agreed_by_person } => (plan, agreed_by_person, Event::Agreed),
        Command::Review { plan, agreed_by_person } => (plan, agreed_by_person, Event::Reviewed),
    };
    if !agreed {
        return Err(Refusal::NotAgreedByPerson);
    }
    if before == Some(plan) {
        return Ok(vec![]); // A retry.
    }
    if before.is_none() && matches!(command, Command::Review { .. }) {
        return Err(Refusal::NoPlan);
    }
    check(journey, stamp, plan)?;
    Ok(vec![event(plan.clone()).into()])
}

fn check(journey: &Journey, stamp: &Stamp, plan: &Plan) -> Result<(), Refusal> {
    let next = journey.plan.plan.as_ref().map_or(1, |before| before.version.saturating_add(1));
    if journey.episode.open().is_none() {
        return Err(Refusal::NotOpen);
    }
    if plan.version != next {
        return Err(Refusal::NotNextVersion { next });
    }
    if !(1..=GOALS_MAX).contains(&plan.goals) || plan.actions > ACTIONS_MAX {
        return Err(Refusal::CountOutOfRange);
    }
    if !is_review_in_range(stamp, plan.next_review) {
        return Err(Refusal::ReviewOutOfRange);
    }
    Ok(())
}

pub(crate) fn evolve(state: &mut State, stamp: &Stamp, event: &Event) {
    match event {
        Event::Agreed(plan) | Event::Reviewed(plan) => {
            state.plan = Some(plan.clone());
            state.looked_at = Some(stamp.recorded_at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Sensitivity;
    use crate::testing::*;

    fn plan(version: u16) -> Plan {
        let next_review = day("2026-11-16"); // 13 weeks on, to the day.
        Plan { version, text: sealed(Sensitivity::Core), goals: 1, actions: 0, next_review }
    }
    fn agree(plan: Plan) -> Command {
        Command::Agree { plan, agreed_by_person: true }
    }
    fn review(plan: Plan) -> Command {
        Command::Review { plan, agreed_by_person: true }
    }

    #[test]
    fn the_first_plan_is_version_one() {
        supported().when(agree(plan(1))).then([Event::Agreed(plan(1))]);
        supported().when(agree(plan(2))).then_refused(Refusal::NotNextVersion { next: 1 });
    }
    #[test]
    fn nobody_is_given_a_plan() {
        let command = Command::Agree { plan: plan(1), agreed_by_person: false };
        supported().when(command).then_refused(Refusal::NotAgreedByPerson);
        let command = Command::Review { plan: plan(2), agreed_by_person: false };
        supported()
            .and([Event::Agreed(plan(1))])
            .when(command)
            .then_refused(Refusal::NotAgreedByPerson);
    }
    #[test]
    fn a_review_is_the_next_version() {
        supported()
            .and([Event::Agreed(plan(1))])
            .when(review(plan(2)))
            .then([Event::Reviewed(plan(2))]);
    }
    #[test]
    fn of_two_reviews_at_once_the_second_is_told_to_read_again() {
        let theirs = Plan { actions: 3, ..plan(2) };
        supported()
            .and([Event::Agreed(plan(1)), Event::Reviewed(plan(2))])
            .when(review(theirs))
            .then_refused(Refusal::NotNextVersion { next: 3 });
    }
    #[test]
    fn agreeing_or_reviewing_twice_changes_nothing() {
        supported().and([Event::Agreed(plan(1))]).when(agree(plan(1))).then_nothing();
        supported()
            .and([Event::Agreed(plan(1)), Event::Reviewed(plan(2))])
            .when(review(plan(2)))
            .then_nothing();
    }
    #[test]
    fn there_is_nothing_to_review_before_there_is_a_plan() {
        supported().when(review(plan(1))).then_refused(Refusal::NoPlan);
    }
    #[test]
    fn a_plan_has_a_goal_and_stays_short() {
        for (goals, actions) in [(0, 1), (11, 1), (1, 51)] {
            let plan = Plan { goals, actions, ..plan(1) };
            supported().when(agree(plan)).then_refused(Refusal::CountOutOfRange);
        }
    }
    #[test]
    fn a_plan_is_looked_at_again_within_thirteen_weeks() {
        for next_review in ["2026-08-17", "2026-11-17"] {
            let plan = Plan { next_review: day(next_review), ..plan(1) };
            supported().when(agree(plan)).then_refused(Refusal::ReviewOutOfRange);
        }
    }
    #[test]
    fn a_plan_belongs_to_a_spell_of_support() {
        known_and_agreed().when(agree(plan(1))).then_refused(Refusal::NotOpen);
    }
}
