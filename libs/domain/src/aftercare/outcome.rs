//! Outcome: what was achieved, with credit shared among those who helped. An achievement counts once; each contributor
//! may point to all of it.

use std::collections::BTreeMap;

use crate::{Date, Journey, OrgId, Stamp, journey};

codes! {
    /// What somebody achieved (the achievements published in Scottish Government statistics on devolved employability
    /// services, and two that they count within employment).
    pub OutcomeKind {
        /// Entered employment.
        Employment = 1 "EMPLOYMENT",
        /// Entered further or higher education.
        Education = 2 "EDUCATION",
        /// Entered training.
        Training = 3 "TRAINING",
        /// Gained a qualification.
        Qualification = 4 "QUALIFICATION",
        /// Completed work experience.
        WorkExperience = 5 "WORK_EXPERIENCE",
        /// Began to volunteer.
        Volunteering = 6 "VOLUNTEERING",
        /// Re-engaged with school.
        School = 7 "SCHOOL",
        /// Began own business.
        SelfEmployment = 8 "SELF_EMPLOYMENT",
        /// Began an apprenticeship.
        Apprenticeship = 9 "APPRENTICESHIP",
    }
}

/// The most organisations that share in one outcome.
pub const CONTRIBUTORS_MAX: usize = 10;
/// The highest level of the Scottish Credit and Qualifications Framework.
pub const SCQF_MAX: u8 = 12;

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Something was achieved.
    Achieved(Outcome),
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Records an achievement.
    Achieve(Outcome),
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Nobody was ever supported here.
    #[error("no episode was ever opened here; open one first")]
    NoEpisode,
    /// What has not happened cannot be recorded.
    #[error("the day lies ahead; record it once it has come")]
    NotYet,
    /// There is no such level.
    #[error("SCQF levels are 1 to 12")]
    ScqfOutOfRange,
    /// Somebody helped, but no crowd.
    #[error("name 1 to 10 organisations that contributed, each once")]
    ContributorsOutOfRange,
    /// One outcome of a kind on a day.
    #[error("this outcome is recorded for that day already, and differs")]
    AlreadyRecorded,
}

/// Something that was achieved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What.
    pub kind: OutcomeKind,
    /// On this day in the world; it may have become known later, even after support ended.
    pub on: Date,
    /// The level, 1 to 12, where it has one.
    pub scqf: Option<u8>,
    /// Who helped: 1 to 10 organisations, each once, in no order of merit.
    pub contributors: Vec<OrgId>,
}

/// Every outcome: one of a kind on a day.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// By kind and day.
    pub outcomes: BTreeMap<(OutcomeKind, Date), Outcome>,
}

impl State {
    /// What this organisation contributed to: each counts in full for each contributor, so these numbers do not add up
    /// to the number of outcomes, and must not be added.
    pub fn credited_to(&self, org: OrgId) -> impl Iterator<Item = &Outcome> {
        self.outcomes.values().filter(move |outcome| outcome.contributors.contains(&org))
    }
}

pub(crate) fn decide(
    journey: &Journey,
    stamp: &Stamp,
    command: &Command,
) -> Result<Vec<journey::Event>, Refusal> {
    match command {
        Command::Achieve(_) if journey.episode.episodes.is_empty() => Err(Refusal::NoEpisode),
        Command::Achieve(outcome) => achieve(&journey.outcome, stamp, outcome),
    }
}

fn achieve(
    state: &State,
    stamp: &Stamp,
    outcome: &Outcome,
) -> Result<Vec<journey::Event>, Refusal> {
    if outcome.on > stamp.occurred_on {
        return Err(Refusal::NotYet);
    }
    if outcome.scqf.is_some_and(|level| !(1..=SCQF_MAX).contains(&level)) {
        return Err(Refusal::ScqfOutOfRange);
    }
    let contributors = sorted(&outcome.contributors);
    let each_once = contributors.is_sorted_by(|a, b| a < b);
    if !each_once || !(1..=CONTRIBUTORS_MAX).contains(&contributors.len()) {
        return Err(Refusal::ContributorsOutOfRange);
    }
    match state.outcomes.get(&(outcome.kind, outcome.on)) {
        None => Ok(vec![Event::Achieved(outcome.clone()).into()]),
        Some(known)
            if known.scqf == outcome.scqf && sorted(&known.contributors) == contributors =>
        {
            Ok(vec![])
        } // A retry.
        Some(_) => Err(Refusal::AlreadyRecorded),
    }
}

