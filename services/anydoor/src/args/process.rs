//! Where a process keeps its things, and what it tells.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args as ClapArgs;
use clap::builder::BoolishValueParser;
use host::process::identity_under;

use super::LISTEN;

/// Where a process keeps its things and what it tells.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct Process {
    /// The folder that holds this process's state. A second start goes on with it.
    #[arg(long, env = "ANYDOOR_STATE", default_value = "state")]
    pub(crate) state: PathBuf,
    /// Where to listen.
    #[arg(long, env = "ANYDOOR_LISTEN", value_name = "ADDRESS", default_value = LISTEN, value_parser = socket)]
    pub(crate) listen: SocketAddr,
    /// The folder that says whom to trust [default: `identity` in the state folder].
    #[arg(long, env = "ANYDOOR_IDENTITY")]
    pub(crate) identity: Option<PathBuf>,
    /// For development: believe what callers say of themselves, without TLS. Then only this machine may call.
    #[arg(long, env = "ANYDOOR_INSECURE_LOOPBACK", value_parser = BoolishValueParser::new())]
    pub(crate) insecure_loopback: bool,
    /// A folder of the site's own policies in Cedar, instead of those that the program brings (`libs/policy/policies`). A
    /// mistake in one stops the start.
    #[arg(long, env = "ANYDOOR_POLICIES")]
    pub(crate) policies: Option<PathBuf>,
    /// Read publishers' feeds from addresses that are not public, too: this machine's, and those of its own networks. Whoever
    /// may register a publisher can then make this server call there.
    #[arg(long, env = "ANYDOOR_FEEDS_FROM_INSIDE", value_parser = BoolishValueParser::new())]
    pub(crate) feeds_from_inside: bool,
    /// Which log lines to keep, such as `info` or `warn,routing=debug`.
    #[arg(long, env = "ANYDOOR_LOG", default_value = "info")]
    pub(crate) log: String,
    /// An OpenTelemetry collector (OTLP over gRPC), such as http://127.0.0.1:4317. Without one, traces stay off.
    #[arg(long, env = "ANYDOOR_OTLP")]
    pub(crate) otlp: Option<String>,
    /// Where to serve what is published to anybody, as Open Referral UK over plain HTTP, behind a proxy that does TLS.
    /// Such as 127.0.0.1:7680. Without it nobody is served; it is for `up` and for `serve routing`.
    #[arg(long, env = "ANYDOOR_OPEN_LISTEN", value_name = "ADDRESS", value_parser = socket)]
    pub(crate) open_listen: Option<SocketAddr>,
    /// A file that says by how many seconds this process's clock is off: for drills.
    #[arg(long, hide = true, requires = "insecure_loopback")]
    pub(crate) clock_file: Option<PathBuf>,
}

impl Process {
    /// The folder that says whom to trust; nothing where callers are believed.
    pub(crate) fn identity(&self) -> Option<PathBuf> {
        let folder = || self.identity.clone().unwrap_or_else(|| identity_under(&self.state));
        (!self.insecure_loopback).then(folder)
    }
}

/// A place to listen.
fn socket(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| format!("it takes an IP address and a port, such as {LISTEN}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_names_no_address_is_shown_one() {
        assert_eq!(socket("[::1]:7680"), Ok("[::1]:7680".parse().expect("an address")));
        for wrong in ["7680", "localhost:7680", "127.0.0.1"] {
            assert!(socket(wrong).expect_err(wrong).contains("127.0.0.1:7600"), "{wrong}");
        }
    }
}
