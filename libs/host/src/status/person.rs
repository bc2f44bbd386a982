//! Why a person's record says no, on the wire.

use domain::intake::person::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::AlreadyRegistered => (Code::AlreadyExists, Reason::AlreadyRegistered),
        Refusal::NotRegistered => (Code::FailedPrecondition, Reason::NotRegistered),
    }
}
