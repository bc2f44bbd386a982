//! Why an answer on where somebody could go is not put on record, on the wire.

use domain::routing::route::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::NotWhole => (Code::InvalidArgument, Reason::RoutesNotWhole),
        Refusal::NotKept => (Code::InvalidArgument, Reason::CodeNotKept),
        Refusal::AlreadyMade => (Code::AlreadyExists, Reason::RoutesAlreadySuggested),
    }
}
