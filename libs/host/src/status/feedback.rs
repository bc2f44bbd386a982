//! Why feedback says no, on the wire.

use domain::aftercare::feedback::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::ScoreOutOfRange => (Code::InvalidArgument, Reason::ScoreOutOfRange),
        Refusal::NothingSaid => (Code::InvalidArgument, Reason::NothingSaid),
        Refusal::Unknown => (Code::NotFound, Reason::ComplaintUnknown),
    }
}
