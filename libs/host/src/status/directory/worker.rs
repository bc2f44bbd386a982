//! Why an organisation says no about one of its workers, on the wire.

use domain::directory::worker::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::Unknown => (Code::NotFound, Reason::WorkerUnknown),
        Refusal::AlreadyRegistered => (Code::AlreadyExists, Reason::WorkerAlreadyRegistered),
        Refusal::Left => (Code::FailedPrecondition, Reason::WorkerLeft),
        Refusal::Name => (Code::InvalidArgument, Reason::NameNotShowable),
        Refusal::Roles => (Code::InvalidArgument, Reason::WorkerRolesInvalid),
        Refusal::PartnershipRole => (Code::PermissionDenied, Reason::PartnershipRoleReserved),
        Refusal::Caseload => (Code::InvalidArgument, Reason::WorkerCaseloadOutOfRange),
        Refusal::LastDayPassed => (Code::InvalidArgument, Reason::WorkerLastDayPassed),
        Refusal::StillLeads(_) => (Code::FailedPrecondition, Reason::WorkerStillLeads),
    }
}
