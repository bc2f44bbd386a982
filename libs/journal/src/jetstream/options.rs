//! What can be set.

use std::path::PathBuf;
use std::time::Duration;

use super::{ACK_WAIT, DUPLICATE_WINDOW};

/// How it is known that the servers put every write on disk before they answer (`sync_interval: always`). By default
/// they do so only every two minutes, and a power cut loses what was acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Synced {
    /// Ask the monitoring endpoint of every server, such as `http://127.0.0.1:8222`. A client's own connection does not
    /// tell: only the system account may ask, and a service should not have it.
    Ask(Vec<String>),
    /// Somebody answers for it.
    Trust,
}

/// How to reach the servers. Not `Debug`: an address may carry a password.
#[derive(Clone)]
pub struct BrokerOptions {
    /// One or more of the servers, such as `nats://127.0.0.1:4222`.
    pub servers: Vec<String>,
    /// A credentials file, if the servers ask for one.
    pub credentials: Option<PathBuf>,
    /// Certificates of the authority that signed the servers' own, if it is not a public one. Makes TLS required.
    pub root_certificates: Option<PathBuf>,
    /// How it is known that they write through to disk.
    pub synced: Synced,
    /// How many servers keep a copy of each stream: 1, 3 or 5.
    pub replicas: usize,
    /// How long an append waits for its answer.
    pub ack_wait: Duration,
}

impl BrokerOptions {
    /// These servers, with one copy and the usual wait.
    pub fn new(servers: impl IntoIterator<Item = impl Into<String>>, synced: Synced) -> Self {
        Self {
            servers: servers.into_iter().map(Into::into).collect(),
            credentials: None,
            root_certificates: None,
            synced,
            replicas: 1,
            ack_wait: ACK_WAIT,
        }
    }
}

/// One journal's stream.
#[derive(Debug, Clone)]
pub struct StreamOptions {
    /// Its name, such as `JOURNEYS`.
    pub name: String,
    /// The kinds of aggregates in it, such as `journey`.
    pub kinds: Vec<String>,
    /// What stands before the names of their streams in subjects, so that one account can hold several journals with
    /// the same kinds. Nothing, unless set.
    pub prefix: Option<String>,
    /// The most bytes it may take; then appends are [`Full`](crate::AppendError::Full). No limit unless set.
    pub max_bytes: Option<u64>,
    /// How long the broker remembers a message by its id.
    pub duplicate_window: Duration,
}

impl StreamOptions {
    /// The stream of this name, with aggregates of these kinds.
    pub fn new(name: &str, kinds: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            name: name.into(),
            kinds: kinds.into_iter().map(Into::into).collect(),
            prefix: None,
            max_bytes: None,
            duplicate_window: DUPLICATE_WINDOW,
        }
    }

    /// The subject of a stream, or of a kind's streams.
    pub(super) fn subject(&self, name: &str) -> String {
        match &self.prefix {
            Some(prefix) => format!("{prefix}.{name}"),
            None => name.into(),
        }
    }
}
