//! Why an intervention says no, on the wire.

use domain::assignment::intervention::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::NotOpen => (Code::FailedPrecondition, Reason::EpisodeNotOpen),
        Refusal::AlreadyPlanned => (Code::AlreadyExists, Reason::InterventionAlreadyPlanned),
        Refusal::ActivityNotKept => (Code::InvalidArgument, Reason::InterventionActivityNotKept),
        Refusal::EndsBeforeItBegins => {
            (Code::InvalidArgument, Reason::InterventionEndsBeforeItBegins)
        }
        Refusal::Unknown => (Code::NotFound, Reason::InterventionUnknown),
        Refusal::NotStarted => (Code::FailedPrecondition, Reason::InterventionNotStarted),
        Refusal::AfterItsEnd => (Code::FailedPrecondition, Reason::InterventionOver),
        Refusal::AlreadyEnded => (Code::FailedPrecondition, Reason::InterventionAlreadyEnded),
    }
}
