//! How an error leaves this process: a `google.rpc.Status` with exactly one `ErrorInfo`, as AIP-193 asks, small enough
//! for every client's trailer limit. Which error gets which code is decided elsewhere.

use std::collections::HashMap;
use std::time::Duration;

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};
use wire::types::ErrorReason;

/// The `domain` of every `ErrorInfo` that is ours.
pub const DOMAIN: &str = "anydoor.scot";

/// Longest message of a status, in bytes. Clients drop the whole status when trailers pass 8 KiB (grpc-java, gRPC core).
pub const MESSAGE_BYTES_MAX: usize = 1024;

/// Largest encoded details of a status, in bytes, for the same reason; base64 adds a third on the wire.
pub const DETAILS_BYTES_MAX: usize = 4096;

/// Begins a status: the code is for machinery, the reason for a caller's program, the message for its developer.
pub fn status(code: Code, reason: ErrorReason, message: impl Into<String>) -> StatusBuilder {
    StatusBuilder {
        code,
        reason,
        message: message.into(),
        metadata: HashMap::new(),
        fields: vec![],
        retry: None,
    }
}

/// The reason as callers see it: the enum's name without its prefix.
pub fn reason_name(reason: ErrorReason) -> &'static str {
    let name = reason.as_str_name();
    name.strip_prefix("ERROR_REASON_").unwrap_or(name)
}

/// A status in the making. `build`, or `into`, finishes it.
#[derive(Debug, Clone)]
#[must_use = "a builder is not yet a status"]
pub struct StatusBuilder {
    code: Code,
    reason: ErrorReason,
    message: String,
    metadata: HashMap<String, String>,
    fields: Vec<(String, String)>,
    retry: Option<Duration>,
}

impl StatusBuilder {
    /// Adds a fact about the error to its `ErrorInfo`: keys in lower camel case, never anything personal.
    pub fn fact(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.metadata.insert(key.into(), value.into());
        self
    }

    /// Adds a `BadRequest` violation: the field's path in the request (`details.date_of_birth`), and what is wrong.
    pub fn field(mut self, path: impl Into<String>, description: impl Into<String>) -> Self {
        self.fields.push((path.into(), description.into()));
        self
    }

    /// Tells the caller how long to wait before the next try (`RetryInfo`).
    pub fn retry_after(mut self, delay: Duration) -> Self {
        self.retry = Some(delay);
        self
    }

    /// Finishes the status. What would not fit is left out: the last field violations first, then the facts.
    pub fn build(mut self) -> Status {
        truncate(&mut self.message, MESSAGE_BYTES_MAX);
        loop {
            let status = Status::with_error_details(self.code, &*self.message, self.details());
            if status.details().len() <= DETAILS_BYTES_MAX || !self.shed() {
                return status;
            }
        }
    }

    fn details(&self) -> ErrorDetails {
        let mut details =
            ErrorDetails::with_error_info(reason_name(self.reason), DOMAIN, self.metadata.clone());
        for (path, description) in &self.fields {
            details.add_bad_request_violation(path, description);
        }
        if self.retry.is_some() {
            details.set_retry_info(self.retry);
        }
        details
    }

    /// Drops the part that a caller misses least; false when nothing is left to drop.
    fn shed(&mut self) -> bool {
        if !self.fields.is_empty() {
            self.fields.truncate(self.fields.len() / 2);
            return true;
        }
        let had_facts = !self.metadata.is_empty();
        self.metadata.clear();
        had_facts
    }
}

impl From<StatusBuilder> for Status {
    fn from(builder: StatusBuilder) -> Self {
        builder.build()
    }
}

/// Shortens text to at most `bytes_max`, never inside a character.
pub(crate) fn truncate(text: &mut String, bytes_max: usize) {
    text.truncate(text.floor_char_boundary(bytes_max));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invalid() -> StatusBuilder {
        status(Code::InvalidArgument, ErrorReason::InvalidField, "the request is not valid")
    }

    #[test]
    fn a_status_has_one_error_info_with_the_reason_without_its_prefix() {
        let status = invalid().fact("personId", "p1").build();
        let info = status.get_details_error_info().expect("an ErrorInfo");
        assert_eq!((info.reason.as_str(), info.domain.as_str()), ("INVALID_FIELD", DOMAIN));
        assert_eq!(info.metadata["personId"], "p1");
        assert_eq!(status.get_error_details_vec().len(), 1);
    }

    #[test]
    fn field_violations_and_the_retry_delay_arrive_beside_it() {
        let delay = Duration::from_millis(250);
        let status = invalid().field("details.name", "is missing").retry_after(delay).build();
        let violations = status.get_details_bad_request().expect("a BadRequest").field_violations;
        assert_eq!(
            (violations[0].field.as_str(), violations[0].description.as_str()),
            ("details.name", "is missing")
        );
        assert_eq!(status.get_details_retry_info().and_then(|r| r.retry_delay), Some(delay));
    }

    #[test]
    fn too_many_violations_are_left_out_and_the_error_info_stays() {
        let many =
            (0..500).fold(invalid(), |status, n| status.field(format!("items[{n}]"), "is missing"));
        let status = many.build();
        assert!(status.details().len() <= DETAILS_BYTES_MAX);
        assert!(status.get_details_error_info().is_some());
        assert!(
            !status.get_details_bad_request().expect("some still fit").field_violations.is_empty()
        );
    }

    #[test]
    fn a_long_message_is_cut_between_characters() {
        let status = status(Code::Internal, ErrorReason::Internal, "é".repeat(1024)).build();
        assert_eq!(status.message().len(), MESSAGE_BYTES_MAX);
        let status = status_with_odd_start();
        assert_eq!(status.message().len(), MESSAGE_BYTES_MAX - 1);
    }

    fn status_with_odd_start() -> Status {
        status(Code::Internal, ErrorReason::Internal, format!("x{}", "é".repeat(1024))).build()
    }
}
