//! A bare publish into JetStream: no condition, no chain, only the acknowledgement that it is stored.

use async_nats::jetstream::Context;
use async_nats::jetstream::context::PublishError as NatsPublishError;
use async_nats::jetstream::stream::{Config, StorageType};
use bytes::Bytes;

use crate::jetstream::{Broker, BrokerOptions, ConnectError};
use crate::port::Source;

/// The stream that is published to, and its subject.
const STREAM: &str = "BENCH_CEILING";

/// Why nothing is published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The broker cannot be used.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The stream cannot be made.
    #[error("making stream {STREAM}: {0}")]
    Stream(#[source] Source),
    /// It was not acknowledged.
    #[error("publishing: {0}")]
    Publish(#[from] NatsPublishError),
}

/// Publishes to a stream of its own, which [`Self::remove`] removes again.
pub struct BarePublish {
    context: Context,
    version: String,
}

impl BarePublish {
    /// Makes the stream, with as many replicas as a journal of these options has.
    ///
    /// # Errors
    /// See [`PublishError`].
    pub async fn open(options: BrokerOptions) -> Result<Self, PublishError> {
        let num_replicas = options.replicas;
        let broker = Broker::connect(options).await?;
        let version = broker.client.server_info().version;
        let context = broker.context;
        let (name, subjects) = (STREAM.to_owned(), vec![STREAM.to_owned()]);
        let storage = StorageType::File;
        let config = Config { name, subjects, storage, num_replicas, ..Config::default() };
        context.get_or_create_stream(config).await.map_err(|e| PublishError::Stream(e.into()))?;
        Ok(Self { context, version })
    }

    /// The version of the server.
    pub fn server_version(&self) -> &str {
        &self.version
    }

    /// Publishes a record; returns when the stream has it.
    ///
    /// # Errors
    /// If it was not acknowledged.
    pub async fn publish(&self, record: Bytes) -> Result<(), PublishError> {
        self.context.publish(STREAM, record).await?.await?;
        Ok(())
    }

    /// Removes the stream.
    ///
    /// # Errors
    /// If the server says no.
    pub async fn remove(&self) -> Result<(), PublishError> {
        let removed = self.context.delete_stream(STREAM).await;
        removed.map(drop).map_err(|e| PublishError::Stream(e.into()))
    }
}
