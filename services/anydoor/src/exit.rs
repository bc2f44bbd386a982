//! Exit codes, so that a script can tell what went wrong.

use std::process::ExitCode;

use host::identity::authority::AuthorityError;
use tonic::{Code, Status};

/// A check that was run and did not hold.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct CheckFailed(pub(crate) String);

/// A command that cannot be meant so.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Usage(pub(crate) String);

/// The exit code of a run, with what went wrong on stderr.
pub(crate) fn code(outcome: anyhow::Result<()>) -> ExitCode {
    let Err(error) = outcome else { return ExitCode::SUCCESS };
    eprintln!("anydoor: {error:#}");
    if error.downcast_ref::<CheckFailed>().is_some() {
        return ExitCode::from(7);
    }
    if error.downcast_ref::<Usage>().is_some() {
        return ExitCode::from(2);
    }
    if let Some(error) = error.downcast_ref::<AuthorityError>() {
        return ExitCode::from(of_authority(error));
    }
    let status = error.chain().find_map(|cause| cause.downcast_ref::<Status>());
    ExitCode::from(status.map_or(1, |status| of_status(status.code())))
}

fn of_authority(error: &AuthorityError) -> u8 {
    match error {
        AuthorityError::NotAName(_) => 2,
        AuthorityError::Unknown(_) | AuthorityError::NoSuchCertificate(_) => 3,
        AuthorityError::Exists(_) | AuthorityError::NoAuthority(_) => 5,
        AuthorityError::Folder(_) => 1,
    }
}

fn of_status(code: Code) -> u8 {
    match code {
        Code::InvalidArgument | Code::OutOfRange => 2,
        Code::NotFound => 3,
        Code::PermissionDenied | Code::Unauthenticated => 4,
        Code::Aborted | Code::AlreadyExists | Code::FailedPrecondition => 5,
        Code::Unavailable | Code::DeadlineExceeded | Code::ResourceExhausted => 6,
        Code::Ok
        | Code::Cancelled
        | Code::Unknown
        | Code::Unimplemented
        | Code::Internal
        | Code::DataLoss => 1,
    }
}
