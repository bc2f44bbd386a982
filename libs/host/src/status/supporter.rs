//! Why the question of who walks along says no, on the wire.

use domain::assignment::supporter::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::NotOpen => (Code::FailedPrecondition, Reason::EpisodeNotOpen),
        Refusal::NotResponsible | Refusal::OwnWorker => {
            (Code::PermissionDenied, Reason::SupporterNotYours)
        }
        Refusal::WorkerNotActive => (Code::FailedPrecondition, Reason::SupporterWorkerNotActive),
    }
}
