//! Why the word that a person is there says no, on the wire.

use domain::rights::presence::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::NotForThisRole => (Code::PermissionDenied, Reason::NotForThisRole),
        Refusal::NobodyHere => (Code::FailedPrecondition, Reason::NobodyHere),
    }
}
