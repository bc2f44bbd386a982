//! Why an episode says no, on the wire.

use domain::intake::episode::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::NotRegistered => (Code::FailedPrecondition, Reason::NotRegistered),
        Refusal::NotAgreed => (Code::FailedPrecondition, Reason::NotAgreed),
        Refusal::AlreadyOpen => (Code::FailedPrecondition, Reason::EpisodeAlreadyOpen),
        Refusal::AlreadyClosed => (Code::FailedPrecondition, Reason::EpisodeAlreadyClosed),
        Refusal::Lead(refusal) => super::lead::reason(refusal),
        Refusal::NotOpen => (Code::FailedPrecondition, Reason::EpisodeNotOpen),
        Refusal::ReasonNotKept => (Code::InvalidArgument, Reason::CodeNotKept),
        Refusal::ReviewOutOfRange => (Code::InvalidArgument, Reason::ReviewOutOfRange),
        Refusal::NotResponsible => (Code::PermissionDenied, Reason::NotResponsible),
        Refusal::ContactNotLost => (Code::FailedPrecondition, Reason::ContactNotLost),
        Refusal::LiveReferrals => (Code::FailedPrecondition, Reason::LiveReferrals),
    }
}
