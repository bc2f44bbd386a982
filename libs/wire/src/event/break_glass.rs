//! Stored events of looks outside the rules.

use domain::Code;
use domain::rights::break_glass::{Event, Opening};

use super::{Topical, unknown};
use crate::convert::{Read, code, id, kept, kept_of, maybe_id, sealed, sealed_of};
use crate::stored::{
    BreakGlassEvent, BreakGlassOpened, BreakGlassReviewed, break_glass_event::Kind,
};

impl Topical for Event {
    type Stored = BreakGlassEvent;

    fn to_stored(&self) -> BreakGlassEvent {
        let kind = match self {
            Event::Opened(opening) => Kind::Opened(opened_of(opening)),
            Event::Reviewed { break_glass, verdict } => Kind::Reviewed(BreakGlassReviewed {
                break_glass_id: break_glass.as_bytes().to_vec(),
                verdict: verdict.number(),
            }),
        };
        BreakGlassEvent { kind: Some(kind) }
    }

    fn from_stored(event: BreakGlassEvent) -> Read<Self> {
        match event.kind.ok_or_else(unknown)? {
            Kind::Opened(e) => opened(e).map(Event::Opened),
            Kind::Reviewed(e) => Ok(Event::Reviewed {
                break_glass: id("break_glass_id", &e.break_glass_id)?,
                verdict: code("verdict", e.verdict)?,
            }),
        }
    }
}

fn opened_of(opening: &Opening) -> BreakGlassOpened {
    let (reason, sealed_reason) = kept_of(&opening.reason);
    BreakGlassOpened {
        break_glass_id: opening.break_glass.as_bytes().to_vec(),
        reason,
        sealed_reason,
        justification: Some(sealed_of(&opening.justification)),
        opens: opening.opens.number(),
        second_worker_id: opening.second.map_or(vec![], |second| second.as_bytes().to_vec()),
    }
}

fn opened(e: BreakGlassOpened) -> Read<Opening> {
    Ok(Opening {
        break_glass: id("break_glass_id", &e.break_glass_id)?,
        reason: kept(e.reason, e.sealed_reason)?,
        justification: sealed("justification", e.justification)?,
        opens: code("opens", e.opens)?,
        second: maybe_id("second_worker_id", &e.second_worker_id)?,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::rights::break_glass::{BreakGlassReason, BreakGlassVerdict};
    use domain::{BreakGlassId, Kept, Sensitivity, WorkerId};

    use super::*;
    use crate::event::testing::{reads_back, sealed};

    /// One of each event, with everything in it that there can be.
    pub(crate) fn samples() -> Vec<Event> {
        let break_glass = BreakGlassId::from_u128(1);
        let alone = Opening {
            break_glass,
            reason: BreakGlassReason::LostContactRisk.into(),
            justification: sealed(Sensitivity::Special),
            opens: Sensitivity::Special,
            second: None,
        };
        let with_two = Opening {
            break_glass,
            reason: Kept::Sealed(sealed(Sensitivity::Restricted)),
            justification: sealed(Sensitivity::Restricted),
            opens: Sensitivity::Restricted,
            second: Some(WorkerId::from_u128(2)),
        };
        let reviewed = |verdict| Event::Reviewed { break_glass, verdict };
        vec![
            Event::Opened(alone),
            Event::Opened(with_two),
            reviewed(BreakGlassVerdict::Proper),
            reviewed(BreakGlassVerdict::Improper),
        ]
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(reads_back);
    }
}
