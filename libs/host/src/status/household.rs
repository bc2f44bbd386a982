//! Why a household says no, on the wire.

use domain::assignment::household::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::NotAgreed => (Code::FailedPrecondition, Reason::FamilyContactNotAgreed),
    }
}
