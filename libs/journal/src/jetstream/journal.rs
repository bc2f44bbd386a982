//! The journal in one stream.

use std::sync::Arc;

use async_nats::jetstream::message::StreamMessage;
use async_nats::jetstream::stream::{Info, RawMessageErrorKind, Stream};
use async_trait::async_trait;
use wire::commit::Record;
use wire::token::Epoch;

use super::broker::Broker;
use super::connect_error::ConnectError;
use super::denials::Denied;
use super::direct::{self, Found};
use super::options::StreamOptions;
use super::publish::Message;
use super::reading;
use crate::port::{
    AppendError, Damage, Expected, Journal, Position, RECORD_BYTES_MAX, ReadError, Reading,
    Recorded, Source, StreamId,
};

/// A journal in JetStream. Cheap to clone.
#[derive(Clone)]
pub struct JetStreamJournal {
    pub(super) broker: Broker,
    pub(super) stream: Stream<Info>,
    options: Arc<StreamOptions>,
    epoch: Epoch,
}

impl JetStreamJournal {
    /// Opens the journal, or begins one.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn open(broker: &Broker, options: StreamOptions) -> Result<Self, ConnectError> {
        let stream = broker.journal(&options).await?;
        // The nanosecond of the stream's creation: the same for every client, in every year, and kept by a restore.
        let created = stream.cached_info().created.unix_timestamp_nanos();
        let epoch = created.to_be_bytes()[8..].try_into().expect("sixteen bytes less eight");
        Ok(Self { broker: broker.clone(), stream, options: Arc::new(options), epoch })
    }

    fn name(&self) -> &str {
        &self.options.name
    }

    /// What the message at a place says, if it is whole and belongs there.
    pub(super) fn check(&self, found: Found) -> Result<Recorded, ReadError> {
        let at = Position(found.sequence);
        let name = match &self.options.prefix {
            Some(prefix) => found.subject.strip_prefix(prefix).and_then(|s| s.strip_prefix('.')),
            None => Some(found.subject.as_str()),
        };
        Recorded::check(at, name.unwrap_or_default(), found.payload)
            .map_err(|damage| ReadError::Damaged { at, damage })
    }

    /// The message at a place, as the leader has it.
    pub(super) async fn leaders(&self, at: Position) -> Result<Option<Found>, Source> {
        let asked = self.stream.raw_message_builder().sequence(at.0).send();
        found(self.asking("STREAM.MSG.GET", asked).await?)
    }

    /// The last message of a subject, as the leader has it.
    async fn last(&self, subject: &str) -> Result<Option<Found>, Source> {
        let asked = self.stream.raw_message_builder().last_by_subject(subject).send();
        found(self.asking("STREAM.MSG.GET", asked).await?)
    }

    /// Waits for the answer to a request about this stream.
    pub(super) async fn asking<T>(
        &self,
        request: &str,
        asked: impl Future<Output = T>,
    ) -> Result<T, Denied> {
        let subject = self.broker.api(&format!("{request}.{}", self.name()));
        self.broker.unless_denied(&subject, asked).await
    }

    /// The records of a subject after a position up to the last one, from whichever replica answers; `None` if they are
    /// not all there, or not in one line.
    async fn tail(&self, subject: &str, after: Position, last: &Recorded) -> Option<Vec<Recorded>> {
        let mut tail: Vec<Recorded> = vec![];
        let mut at = after;
        while at < last.position {
            let batch = direct::batch(&self.broker, &self.stream, subject, at.0 + 1).await.ok()?;
            at = Position(batch.last()?.sequence);
            for found in batch.into_iter().filter(|f| f.sequence <= last.position.0) {
                let record = self.check(found).ok()?;
                if tail.last().is_some_and(|before| !record.is_next_to(before)) {
                    return None;
                }
                tail.push(record);
            }
        }
        let begins = after > Position::START || tail.first()?.record.commit.version == 1;
        (begins && tail.last()?.position == last.position).then_some(tail)
    }

    /// The same from the leader, one by one.
    async fn tail_of_leader(
        &self,
        subject: &str,
        after: Position,
        last: Recorded,
    ) -> Result<Vec<Recorded>, ReadError> {
        let mut tail = vec![];
        let mut at = after.next();
        while at < last.position {
            let next = self.stream.raw_message_builder().sequence(at.0).next_by_subject(subject);
            let next = found(next.send().await).map_err(ReadError::Unavailable)?;
            let next = next.ok_or(ReadError::Damaged { at, damage: Damage::Hole })?;
            at = Position(next.sequence).next();
            if next.sequence < last.position.0 {
                tail.push(self.check(next)?);
            }
        }
        tail.push(last);
        Ok(tail)
    }
}

impl Recorded {
    fn is_next_to(&self, before: &Self) -> bool {
        self.follows(before.record.commit.version, &before.record.hash)
    }
}

fn found<K>(asked: Result<StreamMessage, K>) -> Result<Option<Found>, Source>
where
    K: Into<async_nats::jetstream::stream::RawMessageError>,
{
    match asked.map_err(Into::into) {
        Ok(m) => Ok(Some(Found {
            sequence: m.sequence,
            subject: m.subject.to_string(),
            payload: m.payload,
        })),
        Err(e) if matches!(e.kind(), RawMessageErrorKind::NoMessageFound) => Ok(None),
        Err(e) => Err(e.into()),
    }
}

#[async_trait]
impl Journal for JetStreamJournal {
    fn epoch(&self) -> Epoch {
        self.epoch
    }

    async fn append(
        &self,
        stream: &StreamId,
        expected: Expected,
        record: &Record,
    ) -> Result<Position, AppendError> {
        let bytes = record.bytes.len();
        if bytes > RECORD_BYTES_MAX {
            return Err(AppendError::TooLarge { bytes, max: RECORD_BYTES_MAX });
        }
        let last = match expected {
            Expected::Empty => 0,
            Expected::At(position) => position.0,
        };
        let subject = self.options.subject(stream.as_str());
        let mut message = Message::new(self.name(), subject, last, record.bytes.clone())
            .named(&record.commit.commit_id);
        if !record.commit.traceparent.is_empty() {
            message = message.header("traceparent", &record.commit.traceparent);
        }
        self.broker.publish(message).await.map(Position)
    }

    async fn load(&self, stream: &StreamId, after: Position) -> Result<Vec<Recorded>, ReadError> {
        let subject = self.options.subject(stream.as_str());
        let last = self.last(&subject).await.map_err(ReadError::Unavailable)?;
        let Some(last) = last.filter(|last| last.sequence > after.0) else { return Ok(vec![]) };
        let last = self.check(last)?;
        if last.record.commit.version == 1 || last.position == after.next() {
            return Ok(vec![last]);
        }
        match self.tail(&subject, after, &last).await {
            Some(tail) => Ok(tail),
            None => self.tail_of_leader(&subject, after, last).await,
        }
    }

    fn read(&self, after: Position) -> Reading {
        reading::read(self.clone(), after)
    }

    async fn head(&self) -> Result<Position, ReadError> {
        let info = self.asking("STREAM.INFO", self.stream.get_info()).await;
        let info = info.map_err(|denied| ReadError::Unavailable(denied.into()))?;
        let info = info.map_err(|e| ReadError::Unavailable(e.into()))?;
        Ok(Position(info.state.last_sequence))
    }
}
