//! Batched direct get: many messages of one subject in one round trip, from any replica. A replica may lag or be
//! damaged, so what comes back is a proposal, never a decision.

use async_nats::Message;
use async_nats::jetstream::stream::Stream;
use bytes::Bytes;
use futures::StreamExt;
use tokio::time::timeout;

use super::broker::Broker;
use super::{ASK_WAIT, BATCH};
use crate::port::Source;

/// The most bytes that one batch brings.
const BATCH_BYTES_MAX: usize = 4 * 1024 * 1024;

/// How the broker says that there is no more.
const END_OF_BATCH: u16 = 204;
const NOT_FOUND: u16 = 404;

/// A stored message.
pub(super) struct Found {
    pub(super) sequence: u64,
    pub(super) subject: String,
    pub(super) payload: Bytes,
}

/// The messages of a subject from a sequence on, as many as some replica gives in one batch.
pub(super) async fn batch(
    broker: &Broker,
    stream: &Stream,
    subject: &str,
    from: u64,
) -> Result<Vec<Found>, Source> {
    let inbox = broker.client.new_inbox();
    let mut answers = broker.client.subscribe(inbox.clone()).await?;
    let question = serde_json::json!({
        "seq": from, "next_by_subj": subject, "batch": BATCH, "max_bytes": BATCH_BYTES_MAX,
    });
    let api = broker.api(&format!("DIRECT.GET.{}", stream.cached_info().config.name));
    broker.client.publish_with_reply(api, inbox, question.to_string().into()).await?;
    let mut found = vec![];
    while let Some(answer) = timeout(ASK_WAIT, answers.next()).await? {
        match answer.status.map(|status| status.as_u16()) {
            None => found.push(Found::read(answer)?),
            Some(END_OF_BATCH | NOT_FOUND) => return Ok(found),
            Some(status) => {
                return Err(format!("direct get: {status} {:?}", answer.description).into());
            }
        }
    }
    Err("the connection was closed".into())
}

impl Found {
    fn read(message: Message) -> Result<Self, Source> {
        let header = |name| message.headers.as_ref().and_then(|h| h.get(name));
        let sequence = header("Nats-Sequence").ok_or("a message without its sequence")?;
        let subject = header("Nats-Subject").ok_or("a message without its subject")?;
        Ok(Self {
            sequence: sequence.as_str().parse()?,
            subject: subject.to_string(),
            payload: message.payload,
        })
    }
}
