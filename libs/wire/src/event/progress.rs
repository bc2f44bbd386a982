//! Stored events of progress, and how an instrument is read.

use domain::Code;
use domain::aftercare::progress::{Event, INSTRUMENT_CHARS_MAX, Instrument, Measurement};

use super::{Topical, unknown};
use crate::convert::{Malformed, Read, code, small};
use crate::stored::{ProgressEvent, ProgressMeasured, progress_event::Kind};

impl Topical for Event {
    type Stored = ProgressEvent;

    fn to_stored(&self) -> ProgressEvent {
        let kind = match self {
            Event::Measured(m) => Kind::Measured(ProgressMeasured {
                measure: m.measure.number(),
                instrument: m.instrument.code().into(),
                instrument_version: m.instrument.version().into(),
                score: m.score.into(),
                scale_max: m.scale_max.into(),
                by: m.by.number(),
            }),
        };
        ProgressEvent { kind: Some(kind) }
    }

    fn from_stored(event: ProgressEvent) -> Read<Self> {
        match event.kind.ok_or_else(unknown)? {
            Kind::Measured(e) => Ok(Event::Measured(Measurement {
                measure: code("measure", e.measure)?,
                instrument: instrument(&e.instrument, e.instrument_version)?,
                score: small("score", e.score)?,
                scale_max: small("scale_max", e.scale_max)?,
                by: code("by", e.by)?,
            })),
        }
    }
}

/// Reads what a score was taken with.
pub fn instrument(code: &str, version: u32) -> Read<Instrument> {
    let version = small("instrument_version", version)?;
    Instrument::new(code, version).ok_or_else(|| {
        let problem = format!(
            "must be 1 to {INSTRUMENT_CHARS_MAX} capitals, digits and underscores, such as LADDER_10"
        );
        Malformed::new("instrument", problem)
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::aftercare::progress::{Measure, MeasuredBy};

    use super::*;
    use crate::event::testing;

    /// One of each event.
    pub(crate) fn samples() -> Vec<Event> {
        vec![Event::Measured(Measurement {
            measure: Measure::Confidence,
            instrument: Instrument::new("LADDER_10", 1).expect("the code is well formed"),
            score: 6,
            scale_max: 10,
            by: MeasuredBy::Together,
        })]
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(testing::reads_back);
    }
    #[test]
    fn an_instrument_has_no_room_for_words_about_a_person() {
        let read = instrument("SHE IS SAD", 1);
        assert_eq!(read.map_err(|e| e.field), Err("instrument".into()));
    }
}
