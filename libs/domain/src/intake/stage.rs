//! Stage: where on the five-stage pipeline a person is. Stages are labels, not a ladder: any order, several at once.
//! A setback slows things down and never ends anything.

use std::collections::BTreeSet;

use crate::intake::episode::{self, PauseReason};
use crate::intake::{REVIEW_WEEKS_MAX, is_review_in_range};
use crate::sealed::is_kept_right;
use crate::{Date, Journey, Sealed, SensitiveCode, Sensitivity, Stamp, journey};

codes! {
    /// The five-stage employability pipeline (NOLB operating plan 2022-2025).
    pub Stage {
        /// Engagement, referral, assessment.
        Engagement = 1 "ENGAGEMENT",
        /// Needs assessment, barrier removal.
        BarrierRemoval = 2 "BARRIER_REMOVAL",
        /// Vocational activity.
        VocationalActivity = 3 "VOCATIONAL_ACTIVITY",
        /// Employer engagement, job matching.
        JobMatching = 4 "JOB_MATCHING",
        /// In-work support, aftercare.
        InWork = 5 "IN_WORK",
    }
    /// What happened in the person's life.
    pub SetbackKind {
        /// Health.
        Health = 1 "HEALTH",
        /// Housing.
        Housing = 2 "HOUSING",
        /// A death.
        Bereavement = 3 "BEREAVEMENT",
        /// A relapse.
        Relapse = 4 "RELAPSE",
        /// Caring for somebody.
        Caring = 5 "CARING",
        /// Money.
        Money = 6 "MONEY",
        /// Custody.
        Custody = 7 "CUSTODY",
        /// A job ended.
        JobEnded = 8 "JOB_ENDED",
        /// Safety.
        Safety = 9 "SAFETY",
        /// Something else.
        Other = 10 "OTHER",
    }
    /// What a setback does to the pace of support.
    pub SetbackEffect {
        /// Nothing.
        None = 1 "NONE",
        /// Slower.
        Slower = 2 "SLOWER",
        /// A pause.
        Pause = 3 "PAUSE",
    }
}

impl SensitiveCode for SetbackKind {
    fn sensitivity(self) -> Sensitivity {
        match self {
            Self::Health | Self::Relapse => Sensitivity::Special,
            Self::Custody | Self::Safety => Sensitivity::Restricted,
            Self::Housing
            | Self::Bereavement
            | Self::Caring
            | Self::Money
            | Self::JobEnded
            | Self::Other => Sensitivity::Core,
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A stage began.
    Entered {
        /// Which.
        stage: Stage,
    },
    /// A stage ended.
    Left {
        /// Which.
        stage: Stage,
    },
    /// Something in life got harder.
    SetbackRecorded {
        /// What. A kind that is itself sensitive is sealed instead, in `sealed_kind`.
        kind: Option<SetbackKind>,
        /// The kind, sealed, where naming it would say something of health, substance use or justice.
        sealed_kind: Option<Sealed>,
        /// What it does to the pace.
        effect: SetbackEffect,
        /// When somebody looks again.
        review_on: Date,
    },
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Begins a stage, in any order and beside any other.
    Enter {
        /// Which.
        stage: Stage,
    },
    /// Ends a stage.
    Leave {
        /// Which.
        stage: Stage,
    },
    /// Records that something in life got harder. With effect `Pause`, support rests until the review.
    RecordSetback {
        /// What, if it is not sensitive.
        kind: Option<SetbackKind>,
        /// What, sealed, if it is.
        sealed_kind: Option<Sealed>,
        /// What it does to the pace.
        effect: SetbackEffect,
        /// When somebody looks again; at most 13 weeks on.
        review_on: Date,
    },
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// There is no open episode.
    #[error("no episode is open; open one first")]
    NotOpen,
    /// The stage is the only one, and while support goes on there is at least one.
    #[error("the person is at no other stage; enter the next one first")]
    LastStage,
    /// The kind is missing, told twice, or sensitive and in clear.
    #[error(
        "name the kind once: in clear if it is not sensitive, otherwise sealed as special or restricted"
    )]
    KindNotKept,
    /// A review date is missing or too far away.
    #[error("the review must lie ahead, within {REVIEW_WEEKS_MAX} weeks")]
    ReviewOutOfRange,
}

