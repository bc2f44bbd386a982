//! What is checked before a byte leaves this machine: that addresses carry no credential, and that what is spoken to is
//! either this machine or a server that proves who it is.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use async_nats::ServerAddr;

use super::options::BrokerOptions;

/// Why the servers cannot be spoken to as asked.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// An address is none.
    #[error("the address of a nats-server: {0}")]
    Address(#[source] std::io::Error),
    /// An address has a user or a password in it. It is not repeated here.
    #[error(
        "the address of a nats-server carries a credential, which process lists and logs would show: name a seed file \
         instead (--nats-nkey, ANYDOOR_NATS_NKEY)"
    )]
    CredentialInAddress,
    /// A server on another machine would be spoken to in clear.
    #[error(
        "{host} is another machine, and without TLS anybody between can read and change what is sent: name the authority \
         that signed its certificate (--nats-ca, ANYDOOR_NATS_CA), or say that the network can be trusted \
         (--nats-plaintext, ANYDOOR_NATS_PLAINTEXT)"
    )]
    InClear {
        /// The machine.
        host: String,
    },
    /// A file with certificates or a key cannot be used.
    #[error("reading {path}: {source}")]
    Certificates {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// The servers, if they may be spoken to as asked.
pub(super) fn checked(options: &BrokerOptions) -> Result<Vec<ServerAddr>, TransportError> {
    let addresses = options.servers.iter().map(|server| server.parse::<ServerAddr>());
    let addresses = addresses.collect::<Result<Vec<_>, _>>().map_err(TransportError::Address)?;
    if addresses.iter().any(|a| a.username().is_some() || a.password().is_some()) {
        return Err(TransportError::CredentialInAddress);
    }
    for path in options
        .root_certificates
        .iter()
        .chain(options.client_certificate.iter().flat_map(|c| [&c.certificate, &c.key]))
    {
        holds_pem(path)?;
    }
    let exposed = addresses.iter().find(|address| !is_this_machine(address.host()));
    match exposed {
        Some(address) if !tls(options, &addresses) && !options.plaintext => {
            Err(TransportError::InClear { host: address.host().to_owned() })
        }
        _ => Ok(addresses),
    }
}

/// Whether every connection is TLS, whatever a server says: one that speaks in clear is refused.
pub(super) fn tls(options: &BrokerOptions, addresses: &[ServerAddr]) -> bool {
    options.root_certificates.is_some()
        || options.client_certificate.is_some()
        || addresses.iter().any(ServerAddr::tls_required)
}

fn is_this_machine(host: &str) -> bool {
    let address = host.parse::<IpAddr>();
    address.map_or(host == "localhost", |address| address.to_canonical().is_loopback())
}

/// The connection reads the file itself, each time it connects; a first look here says which file is wrong.
fn holds_pem(path: &Path) -> Result<(), TransportError> {
    let text = std::fs::read_to_string(path).and_then(|text| match text.contains("-----BEGIN ") {
        true => Ok(()),
        false => Err(std::io::Error::other("it holds nothing in PEM")),
    });
    text.map_err(|source| TransportError::Certificates { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jetstream::Synced;

    fn options(servers: &[&str]) -> BrokerOptions {
        BrokerOptions::new(servers.iter().copied(), Synced::Trust)
    }

    #[test]
    fn only_this_machine_is_spoken_to_in_clear() {
        for near in
            ["nats://127.0.0.1:4222", "nats://127.8.8.8", "nats://[::1]:4222", "localhost:4222"]
        {
            assert!(checked(&options(&[near])).is_ok(), "{near}");
        }
        for far in ["nats://10.0.0.1:4222", "n1.example.org:4222", "nats://127.0.0.1.example.org"] {
            let refused = checked(&options(&["nats://127.0.0.1:4222", far]));
            assert!(matches!(refused, Err(TransportError::InClear { .. })), "{far}");
            assert!(checked(&BrokerOptions { plaintext: true, ..options(&[far]) }).is_ok());
        }
        assert!(checked(&options(&["tls://n1.example.org:4222"])).is_ok());
    }

    #[test]
    fn an_address_with_a_credential_is_refused_and_not_repeated() {
        for address in
            ["nats://ann:secret@127.0.0.1", "nats://secret@127.0.0.1", "tls://:secret@127.0.0.1"]
        {
            let refused = checked(&options(&[address])).expect_err("it carries a credential");
            assert!(matches!(refused, TransportError::CredentialInAddress), "{refused:?}");
            assert!(!format!("{refused} {refused:?}").contains("secret"));
        }
        let refused =
            checked(&options(&["nats://ann:secret@host:port"])).expect_err("it is no address");
        assert!(!format!("{refused} {refused:?}").contains("secret"), "{refused:?}");
    }

    #[test]
    fn a_file_without_certificates_is_named() {
        let missing = Path::new("/nowhere/ca.pem");
        let folder = tempfile::tempdir().expect("a folder");
        let empty = folder.path().join("ca.pem");
        std::fs::write(&empty, "hello").expect("it writes");
        for path in [missing, &empty] {
            let options = BrokerOptions {
                root_certificates: Some(path.to_owned()),
                ..options(&["nats://127.0.0.1"])
            };
            let refused = checked(&options).expect_err("there are none").to_string();
            assert!(refused.contains(&path.display().to_string()), "{refused}");
        }
    }
}
