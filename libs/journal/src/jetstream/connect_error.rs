//! Why the broker cannot be used, and who can do what about it.

use std::time::Duration;

use async_nats::ConnectErrorKind;
use async_nats::jetstream::context::{CreateStreamError, GetStreamError};

use super::SERVER_MIN;
use super::credential::CredentialError;
use super::denials::Denied;
use super::transport::TransportError;

/// Why the broker cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The servers cannot be spoken to as asked.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The credential cannot be used.
    #[error(transparent)]
    Credential(#[from] CredentialError),
    /// The servers do not know the credential, or want one.
    #[error("nats-server does not know {0}")]
    Unknown(String),
    /// Nobody answers, or not as we can trust.
    #[error("connecting to NATS: {0}")]
    Connect(#[source] async_nats::ConnectError),
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
    /// The credential is for something else.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The stream is not there, and this credential may not make it.
    #[error(
        "stream {name} is not there, and this credential may not make it: run `anydoor nats init` with the operator's"
    )]
    Missing {
        /// Its name.
        name: String,
    },
    /// The stream cannot be created.
    #[error("creating stream {name}: {source}")]
    Create {
        /// Its name.
        name: String,
        /// What the server says.
        source: CreateStreamError,
    },
    /// The stream cannot be changed.
    #[error("letting stream {name} take more subjects: {source}")]
    Widen {
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
    #[error(
        "stream {name} cannot be trusted: {fault}; whoever operates the nats-servers has to correct it"
    )]
    Unsafe {
        /// Its name.
        name: String,
        /// The setting that is wrong.
        fault: &'static str,
    },
}

/// Why there is no connection. A server that does not know the credential hangs up without saying more.
pub(super) fn refused(error: async_nats::ConnectError, who: Option<String>) -> ConnectError {
    match error.kind() {
        ConnectErrorKind::AuthorizationViolation => ConnectError::Unknown(match who {
            Some(key) => {
                format!("the credential {key}: is it in the `users` of its configuration?")
            }
            None => "us: name a seed file (--nats-nkey, ANYDOOR_NATS_NKEY)".into(),
        }),
        _ => ConnectError::Connect(error),
    }
}
