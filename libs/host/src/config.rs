//! The pieces of configuration that every process shares, as plain values with their defaults. The binary fills them
//! from its flags and environment, once; nothing here reads either.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::identity::Identity;

/// After the first word of a shutdown, how many seconds later everything still open is cut.
pub const DRAIN_SECONDS_MAX: u64 = 10;

const KIB: u32 = 1024;
const MIB: u32 = 1024 * KIB;

/// What a server lets callers use up. The defaults suit one service of a national system on a small machine.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Open connections; further ones wait in the kernel's queue. 1,024.
    pub connections_max: usize,
    /// How long a new connection may take to shake hands (TLS) and send the HTTP/2 preface. 5 s.
    pub handshake_max: Duration,
    /// When a connection is asked to move on, so that clients spread over new instances. 30 min.
    pub connection_age_max: Duration,
    /// What its open calls get to finish after that. 30 s.
    pub connection_age_grace: Duration,
    /// Open calls on one connection; a client that wants more waits or opens another. 256.
    pub streams_per_connection_max: u32,
    /// Calls of all connections that are being worked on, a stream until it begins; one more is answered OVERLOADED at
    /// once. Health is exempt. 2,048.
    pub calls_in_flight_max: usize,
    /// Longest wait for an answer, or for a stream to begin, whatever the caller's own deadline. Running streams are
    /// exempt: they end at the caller's deadline, or never. 10 s.
    pub call_max: Duration,
    /// Quiet time before TCP asks whether the peer is still there. 60 s.
    pub tcp_keepalive: Duration,
    /// Time between HTTP/2 pings. 30 s.
    pub ping_interval: Duration,
    /// How long the answer to one may take before the connection is closed. 10 s.
    pub ping_timeout: Duration,
    /// Metadata of one call: names and values, as gRPC core's own limit counts them. One more is answered TOO_LARGE.
    /// 8 KiB.
    pub metadata_bytes_max: usize,
    /// Where HTTP/2 itself gives up on a call's headers, with a bare 431 that clients show as UNKNOWN. Higher than
    /// `metadata_bytes_max`, so that an honest mistake gets an honest answer. 32 KiB.
    pub header_list_bytes_max: u32,
    /// Largest HTTP/2 frame. 16 KiB.
    pub frame_bytes_max: u32,
    /// Bytes a caller may have in flight in one call. 64 KiB.
    pub stream_window_bytes: u32,
    /// The same for one connection. 1 MiB.
    pub connection_window_bytes: u32,
    /// Bytes of an answer that wait here for a slow reader, per call. 64 KiB.
    pub send_buffer_bytes_max: usize,
    /// Calls a peer may reset before they were looked at ("rapid reset", CVE-2023-44487). 20.
    pub pending_resets_max: usize,
    /// Calls that may end in an error of the peer's framing before the connection is closed. 256.
    pub local_resets_max: usize,
    /// Largest request message. Applied by [`bounded!`](crate::bounded). 256 KiB.
    pub request_bytes_max: usize,
    /// Largest answer message. Applied by [`bounded!`](crate::bounded). 4 MiB.
    pub answer_bytes_max: usize,
    /// At shutdown, how long the server goes on as before while its health says NOT_SERVING, for load balancers to
    /// notice. None by default; a few seconds behind a balancer.
    pub drain_notice: Duration,
    /// From the end of the notice until whatever is still open is cut. [`DRAIN_SECONDS_MAX`].
    pub drain_max: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections_max: 1024,
            handshake_max: Duration::from_secs(5),
            connection_age_max: Duration::from_secs(30 * 60),
            connection_age_grace: Duration::from_secs(30),
            streams_per_connection_max: 256,
            calls_in_flight_max: 2048,
            call_max: Duration::from_secs(10),
            tcp_keepalive: Duration::from_secs(60),
            ping_interval: Duration::from_secs(30),
            ping_timeout: Duration::from_secs(10),
            metadata_bytes_max: 8 * 1024,
            header_list_bytes_max: 32 * KIB,
            frame_bytes_max: 16 * KIB,
            stream_window_bytes: 64 * KIB,
            connection_window_bytes: MIB,
            send_buffer_bytes_max: 64 * 1024,
            pending_resets_max: 20,
            local_resets_max: 256,
            request_bytes_max: 256 * 1024,
            answer_bytes_max: 4 * 1024 * 1024,
            drain_notice: Duration::ZERO,
            drain_max: Duration::from_secs(DRAIN_SECONDS_MAX),
        }
    }
}

/// How often somebody may look for people whom they have nothing to do with yet. The defaults let an intake desk work and a
/// curious or a stolen account learn next to nothing. Looking at somebody whom one leads or supports is never counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessLimits {
    /// Searches of one worker in an hour. 30.
    pub worker_searches_per_hour_max: u32,
    /// Searches of one worker in a day. 150.
    pub worker_searches_per_day_max: u32,
    /// Searches of one organisation in a day, before anything for the people it is responsible for. 500.
    pub org_searches_per_day_base: u32,
    /// Further searches in a day for each person it is responsible for. 2.
    pub org_searches_per_day_per_person: u32,
    /// Searches for one number in a day, by everybody together. 5.
    pub number_searches_per_day_max: u32,
    /// The share of a worker's searches in an hour that may find nobody, in percent. 40.
    pub misses_percent_max: u32,
    /// The number of searches in an hour from which that share is looked at. 20.
    pub misses_judged_from: u32,
    /// How many neighbouring numbers a worker has sought in an hour when it is a walk. 5.
    pub walk_numbers: usize,
    /// How far apart two numbers are at the most to be neighbours, without their check digits. 100.
    pub walk_step_max: u64,
    /// How long a worker who walked may not search. 24 h.
    pub walk_stop: Duration,
    /// How many workers of an organisation were stopped in an hour when all of it is. 3.
    pub org_stopped_workers: u32,
    /// How long an organisation may not search then. 1 h.
    pub org_stop: Duration,
    /// Workers that are remembered; the one seen longest ago makes room. One takes about 400 bytes. 65,536.
    pub workers_max: usize,
    /// Organisations that are remembered. 4,096.
    pub orgs_max: usize,
    /// Sought numbers that are remembered, as keyed hashes and in memory only. 65,536.
    pub numbers_max: usize,
    /// Records of earlier looks that are read at start, so that a restart gives nobody a new budget. 50,000.
    pub read_back_records_max: u64,
}

