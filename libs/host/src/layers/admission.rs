//! Whom to turn away at the door: a call too many, or one with too much metadata. Cheap to say, and said at once.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tonic::{Code, Status};
use wire::types::ErrorReason;

use crate::config::Limits;
use crate::error::status;

/// When a caller who was turned away may come back. Short: a full house is a matter of milliseconds.
const RETRY_AFTER: Duration = Duration::from_millis(200);

const HEALTH: &str = "/grpc.health.v1.Health/";

pub(crate) struct Admission {
    places: Arc<Semaphore>,
    metadata_bytes_max: usize,
}

impl Admission {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            places: Arc::new(Semaphore::new(limits.calls_in_flight_max)),
            metadata_bytes_max: limits.metadata_bytes_max,
        }
    }

    /// A place to work in, given back when it is dropped; or the refusal to send. Health needs no place: a server that
    /// is merely busy must not look dead to who would restart it.
    pub(crate) fn admit(
        &self,
        path: &str,
        metadata: &HeaderMap,
    ) -> Result<Option<OwnedSemaphorePermit>, Status> {
        let bytes: usize =
            metadata.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        if bytes > self.metadata_bytes_max {
            return Err(too_much_metadata(bytes, self.metadata_bytes_max));
        }
        if path.starts_with(HEALTH) {
            return Ok(None);
        }
        Arc::clone(&self.places).try_acquire_owned().map(Some).map_err(|_full| overloaded())
    }
}

fn too_much_metadata(bytes: usize, bytes_max: usize) -> Status {
    let message = format!("{bytes} bytes of metadata, and {bytes_max} is the limit");
    status(Code::ResourceExhausted, ErrorReason::TooLarge, message).build()
}

fn overloaded() -> Status {
    status(
        Code::ResourceExhausted,
        ErrorReason::Overloaded,
        "too many calls at once; slow down and try again",
    )
    .retry_after(RETRY_AFTER)
    .build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic_types::StatusExt;

    fn admission(calls_in_flight_max: usize) -> Admission {
        Admission::new(&Limits {
            calls_in_flight_max,
            metadata_bytes_max: 100,
            ..Limits::default()
        })
    }

    #[test]
    fn one_call_too_many_is_told_when_to_come_back() {
        let admission = admission(1);
        let place = admission.admit("/", &HeaderMap::new()).expect("there is room");
        let refusal = admission.admit("/", &HeaderMap::new()).expect_err("it is full");
        assert_eq!(refusal.code(), Code::ResourceExhausted);
        assert_eq!(refusal.get_details_error_info().expect("an ErrorInfo").reason, "OVERLOADED");
        assert_eq!(refusal.get_details_retry_info().and_then(|r| r.retry_delay), Some(RETRY_AFTER));
        assert!(admission.admit("/grpc.health.v1.Health/Check", &HeaderMap::new()).is_ok());
        drop(place);
        assert!(admission.admit("/", &HeaderMap::new()).is_ok());
    }

    #[test]
    fn metadata_is_counted_by_names_and_values() {
        let admission = admission(1);
        let metadata = |bytes: usize| {
            HeaderMap::from_iter([(
                "x-a".parse().expect("a name"),
                "v".repeat(bytes).parse().expect("a value"),
            )])
        };
        assert!(admission.admit("/", &metadata(97)).is_ok());
        assert_eq!(
            admission.admit("/", &metadata(98)).expect_err("too much").code(),
            Code::ResourceExhausted
        );
    }
}
