//! The connection, and what is checked before anything is trusted to it.

use async_nats::jetstream::context::{GetStreamError, GetStreamErrorKind};
use async_nats::jetstream::stream::{
    Config, DiscardPolicy, Info, PersistenceMode, RetentionPolicy, StorageType, Stream,
};
use async_nats::jetstream::{Context, ErrorCode};
use async_nats::{Client, ConnectOptions};
use serde::Deserialize;

use super::cells::JetStreamCells;
use super::connect_error::{ConnectError, refused};
use super::credential::Credential;
use super::denials::{Denials, Denied};
use super::opening::once_led;
use super::options::{BrokerOptions, StreamOptions, Synced};
use super::transport;
use super::{ASK_WAIT, CONNECT_WAIT, SERVER_MIN, layout, permissions};
use crate::monitor;
use crate::port::RECORD_BYTES_MAX;

/// How many commands may wait for the connection; more wait for their turn to wait.
const CLIENT_QUEUE_MAX: usize = 4_096;

/// Room beside a record for its headers.
const HEADERS_BYTES_MAX: usize = 4 * 1024;

/// A connection to the servers, checked. Cheap to clone.
#[derive(Clone)]
pub struct Broker {
    pub(crate) client: Client,
    pub(crate) context: Context,
    pub(super) options: BrokerOptions,
    denials: Denials,
    /// What stands before the API's requests.
    api: &'static str,
}

impl Broker {
    /// Connects, and checks that the servers are new enough and write through to disk.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect(options: BrokerOptions) -> Result<Self, ConnectError> {
        let addresses = transport::checked(&options)?;
        let credential = options.nkey.as_deref().map(Credential::read).transpose()?;
        let api = credential.as_ref().map_or(permissions::API_OF_ONE_ACCOUNT, |_| permissions::API);
        let who = credential.as_ref().map(|credential| credential.public_key.clone());
        let denials = Denials::new();
        let tls = transport::tls(&options, &addresses);
        let settings = settings(&options, tls, credential, denials.clone());
        let connecting = Box::pin(settings.connect(addresses));
        let client = connecting.await.map_err(|error| refused(error, who))?;
        check_server(&client)?;
        check_synced(&options.synced).await?;
        let mut context = async_nats::jetstream::with_prefix(client.clone(), api);
        context.set_timeout(ASK_WAIT);
        Ok(Self { client, context, options, denials, api })
    }

    /// Makes what a site needs and is not there: its streams and its buckets; lets streams of an earlier version take what
    /// this one writes besides; and checks what is there. Names them all.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn make_site(&self) -> Result<Vec<String>, ConnectError> {
        let mut names = vec![];
        for name in layout::STREAMS {
            self.widen(&layout::stream(name)).await?;
            self.journal(&layout::stream(name)).await?;
            names.push(format!("stream {name}"));
        }
        for bucket in layout::BUCKETS {
            JetStreamCells::open(self, bucket).await?;
            names.push(format!("bucket {bucket}"));
        }
        Ok(names)
    }

    /// The subject of an API request.
    pub(super) fn api(&self, request: &str) -> String {
        format!("{}.{request}", self.api)
    }

    /// Waits for the answer to what is published to a subject, unless this credential may not publish there.
    pub(super) async fn unless_denied<T>(
        &self,
        subject: &str,
        asked: impl Future<Output = T>,
    ) -> Result<T, Denied> {
        self.denials.unless(subject, asked).await
    }

    /// The stream of a journal.
    pub(super) async fn journal(
        &self,
        options: &StreamOptions,
    ) -> Result<Stream<Info>, ConnectError> {
        self.stream(config(options, self.options.replicas), fault).await
    }

    /// A stream, created if it is missing, checked if it is there.
    pub(super) async fn stream(
        &self,
        wanted: Config,
        fault: fn(&Config, &Config) -> Option<&'static str>,
    ) -> Result<Stream<Info>, ConnectError> {
        let stream = once_led(&wanted.name, || Box::pin(self.opened(&wanted))).await?;
        match fault(&stream.cached_info().config, &wanted) {
            Some(fault) => Err(ConnectError::Unsafe { name: wanted.name, fault }),
            None => Ok(stream),
        }
    }

    async fn opened(&self, wanted: &Config) -> Result<Stream<Info>, ConnectError> {
        let asked = self.api(&format!("STREAM.INFO.{}", wanted.name));
        match self.unless_denied(&asked, self.context.get_stream(&wanted.name)).await? {
            Err(error) if is_missing(&error) => self.create(wanted.clone()).await,
            found => Ok(found?),
        }
    }

    /// Creates the stream, unless somebody was first, or somebody else has to.
    async fn create(&self, config: Config) -> Result<Stream<Info>, ConnectError> {
        let name = config.name.clone();
        let asked = self.api(&format!("STREAM.CREATE.{name}"));
        match self.unless_denied(&asked, self.context.create_stream(config)).await {
            Err(Denied { .. }) => Err(ConnectError::Missing { name }),
            Ok(Ok(stream)) => Ok(stream),
            Ok(Err(source)) => match self.context.get_stream(&name).await {
                Ok(stream) => Ok(stream),
                Err(_) => Err(ConnectError::Create { name, source }),
            },
        }
    }
}

fn settings(
    options: &BrokerOptions,
    tls: bool,
    credential: Option<Credential>,
    denials: Denials,
) -> ConnectOptions {
    let mut settings = ConnectOptions::new()
        .name("anydoor")
        .client_capacity(CLIENT_QUEUE_MAX)
        .connection_timeout(CONNECT_WAIT)
        .request_timeout(Some(ASK_WAIT))
        .require_tls(tls)
        .event_callback(move |event| {
            denials.note(&event);
            std::future::ready(())
        });
    if !tls {
        settings = settings.ignore_discovered_servers(); // They may be on other machines.
    }
    if let Some(Credential { seed, public_key }) = credential {
        settings = settings.nkey(seed).custom_inbox_prefix(permissions::inbox(&public_key));
    }
    if let Some(file) = &options.root_certificates {
        settings = settings.add_root_certificates(file.clone());
    }
    if let Some(own) = &options.client_certificate {
        settings = settings.add_client_certificate(own.certificate.clone(), own.key.clone());
    }
    settings
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
        (
            wanted.subjects.iter().any(|s| !found.subjects.contains(s)),
            "it is of an earlier version and lacks some subjects, which `anydoor nats init` adds",
        ),
    ];
    faults.into_iter().find_map(|(is_so, fault)| is_so.then_some(fault))
}
