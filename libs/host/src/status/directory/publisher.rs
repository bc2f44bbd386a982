//! Why a publisher's record says no, on the wire.

use domain::directory::publisher::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(crate) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::NotThePartnership => (Code::PermissionDenied, Reason::NotThePartnership),
        Refusal::AlreadyRegistered => (Code::AlreadyExists, Reason::PublisherAlreadyRegistered),
        Refusal::NotRegistered => (Code::NotFound, Reason::PublisherUnknown),
        Refusal::Name => (Code::InvalidArgument, Reason::NameNotShowable),
        Refusal::Base => (Code::InvalidArgument, Reason::PublisherBaseInvalid),
        Refusal::NotInTheWeb => (Code::InvalidArgument, Reason::PublisherNotInTheWeb),
        Refusal::Terms => (Code::InvalidArgument, Reason::PublisherTermsInvalid),
    }
}
