//! Why a service says no, on the wire.

use domain::directory::overlay;
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
        Refusal::FallbackMustSupport => (Code::InvalidArgument, Reason::FallbackMustSupport),
        Refusal::FallbackTakesEverybody => (Code::InvalidArgument, Reason::FallbackTakesEverybody),
        Refusal::FallbackStaysOpen => (Code::FailedPrecondition, Reason::FallbackStaysOpen),
        Refusal::LiveReferrals(_) => (Code::FailedPrecondition, Reason::ServiceHasLiveReferrals),
        Refusal::Overlay(overlay::Refusal::TooMany) => {
            (Code::InvalidArgument, Reason::ServiceListingTooLong)
        }
        Refusal::Overlay(overlay::Refusal::Words) => {
            (Code::InvalidArgument, Reason::ServiceWordsNotShowable)
        }
        Refusal::Overlay(overlay::Refusal::NotAGroup) => {
            (Code::InvalidArgument, Reason::ServiceGroupIsAQuestion)
        }
        Refusal::Place(refusal) => place::reason(refusal),
    }
}
