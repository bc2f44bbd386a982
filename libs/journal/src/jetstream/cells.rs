//! Cells in a key-value bucket. Every read asks the leader, and every write is a compare-and-swap there.
//!
//! A destroyed value is purged at once, but its bytes may stay in a file until the server compacts it; so what is kept
//! here must be wrapped under a key that is itself replaced from time to time.

use async_nats::header::NATS_ROLLUP;
use async_nats::jetstream::message::StreamMessage;
use async_nats::jetstream::stream::{
    Config, DiscardPolicy, Info, RawMessageErrorKind, StorageType, Stream,
};
use async_trait::async_trait;
use tokio::time::Instant;

use super::ASK_WAIT;
use super::broker::Broker;
use super::connect_error::ConnectError;
use super::layout;
use super::publish::Message;
use crate::cells::{CellError, Cells, Created};
use crate::port::AppendError;

/// The header by which key-value stores mark a value as gone.
const OPERATION: &str = "KV-Operation";

/// Cells in JetStream. Cheap to clone.
#[derive(Clone)]
pub struct JetStreamCells {
    broker: Broker,
    stream: Stream<Info>,
    /// What stands before a cell's name in its subject.
    prefix: String,
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
        let stream = broker.stream(config(bucket, broker.options.replicas), fault).await?;
        Ok(Self { broker: broker.clone(), stream, prefix: format!("$KV.{bucket}.") })
    }

    async fn stands(&self, name: &str) -> Result<Stands, CellError> {
        let last = self.stream.raw_message_builder().last_by_subject(self.subject(name));
        let asked = self.broker.api(&format!("STREAM.MSG.GET.{}", self.stream_name()));
        let answer = self.broker.unless_denied(&asked, last.send()).await;
        match answer.map_err(|denied| CellError(denied.into()))? {
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
        Message::new(self.stream_name(), self.subject(name), last, value)
    }

    fn stream_name(&self) -> &str {
        &self.stream.cached_info().config.name
    }

    fn subject(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}

/// The stream under a bucket, as key-value stores have it: the last value of each subject, and a header that lets go of
/// all of a subject's values at once.
fn config(bucket: &str, num_replicas: usize) -> Config {
    Config {
        name: layout::under(bucket),
        subjects: vec![format!("$KV.{bucket}.>")],
        storage: StorageType::File,
        discard: DiscardPolicy::New,
        max_messages_per_subject: 1,
        num_replicas,
        allow_rollup: true,
        deny_delete: true,
        allow_direct: true,
        ..Config::default()
    }
}

/// The first setting by which a bucket could lose what it holds, keep what was destroyed, or not hold what it should.
fn fault(found: &Config, wanted: &Config) -> Option<&'static str> {
    let faults = [
        (found.storage != StorageType::File, "it is not kept in files"),
        (found.discard != DiscardPolicy::New, "it discards old values"),
        (!found.max_age.is_zero(), "values expire (max_age)"),
        (found.max_messages > 0, "it has a limit of messages (max_msgs)"),
        (found.max_messages_per_subject != 1, "it keeps more than the last value of a cell"),
        (!found.allow_rollup, "values cannot be destroyed (allow_rollup_hdrs is off)"),
        (found.allow_message_ttl, "values may have a time to live"),
        (found.mirror.is_some() || found.sources.is_some(), "it copies another stream"),
        (found.republish.is_some(), "it sends its values elsewhere (republish)"),
        (found.num_replicas < wanted.num_replicas, "it has fewer replicas than asked for"),
        (found.subjects != wanted.subjects, "its subjects are not those of the bucket"),
    ];
    faults.into_iter().find_map(|(is_so, fault)| is_so.then_some(fault))
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

    /// Where a destroyed cell stood, a mark stays, and counts.
    async fn is_empty(&self) -> Result<bool, CellError> {
        let asked = self.broker.api(&format!("STREAM.INFO.{}", self.stream_name()));
        let answer = self.broker.unless_denied(&asked, self.stream.get_info()).await;
        let info = answer.map_err(|denied| CellError(denied.into()))?;
        Ok(info.map_err(|e| CellError(e.into()))?.state.messages == 0)
    }
}
