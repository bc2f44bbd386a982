//! Stored events of an episode.

use domain::Code;
use domain::intake::episode::Event;

use super::{Topical, unknown};
use crate::convert::{
    Read, area, code, code_number, date, date_of, id, maybe_code, maybe_id, maybe_sealed, sealed_of,
};
use crate::stored::{
    EpisodeClosed, EpisodeEvent, EpisodeOpened, EpisodePaused, EpisodeResumed, episode_event::Kind,
};

impl Topical for Event {
    type Stored = EpisodeEvent;

    fn to_stored(&self) -> EpisodeEvent {
        let kind = match self {
            Event::Opened { episode, area, door, rejoin_of } => Kind::Opened(EpisodeOpened {
                episode_id: episode.as_bytes().to_vec(),
                area: area.code().into(),
                door_org_id: door.as_bytes().to_vec(),
                rejoin_of: rejoin_of.map_or(vec![], |e| e.as_bytes().to_vec()),
            }),
            Event::Paused { reason, sealed_reason, review_on } => Kind::Paused(EpisodePaused {
                reason: code_number(*reason),
                sealed_reason: sealed_reason.as_ref().map(sealed_of),
                review_on: Some(date_of(*review_on)),
            }),
            Event::Resumed => Kind::Resumed(EpisodeResumed {}),
            Event::Closed { reason, destination } => Kind::Closed(EpisodeClosed {
                reason: reason.number(),
                destination: code_number(*destination),
            }),
        };
        EpisodeEvent { kind: Some(kind) }
    }

    fn from_stored(event: EpisodeEvent) -> Read<Self> {
        match event.kind.ok_or_else(unknown)? {
            Kind::Opened(e) => Ok(Event::Opened {
                episode: id("episode_id", &e.episode_id)?,
                area: area("area", &e.area)?,
                door: id("door_org_id", &e.door_org_id)?,
                rejoin_of: maybe_id("rejoin_of", &e.rejoin_of)?,
            }),
            Kind::Paused(e) => Ok(Event::Paused {
                reason: maybe_code("reason", e.reason)?,
                sealed_reason: maybe_sealed("sealed_reason", e.sealed_reason)?,
                review_on: date("review_on", e.review_on)?,
            }),
            Kind::Resumed(EpisodeResumed {}) => Ok(Event::Resumed),
            Kind::Closed(e) => Ok(Event::Closed {
                reason: code("reason", e.reason)?,
                destination: maybe_code("destination", e.destination)?,
            }),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::intake::episode::{CloseReason, Destination, PauseReason};
    use domain::{EpisodeId, OrgId, Sealed, Sensitivity};

    use super::*;
    use crate::event::testing::{day, dundee, reads_back, sealed};

    /// One of each event, with everything in it that there can be.
    pub(crate) fn samples() -> Vec<Event> {
        let (first, second) = (EpisodeId::from_u128(1), EpisodeId::from_u128(2));
        let opened = |episode, rejoin_of| Event::Opened {
            episode,
            area: dundee(),
            door: OrgId::from_u128(3),
            rejoin_of,
        };
        let paused = |reason: Option<PauseReason>, sealed_reason: Option<Sealed>| Event::Paused {
            reason,
            sealed_reason,
            review_on: day("2026-09-28"),
        };
        vec![
            opened(first, None),
            opened(second, Some(first)),
            paused(Some(PauseReason::Setback), None),
            paused(None, Some(sealed(Sensitivity::Special))),
            Event::Resumed,
            Event::Closed { reason: CloseReason::PersonChose, destination: None },
            Event::Closed {
                reason: CloseReason::GoalsMet,
                destination: Some(Destination::Employment),
            },
        ]
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(reads_back);
    }
}
