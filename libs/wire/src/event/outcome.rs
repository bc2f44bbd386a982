//! Stored events of an outcome.

use domain::Code;
use domain::aftercare::outcome::{Event, Outcome};

use super::{Topical, unknown};
use crate::convert::{Read, code, date, date_of, id, maybe_small};
use crate::stored::{OutcomeAchieved, OutcomeEvent, outcome_event::Kind};

impl Topical for Event {
    type Stored = OutcomeEvent;

    fn to_stored(&self) -> OutcomeEvent {
        let kind = match self {
            Event::Achieved(outcome) => Kind::Achieved(OutcomeAchieved {
                kind: outcome.kind.number(),
                achieved_on: Some(date_of(outcome.on)),
                scqf_level: outcome.scqf.map(u32::from),
                contributor_org_ids: outcome
                    .contributors
                    .iter()
                    .map(|org| org.as_bytes().to_vec())
                    .collect(),
            }),
        };
        OutcomeEvent { kind: Some(kind) }
    }

    fn from_stored(event: OutcomeEvent) -> Read<Self> {
        match event.kind.ok_or_else(unknown)? {
            Kind::Achieved(e) => Ok(Event::Achieved(Outcome {
                kind: code("kind", e.kind)?,
                on: date("achieved_on", e.achieved_on)?,
                scqf: maybe_small("scqf_level", e.scqf_level)?,
                contributors: e
                    .contributor_org_ids
                    .iter()
                    .map(|org| id("contributor_org_ids", org))
                    .collect::<Read<_>>()?,
            })),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::OrgId;
    use domain::aftercare::outcome::OutcomeKind;

    use super::*;
    use crate::event::testing;

    /// One of each event, each optional field once set.
    pub(crate) fn samples() -> Vec<Event> {
        let on = testing::day("2026-08-17");
        let contributors = vec![OrgId::from_u128(0xca), OrgId::from_u128(0xc0)];
        let alone = vec![OrgId::from_u128(0xc0)];
        vec![
            Event::Achieved(Outcome {
                kind: OutcomeKind::Education,
                on,
                scqf: Some(5),
                contributors,
            }),
            Event::Achieved(Outcome {
                kind: OutcomeKind::Volunteering,
                on,
                scqf: None,
                contributors: alone,
            }),
        ]
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(testing::reads_back);
    }
}
