//! Why a need says no, on the wire.

use domain::intake::need::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::AlreadyRecorded => (Code::AlreadyExists, Reason::NeedAlreadyRecorded),
        Refusal::CodeNotKept => (Code::InvalidArgument, Reason::CodeNotKept),
        Refusal::SeverityOutOfRange => (Code::InvalidArgument, Reason::SeverityOutOfRange),
        Refusal::Unknown => (Code::NotFound, Reason::NeedUnknown),
        Refusal::DatesOutOfOrder => (Code::InvalidArgument, Reason::CircumstanceDatesOutOfOrder),
    }
}
