//! Why an allowance says no, on the wire.

use domain::aftercare::allowance::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::NotOpen => (Code::FailedPrecondition, Reason::EpisodeNotOpen),
        Refusal::NotAMonday => (Code::InvalidArgument, Reason::NotAMonday),
        Refusal::AlreadyAwarded => (Code::FailedPrecondition, Reason::AllowanceAlreadyAwarded),
        Refusal::NotAwarded => (Code::FailedPrecondition, Reason::AllowanceNotAwarded),
        Refusal::NotYet => (Code::InvalidArgument, Reason::DayLiesAhead),
        Refusal::AgeUnknown => (Code::FailedPrecondition, Reason::AgeUnknown),
        Refusal::AgeOutOfRange => (Code::FailedPrecondition, Reason::AgeOutOfRange),
        Refusal::NoAgreedPlan => (Code::FailedPrecondition, Reason::NoAgreedPlan),
        Refusal::IncomeNotChecked => (Code::FailedPrecondition, Reason::IncomeNotChecked),
        Refusal::AlreadyPaid => (Code::FailedPrecondition, Reason::WeekAlreadyPaid),
        Refusal::SumOutOfRange => (Code::InvalidArgument, Reason::SumOutOfRange),
        Refusal::TravelIsPast => (Code::InvalidArgument, Reason::TravelIsPast),
        Refusal::TravelDiffers => (Code::FailedPrecondition, Reason::TravelDiffers),
        Refusal::TravelNotApproved => (Code::NotFound, Reason::TravelNotApproved),
    }
}
