//! What the person agreed to, in plain words.

use domain::intake::agreement::{AgreementBy, AgreementMethod, Event, Scope};

use super::{Names, Told, day};

pub(super) fn tell<'e>(event: &'e Event, names: &Names<'_>) -> Told<'e> {
    match event {
        Event::Given { scope, method, by, until, .. } => {
            let until = until.map_or(String::new(), |until| format!(", until {}", day(until)));
            let what = scope_of(*scope, names);
            let headline = format!("{} to {what}, {}{until}", who(*by), how(*method));
            Told::new("agreement.given", headline)
        }
        Event::Withdrawn { agreement } => {
            let what = names.scope(*agreement).map_or("something".into(), |s| scope_of(s, names));
            Told::new("agreement.withdrawn", format!("No longer agrees to {what}"))
        }
    }
}

const fn who(by: AgreementBy) -> &'static str {
    match by {
        AgreementBy::Person => "Agreed",
        AgreementBy::Representative => "Somebody who may act for them agreed",
    }
}

fn scope_of(scope: Scope, names: &Names<'_>) -> String {
    match scope {
        Scope::Service => "take part".into(),
        Scope::Referral(org) => format!("a referral to {}", names.org(org)),
        Scope::HealthShare => "share how health affects work".into(),
        Scope::EmployerContact => "contact with the employer".into(),
        Scope::FamilyContact => "contact with the family".into(),
        Scope::Research => "research".into(),
    }
}

const fn how(method: AgreementMethod) -> &'static str {
    match method {
        AgreementMethod::Spoken => "aloud",
        AgreementMethod::Signed => "in writing",
        AgreementMethod::Digital => "on a screen",
        AgreementMethod::Interpreter => "through an interpreter",
        AgreementMethod::EasyRead => "with an easy-read text",
    }
}
