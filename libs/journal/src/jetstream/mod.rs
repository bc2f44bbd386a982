//! The journal and the cells in NATS JetStream, for more than one machine.
//!
//! A journal is one stream that never lets go of a message, so its sequence is the position and has no hole. An
//! aggregate is one literal subject, a commit is one message, and the check is on that subject's last sequence. Writes
//! are decided by the stream's leader; what is read from a follower is only taken if it reaches what the leader says.

mod broker;
mod cells;
mod connect_error;
mod credential;
mod denials;
mod direct;
mod journal;
pub mod layout;
mod opening;
mod options;
pub mod permissions;
mod publish;
mod reading;
mod transport;
mod widen;

pub use broker::Broker;
pub use cells::JetStreamCells;
pub use connect_error::ConnectError;
pub use credential::CredentialError;
pub use denials::Denied;
pub use journal::JetStreamJournal;
pub use options::{BrokerOptions, ClientCertificate, StreamOptions, Synced};
pub use transport::TransportError;

use std::time::Duration;

/// The oldest server that this code is safe on: older ones lost streams and had races in the checks.
pub const SERVER_MIN: (i64, i64, i64) = (2, 12, 0);

/// How long an append waits for its answer. A lost leader is silent for 4.5 to 7.6 s (its election timeout is 4 to 9 s
/// and cannot be set), so a shorter wait would call every one of them unknown.
pub const ACK_WAIT: Duration = Duration::from_secs(12);

/// How long one server may take until a connection to it stands, TLS and signature included.
const CONNECT_WAIT: Duration = Duration::from_secs(5);

/// How long a question to the broker may take.
const ASK_WAIT: Duration = Duration::from_secs(10);

/// How long the broker remembers a message by its id, unless set otherwise. Retries are found in the log; this only
/// saves them the way there.
pub const DUPLICATE_WINDOW: Duration = Duration::from_secs(120);

/// How long to wait when another write to the same subject is on its way through the replicas: reading again at once
/// would not see it yet.
const IN_FLIGHT_WAIT: Duration = Duration::from_millis(10);

/// How many messages one batch of a stream's tail brings.
const BATCH: usize = 1_000;

/// How long a reader hears nothing before it asks whether there is nothing to hear.
const QUIET: Duration = Duration::from_secs(5);

/// How long the broker keeps the consumer of a reader that left.
const CONSUMER_KEPT: Duration = Duration::from_secs(30);

/// How often a reader may find the same gap before it is a hole: messages to it can be lost on the way.
const GAPS_MAX: u32 = 3;

/// How long a reader waits before it subscribes again, at first and at most.
const RESUBSCRIBE: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(2));
