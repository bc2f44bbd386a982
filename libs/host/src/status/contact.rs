//! Why a record of contacts says no, on the wire.

use domain::assignment::contact::Refusal;
use tonic::Code;
use wire::types::ErrorReason as Reason;

pub(super) fn reason(refusal: &Refusal) -> (Code, Reason) {
    match refusal {
        Refusal::AlreadyRecorded => (Code::AlreadyExists, Reason::ContactAlreadyRecorded),
    }
}
