//! Why a referral says no, on the wire.

use domain::routing::referral::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::Unknown => (Code::NotFound, Reason::ReferralUnknown),
        Refusal::IdInUse => (Code::AlreadyExists, Reason::ReferralIdInUse),
        Refusal::NotNow { .. } => (Code::FailedPrecondition, Reason::ReferralNotNow),
        Refusal::Ended { .. } => (Code::FailedPrecondition, Reason::ReferralEnded),
        Refusal::NotTheSender => (Code::PermissionDenied, Reason::ReferralNotTheSender),
        Refusal::NotTheReceiver => (Code::PermissionDenied, Reason::ReferralNotTheReceiver),
        Refusal::NotTheReceiversManager => {
            (Code::PermissionDenied, Reason::ReferralNotTheReceiversManager)
        }
        Refusal::NotAParty => (Code::PermissionDenied, Reason::ReferralNotAParty),
        Refusal::NotTheSystem => (Code::PermissionDenied, Reason::ReferralNotTheSystem),
        Refusal::NotThePartnership => (Code::PermissionDenied, Reason::NotThePartnership),
        Refusal::NotResponsible => (Code::PermissionDenied, Reason::NotResponsible),
        Refusal::AlreadyResponsible => {
            (Code::FailedPrecondition, Reason::ReferralAlreadyResponsible)
        }
        Refusal::SenderNoLongerResponsible => {
            (Code::FailedPrecondition, Reason::ReferralSenderNoLongerResponsible)
        }
        Refusal::NoEpisode => (Code::FailedPrecondition, Reason::EpisodeNotOpen),
        Refusal::NotForThisKind { .. } => {
            (Code::FailedPrecondition, Reason::ReferralNotForThisKind)
        }
        Refusal::NotAgreed => (Code::FailedPrecondition, Reason::ReferralNotAgreed),
        Refusal::HealthNotAgreed => (Code::FailedPrecondition, Reason::ReferralHealthNotAgreed),
        Refusal::ContactWithheld => (Code::FailedPrecondition, Reason::ReferralContactWithheld),
        Refusal::AdviceCarriesNoBundle => {
            (Code::InvalidArgument, Reason::ReferralAdviceCarriesNoBundle)
        }
        Refusal::ReasonNeeded => (Code::InvalidArgument, Reason::ReferralReasonNeeded),
        Refusal::ServiceClosed => (Code::FailedPrecondition, Reason::ReferralServiceNotOpen),
        Refusal::KindNotTaken => (Code::FailedPrecondition, Reason::ReferralKindNotTaken),
        Refusal::ReasonNotKept => (Code::InvalidArgument, Reason::CodeNotKept),
        Refusal::SharingNotActive => (Code::FailedPrecondition, Reason::ReferralSharingNotActive),
        Refusal::TransferUnderway { .. } => {
            (Code::FailedPrecondition, Reason::ReferralTransferUnderway)
        }
        Refusal::ServiceAskedAlready { .. } => {
            (Code::FailedPrecondition, Reason::ReferralServiceAskedAlready)
        }
        Refusal::PossibleDuplicate { .. } => {
            (Code::FailedPrecondition, Reason::ReferralPossibleDuplicate)
        }
        Refusal::AskAgainFrom { .. } => (Code::FailedPrecondition, Reason::ReferralAskAgainLater),
        Refusal::ReassessFirst => (Code::FailedPrecondition, Reason::ReferralReassessFirst),
        Refusal::NotAReturn => (Code::FailedPrecondition, Reason::ReferralNotAReturn),
        Refusal::PullIsForOneself => (Code::PermissionDenied, Reason::ReferralPullIsForOneself),
        Refusal::WorkerNotNamed => (Code::InvalidArgument, Reason::ReferralWorkerNotNamed),
        Refusal::AnotherWorkerNamed { .. } => {
            (Code::FailedPrecondition, Reason::ReferralAnotherWorkerNamed)
        }
        Refusal::ClarifiedTwice => (Code::FailedPrecondition, Reason::ReferralClarifiedTwice),
        Refusal::DateInThePast => (Code::InvalidArgument, Reason::ReferralDateInThePast),
        Refusal::OnwardNeeded => (Code::InvalidArgument, Reason::ReferralOnwardNeeded),
        Refusal::FallbackMayNotDecline => {
            (Code::FailedPrecondition, Reason::ReferralFallbackMayNotDecline)
        }
        Refusal::InChainAlready => (Code::FailedPrecondition, Reason::ReferralInChainAlready),
        Refusal::OnlyFallbackNow => (Code::FailedPrecondition, Reason::ReferralOnlyFallbackNow),
        Refusal::AnotherServiceProposed { .. } => {
            (Code::FailedPrecondition, Reason::ReferralAnotherServiceProposed)
        }
        Refusal::ThreeNeeded => (Code::InvalidArgument, Reason::ReferralThreeNeeded),
        Refusal::RescheduleReasonNeeded => {
            (Code::FailedPrecondition, Reason::ReferralRescheduleReasonNeeded)
        }
        Refusal::IntroNotYet => (Code::FailedPrecondition, Reason::ReferralIntroNotYet),
        Refusal::PersonWasAbsent => (Code::InvalidArgument, Reason::ReferralPersonWasAbsent),
        Refusal::ContactNotConfirmed => {
            (Code::FailedPrecondition, Reason::ReferralContactNotConfirmed)
        }
        Refusal::ClockNotRunning { .. } => {
            (Code::FailedPrecondition, Reason::ReferralClockNotRunning)
        }
        Refusal::NotDue { .. } => (Code::FailedPrecondition, Reason::ReferralClockNotDue),
        Refusal::NotHeldYet => (Code::FailedPrecondition, Reason::ReferralNotHeldYet),
        Refusal::StartsBeforeHandover => {
            (Code::FailedPrecondition, Reason::ReferralStartsBeforeHandover)
        }
        Refusal::ReviewOutOfRange => (Code::InvalidArgument, Reason::ReferralReviewOutOfRange),
        Refusal::AcceptedMeanwhile => (Code::FailedPrecondition, Reason::ReferralAcceptedMeanwhile),
    }
}
