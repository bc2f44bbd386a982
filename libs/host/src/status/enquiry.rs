//! Why an enquiry says no, on the wire.

use domain::intake::enquiry::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::AlreadyReceived => (Code::AlreadyExists, Reason::EnquiryAlreadyReceived),
        Refusal::TooManyNeeds => (Code::InvalidArgument, Reason::TooManyNeeds),
        Refusal::NeedsNotKept => (Code::InvalidArgument, Reason::CodeNotKept),
        Refusal::Unknown => (Code::NotFound, Reason::EnquiryUnknown),
        Refusal::AlreadyClosed => (Code::FailedPrecondition, Reason::EnquiryAlreadyClosed),
        Refusal::NeedsOnwardRoute => (Code::FailedPrecondition, Reason::NeedsOnwardRoute),
    }
}
