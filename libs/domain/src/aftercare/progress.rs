//! Progress: distance travelled, such as confidence gained, measured together with the person. A number means something
//! only beside another from the same instrument, so readings of different instruments are never compared.

use crate::{Date, Journey, Stamp, journey};

codes! {
    /// What is measured. More than jobs counts.
    pub Measure {
        /// Confidence.
        Confidence = 1 "CONFIDENCE",
        /// Engagement with others.
        EngagementWithOthers = 2 "ENGAGEMENT_WITH_OTHERS",
        /// Wellbeing.
        Wellbeing = 3 "WELLBEING",
        /// Readiness for work.
        WorkReadiness = 4 "WORK_READINESS",
        /// Skills.
        Skills = 5 "SKILLS",
        /// Confidence with money.
        MoneyConfidence = 6 "MONEY_CONFIDENCE",
    }
    /// Who gave the score. A worker alone never does.
    pub MeasuredBy {
        /// The person.
        Person = 1 "PERSON",
        /// The person and the worker together.
        Together = 2 "TOGETHER",
    }
}

/// The longest name of an instrument, in characters.
pub const INSTRUMENT_CHARS_MAX: usize = 40;

/// What a score was taken with: a questionnaire or scale, in one version.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Instrument {
    code: String,
    version: u16,
}

impl Instrument {
    /// The instrument with this code, such as `LADDER_10`, in this version. None unless the code is 1 to 40 capitals,
    /// digits and underscores: it stands in clear, so it must have no room for words about a person.
    pub fn new(code: &str, version: u16) -> Option<Self> {
        let well_formed = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        let fits =
            (1..=INSTRUMENT_CHARS_MAX).contains(&code.len()) && code.chars().all(well_formed);
        fits.then(|| Self { code: code.to_owned(), version })
    }
    /// Its code.
    pub fn code(&self) -> &str {
        &self.code
    }
    /// Its version; versions do not compare.
    pub fn version(&self) -> u16 {
        self.version
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A score was taken. The first with an instrument is the baseline.
    Measured(Measurement),
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Records a score.
    Measure(Measurement),
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// There is no open episode.
    #[error("no episode is open; open one first")]
    NotOpen,
    /// The score is not on its scale.
    #[error("the score must lie on its scale, from 0 to a greatest score above 0")]
    ScoreOutOfRange,
    /// One score a day, or nobody could say which came first.
    #[error("this was measured today already, with another score")]
    AlreadyMeasured,
}

/// One score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measurement {
    /// Of what.
    pub measure: Measure,
    /// With what.
    pub instrument: Instrument,
    /// The score, 0 to `scale_max`.
    pub score: u16,
    /// The greatest score there is.
    pub scale_max: u16,
    /// Who gave it.
    pub by: MeasuredBy,
}

impl Measurement {
    /// Whether the two scores mean the same thing.
    fn compares_with(&self, other: &Self) -> bool {
        (self.measure, &self.instrument, self.scale_max)
            == (other.measure, &other.instrument, other.scale_max)
    }
}

/// Every score, in the order of the days they were taken.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// Oldest first, by the day in the world; one that is reported late is put where it belongs.
    pub readings: Vec<(Date, Measurement)>,
}

impl State {
    /// The first score that compares with the newest one of this measure.
    pub fn baseline(&self, measure: Measure) -> Option<&Measurement> {
        let newest = self.newest(measure)?;
        self.readings.iter().map(|(_, m)| m).find(|m| m.compares_with(newest))
    }
    /// How far the person has come since the baseline, in points of the newest score's scale; may be negative. None
    /// while there is nothing to compare.
    pub fn distance(&self, measure: Measure) -> Option<i32> {
        let (first, newest) = (self.baseline(measure)?, self.newest(measure)?);
        (!std::ptr::eq(first, newest)).then(|| i32::from(newest.score) - i32::from(first.score))
    }
    /// The newest score of this measure, with whatever instrument.
    pub fn newest(&self, measure: Measure) -> Option<&Measurement> {
        self.readings.iter().rev().map(|(_, m)| m).find(|m| m.measure == measure)
    }
}

pub(crate) fn decide(
    journey: &Journey,
    stamp: &Stamp,
    command: &Command,
) -> Result<Vec<journey::Event>, Refusal> {
    match command {
        Command::Measure(_) if journey.episode.open().is_none() => Err(Refusal::NotOpen),
        Command::Measure(measurement) => measure(&journey.progress, stamp, measurement),
    }
}

