//! What was asked, and of whom.

use domain::OrgId;
use domain::routing::kind::ReferralKind;
use domain::routing::reason::ReferReason;
use domain::routing::terms::{Request, Sending, Urgency};

use super::super::{Form, Names, Told};
use super::{all, reasons};

pub(super) fn drafted<'e>(request: &'e Request, names: &Names<'_>) -> Told<'e> {
    let headline = format!("A referral to {} is being written", there(request, names));
    hoped(Told::new("referral.drafted", headline), request)
}

pub(super) fn sent<'e>(sending: &'e Sending, names: &Names<'_>) -> Told<'e> {
    let request = &sending.request;
    let asked = what(sending, sending.from.org, names);
    let headline = format!("{asked}{}{}", how_soon(request.urgency), why(request));
    hoped(Told::new("referral.sent", headline), request)
}

fn what(sending: &Sending, from: OrgId, names: &Names<'_>) -> String {
    let request = &sending.request;
    let (there, from) = (there(request, names), names.org(from));
    let verb = match (request.returns, sending.redirected_from) {
        (Some(_), _) => "Referred back to",
        (None, Some(_)) => "Referred on to",
        (None, None) => "Referred to",
    };
    match request.kind {
        ReferralKind::Support => format!("{verb} {there} for support beside {from}"),
        ReferralKind::Transfer => format!("{verb} {there}, who would take over from {from}"),
        ReferralKind::Pull => format!("{there} asked {from} to let them take over"),
        ReferralKind::Advice => {
            format!("{from} asked {there} for advice, without saying who it is about")
        }
    }
}

fn there(request: &Request, names: &Names<'_>) -> String {
    format!("{} ({})", names.service(request.to.service), names.org(request.to.org))
}

const fn how_soon(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Routine => "",
        Urgency::Soon => ", ahead of others",
        Urgency::Today => ", needed today",
    }
}

/// Every reason that the list has a word for.
fn why(request: &Request) -> String {
    let told = request.reasons.iter().filter(|reason| **reason != ReferReason::Other);
    let told: Vec<_> = told.map(|reason| reasons::refer(*reason)).collect();
    if told.is_empty() { String::new() } else { format!(", because {}", all(&told)) }
}

fn hoped<'e>(told: Told<'e>, request: &'e Request) -> Told<'e> {
    told.with("hoped for", "referral.outcome_expected", &request.outcome_expected, Form::Text)
}
