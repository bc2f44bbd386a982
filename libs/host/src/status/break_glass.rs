//! Why breaking the glass, or judging it, says no, on the wire.

use domain::rights::break_glass::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::NotForThisRole => (Code::PermissionDenied, Reason::NotForThisRole),
        Refusal::NobodyHere => (Code::FailedPrecondition, Reason::NobodyHere),
        Refusal::NothingToOpen => (Code::InvalidArgument, Reason::BreakGlassOpensNothing),
        Refusal::NotKept => (Code::InvalidArgument, Reason::CodeNotKept),
        Refusal::SecondNeeded => (Code::InvalidArgument, Reason::BreakGlassSecondNeeded),
        Refusal::SecondUnfit => (Code::FailedPrecondition, Reason::BreakGlassSecondUnfit),
        Refusal::ReviewOverdue => (Code::FailedPrecondition, Reason::BreakGlassReviewOverdue),
        Refusal::AlreadyOpened => (Code::AlreadyExists, Reason::BreakGlassAlreadyOpened),
        Refusal::Unknown => (Code::NotFound, Reason::BreakGlassUnknown),
        Refusal::NotTheReviewer | Refusal::OwnReview => {
            (Code::PermissionDenied, Reason::BreakGlassNotTheReviewer)
        }
        Refusal::AlreadyReviewed => (Code::FailedPrecondition, Reason::BreakGlassAlreadyReviewed),
    }
}
