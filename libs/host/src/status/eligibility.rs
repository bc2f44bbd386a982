//! Why the question of eligibility says no, on the wire.

use domain::intake::eligibility::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::SettledAtEntry => (Code::FailedPrecondition, Reason::EligibilitySettled),
    }
}
