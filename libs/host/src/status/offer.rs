//! Why an offer says no, on the wire.

use domain::intake::offer::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::AlreadyOffered => (Code::AlreadyExists, Reason::OfferAlreadyRecorded),
        Refusal::EntitlementNotKept => (Code::InvalidArgument, Reason::CodeNotKept),
        Refusal::Unknown => (Code::NotFound, Reason::OfferUnknown),
    }
}
