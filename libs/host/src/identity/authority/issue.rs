//! Making keys, certificates and lists of what is revoked.

use std::time::Duration;

use anyhow::Context;
use domain::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DnType,
    ExtendedKeyUsagePurpose, IsCa, KeyIdMethod, KeyPair, KeyUsagePurpose, RevokedCertParams,
    SanType, SerialNumber,
};
use ring::rand::{SecureRandom, SystemRandom};
use time::OffsetDateTime;

use super::register::Register;
use crate::identity::token::sign::SigningKey;

/// How long an authority lasts.
const CA_DAYS: u16 = 3650;

/// How far back a certificate begins to be valid, for partners whose clocks are behind.
const BACKDATED: Duration = Duration::from_secs(10 * 60);

/// A key and its certificate, both in DER.
pub(super) struct Issued {
    pub(super) key: Vec<u8>,
    pub(super) certificate: Vec<u8>,
    pub(super) serial: String,
    pub(super) not_after: Timestamp,
}

/// What signs certificates.
pub(super) struct Ca(rcgen::Issuer<'static, KeyPair>);

/// A new authority, certified by itself.
pub(super) fn ca(now: Timestamp) -> anyhow::Result<Issued> {
    let key = KeyPair::generate()?;
    let mut about = ca_params(&key);
    let (serial, not_after) = dates(&mut about, now, CA_DAYS)?;
    let certificate = about.self_signed(&key)?.der().to_vec();
    Ok(Issued { key: key.serialize_der(), certificate, serial, not_after })
}

/// What is always the same about an authority with this key. Its name has the key's in it, for two authorities of one name
/// would be taken for each other.
fn ca_params(key: &KeyPair) -> CertificateParams {
    let hash = ring::digest::digest(&ring::digest::SHA256, key.public_key_raw());
    let mark: String = hash.as_ref()[..4].iter().map(|byte| format!("{byte:02x}")).collect();
    let mut about = CertificateParams::default();
    about.distinguished_name.push(DnType::CommonName, format!("Anydoor authority {mark}"));
    about.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    about.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    about
}

/// A key that signs tokens, in DER, and its public half.
pub(super) fn signing_key() -> anyhow::Result<(Vec<u8>, serde_json::Value)> {
    let key = KeyPair::generate()?.serialize_der();
    let jwks = SigningKey::from_pkcs8(&key)?.jwks();
    Ok((key, jwks))
}

impl Ca {
    /// The authority with this key, in DER.
    pub(super) fn of(key: &[u8]) -> anyhow::Result<Self> {
        let key = KeyPair::try_from(key).context("the authority's key")?;
        Ok(Self(rcgen::Issuer::new(ca_params(&key), key)))
    }

    /// A server's certificate for these names and addresses.
    pub(super) fn server(
        &self,
        names: Vec<String>,
        now: Timestamp,
        days: u16,
    ) -> anyhow::Result<Issued> {
        let mut about = CertificateParams::new(names)?;
        about.distinguished_name.push(DnType::CommonName, "Anydoor");
        about.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        self.issue(about, now, days)
    }

    /// A partner's certificate for this name of its organisation.
    pub(super) fn partner(&self, uri: &str, now: Timestamp, days: u16) -> anyhow::Result<Issued> {
        let mut about = CertificateParams::default();
        about.distinguished_name.push(DnType::CommonName, "Anydoor partner");
        about.subject_alt_names = vec![SanType::URI(uri.try_into()?)];
        about.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        self.issue(about, now, days)
    }

    fn issue(
        &self,
        mut about: CertificateParams,
        now: Timestamp,
        days: u16,
    ) -> anyhow::Result<Issued> {
        let key = KeyPair::generate()?;
        about.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        about.use_authority_key_identifier_extension = true;
        let (serial, not_after) = dates(&mut about, now, days)?;
        let certificate = about.signed_by(&key, &self.0)?.der().to_vec();
        Ok(Issued { key: key.serialize_der(), certificate, serial, not_after })
    }

    /// The list of what is revoked, in DER.
    pub(super) fn crl(&self, register: &Register, now: Timestamp) -> anyhow::Result<Vec<u8>> {
        let revoked = register.revoked(now).map(|(serial, at)| {
            Ok(RevokedCertParams {
                serial_number: SerialNumber::from_slice(&bytes(serial)?),
                revocation_time: offset(at)?,
                reason_code: None,
                invalidity_date: None,
            })
        });
        let list = CertificateRevocationListParams {
            this_update: offset(now)?,
            next_update: offset(days_after(now, CA_DAYS))?, // Written anew whenever something changes.
            crl_number: SerialNumber::from(register.crl_number),
            issuing_distribution_point: None,
            revoked_certs: revoked.collect::<anyhow::Result<_>>()?,
            key_identifier_method: KeyIdMethod::Sha256,
        };
        Ok(list.signed_by(&self.0)?.der().to_vec())
    }
}

/// Gives a certificate its time and a random serial number.
fn dates(
    about: &mut CertificateParams,
    now: Timestamp,
    days: u16,
) -> anyhow::Result<(String, Timestamp)> {
    let not_after = Timestamp::from_second(days_after(now, days).as_second())?;
    let mut serial = [0; 16];
    SystemRandom::new().fill(&mut serial).ok().context("the system has no randomness")?;
    serial[0] = serial[0] & 0x3f | 0x40; // Positive, and always as long.
    about.serial_number = Some(SerialNumber::from_slice(&serial));
    about.not_before = offset(now.saturating_sub(BACKDATED)?)?;
    about.not_after = offset(not_after)?;
    Ok((serial.iter().map(|byte| format!("{byte:02x}")).collect(), not_after))
}

/// The instant so many days later.
pub(super) fn days_after(now: Timestamp, days: u16) -> Timestamp {
    let later = now.saturating_add(Duration::from_secs(u64::from(days) * 24 * 60 * 60));
    later.unwrap_or(Timestamp::MAX)
}

fn offset(at: Timestamp) -> anyhow::Result<OffsetDateTime> {
    Ok(OffsetDateTime::from_unix_timestamp(at.as_second())?)
}

fn bytes(hexadecimal: &str) -> anyhow::Result<Vec<u8>> {
    let pairs = (0..hexadecimal.len()).step_by(2);
    pairs
        .map(|at| Ok(u8::from_str_radix(hexadecimal.get(at..at + 2).context("half a byte")?, 16)?))
        .collect()
}
