//! Reading everything in order: a pull consumer without filter, from the next sequence on, history and live alike.
//! The consumer is only a way to be sent messages; whether one is missing is decided here, by the sequence.

use std::time::Duration;

use async_nats::jetstream::consumer::pull::{Config, Stream as Messages};
use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, PullConsumer, ReplayPolicy};
use futures::StreamExt;
use futures::stream;
use tokio::time::{sleep, timeout};

use super::direct::Found;
use super::journal::JetStreamJournal;
use super::{CONSUMER_KEPT, GAPS_MAX, QUIET, RESUBSCRIBE};
use crate::port::{Damage, Journal, Position, ReadError, Reading, Recorded, Source};

struct Reader {
    journal: JetStreamJournal,
    at: Position,
    messages: Option<Messages>,
    gaps: u32,
    wait: Duration,
    ended: bool,
}

/// Every record after a position, then each as it is written.
pub(super) fn read(journal: JetStreamJournal, after: Position) -> Reading {
    let reader =
        Reader { journal, at: after, messages: None, gaps: 0, wait: RESUBSCRIBE.0, ended: false };
    stream::unfold(reader, |mut reader| async move {
        if reader.ended {
            return None;
        }
        let next = reader.next().await;
        reader.ended = next.is_err();
        Some((next, reader))
    })
    .boxed()
}

/// What came from the consumer.
enum Came {
    Message(Found),
    Nothing,
    Trouble(Source),
}

impl Reader {
    async fn next(&mut self) -> Result<Recorded, ReadError> {
        loop {
            match self.come().await {
                Came::Message(found) if found.sequence <= self.at.0 => {} // Sent twice.
                Came::Message(found) if found.sequence == self.at.next().0 => {
                    (self.at, self.gaps, self.wait) = (self.at.next(), 0, RESUBSCRIBE.0);
                    return self.journal.check(found);
                }
                Came::Message(_) => self.gap().await?,
                Came::Nothing => self.quiet().await?,
                Came::Trouble(error) => self.resubscribe(&*error).await,
            }
        }
    }

    async fn come(&mut self) -> Came {
        let messages = match &mut self.messages {
            Some(messages) => messages,
            none => match subscribe(&self.journal, self.at).await {
                Ok(Some(messages)) => none.insert(messages),
                Ok(None) => return Came::Nothing,
                Err(error) => return Came::Trouble(error),
            },
        };
        match timeout(QUIET, messages.next()).await {
            Err(_) => Came::Nothing,
            Ok(None) => Came::Trouble("the subscription ended".into()),
            Ok(Some(Err(error))) => Came::Trouble(error.into()),
            Ok(Some(Ok(message))) => match message.info().map(|info| info.stream_sequence) {
                Err(error) => Came::Trouble(error),
                Ok(sequence) => {
                    let message = message.message;
                    let subject = message.subject.to_string();
                    Came::Message(Found { sequence, subject, payload: message.payload })
                }
            },
        }
    }

    /// Is there nothing, or are we deaf? A damaged message is not sent, and after the last one no gap shows.
    async fn quiet(&mut self) -> Result<(), ReadError> {
        match self.journal.head().await {
            Ok(head) if head > self.at => self.gap().await,
            Ok(head) if head < self.at => self.behind(head).await,
            Ok(_) => Ok(()),
            Err(error) => {
                self.resubscribe(&error).await;
                Ok(())
            }
        }
    }

    /// The journal ends before a place that was read already: its end was lost, or an old copy was put in its place.
    /// A new leader may take a moment to get there.
    async fn behind(&mut self, head: Position) -> Result<(), ReadError> {
        self.gaps += 1;
        if self.gaps >= GAPS_MAX {
            return Err(ReadError::Damaged { at: head.next(), damage: Damage::Hole });
        }
        self.resubscribe(&"the journal ends before what was read").await;
        Ok(())
    }

    /// The next message did not come, though later ones are there. It may have been lost on the way to us; then the
    /// leader has it, and a new consumer sends it. If it never comes, it is a hole.
    async fn gap(&mut self) -> Result<(), ReadError> {
        let at = self.at.next();
        self.gaps += 1;
        match self.journal.leaders(at).await {
            Ok(Some(_)) if self.gaps < GAPS_MAX => {
                self.resubscribe(&"a message was lost on the way").await;
                Ok(())
            }
            Ok(Some(_) | None) => Err(ReadError::Damaged { at, damage: Damage::Hole }),
            Err(error) => {
                self.resubscribe(&error).await;
                Ok(())
            }
        }
    }

    async fn resubscribe(&mut self, why: &(dyn std::fmt::Display + Sync)) {
        tracing::warn!(after = %self.at, %why, "reading the journal: subscribing again");
        self.messages = None;
        sleep(self.wait).await;
        self.wait = RESUBSCRIBE.1.min(self.wait * 2);
    }
}

/// A new consumer from after a position on; none if the journal does not reach that far.
async fn subscribe(
    journal: &JetStreamJournal,
    after: Position,
) -> Result<Option<Messages>, Source> {
    if journal.head().await? < after {
        return Ok(None);
    }
    let config = Config {
        deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: after.next().0 },
        ack_policy: AckPolicy::None,
        replay_policy: ReplayPolicy::Instant,
        inactive_threshold: CONSUMER_KEPT,
        memory_storage: true,
        num_replicas: 1,
        ..Config::default()
    };
    let created = journal.asking("CONSUMER.CREATE", journal.stream.create_consumer(config));
    let consumer: PullConsumer = created.await??;
    Ok(Some(consumer.messages().await?))
}
