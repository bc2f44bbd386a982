//! Publishing one message under a condition, and what the broker's answers mean.

use async_nats::client::RequestErrorKind;
use async_nats::header::{
    NATS_EXPECTED_LAST_SUBJECT_SEQUENCE, NATS_EXPECTED_STREAM, NATS_MESSAGE_ID,
};
use async_nats::jetstream::ErrorCode;
use async_nats::jetstream::publish::PublishAck;
use async_nats::jetstream::response::Response;
use async_nats::{HeaderMap, Request};
use bytes::Bytes;
use tokio::time::sleep;

use super::IN_FLIGHT_WAIT;
use super::broker::Broker;
use super::denials::Denied;
use crate::port::{AppendError, RECORD_BYTES_MAX};

/// A message to a stream.
pub(super) struct Message {
    pub(super) subject: String,
    pub(super) headers: HeaderMap,
    pub(super) payload: Bytes,
}

impl Message {
    /// A message that is only stored if the last one of its subject has this sequence; 0 if there must be none.
    pub(super) fn new(stream: &str, subject: String, last: u64, payload: Bytes) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(NATS_EXPECTED_STREAM, stream);
        headers.insert(NATS_EXPECTED_LAST_SUBJECT_SEQUENCE, last.to_string());
        Self { subject, headers, payload }
    }

    /// Named, so that the broker knows it again for a while. The name is that of the commit, not of the request: two
    /// organisations may use the same request id.
    pub(super) fn named(mut self, commit_id: &[u8]) -> Self {
        let name: String = commit_id.iter().map(|byte| format!("{byte:02x}")).collect();
        self.headers.insert(NATS_MESSAGE_ID, name);
        self
    }

    pub(super) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(name, value);
        self
    }
}

impl Broker {
    /// Publishes a message and waits until the stream's leader says what became of it: its sequence.
    pub(super) async fn publish(&self, message: Message) -> Result<u64, AppendError> {
        let bytes = message.payload.len();
        let request = Request::new()
            .headers(message.headers)
            .payload(message.payload)
            .timeout(Some(self.options.ack_wait));
        let sent = self.client.send_request(message.subject.clone(), request);
        let answer = self.unless_denied(&message.subject, sent).await?;
        let answer = answer.map_err(|error| match error.kind() {
            RequestErrorKind::MaxPayloadExceeded => {
                AppendError::TooLarge { bytes, max: RECORD_BYTES_MAX }
            }
            RequestErrorKind::InvalidSubject => AppendError::Unavailable(error.into()),
            // It may be on its way, or stored and the answer lost.
            RequestErrorKind::TimedOut
            | RequestErrorKind::NoResponders
            | RequestErrorKind::Other => AppendError::Unknown,
        })?;
        match serde_json::from_slice(&answer.payload) {
            Ok(Response::Ok(PublishAck { duplicate: false, sequence, .. })) => Ok(sequence),
            Ok(Response::Ok(PublishAck { duplicate: true, .. })) => Err(AppendError::Duplicate),
            Ok(Response::Err { error }) => {
                if is_in_flight(&error) {
                    sleep(IN_FLIGHT_WAIT).await;
                }
                Err(refusal(error))
            }
            Err(_) => Err(AppendError::Unknown),
        }
    }
}

impl From<Denied> for AppendError {
    fn from(denied: Denied) -> Self {
        Self::Unavailable(denied.into())
    }
}

/// Whether the write that was first is still on its way through the replicas.
fn is_in_flight(error: &async_nats::jetstream::Error) -> bool {
    matches!(
        error.error_code(),
        ErrorCode::STREAM_WRONG_LAST_SEQUENCE_CONSTANT
            | ErrorCode::STREAM_DUPLICATE_MESSAGE_CONFLICT
    )
}

/// What a refusal means. Each of these is said before anything is stored.
fn refusal(error: async_nats::jetstream::Error) -> AppendError {
    match error.error_code() {
        // Another commit stands there; or another one to the same subject is on its way through the replicas; or this
        // very one is.
        ErrorCode::STREAM_WRONG_LAST_SEQUENCE
        | ErrorCode::STREAM_WRONG_LAST_SEQUENCE_CONSTANT
        | ErrorCode::STREAM_DUPLICATE_MESSAGE_CONFLICT => AppendError::Conflict,
        ErrorCode::STREAM_STORE_FAILED
        | ErrorCode::ACCOUNT_RESOURCES_EXCEEDED
        | ErrorCode::STORAGE_RESOURCES_EXCEEDED => AppendError::Full,
        _ => AppendError::Unavailable(error.into()),
    }
}
