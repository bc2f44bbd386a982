//! Progress: from the wire and back.

use domain::aftercare::progress::{Command, Measure, Measurement};
use domain::{Code, Journey};
use wire::aftercare::{self as api, MeasureProgressRequest};
use wire::convert::{Malformed, Read, code, small};
use wire::event::progress::instrument;

pub(crate) fn measure(message: &MeasureProgressRequest) -> Read<(Measure, Command)> {
    let missing = || Malformed::new("measurement", "must be set");
    let taken = message.measurement.as_ref().ok_or_else(missing)?;
    let taken = measurement(taken).map_err(|e| e.within("measurement"))?;
    Ok((taken.measure, Command::Measure(taken)))
}

fn measurement(message: &api::Measurement) -> Read<Measurement> {
    Ok(Measurement {
        measure: code("measure", message.measure)?,
        instrument: instrument(&message.instrument, message.instrument_version)?,
        score: small("score", message.score)?,
        scale_max: small("scale_max", message.scale_max)?,
        by: code("by", message.by)?,
    })
}

/// How far the person has come in this.
pub(crate) fn render(journey: &Journey, measure: Measure) -> api::Progress {
    let progress = &journey.progress;
    api::Progress {
        measure: measure.number(),
        baseline: progress.baseline(measure).map(render_measurement),
        newest: progress.newest(measure).map(render_measurement),
        distance: progress.distance(measure),
    }
}

fn render_measurement(measurement: &Measurement) -> api::Measurement {
    api::Measurement {
        measure: measurement.measure.number(),
        instrument: measurement.instrument.code().into(),
        instrument_version: measurement.instrument.version().into(),
        score: measurement.score.into(),
        scale_max: measurement.scale_max.into(),
        by: measurement.by.number(),
    }
}
