//! Why a published service says no, on the wire.

use domain::directory::publication::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(crate) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::NotThePartnership => (Code::PermissionDenied, Reason::NotThePartnership),
        Refusal::Unknown => (Code::NotFound, Reason::PublicationUnknown),
        Refusal::OtherPublisher => {
            (Code::FailedPrecondition, Reason::PublicationOfAnotherPublisher)
        }
        Refusal::TooLarge => (Code::InvalidArgument, Reason::PublicationTooLarge),
        Refusal::Name => (Code::InvalidArgument, Reason::NameNotShowable),
        Refusal::LiveReferrals(_) => {
            (Code::FailedPrecondition, Reason::PublicationHasLiveReferrals)
        }
    }
}
