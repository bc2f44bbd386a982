//! Why the question of who leads says no, on the wire.

use domain::assignment::lead::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::NotOpen => (Code::FailedPrecondition, Reason::EpisodeNotOpen),
        Refusal::NotResponsible => (Code::PermissionDenied, Reason::NotResponsible),
        Refusal::ReasonNotHere => (Code::InvalidArgument, Reason::AssignReasonNotHere),
        Refusal::WorkerNotActive => (Code::FailedPrecondition, Reason::LeadWorkerNotActive),
        Refusal::CaseloadFull => (Code::FailedPrecondition, Reason::CaseloadFull),
        Refusal::CaretakerTimeOutOfRange => {
            (Code::InvalidArgument, Reason::CaretakerTimeOutOfRange)
        }
        Refusal::CaretakerIsLead => (Code::FailedPrecondition, Reason::CaretakerIsLead),
        Refusal::NoChangeRequested => (Code::FailedPrecondition, Reason::NoLeadChangeRequested),
    }
}
