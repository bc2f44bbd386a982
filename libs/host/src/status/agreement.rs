//! Why an agreement says no, on the wire.

use domain::intake::agreement::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::AlreadyGiven => (Code::AlreadyExists, Reason::AgreementAlreadyGiven),
        Refusal::EndsBeforeItBegins => (Code::InvalidArgument, Reason::AgreementEndsBeforeItBegins),
        Refusal::Unknown => (Code::NotFound, Reason::AgreementUnknown),
    }
}
