//! The topic `progress` in plain words.

use domain::aftercare::progress::{Event, MeasuredBy};

use super::{Names, Told, code};

pub(super) fn tell<'e>(event: &'e Event, _names: &Names<'_>) -> Told<'e> {
    match event {
        Event::Measured(m) => {
            let by = match m.by {
                MeasuredBy::Person => "by the person",
                MeasuredBy::Together => "together",
            };
            let (measure, score, scale) = (code(m.measure), m.score, m.scale_max);
            Told::new("progress.measured", format!("Measured {by}: {measure} {score} of {scale}"))
        }
    }
}
