//! A small authority, which knows only the nats-servers of one site.

use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};

use super::ConfigError;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long the authority's certificate is valid.
const AUTHORITY_DAYS: u32 = 10 * 365;

/// How long a server's certificate is valid.
const SERVER_DAYS: u32 = 365;

/// How far clocks may be behind.
const SKEW: Duration = Duration::from_secs(60 * 60);

/// Whoever signs the servers' certificates.
pub(super) struct Authority {
    /// In PEM.
    pub(super) certificate: String,
    /// Nothing if somebody else signs.
    issuer: Option<Issuer<'static, KeyPair>>,
}

/// A certificate and its key, in PEM.
pub(super) struct Signed {
    pub(super) certificate: String,
    pub(super) key: String,
}

impl Authority {
    /// A new one, and its key in PEM.
    pub(super) fn new(now: SystemTime) -> Result<(Self, String), ConfigError> {
        let key = KeyPair::generate()?;
        let secret = key.serialize_pem();
        let mut params = authority()?;
        valid(&mut params, now, AUTHORITY_DAYS);
        let certificate = params.self_signed(&key)?.pem();
        Ok((Self { certificate, issuer: Some(Issuer::new(params, key)) }, secret))
    }

    /// One that was made before.
    pub(super) fn again(certificate: String, key: &str) -> Result<Self, ConfigError> {
        let issuer = Issuer::new(authority()?, KeyPair::from_pem(key)?);
        Ok(Self { certificate, issuer: Some(issuer) })
    }

    /// One that somebody else runs.
    pub(super) fn elsewhere(certificate: String) -> Self {
        Self { certificate, issuer: None }
    }

    /// A server's certificate, which it also shows to the others; nothing if somebody else signs.
    pub(super) fn sign(&self, host: &str, now: SystemTime) -> Result<Option<Signed>, ConfigError> {
        let Some(issuer) = &self.issuer else { return Ok(None) };
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new([host.to_owned()])?;
        params.distinguished_name.push(DnType::CommonName, host);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages =
            vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        params.use_authority_key_identifier_extension = true;
        valid(&mut params, now, SERVER_DAYS);
        let certificate = params.signed_by(&key, issuer)?.pem();
        Ok(Some(Signed { certificate, key: key.serialize_pem() }))
    }
}

/// What is the same each time.
fn authority() -> Result<CertificateParams, ConfigError> {
    let mut params = CertificateParams::new([])?;
    params.distinguished_name.push(DnType::CommonName, "Anydoor nats-servers");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(params)
}

fn valid(params: &mut CertificateParams, now: SystemTime, days: u32) {
    params.not_before = (now - SKEW).into();
    params.not_after = (now + DAY * days).into();
}
