//! What was offered and answered, in plain words.

use domain::Code;
use domain::intake::offer::{Entitlement, EntitlementEffect, Event, Impact, OfferAnswer, Offered};

use super::{Form, Names, Told};

pub(super) fn tell<'e>(event: &'e Event, _names: &Names<'_>) -> Told<'e> {
    match event {
        Event::SupportOffered { offered, .. } => {
            told("offer.support_offered", "Support was offered".into(), offered)
        }
        Event::AdjustmentOffered { offered, .. } => {
            told("offer.adjustment_offered", "An adjustment was offered".into(), offered)
        }
        Event::EntitlementImpactNoted { impact, offered, .. } => {
            told("offer.entitlement_impact_noted", advice(impact), offered).with(
                "entitlement",
                "offer.entitlement",
                &impact.sealed_entitlement,
                Form::Code(|number| Entitlement::from_number(number).map(entitlement)),
            )
        }
        Event::Answered { answer, .. } => {
            let headline = format!("Thought again about an offer: {}", said(*answer));
            Told::new("offer.answered", headline)
        }
    }
}

fn told<'e>(kind: &'static str, what: String, offered: &'e Offered) -> Told<'e> {
    Told::new(kind, format!("{what}: {}", said(offered.answer)))
        .with("what", "offer.what", &offered.what, Form::Text)
        .with("note", "offer.note", &offered.note, Form::Text)
}

const fn said(answer: OfferAnswer) -> &'static str {
    match answer {
        OfferAnswer::Accepted => "the person said yes",
        OfferAnswer::Declined => "the person said no, and nothing follows from it",
        OfferAnswer::Later => "not now, and the offer stays open",
    }
}

fn advice(impact: &Impact) -> String {
    let what = impact.entitlement.map_or("an entitlement", entitlement);
    let effect = match impact.effect {
        EntitlementEffect::Up => "would rise",
        EntitlementEffect::Down => "would fall",
        EntitlementEffect::Ends => "would end",
        EntitlementEffect::Unknown => "may change",
    };
    format!("Advice was offered, as {what} {effect}")
}

const fn entitlement(entitlement: Entitlement) -> &'static str {
    match entitlement {
        Entitlement::UniversalCredit => "Universal Credit",
        Entitlement::Housing => "help with rent",
        Entitlement::CouncilTax => "Council Tax Reduction",
        Entitlement::Child => "payments for children",
        Entitlement::Childcare => "help with childcare",
        Entitlement::School => "school meals and clothing grants",
        Entitlement::Learning => "student support",
        Entitlement::Carer => "carer support",
        Entitlement::Disability => "disability payments",
        Entitlement::Other => "something else",
    }
}
