//! The connection, and what is checked before anything is trusted to it.

use std::time::Duration;

use async_nats::jetstream::context::{CreateStreamError, GetStreamError, GetStreamErrorKind};
use async_nats::jetstream::stream::{
    Config, DiscardPolicy, PersistenceMode, RetentionPolicy, StorageType, Stream,
};
use async_nats::jetstream::{Context, ErrorCode};
use async_nats::{Client, ConnectOptions, ServerAddr};
use serde::Deserialize;

use super::opening::once_led;
use super::options::{BrokerOptions, StreamOptions, Synced};
use super::{ASK_WAIT, SERVER_MIN};
use crate::monitor;
use crate::port::RECORD_BYTES_MAX;

/// How many commands may wait for the connection; more wait for their turn to wait.
const CLIENT_QUEUE_MAX: usize = 4_096;

/// Room beside a record for its headers.
const HEADERS_BYTES_MAX: usize = 4 * 1024;

/// Why the broker cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// An address is none, or the credentials cannot be read.
    #[error("{what}: {source}")]
    Setting {
        /// What is wrong; never the credentials themselves.
        what: &'static str,
        /// Why.
        source: std::io::Error,
    },
    /// Nobody answers.
    #[error("connecting to NATS: {0}")]
    Connect(#[from] async_nats::ConnectError),
    /// The server is too old.
    #[error("nats-server {found} is too old: {}.{}.{} or later is needed", SERVER_MIN.0, SERVER_MIN.1, SERVER_MIN.2)]
    TooOld {
        /// Its version.
        found: String,
    },
    /// The server takes smaller messages than the largest record.
    #[error("nats-server takes messages of {found} bytes: set max_payload to {needed} or more")]
    SmallPayload {
        /// What it takes.
        found: usize,
        /// What is needed.
        needed: usize,
    },
    /// The server answers before a write is on disk.
    #[error(
        "the nats-server at {monitor} answers before a write is on disk, so a power cut loses what was acknowledged: \
         set `sync_interval: always` in its `jetstream` block"
    )]
    NotSynced {
        /// Whom we asked.
        monitor: String,
    },
    /// It cannot be learnt whether the server does.
    #[error(
        "asking {monitor} whether it writes through to disk: {source}; name the monitoring endpoint of every server \
         (`http: 127.0.0.1:8222` in its configuration), or say that you answer for `sync_interval: always` yourself"
    )]
    SyncUnknown {
        /// Whom we asked.
        monitor: String,
        /// What went wrong.
        source: std::io::Error,
    },
    /// No endpoint was named to ask.
    #[error("no monitoring endpoint was named to ask whether writes go through to disk")]
    NobodyToAsk,
    /// The stream cannot be looked up.
    #[error("looking up a stream: {0}")]
    Lookup(#[from] GetStreamError),
    /// The stream cannot be created.
    #[error("creating stream {name}: {source}")]
    Create {
        /// Its name.
        name: String,
        /// What the server says.
        source: CreateStreamError,
    },
    /// Nobody answers for the stream.
    #[error("{name} has no leader for {waited:?}: are more than half of the nats-servers up?")]
    NoLeader {
        /// The stream or bucket.
        name: String,
        /// How long it was asked.
        waited: Duration,
    },
    /// The stream is there, but could lose or change what it holds.
    #[error("stream {name} is not safe for a journal: {fault}")]
    Unsafe {
        /// Its name.
        name: String,
        /// The setting that is wrong.
        fault: &'static str,
    },
    /// The bucket cannot be created or opened.
    #[error("bucket {name}: {source}")]
    Bucket {
        /// Its name.
        name: String,
        /// What the server says.
        source: crate::port::Source,
    },
}

/// A connection to the servers, checked. Cheap to clone.
#[derive(Clone)]
pub struct Broker {
    pub(crate) client: Client,
    pub(crate) context: Context,
    pub(super) options: BrokerOptions,
}

impl Broker {
    /// Connects, and checks that the servers are new enough and write through to disk.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect(options: BrokerOptions) -> Result<Self, ConnectError> {
        let addresses = options.servers.iter().map(|s| s.parse::<ServerAddr>());
        let addresses = addresses
            .collect::<Result<Vec<_>, _>>()
            .map_err(|source| ConnectError::Setting { what: "the address of a server", source })?;
        let client = settings(&options).await?.connect(addresses).await?;
        check_server(&client)?;
        check_synced(&options.synced).await?;
        let mut context = async_nats::jetstream::new(client.clone());
        context.set_timeout(ASK_WAIT);
        Ok(Self { client, context, options })
    }

    /// The stream of a journal, created if it is missing, checked if it is there.
    pub(super) async fn stream(&self, options: &StreamOptions) -> Result<Stream, ConnectError> {
        let wanted = config(options, self.options.replicas);
        let stream = once_led(&options.name, || self.opened(&wanted)).await?;
        let found = &stream.cached_info().config;
        match fault(found, &wanted) {
            Some(fault) => Err(ConnectError::Unsafe { name: options.name.clone(), fault }),
            None => Ok(stream),
        }
    }

    async fn opened(&self, wanted: &Config) -> Result<Stream, ConnectError> {
        match self.context.get_stream(&wanted.name).await {
            Err(error) if is_missing(&error) => self.create(wanted.clone()).await,
            found => Ok(found?),
        }
    }

    /// Creates the stream, unless somebody was first.
    async fn create(&self, config: Config) -> Result<Stream, ConnectError> {
        let name = config.name.clone();
        match self.context.create_stream(config).await {
            Ok(stream) => Ok(stream),
            Err(source) => match self.context.get_stream(&name).await {
                Ok(stream) => Ok(stream),
                Err(_) => Err(ConnectError::Create { name, source }),
            },
        }
    }
}