fn measure(
    state: &State,
    stamp: &Stamp,
    new: &Measurement,
) -> Result<Vec<journey::Event>, Refusal> {
    if new.scale_max == 0 || new.score > new.scale_max {
        return Err(Refusal::ScoreOutOfRange);
    }
    match state.readings.iter().find(|(on, m)| *on == stamp.occurred_on && m.compares_with(new)) {
        Some((_, known)) if known == new => Ok(vec![]), // A retry.
        Some(_) => Err(Refusal::AlreadyMeasured),
        None => Ok(vec![Event::Measured(new.clone()).into()]),
    }
}

pub(crate) fn evolve(state: &mut State, stamp: &Stamp, event: &Event) {
    match event {
        Event::Measured(measurement) => {
            let place = state.readings.partition_point(|(on, _)| *on <= stamp.occurred_on);
            state.readings.insert(place, (stamp.occurred_on, measurement.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aftercare::testing::*;
    use crate::testing::nothing_yet;

    fn ladder(version: u16) -> Instrument {
        Instrument::new("LADDER_10", version).expect("the code is well formed")
    }
    fn confidence(score: u16) -> Measurement {
        let (measure, by) = (Measure::Confidence, MeasuredBy::Together);
        Measurement { measure, instrument: ladder(1), score, scale_max: 10, by }
    }
    fn measure(score: u16) -> Command {
        Command::Measure(confidence(score))
    }
    fn measured(score: u16) -> Event {
        Event::Measured(confidence(score))
    }
    fn distance(story: &crate::testing::Given) -> Option<i32> {
        story.journey.progress.distance(Measure::Confidence)
    }

    #[test]
    fn the_first_score_is_the_baseline_and_the_newest_tells_the_distance() {
        let first = in_support().when(measure(3)).then_and();
        assert_eq!(first.journey.progress.baseline(Measure::Confidence), Some(&confidence(3)));
        assert_eq!(distance(&first), None);
        let later = first.by(on("2026-11-02")).when(measure(6)).then_and();
        assert_eq!(distance(&later), Some(3));
    }
    #[test]
    fn a_step_back_is_told_as_it_is() {
        assert_eq!(
            distance(&in_support().and([measured(6)]).by(on("2026-11-02")).and([measured(2)])),
            Some(-4)
        );
    }
    #[test]
    fn a_score_that_is_reported_late_is_put_on_its_day() {
        let late = in_support()
            .by(on("2026-11-02"))
            .and([measured(6)])
            .by(on("2026-09-01"))
            .and([measured(1)]);
        assert_eq!(distance(&late), Some(5));
    }
    #[test]
    fn a_new_version_of_an_instrument_begins_a_new_baseline() {
        let new = Measurement { instrument: ladder(2), ..confidence(9) };
        let story = in_support()
            .and([measured(3)])
            .by(on("2026-11-02"))
            .and([Event::Measured(new.clone())]);
        assert_eq!(story.journey.progress.baseline(Measure::Confidence), Some(&new));
        assert_eq!(distance(&story), None);
    }
    #[test]
    fn one_measure_says_nothing_of_another() {
        let story = in_support().and([measured(3)]);
        assert_eq!(story.journey.progress.baseline(Measure::Wellbeing), None);
    }
    #[test]
    fn a_score_lies_on_its_scale() {
        in_support().when(measure(11)).then_refused(Refusal::ScoreOutOfRange);
        let no_scale = Measurement { score: 0, scale_max: 0, ..confidence(0) };
        in_support().when(Command::Measure(no_scale)).then_refused(Refusal::ScoreOutOfRange);
        for score in [0, 10] {
            in_support().when(measure(score)).then([measured(score)]);
        }
    }
    #[test]
    fn measuring_twice_on_a_day_changes_nothing_and_another_score_is_refused() {
        in_support().and([measured(3)]).when(measure(3)).then_nothing();
        in_support().and([measured(3)]).when(measure(4)).then_refused(Refusal::AlreadyMeasured);
        in_support().and([measured(3)]).by(on("2026-08-18")).when(measure(3)).then([measured(3)]);
    }
    #[test]
    fn progress_is_measured_while_an_episode_is_open() {
        nothing_yet().when(measure(3)).then_refused(Refusal::NotOpen);
    }
    #[test]
    fn an_instruments_code_has_no_room_for_words() {
        for bad in ["", "ladder", "SHE IS SAD", "É", &"X".repeat(41)] {
            assert_eq!(Instrument::new(bad, 1), None, "{bad}");
        }
        assert!(Instrument::new(&"X".repeat(40), 1).is_some());
    }
}
