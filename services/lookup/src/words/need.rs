//! Needs, strengths and circumstances in plain words.

use domain::Code;
use domain::intake::need::{Circumstance, CircumstanceCode, Event, NeedCode, SaidBy, Told as Said};

use super::{Form, Names, Told, code, day};

pub(super) fn tell<'e>(event: &'e Event, _names: &Names<'_>) -> Told<'e> {
    match event {
        Event::Identified { told, severity, .. } => {
            let what = named("Something stands in the way", told);
            let headline = format!("{what}; it weighs {severity} of 4, {}", source(told.said_by));
            with(Told::new("need.identified", headline), told)
        }
        Event::Updated { severity, own_words, .. } => {
            Told::new("need.updated", format!("A need changed; it now weighs {severity} of 4"))
                .with("in their words", "need.own_words", own_words, Form::Text)
        }
        Event::Eased { .. } => Told::new("need.eased", "A need no longer stands in the way"),
        Event::StrengthNoted { told, .. } => {
            let what = named("They bring a strength", told);
            let headline = format!("{what}, {}", source(told.said_by));
            with(Told::new("need.strength_noted", headline), told)
        }
        Event::CircumstanceRecorded { recorded, .. } => {
            Told::new("need.circumstance_recorded", known(recorded))
                .with("what", "need.circumstance", &recorded.sealed_code, CIRCUMSTANCE)
                .with("answer", "need.circumstance_value", &recorded.value, Form::Text)
        }
        Event::CircumstanceEnded { on, .. } => Told::new(
            "need.circumstance_ended",
            format!("Something in their life no longer holds since {}", day(*on)),
        ),
    }
}

const NEED: Form = Form::Code(|number| NeedCode::from_number(number).map(NeedCode::in_words));
const CIRCUMSTANCE: Form =
    Form::Code(|number| CircumstanceCode::from_number(number).map(circumstance));

fn named(what: &str, told: &Said) -> String {
    told.code.map_or(what.to_owned(), |code| format!("{what}: {}", super::code(code)))
}

fn with<'e>(words: Told<'e>, told: &'e Said) -> Told<'e> {
    words.with("what", "need.code", &told.sealed_code, NEED).with(
        "in their words",
        "need.own_words",
        &told.own_words,
        Form::Text,
    )
}

const fn source(by: SaidBy) -> &'static str {
    match by {
        SaidBy::Person => "the person says",
        SaidBy::Worker => "a worker says",
        SaidBy::Partner => "a partner says",
    }
}

fn known(recorded: &Circumstance) -> String {
    let what = recorded.code.map_or(String::new(), |what| format!(": {}", code(what)));
    let since = recorded.from.map_or(String::new(), |from| format!(", since {}", day(from)));
    format!("A circumstance became known{what}{since}")
}

/// Those that stand sealed, in plain words; the others have a headline that names them.
const fn circumstance(what: CircumstanceCode) -> &'static str {
    match what {
        CircumstanceCode::InCustody => "in custody",
        CircumstanceCode::Convictions => "convictions",
        CircumstanceCode::MinorityEthnicFamily => "a minority ethnic family",
        CircumstanceCode::GypsyTraveller => "Gypsy or Traveller",
        CircumstanceCode::Ethnicity => "ethnic group",
        CircumstanceCode::Refugee => "a refugee, or seeking asylum",
        CircumstanceCode::DisabledFamily => "a disabled adult or child in the family",
        CircumstanceCode::LongTermCondition => "a long-term condition",
        CircumstanceCode::Disabled => "disabled",
        CircumstanceCode::MentalHealth => "a mental health condition",
        CircumstanceCode::SubstanceUse => "substance use",
        CircumstanceCode::CareExperienced => "care experienced",
        CircumstanceCode::SexualOrientation => "sexual orientation",
        CircumstanceCode::TransStatus => "trans status",
        _ => "something else",
    }
}
