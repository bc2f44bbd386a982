//! Stored events of needs, strengths and circumstances.

use domain::Code;
use domain::intake::need::{Circumstance, Event, Told};

use super::{Topical, unknown};
use crate::convert::{
    Malformed, Read, code, code_number, date, date_of, id, maybe_code, maybe_date, maybe_sealed,
    sealed_of,
};
use crate::stored::{
    CircumstanceEnded, CircumstanceRecorded, NeedEased, NeedEvent, NeedIdentified, NeedTold,
    NeedUpdated, StrengthNoted, need_event::Kind,
};

impl Topical for Event {
    type Stored = NeedEvent;

    fn to_stored(&self) -> NeedEvent {
        let kind = match self {
            Event::Identified { need, told, severity } => Kind::Identified(NeedIdentified {
                need_id: need.as_bytes().to_vec(),
                told: Some(told_of(told)),
                severity: (*severity).into(),
            }),
            Event::Updated { need, severity, share, own_words } => Kind::Updated(NeedUpdated {
                need_id: need.as_bytes().to_vec(),
                severity: (*severity).into(),
                share: share.number(),
                own_words: own_words.as_ref().map(sealed_of),
            }),
            Event::Eased { need } => Kind::Eased(NeedEased { need_id: need.as_bytes().to_vec() }),
            Event::StrengthNoted { strength, told } => Kind::StrengthNoted(StrengthNoted {
                strength_id: strength.as_bytes().to_vec(),
                told: Some(told_of(told)),
            }),
            Event::CircumstanceRecorded { circumstance, recorded } => {
                Kind::CircumstanceRecorded(CircumstanceRecorded {
                    circumstance_id: circumstance.as_bytes().to_vec(),
                    ..recorded_of(recorded)
                })
            }
            Event::CircumstanceEnded { circumstance, on } => {
                Kind::CircumstanceEnded(CircumstanceEnded {
                    circumstance_id: circumstance.as_bytes().to_vec(),
                    on: Some(date_of(*on)),
                })
            }
        };
        NeedEvent { kind: Some(kind) }
    }

    fn from_stored(event: NeedEvent) -> Read<Self> {
        Ok(match event.kind.ok_or_else(unknown)? {
            Kind::Identified(e) => Event::Identified {
                need: id("need_id", &e.need_id)?,
                told: told(e.told)?,
                severity: severity(e.severity)?,
            },
            Kind::Updated(e) => Event::Updated {
                need: id("need_id", &e.need_id)?,
                severity: severity(e.severity)?,
                share: code("share", e.share)?,
                own_words: maybe_sealed("own_words", e.own_words)?,
            },
            Kind::Eased(e) => Event::Eased { need: id("need_id", &e.need_id)? },
            Kind::StrengthNoted(e) => Event::StrengthNoted {
                strength: id("strength_id", &e.strength_id)?,
                told: told(e.told)?,
            },
            Kind::CircumstanceRecorded(e) => Event::CircumstanceRecorded {
                circumstance: id("circumstance_id", &e.circumstance_id)?,
                recorded: recorded(e)?,
            },
            Kind::CircumstanceEnded(e) => Event::CircumstanceEnded {
                circumstance: id("circumstance_id", &e.circumstance_id)?,
                on: date("on", e.on)?,
            },
        })
    }
}

fn told_of(told: &Told) -> NeedTold {
    NeedTold {
        code: code_number(told.code),
        sealed_code: told.sealed_code.as_ref().map(sealed_of),
        own_words: told.own_words.as_ref().map(sealed_of),
        said_by: told.said_by.number(),
        share: told.share.number(),
    }
}

fn told(stored: Option<NeedTold>) -> Read<Told> {
    let stored = stored.ok_or_else(|| Malformed::new("told", "must be set"))?;
    Ok(Told {
        code: maybe_code("told.code", stored.code)?,
        sealed_code: maybe_sealed("told.sealed_code", stored.sealed_code)?,
        own_words: maybe_sealed("told.own_words", stored.own_words)?,
        said_by: code("told.said_by", stored.said_by)?,
        share: code("told.share", stored.share)?,
    })
}

fn recorded_of(recorded: &Circumstance) -> CircumstanceRecorded {
    CircumstanceRecorded {
        circumstance_id: vec![],
        code: code_number(recorded.code),
        sealed_code: recorded.sealed_code.as_ref().map(sealed_of),
        value: recorded.value.as_ref().map(sealed_of),
        from: recorded.from.map(date_of),
        self_reported: recorded.self_reported,
    }
}

fn recorded(stored: CircumstanceRecorded) -> Read<Circumstance> {
    Ok(Circumstance {
        code: maybe_code("code", stored.code)?,
        sealed_code: maybe_sealed("sealed_code", stored.sealed_code)?,
        value: maybe_sealed("value", stored.value)?,
        from: maybe_date("from", stored.from)?,
        self_reported: stored.self_reported,
    })
}

fn severity(number: u32) -> Read<u8> {
    u8::try_from(number).map_err(|_| Malformed::new("severity", "must be at most 255"))
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::intake::need::{CircumstanceCode, NeedCode, SaidBy, Share};
    use domain::{CircumstanceId, NeedId, Sensitivity};

    use super::*;
    use crate::event::testing::{day, reads_back, sealed};

    const NEED: NeedId = NeedId::from_u128(1);
    const FACT: CircumstanceId = CircumstanceId::from_u128(2);

    fn in_clear() -> Told {
        Told {
            code: Some(NeedCode::Childcare),
            sealed_code: None,
            own_words: None,
            said_by: SaidBy::Person,
            share: Share::Bundle,
        }
    }
    fn closely_kept() -> Told {
        Told {
            code: None,
            sealed_code: Some(sealed(Sensitivity::Restricted)),
            own_words: Some(sealed(Sensitivity::Restricted)),
            said_by: SaidBy::Worker,
            share: Share::Restricted,
        }
    }
    fn circumstance() -> Circumstance {
        Circumstance {
            code: Some(CircumstanceCode::LoneParent),
            sealed_code: None,
            value: None,
            from: Some(day("2024-02-29")),
            self_reported: true,
        }
    }

    /// One of each event, with everything in it that there can be.
    pub(crate) fn samples() -> Vec<Event> {
        let own_words = Some(sealed(Sensitivity::Core));
        let sealed_fact = Circumstance {
            code: None,
            sealed_code: Some(sealed(Sensitivity::Special)),
            value: Some(sealed(Sensitivity::Special)),
            from: None,
            self_reported: false,
        };
        vec![
            Event::Identified { need: NEED, told: in_clear(), severity: 0 },
            Event::Identified { need: NEED, told: closely_kept(), severity: 4 },
            Event::Updated { need: NEED, severity: 2, share: Share::Private, own_words },
            Event::Eased { need: NEED },
            Event::StrengthNoted { strength: NEED, told: in_clear() },
            Event::CircumstanceRecorded { circumstance: FACT, recorded: circumstance() },
            Event::CircumstanceRecorded { circumstance: FACT, recorded: sealed_fact },
            Event::CircumstanceEnded { circumstance: FACT, on: day("2026-08-17") },
        ]
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(reads_back);
    }
}
