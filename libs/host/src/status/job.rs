//! Why a job says no, on the wire.

use domain::aftercare::job::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::NotOpen => (Code::FailedPrecondition, Reason::EpisodeNotOpen),
        Refusal::Unknown => (Code::NotFound, Reason::JobUnknown),
        Refusal::AlreadyStarted => (Code::AlreadyExists, Reason::JobAlreadyStarted),
        Refusal::NotYet => (Code::InvalidArgument, Reason::DayLiesAhead),
        Refusal::HoursOutOfRange => (Code::InvalidArgument, Reason::JobHoursOutOfRange),
        Refusal::ScoreOutOfRange => (Code::InvalidArgument, Reason::ScoreOutOfRange),
        Refusal::CadenceOutOfRange => (Code::InvalidArgument, Reason::AftercareCadenceOutOfRange),
        Refusal::EndsBeforeItBegins => (Code::InvalidArgument, Reason::AftercareEndsBeforeItBegins),
        Refusal::EndsBeforeItStarts => (Code::FailedPrecondition, Reason::JobEndsBeforeItStarts),
        Refusal::AlreadyEnded => (Code::FailedPrecondition, Reason::JobAlreadyEnded),
        Refusal::JobOver => (Code::FailedPrecondition, Reason::JobOver),
        Refusal::NotDue { .. } => (Code::FailedPrecondition, Reason::CheckNotDue),
        Refusal::WindowClosed { .. } => (Code::FailedPrecondition, Reason::CheckWindowClosed),
        Refusal::AlreadyChecked => (Code::FailedPrecondition, Reason::CheckAlreadyMade),
        Refusal::EvidenceMismatch => (Code::InvalidArgument, Reason::CheckEvidenceMismatch),
        Refusal::EmployerContactNotAgreed => {
            (Code::FailedPrecondition, Reason::EmployerContactNotAgreed)
        }
    }
}
