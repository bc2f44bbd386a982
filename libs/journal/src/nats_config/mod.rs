//! The configuration of nats-servers that hold a site: TLS for clients and between servers, a credential for each party,
//! and for each credential the subjects that [`permissions`](crate::jetstream::permissions) lists. Written once by an
//! operator, and again whenever a server joins, a certificate runs out or the permissions change; what is secret and is
//! there already, stays as it is.

mod accounts;
mod certificates;
mod files;
mod server;

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::SystemTime;

use nkeys::KeyPair;

use crate::jetstream::permissions::Party;
use certificates::Authority;
use files::{private, public};

/// The certificate of the authority, for servers and clients alike.
pub const AUTHORITY: &str = "authority.pem";

/// A server's configuration, in its own folder.
pub const SERVER: &str = "nats.conf";

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Where everything is written: seeds, the authority, and a folder for each server.
    pub folder: PathBuf,
    /// The servers.
    pub members: Vec<Member>,
    /// Where each server keeps its streams; from its own folder if relative.
    pub store: PathBuf,
    /// The certificates of an authority that is there already. Then none is made, and each server's `server.pem` and
    /// `server.key` are put into its folder by whoever runs that authority.
    pub authority: Option<PathBuf>,
    /// When certificates begin to be valid.
    pub now: SystemTime,
}

/// One server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name, such as `n1`.
    pub name: String,
    /// What others reach it by, and what stands in its certificate: a name or an IPv4 address.
    pub host: String,
    /// Where clients connect. 4222.
    pub client_port: u16,
    /// Where the other servers connect. 6222.
    pub route_port: u16,
    /// Where it tells how it is, on loopback only. 8222.
    pub monitor_port: u16,
}

impl Member {
    /// A server with the usual ports.
    pub fn new(name: &str, host: &str) -> Self {
        let (client_port, route_port, monitor_port) = (4222, 6222, 8222);
        Self { name: name.into(), host: host.into(), client_port, route_port, monitor_port }
    }

    /// Where clients connect.
    pub fn url(&self) -> String {
        format!("tls://{}:{}", self.host, self.client_port)
    }

    /// The monitoring endpoint.
    pub fn monitor(&self) -> String {
        format!("http://127.0.0.1:{}", self.monitor_port)
    }
}

impl FromStr for Member {
    type Err = NotAMember;

    /// `NAME=HOST`, or `NAME=HOST:CLIENT:ROUTE:MONITOR` with the ports.
    fn from_str(text: &str) -> Result<Self, NotAMember> {
        let (name, place) = text.split_once('=').ok_or(NotAMember)?;
        let mut parts = place.split(':');
        let member =
            Self::new(name, parts.next().filter(|host| !host.is_empty()).ok_or(NotAMember)?);
        let ports =
            parts.map(str::parse).collect::<Result<Vec<u16>, _>>().map_err(|_| NotAMember)?;
        match ports[..] {
            [] => Ok(member),
            [client_port, route_port, monitor_port] => {
                Ok(Self { client_port, route_port, monitor_port, ..member })
            }
            _ => Err(NotAMember),
        }
    }
}

/// A text that names no server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a server is NAME=HOST, or NAME=HOST:CLIENT:ROUTE:MONITOR with its ports; a host is a name or an IPv4 address"
)]
pub struct NotAMember;

/// Why it cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// No server, or two with one name.
    #[error("name each server once, at least one, with letters, digits and hyphens")]
    Names,
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A seed file holds something else.
    #[error("{path} is there, and holds no seed of a NATS user")]
    NotASeed {
        /// The file.
        path: PathBuf,
    },
    /// A key cannot be made, or a certificate not signed.
    #[error("certificates: {0}")]
    Certificates(#[from] rcgen::Error),
    /// A key of a user cannot be made.
    #[error("seeds: {0}")]
    Keys(#[from] nkeys::error::Error),
}

/// Writes everything.
///
/// # Errors
/// See [`ConfigError`].
pub fn write(plan: &Plan) -> Result<(), ConfigError> {
    check_names(&plan.members)?;
    files::folder(&plan.folder)?;
    let mut keys = vec![];
    for party in Party::ALL {
        keys.push((party, public_key(&seed(&plan.folder, party))?));
    }
    let accounts = accounts::text(&keys);
    let authority = authority(plan)?;
    for member in &plan.members {
        let folder = plan.folder.join(&member.name);
        files::folder(&folder)?;
        public(&folder.join(SERVER), &server::text(member, plan))?;
        public(&folder.join("accounts.conf"), &accounts)?;
        public(&folder.join(AUTHORITY), &authority.certificate)?;
        if let Some(signed) = authority.sign(&member.host, plan.now)? {
            public(&folder.join("server.pem"), &signed.certificate)?;
            private(&folder.join("server.key"), &signed.key)?;
        }
    }
    Ok(())
}

/// The seed file of a party: a secret, for the machines that the party runs on.
pub fn seed(folder: &Path, party: Party) -> PathBuf {
    folder.join("seeds").join(format!("{}.nk", party.name()))
}

fn check_names(members: &[Member]) -> Result<(), ConfigError> {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let mut names: Vec<_> = members.iter().map(|member| member.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let distinct = names.len() == members.len() && !names.contains(&"seeds");
    let named = !names.is_empty() && names.iter().all(|name| is_name(name));
    if distinct && named { Ok(()) } else { Err(ConfigError::Names) }
}

/// The public key of a seed, which is made if it is not there.
fn public_key(path: &Path) -> Result<String, ConfigError> {
    if let Some(text) = files::existing(path)? {
        let pair = KeyPair::from_seed(text.trim()).ok();
        let pair = pair.ok_or_else(|| ConfigError::NotASeed { path: path.to_owned() })?;
        return Ok(pair.public_key());
    }
    let pair = KeyPair::new_user();
    private(path, &format!("{}\n", pair.seed()?))?;
    Ok(pair.public_key())
}

/// The authority that is given, or was made before, or is made now.
fn authority(plan: &Plan) -> Result<Authority, ConfigError> {
    if let Some(path) = &plan.authority {
        let certificate = files::existing(path)?.ok_or_else(|| files::missing(path))?;
        return Ok(Authority::elsewhere(certificate));
    }
    let (path, key) = (plan.folder.join(AUTHORITY), plan.folder.join("authority.key"));
    if let (Some(certificate), Some(key)) = (files::existing(&path)?, files::existing(&key)?) {
        return Authority::again(certificate, &key);
    }
    let (authority, secret) = Authority::new(plan.now)?;
    private(&key, &secret)?;
    public(&path, &authority.certificate)?;
    Ok(authority)
}

#[cfg(test)]
mod tests;
