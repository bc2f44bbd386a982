//! Who the person is, in words that do not say so.

use domain::intake::person::{
    Event, IdentifierScheme, IdentifierSeen, IdentifierStatus, Particulars,
};
use wire::event::person::identifier_field;

use super::{Form, Names, Told};

pub(super) fn tell<'e>(event: &'e Event, _names: &Names<'_>) -> Told<'e> {
    match event {
        Event::Registered(particulars) => {
            told("person.registered", "Became known by name", particulars)
        }
        Event::ParticularsChanged(particulars) => told(
            "person.particulars_changed",
            "Name, contact details or address were confirmed and changed",
            particulars,
        ),
        Event::IdentifierRecorded { scheme, ordinal, value, seen, status } => Told::new(
            "person.identifier_recorded",
            format!("{} was recorded, {}{}", number(*scheme), source(*seen), worth(*status)),
        )
        .with("number", identifier_field(*scheme, *ordinal), value, Form::Hidden),
    }
}

fn told<'e>(kind: &'static str, what: &str, particulars: &'e Particulars) -> Told<'e> {
    let abode = if particulars.no_fixed_abode { "; no fixed abode" } else { "" };
    let contact = if particulars.contact_withheld {
        "; contact details stay out of every bundle"
    } else {
        ""
    };
    Told::new(kind, format!("{what}{abode}{contact}"))
        .with("particulars", "person.details", &particulars.details, Form::Hidden)
        .with("communication", "person.communication", &particulars.communication, Form::Hidden)
}

const fn number(scheme: IdentifierScheme) -> &'static str {
    match scheme {
        IdentifierScheme::Nino => "A National Insurance number",
        IdentifierScheme::Chi => "A Community Health Index number",
        IdentifierScheme::NhsNumber => "An NHS number",
        IdentifierScheme::Scn => "A Scottish Candidate Number",
        IdentifierScheme::PartnerLocal => "An organisation's own number",
    }
}

const fn source(seen: IdentifierSeen) -> &'static str {
    match seen {
        IdentifierSeen::Document => "as a document shows it",
        IdentifierSeen::Stated => "as the person said it",
        IdentifierSeen::Partner => "as a partner sent it",
    }
}

const fn worth(status: IdentifierStatus) -> &'static str {
    match status {
        // Whose it is as well, the reader may not be meant to know of.
        IdentifierStatus::Valid | IdentifierStatus::Contested => "",
        IdentifierStatus::Administrative => "; it is an administrative one and identifies nobody",
        IdentifierStatus::Superseded => "; another has replaced it",
    }
}