async fn settings(options: &BrokerOptions) -> Result<ConnectOptions, ConnectError> {
    let mut settings = ConnectOptions::new()
        .name("anydoor")
        .client_capacity(CLIENT_QUEUE_MAX)
        .request_timeout(Some(ASK_WAIT));
    if let Some(file) = &options.credentials {
        settings = settings
            .credentials_file(file)
            .await
            .map_err(|source| ConnectError::Setting { what: "the credentials file", source })?;
    }
    if let Some(file) = &options.root_certificates {
        settings = settings.add_root_certificates(file.clone()).require_tls(true);
    }
    Ok(settings)
}

fn check_server(client: &Client) -> Result<(), ConnectError> {
    let (major, minor, patch) = SERVER_MIN;
    if !client.is_server_compatible(major, minor, patch) {
        return Err(ConnectError::TooOld { found: client.server_info().version });
    }
    let (found, needed) = (client.max_payload(), RECORD_BYTES_MAX + HEADERS_BYTES_MAX);
    if found < needed { Err(ConnectError::SmallPayload { found, needed }) } else { Ok(()) }
}

async fn check_synced(synced: &Synced) -> Result<(), ConnectError> {
    match synced {
        Synced::Trust => Ok(()),
        Synced::Ask(monitors) if monitors.is_empty() => Err(ConnectError::NobodyToAsk),
        Synced::Ask(monitors) => {
            for monitor in monitors {
                let unknown =
                    |source| ConnectError::SyncUnknown { monitor: monitor.clone(), source };
                let told: Jsz =
                    monitor::json(monitor, "/jsz?config=true").await.map_err(unknown)?;
                if !told.config.sync_always {
                    return Err(ConnectError::NotSynced { monitor: monitor.clone() });
                }
            }
            Ok(())
        }
    }
}

/// What a server says of its JetStream.
#[derive(Deserialize)]
struct Jsz {
    config: JszConfig,
}
#[derive(Deserialize)]
struct JszConfig {
    #[serde(default)] // Left out when it is off.
    sync_always: bool,
}

fn is_missing(error: &GetStreamError) -> bool {
    matches!(error.kind(), GetStreamErrorKind::JetStream(e) if e.error_code() == ErrorCode::STREAM_NOT_FOUND)
}

/// The stream of a journal: it never lets go of a message.
fn config(options: &StreamOptions, replicas: usize) -> Config {
    Config {
        name: options.name.clone(),
        subjects: options.kinds.iter().map(|k| options.subject(&format!("{k}.>"))).collect(),
        storage: StorageType::File,
        retention: RetentionPolicy::Limits,
        discard: DiscardPolicy::New,
        max_bytes: options.max_bytes.map_or(-1, u64::cast_signed),
        max_messages: -1,
        max_messages_per_subject: -1,
        num_replicas: replicas,
        duplicate_window: options.duplicate_window,
        deny_delete: true,
        deny_purge: true,
        allow_direct: true,
        ..Config::default()
    }
}

/// The first setting by which a stream could lose or change what it holds, or not hold what it should.
fn fault(found: &Config, wanted: &Config) -> Option<&'static str> {
    let faults = [
        (found.storage != StorageType::File, "it is not kept in files"),
        (found.retention != RetentionPolicy::Limits, "its retention is not by limits"),
        (found.discard != DiscardPolicy::New, "it discards old messages"),
        (!found.max_age.is_zero(), "messages expire (max_age)"),
        (found.max_messages > 0, "it has a limit of messages (max_msgs)"),
        (found.max_messages_per_subject > 0, "it has a limit of messages per subject"),
        (!found.deny_delete, "messages can be deleted (deny_delete is off)"),
        (!found.deny_purge, "messages can be purged (deny_purge is off)"),
        (found.allow_rollup, "messages can be rolled up"),
        (found.allow_message_ttl, "messages may have a time to live"),
        (!found.allow_direct, "it allows no direct get (allow_direct is off)"),
        (found.mirror.is_some() || found.sources.is_some(), "it copies another stream"),
        (found.subject_transform.is_some(), "it changes subjects"),
        (found.persist_mode == Some(PersistenceMode::Async), "it answers before it has written"),
        (found.num_replicas < wanted.num_replicas, "it has fewer replicas than asked for"),
        (wanted.subjects.iter().any(|s| !found.subjects.contains(s)), "it lacks some subjects"),
    ];
    faults.into_iter().find_map(|(is_so, fault)| is_so.then_some(fault))
}
