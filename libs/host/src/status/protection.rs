//! Why protecting somebody, or ending it, says no, on the wire.

use domain::rights::protection::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::NotForThisRole => (Code::PermissionDenied, Reason::NotForThisRole),
        Refusal::NobodyHere => (Code::FailedPrecondition, Reason::NobodyHere),
        Refusal::NotKept => (Code::InvalidArgument, Reason::CodeNotKept),
        Refusal::ReviewOutOfRange => (Code::InvalidArgument, Reason::ReviewOutOfRange),
        Refusal::AlreadyApplied => (Code::AlreadyExists, Reason::ProtectionAlreadyApplied),
        Refusal::Unknown => (Code::NotFound, Reason::ProtectionUnknown),
        Refusal::NotYours => (Code::PermissionDenied, Reason::ProtectionNotYours),
    }
}
