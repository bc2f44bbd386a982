//! Why a stage says no, on the wire.

use domain::intake::stage::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::NotOpen => (Code::FailedPrecondition, Reason::EpisodeNotOpen),
        Refusal::LastStage => (Code::FailedPrecondition, Reason::LastStage),
        Refusal::KindNotKept => (Code::InvalidArgument, Reason::CodeNotKept),
        Refusal::ReviewOutOfRange => (Code::InvalidArgument, Reason::ReviewOutOfRange),
    }
}
