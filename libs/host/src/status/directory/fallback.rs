//! Why the record of an area's fallback door says no, on the wire.

use domain::directory::fallback::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(crate) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::NotThePartnership => (Code::PermissionDenied, Reason::NotThePartnership),
        Refusal::OtherArea => (Code::FailedPrecondition, Reason::DoorOtherArea),
        Refusal::Hours => (Code::InvalidArgument, Reason::DoorHoursNotShowable),
        Refusal::NotAFallback => (Code::FailedPrecondition, Reason::DoorNotAFallback),
    }
}
