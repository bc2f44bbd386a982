//! Exit codes, so that a script can tell what went wrong; and what went wrong in words.

use std::error::Error;
use std::io::{self, ErrorKind};
use std::process::ExitCode;

use host::identity::authority::AuthorityError;
use host::site::NoSite;
use journal::jetstream::ConnectError;
use journal::sqlite::OpenError;
use tonic::{Code, Status, transport};

/// What a call that got no answer comes to, whatever the transport says of it.
const CUT_OFF: &str = "the server closed the connection or speaks another protocol: is the address right, does it speak \
                       TLS, is the certificate valid (`anydoor org list`)?";

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
    eprintln!("anydoor: {}", in_words(&error));
    ExitCode::from(error.chain().find_map(of_cause).unwrap_or(1))
}

/// What went wrong, and what that came of.
fn in_words(error: &anyhow::Error) -> String {
    let mut words: Vec<String> = vec![];
    for cause in error.chain() {
        if is_cut_off(cause) {
            words.push(format!("{CUT_OFF} ({})", error.root_cause()));
            break;
        }
        let status = cause.downcast_ref::<Status>().map(Status::message);
        let said = status.map_or_else(|| cause.to_string(), str::to_owned);
        if words.last().is_none_or(|before| !before.ends_with(&said)) {
            words.push(said); // Some errors repeat their cause.
        }
    }
    words.join(": ")
}

/// Whether there was no answer. A status that has a cause was made here; the server's own have none.
fn is_cut_off(cause: &(dyn Error + 'static)) -> bool {
    let made_here = |status: &Status| status.source().is_some();
    cause.is::<transport::Error>() || cause.downcast_ref::<Status>().is_some_and(made_here)
}

/// The code of an error; nothing if what it came of may say more.
fn of_cause(cause: &(dyn Error + 'static)) -> Option<u8> {
    let codes = [
        cause.downcast_ref::<Usage>().map(|_| 2),
        cause.downcast_ref::<NoSite>().map(|_| 3),
        is_cut_off(cause).then_some(6),
        cause.downcast_ref::<CheckFailed>().map(|_| 7),
        cause.downcast_ref::<AuthorityError>().and_then(of_authority),
        cause.downcast_ref::<OpenError>().and_then(of_opening),
        cause.downcast_ref::<ConnectError>().and_then(of_broker),
        cause.downcast_ref::<Status>().map(|status| of_status(status.code())),
        cause.downcast_ref::<io::Error>().and_then(|error| of_system(error.kind())),
    ];
    codes.into_iter().flatten().next()
}

fn of_authority(error: &AuthorityError) -> Option<u8> {
    match error {
        AuthorityError::NotAName(_) => Some(2),
        AuthorityError::Unknown(_)
        | AuthorityError::NoSuchCertificate(_)
        | AuthorityError::NotThere(_) => Some(3),
        AuthorityError::Exists(_) | AuthorityError::NoAuthority(_) => Some(5),
        AuthorityError::Folder(_) => None,
    }
}

fn of_opening(error: &OpenError) -> Option<u8> {
    match error {
        OpenError::Locked(_) => Some(5),
        OpenError::File { .. } | OpenError::Later { .. } | OpenError::Sqlite(_) => None,
    }
}

fn of_broker(error: &ConnectError) -> Option<u8> {
    match error {
        ConnectError::Missing { .. } => Some(3),
        ConnectError::Unknown(_) | ConnectError::Denied(_) => Some(4),
        ConnectError::Connect(_)
        | ConnectError::SyncUnknown { .. }
        | ConnectError::Lookup(_)
        | ConnectError::NoLeader { .. } => Some(6),
        ConnectError::Transport(_)
        | ConnectError::Credential(_)
        | ConnectError::TooOld { .. }
        | ConnectError::SmallPayload { .. }
        | ConnectError::NotSynced { .. }
        | ConnectError::NobodyToAsk
        | ConnectError::Create { .. }
        | ConnectError::Widen { .. }
        | ConnectError::Unsafe { .. } => None,
    }
}

fn of_system(kind: ErrorKind) -> Option<u8> {
    (kind == ErrorKind::NotFound).then_some(3)
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

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    fn code_of(error: impl Into<anyhow::Error>) -> ExitCode {
        let outcome: anyhow::Result<()> = Err(error.into());
        code(outcome.context("doing something"))
    }

    #[test]
    fn a_script_can_tell_what_went_wrong() {
        let missing = || io::Error::from(ErrorKind::NotFound);
        let unreadable = anyhow::Error::new(missing()).context("register.json");
        assert_eq!(code_of(Usage("so not".into())), ExitCode::from(2));
        assert_eq!(code_of(missing()), ExitCode::from(3));
        assert_eq!(code_of(NoSite("state".into())), ExitCode::from(3));
        assert_eq!(code_of(AuthorityError::Folder(unreadable)), ExitCode::from(3));
        assert_eq!(code_of(Status::permission_denied("no")), ExitCode::from(4));
        assert_eq!(code_of(OpenError::Locked("state".into())), ExitCode::from(5));
        assert_eq!(code_of(Status::unavailable("later")), ExitCode::from(6));
        assert_eq!(code_of(CheckFailed("damaged".into())), ExitCode::from(7));
        assert_eq!(code_of(io::Error::other("the disk is full")), ExitCode::from(1));
    }
    #[test]
    fn what_a_server_says_is_told_without_its_wrapping() {
        let status = anyhow::Error::new(Status::not_found("nobody is known by this id"));
        assert_eq!(in_words(&status.context("step 1")), "step 1: nobody is known by this id");
    }
    #[test]
    fn a_cause_that_an_error_repeats_is_told_once() {
        let source = io::Error::other("the disk is full");
        let error = anyhow::Error::new(OpenError::File { path: "a.db".into(), source });
        assert_eq!(in_words(&error), "a.db: the disk is full");
    }
    #[test]
    fn whoever_is_cut_off_is_told_what_to_look_at() {
        let status = || Status::from_error(io::Error::other("connection closed").into());
        let said = in_words(&anyhow::Error::new(status()).context("asking"));
        assert_eq!(said, format!("asking: {CUT_OFF} (connection closed)"));
        assert_eq!(code_of(status()), ExitCode::from(6));
    }
}
