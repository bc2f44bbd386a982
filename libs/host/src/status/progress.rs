//! Why a score says no, on the wire.

use domain::aftercare::progress::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::NotOpen => (Code::FailedPrecondition, Reason::EpisodeNotOpen),
        Refusal::ScoreOutOfRange => (Code::InvalidArgument, Reason::ScoreOutOfRange),
        Refusal::AlreadyMeasured => (Code::AlreadyExists, Reason::ProgressAlreadyMeasured),
    }
}
