//! Stored events of stages and setbacks.

use domain::Code;
use domain::intake::stage::Event;

use super::{Topical, unknown};
use crate::convert::{Read, code, code_number, date, date_of, maybe_code, maybe_sealed, sealed_of};
use crate::stored::{SetbackRecorded, StageEntered, StageEvent, StageLeft, stage_event::Kind};

impl Topical for Event {
    type Stored = StageEvent;

    fn to_stored(&self) -> StageEvent {
        let kind = match self {
            Event::Entered { stage } => Kind::Entered(StageEntered { stage: stage.number() }),
            Event::Left { stage } => Kind::Left(StageLeft { stage: stage.number() }),
            Event::SetbackRecorded { kind, sealed_kind, effect, review_on } => {
                Kind::SetbackRecorded(SetbackRecorded {
                    kind: code_number(*kind),
                    sealed_kind: sealed_kind.as_ref().map(sealed_of),
                    effect: effect.number(),
                    review_on: Some(date_of(*review_on)),
                })
            }
        };
        StageEvent { kind: Some(kind) }
    }

    fn from_stored(event: StageEvent) -> Read<Self> {
        match event.kind.ok_or_else(unknown)? {
            Kind::Entered(e) => Ok(Event::Entered { stage: code("stage", e.stage)? }),
            Kind::Left(e) => Ok(Event::Left { stage: code("stage", e.stage)? }),
            Kind::SetbackRecorded(e) => Ok(Event::SetbackRecorded {
                kind: maybe_code("kind", e.kind)?,
                sealed_kind: maybe_sealed("sealed_kind", e.sealed_kind)?,
                effect: code("effect", e.effect)?,
                review_on: date("review_on", e.review_on)?,
            }),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::intake::stage::{SetbackEffect, SetbackKind, Stage};
    use domain::{Sealed, Sensitivity};

    use super::*;
    use crate::event::testing::{day, reads_back, sealed};

    /// One of each event, with everything in it that there can be.
    pub(crate) fn samples() -> Vec<Event> {
        let setback = |kind: Option<SetbackKind>, sealed_kind: Option<Sealed>, effect| {
            Event::SetbackRecorded { kind, sealed_kind, effect, review_on: day("2026-09-28") }
        };
        vec![
            Event::Entered { stage: Stage::InWork },
            Event::Left { stage: Stage::Engagement },
            setback(Some(SetbackKind::Bereavement), None, SetbackEffect::Pause),
            setback(None, Some(sealed(Sensitivity::Restricted)), SetbackEffect::Slower),
        ]
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(reads_back);
    }
}
