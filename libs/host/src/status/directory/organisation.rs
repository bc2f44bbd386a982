//! Why an organisation says no, on the wire.

use domain::directory::organisation::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

use super::worker;

pub(crate) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::AlreadyJoined => (Code::AlreadyExists, Reason::OrganisationAlreadyJoined),
        Refusal::NotJoined => (Code::NotFound, Reason::OrganisationUnknown),
        Refusal::NotThePartnership => (Code::PermissionDenied, Reason::NotThePartnership),
        Refusal::NotAManager => (Code::PermissionDenied, Reason::NotAManager),
        Refusal::Name => (Code::InvalidArgument, Reason::NameNotShowable),
        Refusal::NoArea => (Code::InvalidArgument, Reason::OrganisationWithoutArea),
        Refusal::EndsBeforeItBegins => (Code::InvalidArgument, Reason::SharingEndsBeforeItBegins),
        Refusal::StillSharing => (Code::FailedPrecondition, Reason::StillSharing),
        Refusal::Worker(refusal) => worker::reason(refusal),
    }
}
