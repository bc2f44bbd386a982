//! How long a call may take: the caller's `grpc-timeout`, and never longer than our own limit. tonic would answer
//! CANCELLED here; callers expect DEADLINE_EXCEEDED, and decide on a retry by it.

use std::time::Duration;

use http::HeaderMap;
use tokio::time::Instant;
use tonic::{Code, Status};
use wire::types::ErrorReason;

use crate::error::status;

/// The instant by which a call is answered. Handlers find it in the request's extensions, and give what they wait for no
/// longer than that.
#[derive(Debug, Clone, Copy)]
pub struct Deadline {
    /// For the answer, or for a stream's beginning.
    pub at: Instant,
    /// The caller's own, which a running stream keeps to.
    pub(crate) callers: Option<Instant>,
}

impl Deadline {
    pub(crate) fn of(metadata: &HeaderMap, call_max: Duration) -> Self {
        let now = Instant::now();
        let callers = metadata.get("grpc-timeout").and_then(|value| parse(value.to_str().ok()?));
        // A deadline centuries away is none.
        let callers = callers.and_then(|timeout| now.checked_add(timeout));
        let own = now + call_max;
        Self { at: callers.map_or(own, |callers| callers.min(own)), callers }
    }

    /// What is left of it; zero when it has passed.
    pub fn remaining(&self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    pub(crate) async fn within<T>(
        &self,
        work: impl Future<Output = Result<T, Status>>,
    ) -> Result<T, Status> {
        tokio::time::timeout_at(self.at, work).await.unwrap_or_else(|_elapsed| Err(exceeded()))
    }
}

/// The status of a call whose deadline has passed.
pub(crate) fn exceeded() -> Status {
    status(
        Code::DeadlineExceeded,
        ErrorReason::DeadlineExceeded,
        "the deadline passed before there was an answer",
    )
    .build()
}

/// `1` to `8` digits and a unit, as the gRPC over HTTP/2 protocol has it; anything else is no deadline.
fn parse(value: &str) -> Option<Duration> {
    let (digits, unit) = value.split_at_checked(value.len().checked_sub(1)?)?;
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let amount: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(amount * 60 * 60)),
        "M" => Some(Duration::from_secs(amount * 60)),
        "S" => Some(Duration::from_secs(amount)),
        "m" => Some(Duration::from_millis(amount)),
        "u" => Some(Duration::from_micros(amount)),
        "n" => Some(Duration::from_nanos(amount)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_of_the_protocol_is_read() {
        let seconds = [
            ("1H", 3600.0),
            ("2M", 120.0),
            ("3S", 3.0),
            ("4m", 0.004),
            ("5u", 0.000_005),
            ("6n", 6e-9),
        ];
        for (text, expected) in seconds {
            assert_eq!(parse(text), Some(Duration::from_secs_f64(expected)), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_timeout_is_ignored() {
        for text in ["", "S", "10", "-1S", "+1S", "1.5S", "123456789S", "1s", "1Ü", "é"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_longest_deadline_of_a_caller_is_cut_to_ours() {
        let metadata = HeaderMap::from_iter([(
            http::HeaderName::from_static("grpc-timeout"),
            http::HeaderValue::from_static("99999999H"),
        )]);
        let deadline = Deadline::of(&metadata, Duration::from_secs(10));
        assert!(deadline.remaining() <= Duration::from_secs(10));
        assert!(deadline.callers.is_none_or(|callers| callers > deadline.at));
    }
}
