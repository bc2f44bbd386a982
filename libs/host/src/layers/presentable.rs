//! Makes every error that leaves this server presentable: exactly one `ErrorInfo` of ours, a code that says who can do
//! something about it, and no more bytes than clients accept. Handlers' own errors pass untouched; those that tonic and
//! its companions make by themselves are put into our words.

use http::HeaderMap;
use tonic::{Code, Status};
use tonic_types::{ErrorDetail, ErrorDetails, StatusExt};
use wire::types::ErrorReason;

use crate::error::{DETAILS_BYTES_MAX, DOMAIN, MESSAGE_BYTES_MAX, StatusBuilder, status, truncate};

/// Reads the status in headers or trailers and rewrites it where it is not presentable. None: there is no status here.
pub(crate) fn settle(headers: &mut HeaderMap) -> Option<Code> {
    let said = headers.get(Status::GRPC_STATUS)?;
    if said.as_bytes() == b"0" {
        return Some(Code::Ok);
    }
    let status = Status::from_header_map(headers)?;
    if is_presentable(&status) {
        return Some(status.code());
    }
    let status = presentable(&status);
    for header in [Status::GRPC_STATUS, Status::GRPC_MESSAGE, Status::GRPC_STATUS_DETAILS] {
        headers.remove(header);
    }
    status.add_header(headers).expect("a status of ours is percent-encoded text and base64");
    Some(status.code())
}

/// A status as trailers of its own.
pub(crate) fn trailers(status: &Status) -> (Code, HeaderMap) {
    let rewritten = (!is_presentable(status)).then(|| presentable(status));
    let status = rewritten.as_ref().unwrap_or(status);
    let mut trailers = HeaderMap::with_capacity(3);
    status.add_header(&mut trailers).expect("a status is percent-encoded text and base64");
    (status.code(), trailers)
}

fn is_presentable(status: &Status) -> bool {
    let small =
        status.message().len() <= MESSAGE_BYTES_MAX && status.details().len() <= DETAILS_BYTES_MAX;
    small && our_reasons(status).len() == 1
}

/// The reasons of all `ErrorInfo`s, ours or not; none if any is foreign, for then the status is not ours.
fn our_reasons(status: &Status) -> Vec<String> {
    let mut reasons = vec![];
    for detail in status.check_error_details_vec().unwrap_or_default() {
        match detail {
            ErrorDetail::ErrorInfo(info) if info.domain == DOMAIN => reasons.push(info.reason),
            ErrorDetail::ErrorInfo(_) => return vec![],
            _ => {}
        }
    }
    reasons
}

fn presentable(status: &Status) -> Status {
    match our_reasons(status).into_iter().next() {
        Some(reason) => smaller(status, reason),
        None => translated(status).build(),
    }
}

/// Ours, but too large or said twice: the code, the reason and the beginning of the message remain.
fn smaller(status: &Status, reason: String) -> Status {
    let mut message = status.message().to_owned();
    truncate(&mut message, MESSAGE_BYTES_MAX);
    Status::with_error_details(
        status.code(),
        message,
        ErrorDetails::with_error_info(reason, DOMAIN, []),
    )
}

/// What tonic means, by its own code and words. Its words are in no API, so a test calls a real server for each.
fn translated(said: &Status) -> StatusBuilder {
    let message = said.message();
    match said.code() {
        Code::OutOfRange if message.contains("decoded message length too large") => {
            too_large("the request", message)
        }
        Code::ResourceExhausted if message.starts_with("Error decompressing") => {
            too_large("the request", message)
        }
        Code::OutOfRange if message.contains("encoded message length too large") => {
            too_large("the answer", message)
        }
        Code::Internal if is_undecodable(message) => undecodable(message),
        Code::ResourceExhausted => status(said.code(), ErrorReason::Overloaded, message),
        Code::Unimplemented if message.is_empty() => {
            status(said.code(), ErrorReason::Unimplemented, "no such method")
        }
        Code::Unimplemented => status(said.code(), ErrorReason::Unimplemented, message),
        Code::DeadlineExceeded => status(said.code(), ErrorReason::DeadlineExceeded, message),
        Code::Unauthenticated => status(said.code(), ErrorReason::CallerUnknown, message),
        // Health and reflection, asked about something they do not know.
        Code::InvalidArgument | Code::NotFound | Code::OutOfRange => {
            status(said.code(), ErrorReason::InvalidField, message)
        }
        Code::Ok
        | Code::Cancelled
        | Code::Unknown
        | Code::AlreadyExists
        | Code::PermissionDenied
        | Code::FailedPrecondition
        | Code::Aborted
        | Code::Internal
        | Code::Unavailable
        | Code::DataLoss => unexplained(said),
    }
}

