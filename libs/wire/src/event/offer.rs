//! Stored events of offers.

use domain::Code;
use domain::intake::offer::{Event, Impact, Offered};

use super::{Topical, unknown};
use crate::convert::{
    Malformed, Read, code, code_number, id, maybe_code, maybe_sealed, sealed, sealed_of,
};
use crate::stored::{
    self, AdjustmentOffered, EntitlementImpactNoted, OfferAnswered, OfferEvent, SupportOffered,
    offer_event::Kind,
};

impl Topical for Event {
    type Stored = OfferEvent;

    fn to_stored(&self) -> OfferEvent {
        let kind = match self {
            Event::SupportOffered { offer, offered } => Kind::SupportOffered(SupportOffered {
                offer_id: offer.as_bytes().to_vec(),
                offered: Some(offered_of(offered)),
            }),
            Event::AdjustmentOffered { offer, offered } => {
                Kind::AdjustmentOffered(AdjustmentOffered {
                    offer_id: offer.as_bytes().to_vec(),
                    offered: Some(offered_of(offered)),
                })
            }
            Event::EntitlementImpactNoted { offer, impact, offered } => {
                Kind::EntitlementImpactNoted(EntitlementImpactNoted {
                    offer_id: offer.as_bytes().to_vec(),
                    entitlement: code_number(impact.entitlement),
                    sealed_entitlement: impact.sealed_entitlement.as_ref().map(sealed_of),
                    effect: impact.effect.number(),
                    offered: Some(offered_of(offered)),
                })
            }
            Event::Answered { offer, answer } => Kind::Answered(OfferAnswered {
                offer_id: offer.as_bytes().to_vec(),
                answer: answer.number(),
            }),
        };
        OfferEvent { kind: Some(kind) }
    }

    fn from_stored(event: OfferEvent) -> Read<Self> {
        Ok(match event.kind.ok_or_else(unknown)? {
            Kind::SupportOffered(e) => Event::SupportOffered {
                offer: id("offer_id", &e.offer_id)?,
                offered: offered(e.offered)?,
            },
            Kind::AdjustmentOffered(e) => Event::AdjustmentOffered {
                offer: id("offer_id", &e.offer_id)?,
                offered: offered(e.offered)?,
            },
            Kind::EntitlementImpactNoted(e) => Event::EntitlementImpactNoted {
                offer: id("offer_id", &e.offer_id)?,
                impact: Impact {
                    entitlement: maybe_code("entitlement", e.entitlement)?,
                    sealed_entitlement: maybe_sealed("sealed_entitlement", e.sealed_entitlement)?,
                    effect: code("effect", e.effect)?,
                },
                offered: offered(e.offered)?,
            },
            Kind::Answered(e) => Event::Answered {
                offer: id("offer_id", &e.offer_id)?,
                answer: code("answer", e.answer)?,
            },
        })
    }
}

fn offered_of(offered: &Offered) -> stored::Offered {
    stored::Offered {
        what: Some(sealed_of(&offered.what)),
        answer: offered.answer.number(),
        note: offered.note.as_ref().map(sealed_of),
    }
}

fn offered(stored: Option<stored::Offered>) -> Read<Offered> {
    let stored = stored.ok_or_else(|| Malformed::new("offered", "must be set"))?;
    Ok(Offered {
        what: sealed("offered.what", stored.what)?,
        answer: code("offered.answer", stored.answer)?,
        note: maybe_sealed("offered.note", stored.note)?,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::intake::offer::{Entitlement, EntitlementEffect, OfferAnswer};
    use domain::{OfferId, Sealed, Sensitivity};

    use super::*;
    use crate::event::testing::{reads_back, sealed};

    const OFFER: OfferId = OfferId::from_u128(1);

    fn offered(answer: OfferAnswer, note: Option<Sealed>) -> Offered {
        Offered { what: sealed(Sensitivity::Special), answer, note }
    }
    fn impact(entitlement: Option<Entitlement>, sealed_entitlement: Option<Sealed>) -> Event {
        let impact = Impact { entitlement, sealed_entitlement, effect: EntitlementEffect::Down };
        let offered = offered(OfferAnswer::Accepted, None);
        Event::EntitlementImpactNoted { offer: OFFER, impact, offered }
    }

    /// One of each event, with everything in it that there can be.
    pub(crate) fn samples() -> Vec<Event> {
        let note = Some(sealed(Sensitivity::Core));
        vec![
            Event::SupportOffered { offer: OFFER, offered: offered(OfferAnswer::Later, note) },
            Event::AdjustmentOffered {
                offer: OFFER,
                offered: offered(OfferAnswer::Declined, None),
            },
            impact(Some(Entitlement::UniversalCredit), None),
            impact(None, Some(sealed(Sensitivity::Special))),
            Event::Answered { offer: OFFER, answer: OfferAnswer::Accepted },
        ]
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(reads_back);
    }
}
