//! Why the record of an area's clocks says no, on the wire.

use domain::directory::clocks::{OwnError, Refusal};
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(crate) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::NotThePartnership => (Code::PermissionDenied, Reason::NotThePartnership),
        Refusal::Own(OwnError::Terms(_)) => (Code::InvalidArgument, Reason::ClockTermsUnusable),
        Refusal::Own(OwnError::Calendar(_)) => (Code::InvalidArgument, Reason::AreaDaysUnusable),
    }
}
