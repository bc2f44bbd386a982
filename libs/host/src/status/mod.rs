//! From errors to gRPC: malformed is `INVALID_ARGUMENT`, the state says no is `FAILED_PRECONDITION`, unknown is
//! `NOT_FOUND`, a lost race is `ABORTED`, an unreachable store is `UNAVAILABLE`; anything else is `INTERNAL`, its detail
//! in the log and not in the reply. Each topic's file names each of its refusals.

mod agreement;
mod allowance;
mod break_glass;
mod contact;
pub(crate) mod directory;
mod eligibility;
mod enquiry;
mod episode;
mod feedback;
mod household;
mod intervention;
mod job;
mod lead;
mod need;
mod offer;
mod outcome;
mod person;
mod plan;
mod presence;
mod progress;
mod protection;
mod referral;
mod route;
mod stage;
mod supporter;

use std::time::Duration;

use domain::{Journey, PersonId, journey};
use journal::{AppendError, Epoch, ExecuteError, LoadError, Position, ReadError};
use projection::Unready;
use tonic::{Code, Status};
use vault::VaultError;
use wire::convert::Malformed;
use wire::token::WriteToken;
use wire::types::ErrorReason as Reason;

use crate::access::Unrecorded;
use crate::error::{StatusBuilder, status};

/// How long a caller should wait before sending again what a store did not take.
const RETRY_AFTER: Duration = Duration::from_millis(500);

/// A field that does not mean what it should.
#[must_use]
pub fn malformed(malformed: Malformed) -> Status {
    let message = malformed.to_string();
    status(Code::InvalidArgument, Reason::InvalidField, message)
        .field(malformed.field, malformed.problem)
        .build()
}

/// A command on a journey that did not come to anything.
#[must_use]
pub fn of(person: PersonId, error: ExecuteError<Journey>) -> Status {
    match error {
        ExecuteError::Refused { refusal, state } if state.version() == 0 && !begins(&refusal) => {
            not_found(person)
        }
        ExecuteError::Refused { refusal, .. } => refused(&refusal).build(),
        ExecuteError::Withheld => not_found(person),
        other => of_execution(other),
    }
}

/// What policy permits nobody in this capacity. Where a person is asked about, [`not_found`] says so instead.
#[must_use]
pub fn not_permitted() -> Status {
    let message = "policy does not permit this in your capacity";
    status(Code::PermissionDenied, Reason::NotPermitted, message).build()
}

/// What the rules said no to.
pub fn refused(refusal: &journey::Refusal) -> StatusBuilder {
    let (code, reason) = match refusal {
        journey::Refusal::NotForThisRole => (Code::PermissionDenied, Reason::NotForThisRole),
        journey::Refusal::Enquiry(r) => enquiry::reason(r),
        journey::Refusal::Person(r) => person::reason(r),
        journey::Refusal::Agreement(r) => agreement::reason(r),
        journey::Refusal::Eligibility(r) => eligibility::reason(r),
        journey::Refusal::Episode(r) => episode::reason(r),
        journey::Refusal::Need(r) => need::reason(r),
        journey::Refusal::Plan(r) => plan::reason(r),
        journey::Refusal::Stage(r) => stage::reason(r),
        journey::Refusal::Offer(r) => offer::reason(r),
        journey::Refusal::Lead(r) => lead::reason(r),
        journey::Refusal::Supporter(r) => supporter::reason(r),
        journey::Refusal::Contact(r) => contact::reason(r),
        journey::Refusal::Intervention(r) => intervention::reason(r),
        journey::Refusal::Household(r) => household::reason(r),
        journey::Refusal::Referral(r) => referral::reason(r),
        journey::Refusal::Job(r) => job::reason(r),
        journey::Refusal::Progress(r) => progress::reason(r),
        journey::Refusal::Outcome(r) => outcome::reason(r),
        journey::Refusal::Allowance(r) => allowance::reason(r),
        journey::Refusal::Feedback(r) => feedback::reason(r),
        journey::Refusal::Presence(r) => presence::reason(r),
        journey::Refusal::BreakGlass(r) => break_glass::reason(r),
        journey::Refusal::Protection(r) => protection::reason(r),
        journey::Refusal::Route(r) => route::reason(r),
    };
    status(code, reason, refusal.to_string())
}

/// Whether a refusal says something about a first command, rather than that there is no such journey.
fn begins(refusal: &journey::Refusal) -> bool {
    match refusal {
        journey::Refusal::Person(_) | journey::Refusal::Agreement(_) => true,
        journey::Refusal::Enquiry(refusal) => *refusal != domain::intake::enquiry::Refusal::Unknown,
        _ => false,
    }
}

/// A person that is not on record, or not for this caller: the two look the same.
#[must_use]
pub fn not_found(person: PersonId) -> Status {
    status(Code::NotFound, Reason::PersonNotFound, format!("no person {person}, or not for you"))
        .build()
}

/// A command on an entry of the directory that did not come to anything.
#[must_use]
pub fn of_entry<A: crate::Entry>(error: ExecuteError<A>) -> Status {
    match error {
        ExecuteError::Refused { refusal, .. } => {
            let (code, reason) = A::reason(&refusal);
            status(code, reason, refusal.to_string()).build()
        }
        other => of_execution(other),
    }
}

