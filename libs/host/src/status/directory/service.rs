//! Why a service says no, on the wire.

use domain::directory::service::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

use super::place;

pub(crate) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::AlreadyPublished => (Code::AlreadyExists, Reason::ServiceAlreadyPublished),
        Refusal::NotPublished => (Code::NotFound, Reason::ServiceUnknown),
        Refusal::Closed => (Code::FailedPrecondition, Reason::ServiceClosed),
        Refusal::NotAManager => (Code::PermissionDenied, Reason::NotAManager),
        Refusal::Name => (Code::InvalidArgument, Reason::NameNotShowable),
        Refusal::Incomplete => (Code::InvalidArgument, Reason::ServiceListingIncomplete),
        Refusal::FallbackMustTakeOver => (Code::InvalidArgument, Reason::FallbackMustTakeOver),
        Refusal::FallbackStaysOpen => (Code::FailedPrecondition, Reason::FallbackStaysOpen),
        Refusal::LiveReferrals(_) => (Code::FailedPrecondition, Reason::ServiceHasLiveReferrals),
        Refusal::Place(refusal) => place::reason(refusal),
    }
}
