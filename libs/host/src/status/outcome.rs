//! Why an outcome says no, on the wire.

use domain::aftercare::outcome::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::NoEpisode => (Code::FailedPrecondition, Reason::NeverSupported),
        Refusal::NotYet => (Code::InvalidArgument, Reason::DayLiesAhead),
        Refusal::ScqfOutOfRange => (Code::InvalidArgument, Reason::ScqfOutOfRange),
        Refusal::ContributorsOutOfRange => (Code::InvalidArgument, Reason::ContributorsOutOfRange),
        Refusal::AlreadyRecorded => (Code::AlreadyExists, Reason::OutcomeAlreadyRecorded),
    }
}