/// A command that did not come to anything, whatever it was about; refusals are the caller's to name.
#[must_use]
pub fn of_execution<A: wire::event::Stored>(error: ExecuteError<A>) -> Status {
    let message = error.to_string();
    match error {
        ExecuteError::Refused { .. } => {
            status(Code::FailedPrecondition, Reason::InvalidField, message).build()
        }
        ExecuteError::Withheld => not_permitted(),
        ExecuteError::RequestIdReused => {
            let message = "this request_id was used for another command; send a new one";
            status(Code::InvalidArgument, Reason::RequestIdReused, message)
                .field("request_id", message)
                .build()
        }
        ExecuteError::Contended => {
            status(Code::Aborted, Reason::TooContended, message).retry_after(RETRY_AFTER).build()
        }
        ExecuteError::Journal(e) => of_append(&e),
        ExecuteError::Load(e) => of_load(&e),
    }
}

fn of_append(error: &AppendError) -> Status {
    match error {
        AppendError::Full => {
            status(Code::ResourceExhausted, Reason::JournalFull, error.to_string()).build()
        }
        AppendError::TooLarge { .. } => {
            status(Code::InvalidArgument, Reason::TooLarge, error.to_string()).build()
        }
        AppendError::Conflict
        | AppendError::Duplicate
        | AppendError::Unknown
        | AppendError::Unavailable(_) => {
            tracing::warn!(%error, "the journal did not take a commit");
            unavailable(
                Reason::JournalUnavailable,
                "the journal is not available; send the same request_id again",
            )
        }
    }
}

/// An aggregate that cannot be read.
#[must_use]
pub fn of_load(error: &LoadError) -> Status {
    match error {
        LoadError::Journal(error) => of_read(error),
        LoadError::Unknown { .. } => damaged(error),
    }
}

/// A journal that cannot be read.
#[must_use]
pub fn of_read(error: &ReadError) -> Status {
    match error {
        ReadError::Damaged { .. } => damaged(error),
        ReadError::Unavailable(_) => {
            tracing::warn!(%error, "the journal cannot be read");
            unavailable(Reason::JournalUnavailable, "the journal is not available; try again")
        }
    }
}

fn damaged(error: &dyn std::error::Error) -> Status {
    tracing::error!(%error, "the journal is damaged");
    let message = "the journal is damaged here; an operator must run `anydoor verify`";
    status(Code::DataLoss, Reason::JournalDamaged, message).build()
}

/// A look that is not known to be on record.
#[must_use]
pub fn of_look(error: Unrecorded) -> Status {
    match error {
        Unrecorded::Busy | Unrecorded::Journal => unavailable(
            Reason::JournalUnavailable,
            "looks cannot be put on record now, and none is answered that is not; try again",
        ),
        Unrecorded::Closed => crate::Shutdown::status(),
    }
}

/// Keys that cannot be reached, or that do not open what is sealed; asking again helps only with the first.
#[must_use]
pub fn of_vault(error: VaultError) -> Status {
    if !error.is_temporary() {
        tracing::error!(%error, "what is sealed does not open");
        let message = "what is sealed here does not open: it was changed, or the master key is not its own; an operator must look";
        return status(Code::DataLoss, Reason::JournalDamaged, message).build();
    }
    tracing::warn!(%error, "the vault did not answer");
    unavailable(
        Reason::KeysUnavailable,
        "the keys are not available; send the same request_id again",
    )
}

/// A view that does not answer now. It never means that somebody is not known.
#[must_use]
pub fn of_view(error: &Unready) -> Status {
    match error {
        Unready::Behind { .. } => unavailable(
            Reason::ViewBehind,
            "the view has not caught up with this write token yet; try again shortly",
        ),
        Unready::Rebuilding => {
            unavailable(Reason::ViewRebuilding, "the view is being built; try again shortly")
        }
        Unready::Stopped(_) => damaged(error),
    }
}

/// The position that a write token of this journal names; nothing for no token.
///
/// # Errors
/// `INVALID_ARGUMENT` for a token that is none, `FAILED_PRECONDITION` for one of another journal.
pub fn wanted(write_token: &str, epoch: Epoch) -> Result<Option<Position>, Status> {
    if write_token.is_empty() {
        return Ok(None);
    }
    let problem = "is not a write token; send one as a command's answer gave it, or none";
    let token: WriteToken =
        write_token.parse().map_err(|_| malformed(Malformed::new("write_token", problem)))?;
    if token.epoch == epoch {
        return Ok(Some(Position(token.position)));
    }
    let message = "this write token belongs to another journal";
    Err(status(Code::FailedPrecondition, Reason::WriteTokenInvalid, message).build())
}

/// Something that may work in a moment.
#[must_use]
pub fn unavailable(reason: Reason, message: &str) -> Status {
    status(Code::Unavailable, reason, message).retry_after(RETRY_AFTER).build()
}

/// Something that should not happen. The log has the detail, the reply has not.
#[must_use]
pub fn internal(error: &dyn std::error::Error) -> Status {
    tracing::error!(%error, "internal error");
    status(Code::Internal, Reason::Internal, "something went wrong here; the operators' log has it")
        .build()
}

#[cfg(test)]
mod tests {
    use journal::CellError;

    use super::*;

    #[test]
    fn only_keys_that_cannot_be_reached_are_worth_asking_for_again() {
        let unreachable = VaultError::Unavailable(CellError("unplugged".into()));
        assert_eq!(of_vault(unreachable).code(), Code::Unavailable);
        assert_eq!(of_vault(VaultError::Damaged).code(), Code::DataLoss);
        assert_eq!(of_vault(VaultError::Tampered).code(), Code::DataLoss);
    }
}
