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

/// A certificate by which a server knows this machine, and its key, both in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientCertificate {
    /// The file with the certificate and what stands between it and the authority.
    pub certificate: PathBuf,
    /// The file with its private key.
    pub key: PathBuf,
}

/// How to reach the servers. Not `Debug`: somebody may have put a password into an address, which is refused later.
#[derive(Clone)]
pub struct BrokerOptions {
    /// One or more of the servers, such as `nats://127.0.0.1:4222`.
    pub servers: Vec<String>,
    /// The file with the seed of an NKEY, if the servers ask for one: who we are, and so what we may do.
    pub nkey: Option<PathBuf>,
    /// Certificates of the authority that signed the servers' own, if it is not a public one. Makes TLS required, as does
    /// an address that begins with `tls://`.
    pub root_certificates: Option<PathBuf>,
    /// What the servers know this machine by, if they ask. Makes TLS required.
    pub client_certificate: Option<ClientCertificate>,
    /// Whether servers on other machines may be spoken to without TLS.
    pub plaintext: bool,
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
            nkey: None,
            root_certificates: None,
            client_certificate: None,
            plaintext: false,
            synced,
            replicas: 1,
            ack_wait: ACK_WAIT,
        }
    }

    /// The servers as they may be shown: without what stands before an `@`.
    pub fn shown(&self) -> String {
        let bare = |server: &String| {
            let host = server.rsplit(['@', '/']).find(|part| !part.is_empty());
            host.unwrap_or_default().to_owned()
        };
        self.servers.iter().map(bare).collect::<Vec<_>>().join(", ")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_of_an_address_holds_no_credential() {
        let servers = ["nats://n1:4222", "tls://ann:se/cr@et@n2:4222/", "ann:secret@n3"];
        let options = BrokerOptions::new(servers, Synced::Trust);
        assert_eq!(options.shown(), "n1:4222, n2:4222, n3");
    }
}
