//! Stored events of a published service, and how its card stands on the wire.

use domain::directory::publication::{Card, Content, Event, Raw};

use super::service::overlay::{ages, ages_of, each, language, spot, spot_of};
use super::{Topical, unknown};
use crate::convert::{
    Malformed, Read, area_codes, areas, code, code_numbers, codes, date_of, id, maybe_date,
    timestamp, timestamp_of,
};
use crate::stored::{
    PublicationEvent, PublicationListed, PublicationReturned, PublicationVanished,
    publication_event::Kind,
};
use crate::types::PublicationCard;

impl Topical for Event {
    type Stored = PublicationEvent;

    fn to_stored(&self) -> PublicationEvent {
        let kind = match self {
            Event::Listed { publisher, external, content } => Kind::Listed(PublicationListed {
                publisher_id: publisher.as_bytes().to_vec(),
                external_id: external.as_bytes().to_vec(),
                card: Some(card_of(&content.card)),
                raw: content.raw.0.to_vec(),
                sha256: content.digest.to_vec(),
                profile: content.profile,
            }),
            Event::Vanished => Kind::Vanished(PublicationVanished {}),
            Event::Returned => Kind::Returned(PublicationReturned {}),
        };
        PublicationEvent { kind: Some(kind) }
    }

    fn from_stored(event: PublicationEvent) -> Read<Self> {
        match event.kind.ok_or_else(unknown)? {
            Kind::Listed(e) => listed(e),
            Kind::Vanished(PublicationVanished {}) => Ok(Event::Vanished),
            Kind::Returned(PublicationReturned {}) => Ok(Event::Returned),
        }
    }
}

fn listed(event: PublicationListed) -> Read<Event> {
    let PublicationListed { publisher_id, external_id, card: said, raw, sha256, profile } = event;
    let said = said.ok_or_else(|| Malformed::new("card", "must be set"))?;
    let digest = sha256.try_into().map_err(|_| Malformed::new("sha256", "must be 32 bytes"))?;
    let card = Box::new(card(&said)?);
    Ok(Event::Listed {
        publisher: id("publisher_id", &publisher_id)?,
        external: uuid::Uuid::from_slice(&external_id)
            .map_err(|_| Malformed::new("external_id", "must be 16 bytes"))?,
        content: Content { card, digest, profile, raw: Raw(raw.into()) },
    })
}

/// Reads a card.
fn card(card: &PublicationCard) -> Read<Card> {
    let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let modified_at = card.modified_at.map(|at| timestamp("modified_at", Some(at)));
    Ok(Card {
        name: card.name.clone(),
        provider: said(&card.provider),
        status: code("status", card.status)?,
        areas: areas("areas", &card.areas)?,
        ages: ages(card.ages.as_ref())?,
        needs: codes("needs", &card.needs)?,
        stages: codes("stages", &card.stages)?,
        groups: codes("groups", &card.groups)?,
        spots: each("spots", &card.spots, spot)?,
        languages: each("languages", &card.languages, |at, text| language(at, text))?,
        assured_on: maybe_date("assured_on", card.assured_on)?,
        modified_at: modified_at.transpose()?,
        alert: said(&card.alert),
    })
}

/// Writes a card.
pub fn card_of(card: &Card) -> PublicationCard {
    use domain::Code;
    use domain::directory::overlay::Ages;
    PublicationCard {
        name: card.name.clone(),
        provider: card.provider.clone().unwrap_or_default(),
        status: card.status.number(),
        areas: area_codes(&card.areas),
        ages: Some(ages_of(card.ages)).filter(|_| card.ages != Ages::ANY),
        needs: code_numbers(&card.needs),
        stages: code_numbers(&card.stages),
        groups: code_numbers(&card.groups),
        spots: card.spots.iter().map(spot_of).collect(),
        languages: card.languages.iter().map(|tag| tag.as_str().to_owned()).collect(),
        assured_on: card.assured_on.map(date_of),
        modified_at: card.modified_at.map(timestamp_of),
        alert: card.alert.clone().unwrap_or_default(),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::Arc;

    use domain::PublisherId;
    use domain::directory::overlay::{Ages, Spot};
    use domain::directory::publication::PublicStatus;
    use domain::intake::need::{CircumstanceCode, NeedCode};
    use domain::intake::stage::Stage;

    use super::*;
    use crate::event::testing::{day, dundee, reads_back};

    fn outspoken() -> Card {
        Card {
            name: "Harbour Job Club".to_owned(),
            provider: Some("Harbour Trust".to_owned()),
            status: PublicStatus::TemporarilyClosed,
            areas: [dundee()].into(),
            ages: Ages::new(Some(16), Some(24)).expect("they are ages"),
            needs: [NeedCode::Confidence].into(),
            stages: [Stage::Engagement].into(),
            groups: [CircumstanceCode::CareExperienced].into(),
            spots: [Spot::new(56_462_000, -2_970_700).expect("in Dundee")].into(),
            languages: ["pl".parse().expect("a tag")].into(),
            assured_on: Some(day("2026-06-01")),
            modified_at: Some("2026-06-02T10:00:00.5Z".parse().expect("an instant")),
            alert: Some("Closed on Friday".to_owned()),
        }
    }

    fn terse() -> Card {
        let (provider, alert, name) = (None, None, "Harbour Job Club".to_owned());
        let (areas, needs, stages, groups) = Default::default();
        let (spots, languages, assured_on, modified_at) = Default::default();
        let (status, ages) = (PublicStatus::Active, Ages::ANY);
        Card {
            name,
            provider,
            status,
            areas,
            ages,
            needs,
            stages,
            groups,
            spots,
            languages,
            assured_on,
            modified_at,
            alert,
        }
    }

    /// Every event of a published service.
    pub(crate) fn samples() -> Vec<Event> {
        let listed = |card: Card| Event::Listed {
            publisher: PublisherId::from_u128(0xfe),
            external: uuid::Uuid::from_u128(0x17),
            content: Content {
                card: Box::new(card),
                digest: [7; 32],
                profile: 2,
                raw: Raw(Arc::from(&br#"{"name":"Harbour Job Club"}"#[..])),
            },
        };
        vec![listed(outspoken()), listed(terse()), Event::Vanished, Event::Returned]
    }

    #[test]
    fn every_event_of_a_publication_reads_back_as_it_was_written() {
        samples().into_iter().for_each(reads_back);
    }
    #[test]
    fn what_cannot_be_meant_is_named_with_its_place() {
        let said = || card_of(&outspoken());
        let refused = |said: PublicationCard| card(&said).expect_err("it is not read").field;
        assert_eq!(refused(PublicationCard { status: 0, ..said() }), "status");
        assert_eq!(refused(PublicationCard { needs: vec![99], ..said() }), "needs[0]");
        let short = PublicationListed { card: Some(said()), ..PublicationListed::default() };
        assert_eq!(listed(short).expect_err("no digest").field, "sha256");
    }
}
