//! Why a plan says no, on the wire.

use domain::intake::plan::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::NotOpen => (Code::FailedPrecondition, Reason::EpisodeNotOpen),
        Refusal::NotAgreedByPerson => (Code::FailedPrecondition, Reason::PlanNotAgreed),
        Refusal::NoPlan => (Code::FailedPrecondition, Reason::NoPlan),
        Refusal::NotNextVersion { .. } => (Code::Aborted, Reason::PlanVersionNotNext),
        Refusal::CountOutOfRange => (Code::InvalidArgument, Reason::PlanCountOutOfRange),
        Refusal::ReviewOutOfRange => (Code::InvalidArgument, Reason::ReviewOutOfRange),
    }
}
