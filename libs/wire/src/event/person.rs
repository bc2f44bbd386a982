//! Stored events of a person.

use domain::Code;
use domain::intake::person::{Event, IdentifierScheme, Particulars};

use super::{Topical, unknown};
use crate::convert::{Read, code, maybe_sealed, sealed, sealed_of, small};
use crate::stored::{IdentifierRecorded, Particulars as Stored, PersonEvent, person_event::Kind};

/// The place that a number is sealed for: another for each scheme and for each number of a commit, so that no two can be
/// swapped.
pub fn identifier_field(scheme: IdentifierScheme, ordinal: u8) -> String {
    format!("person.identifier.{}.{ordinal}", scheme.text())
}

impl Topical for Event {
    type Stored = PersonEvent;

    fn to_stored(&self) -> PersonEvent {
        let kind = match self {
            Event::Registered(particulars) => Kind::Registered(stored(particulars)),
            Event::ParticularsChanged(particulars) => Kind::ParticularsChanged(stored(particulars)),
            Event::IdentifierRecorded { scheme, ordinal, value, seen, status } => {
                Kind::IdentifierRecorded(IdentifierRecorded {
                    scheme: scheme.number(),
                    value: Some(sealed_of(value)),
                    seen: seen.number(),
                    status: status.number(),
                    ordinal: (*ordinal).into(),
                })
            }
        };
        PersonEvent { kind: Some(kind) }
    }

    fn from_stored(event: PersonEvent) -> Read<Self> {
        match event.kind.ok_or_else(unknown)? {
            Kind::Registered(e) => particulars(e).map(Event::Registered),
            Kind::ParticularsChanged(e) => particulars(e).map(Event::ParticularsChanged),
            Kind::IdentifierRecorded(e) => Ok(Event::IdentifierRecorded {
                scheme: code("scheme", e.scheme)?,
                ordinal: small("ordinal", e.ordinal)?,
                value: sealed("value", e.value)?,
                seen: code("seen", e.seen)?,
                status: code("status", e.status)?,
            }),
        }
    }
}

fn stored(particulars: &Particulars) -> Stored {
    Stored {
        details: Some(sealed_of(&particulars.details)),
        communication: particulars.communication.as_ref().map(sealed_of),
        no_fixed_abode: particulars.no_fixed_abode,
        contact_withheld: particulars.contact_withheld,
    }
}

fn particulars(stored: Stored) -> Read<Particulars> {
    Ok(Particulars {
        details: sealed("details", stored.details)?,
        communication: maybe_sealed("communication", stored.communication)?,
        no_fixed_abode: stored.no_fixed_abode,
        contact_withheld: stored.contact_withheld,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::intake::person::{IdentifierSeen, IdentifierStatus};
    use domain::{Sealed, Sensitivity};

    use super::*;
    use crate::event::testing;

    /// One of each event, with everything in it that there can be.
    pub(crate) fn samples() -> Vec<Event> {
        let particulars = |communication: Option<Sealed>, hidden| Particulars {
            details: testing::sealed(Sensitivity::Core),
            communication,
            no_fixed_abode: hidden,
            contact_withheld: hidden,
        };
        let number = |scheme, ordinal| Event::IdentifierRecorded {
            scheme,
            ordinal,
            value: testing::sealed(Sensitivity::Core),
            seen: IdentifierSeen::Stated,
            status: IdentifierStatus::Contested,
        };
        let communication = Some(testing::sealed(Sensitivity::Special));
        vec![
            Event::Registered(particulars(communication, true)),
            Event::ParticularsChanged(particulars(None, false)),
            number(IdentifierScheme::Scn, 0),
            number(IdentifierScheme::PartnerLocal, 1),
        ]
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(testing::reads_back);
    }
}
