//! The server's side of TLS: version 1.3 alone, both sides with a certificate, HTTP/2 and nothing else.

mod io;
pub(crate) mod validity;

use std::sync::Arc;

use domain::Timestamp;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, UnixTime};
use rustls::server::danger::ClientCertVerifier;
use rustls::server::{NoServerSessionStorage, WebPkiClientVerifier};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::time_provider::TimeProvider;
use rustls::version::TLS13;
use rustls::{RootCertStore, ServerConfig};

use crate::Clock;
pub(crate) use io::Rewound;

/// The protocol that both sides must agree on.
pub(crate) const ALPN: &[u8] = b"h2";

/// The one provider of cryptography, named wherever one is needed so that none depends on a process-wide default.
pub(crate) fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// What checks partners' certificates: from one of these authorities, and not revoked.
///
/// # Errors
/// If a certificate or a list is none.
pub(crate) fn verifier(
    authorities: Vec<CertificateDer<'static>>,
    revoked: Vec<CertificateRevocationListDer<'static>>,
) -> anyhow::Result<Arc<dyn ClientCertVerifier>> {
    let mut roots = RootCertStore::empty();
    for authority in authorities {
        roots.add(authority)?;
    }
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider());
    Ok(verifier.with_crls(revoked).only_check_end_entity_revocation().build()?)
}

/// How connections are taken. None is resumed: a ticket would outlive the certificate that it was given for.
///
/// # Errors
/// Never with our provider, which has TLS 1.3.
pub(crate) fn server_config(
    own: &Arc<CertifiedKey>,
    partners: Arc<dyn ClientCertVerifier>,
    clock: Clock,
) -> anyhow::Result<Arc<ServerConfig>> {
    let mut config = ServerConfig::builder_with_details(provider(), Arc::new(Time(clock)))
        .with_protocol_versions(&[&TLS13])?
        .with_client_cert_verifier(partners)
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(Arc::clone(own))));
    config.alpn_protocols = vec![ALPN.to_vec()];
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(Arc::new(config))
}

/// An instant, as certificates are checked against it.
pub(crate) fn unix(at: Timestamp) -> UnixTime {
    let seconds = u64::try_from(at.as_second()).unwrap_or(0);
    UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds))
}

#[derive(Debug)]
struct Time(Clock);

impl TimeProvider for Time {
    fn current_time(&self) -> Option<UnixTime> {
        Some(unix(self.0.now()))
    }
}