/// The stages that are on, and the setbacks on the way.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// In the order of the pipeline; none after an episode closed.
    pub on: BTreeSet<Stage>,
    /// Oldest first.
    pub setbacks: Vec<Setback>,
}

/// Something in life that got harder.
#[derive(Debug, Clone, PartialEq)]
pub struct Setback {
    /// The day it happened.
    pub on: Date,
    /// What, if it is not sensitive.
    pub kind: Option<SetbackKind>,
    /// What, sealed, if it is.
    pub sealed_kind: Option<Sealed>,
    /// What it does to the pace.
    pub effect: SetbackEffect,
    /// When somebody looks again.
    pub review_on: Date,
}

pub(crate) fn decide(
    journey: &Journey,
    stamp: &Stamp,
    command: &Command,
) -> Result<Vec<journey::Event>, Refusal> {
    let open = journey.episode.open().ok_or(Refusal::NotOpen)?;
    let on = &journey.stage.on;
    match command {
        Command::Enter { stage } if on.contains(stage) => Ok(vec![]), // A retry.
        Command::Enter { stage } => Ok(vec![Event::Entered { stage: *stage }.into()]),
        Command::Leave { stage } if !on.contains(stage) => Ok(vec![]), // A retry.
        Command::Leave { .. } if on.len() == 1 => Err(Refusal::LastStage),
        Command::Leave { stage } => Ok(vec![Event::Left { stage: *stage }.into()]),
        Command::RecordSetback { kind, sealed_kind, effect, review_on } => {
            let (kind, sealed_kind, effect, review_on) =
                (*kind, sealed_kind.clone(), *effect, *review_on);
            let setback = Setback { on: stamp.occurred_on, kind, sealed_kind, effect, review_on };
            record(journey, stamp, open, setback)
        }
    }
}

fn record(
    journey: &Journey,
    stamp: &Stamp,
    open: &episode::Episode,
    setback: Setback,
) -> Result<Vec<journey::Event>, Refusal> {
    if journey.stage.setbacks.contains(&setback) {
        return Ok(vec![]); // A retry.
    }
    if !is_kept_right(setback.kind, setback.sealed_kind.as_ref()) {
        return Err(Refusal::KindNotKept);
    }
    if !is_review_in_range(stamp, setback.review_on) {
        return Err(Refusal::ReviewOutOfRange);
    }
    let Setback { on: _, kind, sealed_kind, effect, review_on } = setback;
    let rests = effect == SetbackEffect::Pause && open.paused_until != Some(review_on);
    let (reason, sealed_reason) = (Some(PauseReason::Setback), None);
    let paused = rests.then(|| episode::Event::Paused { reason, sealed_reason, review_on }.into());
    let recorded = Event::SetbackRecorded { kind, sealed_kind, effect, review_on };
    Ok([recorded.into()].into_iter().chain(paused).collect())
}

/// Ends every stage that is on, because support ends.
pub(crate) fn left_with_episode(journey: &Journey) -> impl Iterator<Item = journey::Event> {
    journey.stage.on.iter().map(|&stage| Event::Left { stage }.into())
}

