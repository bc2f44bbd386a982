//! The organisation at the other end of a connection, as its certificate names it.

use domain::{OrgId, Timestamp};
use ring::digest::{SHA256, digest};
use rustls::pki_types::CertificateDer;
use webpki::EndEntityCert;

use super::token::base64url;
use crate::tls::validity;

/// The organisation at the other end of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// The organisation.
    pub org: OrgId,
    /// Which of its systems.
    pub app: String,
    /// The SHA-256 of its certificate.
    pub thumbprint: [u8; 32],
    /// The certificate's serial number, in hexadecimal.
    pub serial: String,
    /// When the certificate stops being valid.
    pub not_after: Timestamp,
}

/// Why a certificate names no organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoPeer {
    /// It cannot be read.
    #[error("the certificate cannot be read")]
    Unreadable,
    /// It says nothing, or too much, or something of another trust domain.
    #[error(
        "the certificate has not exactly one name spiffe://<trust domain>/org/<uuid>/app/<name>"
    )]
    Unnamed,
}

impl Peer {
    /// Whom a certificate names. That it is genuine has been checked before.
    ///
    /// # Errors
    /// If it names no organisation of this trust domain.
    pub fn of(certificate: &CertificateDer<'_>, trust_domain: &str) -> Result<Self, NoPeer> {
        let parsed = EndEntityCert::try_from(certificate).map_err(|_| NoPeer::Unreadable)?;
        let mut names = parsed.valid_uri_names();
        let (Some(name), None) = (names.next(), names.next()) else { return Err(NoPeer::Unnamed) };
        let (org, app) = organisation(name, trust_domain).ok_or(NoPeer::Unnamed)?;
        let thumbprint = digest(&SHA256, certificate).as_ref().try_into();
        Ok(Self {
            org,
            app: app.to_owned(),
            thumbprint: thumbprint.expect("SHA-256 has 32 bytes"),
            serial: parsed.serial().iter().map(|byte| format!("{byte:02x}")).collect(),
            not_after: validity::not_after(certificate).ok_or(NoPeer::Unreadable)?,
        })
    }

    /// The thumbprint as tokens have it in `cnf.x5t#S256` (RFC 8705).
    pub fn x5t_s256(&self) -> String {
        base64url(&self.thumbprint)
    }
}

fn organisation<'a>(name: &'a str, trust_domain: &str) -> Option<(OrgId, &'a str)> {
    let (domain, path) = name.strip_prefix("spiffe://")?.split_once('/')?;
    let (org, app) = path.strip_prefix("org/")?.split_once("/app/")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let id: OrgId = org.parse().ok()?;
    let exact = domain == trust_domain && id.to_string() == org; // One spelling for each id.
    (exact && !app.is_empty() && app.chars().all(plain)).then_some((id, app))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORG: &str = "3f0c77ad-91d2-4f6e-8a55-20b16c0d11e9";

    #[test]
    fn an_organisation_is_named_in_exactly_one_way() {
        let named = |name: &str| organisation(name, "anydoor.test").map(|(org, _)| org.to_string());
        let name = format!("spiffe://anydoor.test/org/{ORG}/app/case-system");
        assert_eq!(named(&name).as_deref(), Some(ORG));
        for refused in [
            name.replace("anydoor.test", "other.test"),
            name.replace("anydoor.test", "anydoor.test.other"),
            name.replace("spiffe:", "https:"),
            name.replace("3f0c77ad", "3F0C77AD"),
            name.replace("3f0c77ad-", "3f0c77ad"),
            name.replace("/app/case-system", "/app/"),
            name.replace("case-system", "case/system"),
            name.replace("/app/", "/org/"),
            format!("{name}?x"),
        ] {
            assert_eq!(named(&refused), None, "{refused}");
        }
    }
}
