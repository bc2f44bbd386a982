//! Why a service says no about its places, on the wire.

use domain::directory::place::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::NoPlace => (Code::FailedPrecondition, Reason::PlaceNoneFree),
        Refusal::NotOpen => (Code::FailedPrecondition, Reason::PlaceServiceNotOpen),
        Refusal::AlreadyReserved => (Code::AlreadyExists, Reason::PlaceAlreadyReserved),
        Refusal::HasPlace => (Code::FailedPrecondition, Reason::PlaceHeldAlready),
        Refusal::Unknown => (Code::NotFound, Reason::PlaceUnknown),
        Refusal::Ended => (Code::FailedPrecondition, Reason::PlaceReservationEnded),
        Refusal::HoldOutOfRange => (Code::InvalidArgument, Reason::PlaceHoldOutOfRange),
        Refusal::NotTheService => (Code::PermissionDenied, Reason::CapacityNotTheService),
        Refusal::ValidDaysOutOfRange => {
            (Code::InvalidArgument, Reason::CapacityValidDaysOutOfRange)
        }
        Refusal::AsOfAhead => (Code::InvalidArgument, Reason::CapacityAhead),
        Refusal::Outdated => (Code::FailedPrecondition, Reason::CapacityOutdated),
        Refusal::FewerThanInUse(_) => (Code::FailedPrecondition, Reason::CapacityFewerThanInUse),
    }
}