impl Default for AccessLimits {
    fn default() -> Self {
        Self {
            worker_searches_per_hour_max: 30,
            worker_searches_per_day_max: 150,
            org_searches_per_day_base: 500,
            org_searches_per_day_per_person: 2,
            number_searches_per_day_max: 5,
            misses_percent_max: 40,
            misses_judged_from: 20,
            walk_numbers: 5,
            walk_step_max: 100,
            walk_stop: Duration::from_secs(24 * 60 * 60),
            org_stopped_workers: 3,
            org_stop: Duration::from_secs(60 * 60),
            workers_max: 65_536,
            orgs_max: 4_096,
            numbers_max: 65_536,
            read_back_records_max: 50_000,
        }
    }
}

impl AccessLimits {
    /// Nobody is ever held up, though everything is counted and on record: for benchmarks and the demo, where one worker
    /// does in a minute what others do in a year. Never for real people.
    pub fn lifted() -> Self {
        Self {
            worker_searches_per_hour_max: u32::MAX,
            worker_searches_per_day_max: u32::MAX,
            org_searches_per_day_base: u32::MAX,
            number_searches_per_day_max: u32::MAX,
            misses_judged_from: u32::MAX,
            walk_numbers: usize::MAX,
            org_stopped_workers: u32::MAX,
            ..Self::default()
        }
    }
}

/// Sets a generated gRPC server's message limits from [`Limits`]. tonic keeps them in each service, where its own
/// defaults are 4 MiB in and no limit out.
#[macro_export]
macro_rules! bounded {
    ($service:expr, $limits:expr) => {
        $service
            .max_decoding_message_size($limits.request_bytes_max)
            .max_encoding_message_size($limits.answer_bytes_max)
    };
}

/// What the process tells about itself, and to whom.
#[derive(Debug, Clone)]
pub struct Telemetry {
    /// Which spans and log lines to keep, in `tracing`'s filter language. `info`.
    pub filter: String,
    /// How log lines look. By default: text for a person at a terminal, JSON otherwise.
    pub format: Format,
    /// Where an OpenTelemetry collector listens for OTLP over gRPC, with its scheme: `http://127.0.0.1:4317`. None:
    /// traces and metrics stay off.
    pub otlp_endpoint: Option<String>,
    /// The share of traces to keep, from 0 to 1. All of them; 0.05 to 0.1 in a busy production.
    pub trace_ratio: f64,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text on a terminal, JSON elsewhere.
    Auto,
    /// Text.
    Text,
    /// One JSON object per line.
    Json,
}

impl Default for Telemetry {
    fn default() -> Self {
        Self {
            filter: "info".to_owned(),
            format: Format::Auto,
            otlp_endpoint: None,
            trace_ratio: 1.0,
        }
    }
}

/// Where a server listens, and how it knows who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listen {
    address: SocketAddr,
}

/// Callers name themselves in this mode, so nobody else's machine may reach it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0} is not a loopback address: callers are believed without proof here, so only this machine may call"
)]
pub struct NotLoopback(pub SocketAddr);

impl Listen {
    /// Where a server listens that knows callers in this way.
    ///
    /// # Errors
    /// If it believes them, and the address is open to other machines.
    pub fn new(identity: &Identity, address: SocketAddr) -> Result<Self, NotLoopback> {
        match identity {
            Identity::InsecureLoopback => Self::insecure_loopback(address),
            Identity::Partners(_) => Ok(Self { address }),
        }
    }

    /// Plain HTTP/2 where callers say who they are in metadata and are believed: for development, tests and the demo.
    pub fn insecure_loopback(address: SocketAddr) -> Result<Self, NotLoopback> {
        if address.ip().to_canonical().is_loopback() {
            Ok(Self { address })
        } else {
            Err(NotLoopback(address))
        }
    }

    /// The address asked for; port 0 lets the system choose.
    pub fn address(self) -> SocketAddr {
        self.address
    }

    /// Opens the socket.
    pub async fn bind(self) -> std::io::Result<TcpListener> {
        TcpListener::bind(self.address).await
    }
}

impl Default for Listen {
    fn default() -> Self {
        Self { address: SocketAddr::from(([127, 0, 0, 1], 7443)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_addresses_are_accepted_without_tls() {
        for refused in ["0.0.0.0:7443", "10.0.0.1:7443", "[::]:7443", "[::ffff:10.0.0.1]:7443"] {
            let address = refused.parse().expect("an address");
            assert_eq!(Listen::insecure_loopback(address), Err(NotLoopback(address)));
        }
        for accepted in ["127.0.0.1:0", "127.8.8.8:1", "[::1]:7443", "[::ffff:127.0.0.1]:7443"] {
            let address = accepted.parse().expect("an address");
            assert_eq!(Listen::insecure_loopback(address).map(Listen::address), Ok(address));
        }
    }
}
