//! Cells in a key-value bucket. Every read asks the leader, and every write is a compare-and-swap there.
//!
//! A destroyed value is purged at once, but its bytes may stay in a file until the server compacts it; so what is kept
//! here must be wrapped under a key that is itself replaced from time to time.

use async_nats::header::NATS_ROLLUP;
use async_nats::jetstream::kv::{Config, Store};
use async_nats::jetstream::message::StreamMessage;
use async_nats::jetstream::stream::{RawMessageErrorKind, StorageType};
use async_trait::async_trait;
use tokio::time::Instant;

use super::ASK_WAIT;
use super::broker::{Broker, ConnectError};
use super::opening::once_led;
use super::publish::Message;
use crate::cells::{CellError, Cells, Created};
use crate::port::AppendError;

/// The header by which key-value stores mark a value as gone.
const OPERATION: &str = "KV-Operation";

/// Cells in JetStream. Cheap to clone.
#[derive(Clone)]
pub struct JetStreamCells {
    broker: Broker,
    store: Store,
}

/// What stands in a cell, and its sequence; 0 where nothing ever stood.
struct Stands {
    sequence: u64,
    value: Option<Vec<u8>>,
}

impl JetStreamCells {
    /// Opens the bucket, or creates it.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn open(broker: &Broker, bucket: &str) -> Result<Self, ConnectError> {
        let config = Config {
            bucket: bucket.into(),
            history: 1,
            storage: StorageType::File,
            num_replicas: broker.options.replicas,
            ..Config::default()
        };
        let store = once_led(bucket, || async {
            let created = broker.context.create_key_value(config.clone()).await;
            created.map_err(|e| ConnectError::Bucket { name: bucket.into(), source: e.into() })
        })
        .await?;
        Ok(Self { broker: broker.clone(), store })
    }

    async fn stands(&self, name: &str) -> Result<Stands, CellError> {
        let last = self.store.stream.raw_message_builder().last_by_subject(self.subject(name));
        match last.send().await {
            Ok(message) => Ok(Stands { sequence: message.sequence, value: value(message) }),
            Err(e) if matches!(e.kind(), RawMessageErrorKind::NoMessageFound) => {
                Ok(Stands { sequence: 0, value: None })
            }
            Err(e) => Err(CellError(e.into())),
        }
    }

    /// Writes if the cell is still at this sequence; tells whether it was.
    async fn write(&self, message: Message) -> Result<bool, CellError> {
        match self.broker.publish(message).await {
            Ok(_) => Ok(true),
            Err(AppendError::Conflict) => Ok(false),
            Err(error) => Err(CellError(error.into())),
        }
    }

    fn message(&self, name: &str, last: u64, value: &[u8]) -> Message {
        let value = value.to_vec().into();
        Message::new(&self.store.stream_name, self.subject(name), last, value)
    }

    fn subject(&self, name: &str) -> String {
        format!("{}{name}", self.store.prefix)
    }
}

fn value(message: StreamMessage) -> Option<Vec<u8>> {
    message.headers.get(OPERATION).is_none().then(|| message.payload.to_vec())
}

fn contended() -> CellError {
    CellError(format!("others were first, for {ASK_WAIT:?}").into())
}

#[async_trait]
impl Cells for JetStreamCells {
    async fn create(&self, name: &str, value: &[u8]) -> Result<Created, CellError> {
        let mut last = 0;
        let deadline = Instant::now() + ASK_WAIT;
        while Instant::now() < deadline {
            if self.write(self.message(name, last, value)).await? {
                return Ok(Created::New);
            }
            let stands = self.stands(name).await?;
            if let Some(held) = stands.value {
                return Ok(Created::Held(held));
            }
            last = stands.sequence;
        }
        Err(contended())
    }

    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, CellError> {
        Ok(self.stands(name).await?.value)
    }

    async fn replace(&self, name: &str, old: &[u8], new: &[u8]) -> Result<bool, CellError> {
        let deadline = Instant::now() + ASK_WAIT;
        while Instant::now() < deadline {
            let stands = self.stands(name).await?;
            if stands.value.as_deref() != Some(old) {
                return Ok(false);
            }
            if self.write(self.message(name, stands.sequence, new)).await? {
                return Ok(true);
            }
        }
        Err(contended())
    }

    async fn destroy(&self, name: &str) -> Result<(), CellError> {
        let deadline = Instant::now() + ASK_WAIT;
        while Instant::now() < deadline {
            let stands = self.stands(name).await?;
            if stands.value.is_none() {
                return Ok(());
            }
            let mut purge = self.message(name, stands.sequence, b"").header(OPERATION, "PURGE");
            purge.headers.insert(NATS_ROLLUP, "sub");
            if self.write(purge).await? {
                return Ok(());
            }
        }
        Err(contended())
    }
}