pub(crate) fn evolve(state: &mut State, stamp: &Stamp, event: &Event) {
    match event {
        Event::Entered { stage } => _ = state.on.insert(*stage),
        Event::Left { stage } => _ = state.on.remove(stage),
        Event::SetbackRecorded { kind, sealed_kind, effect, review_on } => {
            state.setbacks.push(Setback {
                on: stamp.occurred_on,
                kind: *kind,
                sealed_kind: sealed_kind.clone(),
                effect: *effect,
                review_on: *review_on,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;

    const SOON: &str = "2026-09-28";

    fn setback(kind: SetbackKind, effect: SetbackEffect) -> Command {
        Command::RecordSetback { kind: Some(kind), sealed_kind: None, effect, review_on: day(SOON) }
    }
    fn set_back(kind: SetbackKind, effect: SetbackEffect) -> journey::Event {
        Event::SetbackRecorded { kind: Some(kind), sealed_kind: None, effect, review_on: day(SOON) }
            .into()
    }
    fn paused() -> journey::Event {
        let (reason, sealed_reason) = (Some(PauseReason::Setback), None);
        episode::Event::Paused { reason, sealed_reason, review_on: day(SOON) }.into()
    }

    #[test]
    fn stages_come_in_any_order() {
        supported()
            .when(Command::Enter { stage: Stage::InWork })
            .then([Event::Entered { stage: Stage::InWork }]);
        supported()
            .and([Event::Entered { stage: Stage::JobMatching }])
            .when(Command::Enter { stage: Stage::BarrierRemoval })
            .then([Event::Entered { stage: Stage::BarrierRemoval }]);
    }
    #[test]
    fn several_stages_may_be_on_at_once_and_each_ends_by_itself() {
        supported()
            .and([Event::Entered { stage: Stage::InWork }])
            .when(Command::Leave { stage: Stage::Engagement })
            .then([Event::Left { stage: Stage::Engagement }]);
    }
    #[test]
    fn while_support_goes_on_there_is_at_least_one_stage() {
        supported()
            .when(Command::Leave { stage: Stage::Engagement })
            .then_refused(Refusal::LastStage);
    }
    #[test]
    fn entering_or_leaving_twice_changes_nothing() {
        supported().when(Command::Enter { stage: Stage::Engagement }).then_nothing();
        supported().when(Command::Leave { stage: Stage::InWork }).then_nothing();
    }
    #[test]
    fn without_support_there_are_no_stages() {
        known_and_agreed()
            .when(Command::Enter { stage: Stage::InWork })
            .then_refused(Refusal::NotOpen);
    }
    #[test]
    fn a_setback_ends_nothing() {
        let after =
            supported().when(setback(SetbackKind::JobEnded, SetbackEffect::Slower)).then_and();
        assert!(after.journey.episode.open().is_some_and(|open| open.paused_until.is_none()));
        assert_eq!(after.journey.stage.on, BTreeSet::from([Stage::Engagement]));
    }
    #[test]
    fn a_setback_may_let_support_rest_in_the_same_breath() {
        let command = setback(SetbackKind::Bereavement, SetbackEffect::Pause);
        supported()
            .when(command)
            .then([set_back(SetbackKind::Bereavement, SetbackEffect::Pause), paused()]);
    }
    #[test]
    fn a_second_setback_in_a_pause_is_recorded_and_the_pause_stays() {
        supported()
            .and([paused()])
            .when(setback(SetbackKind::Money, SetbackEffect::Pause))
            .then([set_back(SetbackKind::Money, SetbackEffect::Pause)]);
    }
    #[test]
    fn recording_it_twice_changes_nothing() {
        let command = setback(SetbackKind::Housing, SetbackEffect::Pause);
        supported().when(command.clone()).then_and().when(command).then_nothing();
    }
    #[test]
    fn a_sensitive_setback_is_sealed() {
        for kind in
            [SetbackKind::Health, SetbackKind::Relapse, SetbackKind::Custody, SetbackKind::Safety]
        {
            supported().when(setback(kind, SetbackEffect::None)).then_refused(Refusal::KindNotKept);
        }
        let (kind, effect, review_on) = (None, SetbackEffect::None, day(SOON));
        let sealed_kind = Some(sealed(Sensitivity::Special));
        supported()
            .when(Command::RecordSetback {
                kind,
                sealed_kind: sealed_kind.clone(),
                effect,
                review_on,
            })
            .then([Event::SetbackRecorded { kind, sealed_kind, effect, review_on }]);
    }
    #[test]
    fn somebody_looks_again_within_thirteen_weeks() {
        for review_on in ["2026-08-17", "2026-11-17"] {
            let (kind, effect, review_on) =
                (Some(SetbackKind::Money), SetbackEffect::Slower, day(review_on));
            let command = Command::RecordSetback { kind, sealed_kind: None, effect, review_on };
            supported().when(command).then_refused(Refusal::ReviewOutOfRange);
        }
    }
}