fn too_large(what: &str, message: &str) -> StatusBuilder {
    status(
        Code::ResourceExhausted,
        ErrorReason::TooLarge,
        format!("{what} is too large: {message}"),
    )
}

/// tonic says INTERNAL, as gRPC's own list of library errors does; but who sent bytes that are no message can fix it,
/// and who answers for this server's INTERNALs cannot.
fn undecodable(message: &str) -> StatusBuilder {
    status(
        Code::InvalidArgument,
        ErrorReason::InvalidField,
        format!("the request cannot be read: {message}"),
    )
}

fn is_undecodable(message: &str) -> bool {
    [
        "failed to decode Protobuf message",
        "Missing request message",
        "Unexpected EOF decoding stream",
        "protocol error: received message with",
        "Error decompressing",
    ]
    .iter()
    .any(|beginning| message.starts_with(beginning))
}

/// Nobody gave a reason, so the words may be anything: the log gets them, the caller does not.
fn unexplained(said: &Status) -> StatusBuilder {
    tracing::error!(code = ?said.code(), words = said.message(), "a status without a reason");
    status(said.code(), ErrorReason::Internal, "something went wrong here")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(status: &Status) -> Status {
        let mut headers = HeaderMap::new();
        status.add_header(&mut headers).expect("headers");
        settle(&mut headers);
        Status::from_header_map(&headers).expect("a status")
    }

    fn reason(status: &Status) -> String {
        let infos = status.get_error_details_vec();
        assert_eq!(infos.iter().filter(|d| matches!(d, ErrorDetail::ErrorInfo(_))).count(), 1);
        status.get_details_error_info().expect("an ErrorInfo").reason
    }

    #[test]
    fn an_error_of_ours_passes_untouched() {
        let ours = status(Code::NotFound, ErrorReason::PersonNotFound, "no such person")
            .field("a", "b")
            .build();
        let after = settled(&ours);
        assert_eq!(
            (after.code(), after.message(), after.details()),
            (ours.code(), ours.message(), ours.details())
        );
    }

    #[test]
    fn success_and_other_headers_stay_as_they_are() {
        let mut headers = HeaderMap::new();
        assert_eq!(settle(&mut headers), None);
        headers.insert("grpc-status", http::HeaderValue::from_static("0"));
        headers.insert("x-note", http::HeaderValue::from_static("kept"));
        assert_eq!(settle(&mut headers), Some(Code::Ok));
        assert_eq!(headers.len(), 2);
    }

    #[test]
    fn an_error_too_large_for_clients_keeps_its_code_and_reason() {
        let details = ErrorDetails::with_error_info(
            "TOO_CONTENDED",
            DOMAIN,
            [("k".into(), "v".repeat(5000))],
        );
        let large = Status::with_error_details(Code::Aborted, "m".repeat(2000), details);
        let after = settled(&large);
        assert_eq!((after.code(), reason(&after).as_str()), (Code::Aborted, "TOO_CONTENDED"));
        assert_eq!(after.message().len(), MESSAGE_BYTES_MAX);
        assert!(after.details().len() <= DETAILS_BYTES_MAX);
    }

    #[test]
    fn an_error_without_a_reason_keeps_its_words_to_the_log() {
        let after = settled(&Status::unknown("SELECT name FROM people"));
        assert_eq!((after.code(), reason(&after).as_str()), (Code::Unknown, "INTERNAL"));
        assert!(!after.message().contains("SELECT"));
    }

    #[test]
    fn details_that_are_no_status_are_replaced() {
        let odd = Status::with_details(Code::Aborted, "", bytes::Bytes::from_static(b"\xff\xff"));
        assert_eq!(reason(&settled(&odd)), "INTERNAL");
    }

    #[test]
    fn an_answer_too_large_to_send_is_too_large() {
        let said = Status::out_of_range(
            "Error, encoded message length too large: found 9 bytes, the limit is: 8 bytes",
        );
        let after = settled(&said);
        assert_eq!((after.code(), reason(&after).as_str()), (Code::ResourceExhausted, "TOO_LARGE"));
    }
}