fn sorted(orgs: &[OrgId]) -> Vec<OrgId> {
    let mut orgs = orgs.to_vec();
    orgs.sort_unstable();
    orgs
}

pub(crate) fn evolve(state: &mut State, _stamp: &Stamp, event: &Event) {
    match event {
        Event::Achieved(outcome) => {
            _ = state.outcomes.insert((outcome.kind, outcome.on), outcome.clone())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aftercare::testing::*;
    use crate::testing::*;

    fn college(contributors: impl IntoIterator<Item = OrgId>) -> Outcome {
        let contributors = contributors.into_iter().collect();
        Outcome { kind: OutcomeKind::Education, on: day("2026-08-17"), scqf: Some(5), contributors }
    }
    fn both() -> Outcome {
        college([CHARITY, COUNCIL])
    }
    fn orgs(ids: std::ops::Range<u128>) -> impl Iterator<Item = OrgId> {
        ids.map(OrgId::from_u128)
    }

    #[test]
    fn credit_is_shared_in_full_and_the_outcome_counts_once() {
        let story = in_support().when(Command::Achieve(both())).then_and().journey.outcome;
        assert_eq!(story.outcomes.len(), 1);
        for org in [CHARITY, COUNCIL] {
            assert_eq!(story.credited_to(org).collect::<Vec<_>>(), [&both()]);
        }
        assert_eq!(story.credited_to(OrgId::from_u128(1)).count(), 0);
    }
    #[test]
    fn recording_it_twice_changes_nothing_in_whatever_order_the_helpers_are_named() {
        let known = || in_support().and([Event::Achieved(both())]);
        known().when(Command::Achieve(both())).then_nothing();
        known().when(Command::Achieve(college([COUNCIL, CHARITY]))).then_nothing();
    }
    #[test]
    fn one_outcome_of_a_kind_on_a_day() {
        let known = || in_support().and([Event::Achieved(both())]);
        known().when(Command::Achieve(college([COUNCIL]))).then_refused(Refusal::AlreadyRecorded);
        known()
            .when(Command::Achieve(Outcome { scqf: None, ..both() }))
            .then_refused(Refusal::AlreadyRecorded);
        let volunteering = Outcome { kind: OutcomeKind::Volunteering, ..both() };
        known().when(Command::Achieve(volunteering.clone())).then([Event::Achieved(volunteering)]);
        let earlier = Outcome { on: day("2026-08-16"), ..both() };
        known().when(Command::Achieve(earlier.clone())).then([Event::Achieved(earlier)]);
    }
    #[test]
    fn one_to_ten_organisations_share_the_credit_each_once() {
        for bad in [college([]), college(orgs(0..11)), college([CHARITY, COUNCIL, CHARITY])] {
            in_support().when(Command::Achieve(bad)).then_refused(Refusal::ContributorsOutOfRange);
        }
        in_support()
            .when(Command::Achieve(college(orgs(0..10))))
            .then([Event::Achieved(college(orgs(0..10)))]);
    }
    #[test]
    fn levels_are_those_of_the_framework() {
        for scqf in [Some(0), Some(13)] {
            in_support()
                .when(Command::Achieve(Outcome { scqf, ..both() }))
                .then_refused(Refusal::ScqfOutOfRange);
        }
    }
    #[test]
    fn what_lies_ahead_is_not_achieved() {
        let tomorrow = Outcome { on: day("2026-08-18"), ..both() };
        in_support().when(Command::Achieve(tomorrow)).then_refused(Refusal::NotYet);
    }
    #[test]
    fn an_outcome_may_become_known_after_support_ended_but_not_without_any() {
        after_support().when(Command::Achieve(both())).then([Event::Achieved(both())]);
        nothing_yet().when(Command::Achieve(both())).then_refused(Refusal::NoEpisode);
    }
}
