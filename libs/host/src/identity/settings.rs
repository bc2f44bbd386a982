//! `identity.toml`: whom a server trusts, and for what. Paths are relative to the file's own folder.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use domain::{Code as _, OrgId, Role};
use http::Uri;
use serde::Deserialize;

use super::token::Algorithm;

/// The name of the file in its folder.
pub const FILE: &str = "identity.toml";

/// How far a partner's clock may differ from ours, unless the file says otherwise.
const CLOCK_SKEW_SECONDS: u32 = 60;

/// How far it may differ at the most, whatever the file says.
const CLOCK_SKEW_SECONDS_MAX: u32 = 300;

/// Whom a server trusts.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The trust domain of partners' certificates: `spiffe://<trust domain>/org/<organisation>/app/<name>`.
    pub trust_domain: String,
    /// What tokens for this site say in `aud`.
    pub audience: String,
    /// How far a partner's clock may differ from ours. 60.
    #[serde(default = "clock_skew_seconds")]
    pub clock_skew_seconds: u32,
    /// The server's own certificate, and those that it accepts.
    pub tls: Tls,
    /// Who answers for workers.
    #[serde(default, rename = "issuer")]
    pub issuers: Vec<Issuer>,
}

/// The server's certificate, and whose certificates it accepts: PEM files.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// The server's certificate, then those above it.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
    /// The authorities whose certificates partners show.
    pub client_ca: Vec<PathBuf>,
    /// What those authorities have revoked. As soon as one is named, each authority needs its own.
    #[serde(default)]
    pub crls: Vec<PathBuf>,
}

/// Somebody who answers for workers of some organisations.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issuer {
    /// What its tokens say in `iss`.
    pub iss: String,
    /// Where its public keys are (RFC 7517): a file, or an https address (http on loopback).
    pub jwks: String,
    /// The authorities that the address's certificate may come from, in PEM; those of the system unless set.
    pub jwks_ca: Option<PathBuf>,
    /// How its tokens may be signed.
    pub algorithms: Vec<Algorithm>,
    /// The organisations it may speak for.
    pub orgs: Vec<OrgText>,
    /// In what capacities its workers may act: those of whoever meets people, unless the file says otherwise. A capacity
    /// that governs, reviews or operates is for the site to give, and never for a partner to take.
    #[serde(default = "roles")]
    pub roles: Vec<RoleText>,
}

/// The capacities of whoever meets people.
pub const ROLES: [Role; 3] = [Role::Worker, Role::Manager, Role::Person];

/// A capacity, as the file has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct RoleText(pub Role);

impl TryFrom<String> for RoleText {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let role = Role::ALL.iter().find(|role| role.text() == text && **role != Role::System);
        role.map(|role| Self(*role)).ok_or_else(|| format!("{text:?} is no capacity of a worker"))
    }
}

fn roles() -> Vec<RoleText> {
    ROLES.map(RoleText).into()
}

/// An organisation's id, as the file has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct OrgText(pub OrgId);

impl TryFrom<String> for OrgText {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_| format!("{text:?} is no organisation's id (UUID)"))
    }
}

/// Where an issuer's keys are.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Jwks {
    File(PathBuf),
    Url(Uri),
}

const fn clock_skew_seconds() -> u32 {
    CLOCK_SKEW_SECONDS
}

impl Settings {
    /// Reads them from the file's text.
    ///
    /// # Errors
    /// With what to change.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let settings: Self = toml::from_str(text)?;
        ensure!(
            settings.clock_skew_seconds <= CLOCK_SKEW_SECONDS_MAX,
            "clock_skew_seconds is {}, and {CLOCK_SKEW_SECONDS_MAX} is the limit",
            settings.clock_skew_seconds
        );
        for (place, issuer) in settings.issuers.iter().enumerate() {
            let earlier = settings.issuers[..place].iter();
            ensure!(earlier.clone().all(|e| e.iss != issuer.iss), "{} is named twice", issuer.iss);
            issuer.jwks(Path::new("")).with_context(|| format!("issuer {}", issuer.iss))?;
        }
        Ok(settings)
    }
}

impl Issuer {
    /// Where its keys are; files lie below `folder`.
    pub(crate) fn keys(&self, folder: &Path) -> Jwks {
        self.jwks(folder).expect("it was checked when the settings were read")
    }

    fn jwks(&self, folder: &Path) -> anyhow::Result<Jwks> {
        if !self.jwks.contains("://") {
            return Ok(Jwks::File(folder.join(&self.jwks)));
        }
        let url: Uri = self.jwks.parse().with_context(|| format!("jwks is {}", self.jwks))?;
        match (url.scheme_str(), url.host()) {
            (Some("https"), Some(_)) => Ok(Jwks::Url(url)),
            (Some("http"), Some("127.0.0.1" | "[::1]" | "localhost")) => Ok(Jwks::Url(url)),
            _ => bail!("jwks is {url}: keys come from a file or over https", url = self.jwks),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"
        trust_domain = "anydoor.test"
        audience = "anydoor"
        [tls]
        certificate = "server.pem"
        key = "server.key"
        client_ca = ["ca.pem"]
        [[issuer]]
        iss = "https://id.example"
        jwks = "https://id.example/keys"
        algorithms = ["ES256", "EdDSA"]
        orgs = ["00000000-0000-0000-0000-000000000001"]
    "#;

    #[test]
    fn what_is_left_out_has_its_default() {
        let settings = Settings::parse(WHOLE).expect("it is whole");
        assert_eq!(settings.clock_skew_seconds, 60);
        assert_eq!(settings.tls.crls, Vec::<PathBuf>::new());
        assert_eq!(settings.issuers[0].algorithms, [Algorithm::Es256, Algorithm::EdDsa]);
    }

    #[test]
    fn what_would_weaken_it_or_means_nothing_is_refused_by_name() {
        for (from, to, named) in [
            ("ES256", "HS256", "HS256"),
            ("ES256", "none", "none"),
            ("https://id.example/keys", "http://id.example/keys", "over https"),
            ("00000000-0000-0000-0000-000000000001", "the council", "the council"),
            ("audience =", "clock_skew_seconds = 3600\naudience =", "clock_skew_seconds"),
            ("audience =", "audiences = []\naudience =", "audiences"),
            (
                "[[issuer]]",
                "[[issuer]]\niss='a'\njwks='a'\nalgorithms=[]\norgs=[]\n[[issuer]]\niss='a'\njwks='a'\nalgorithms=[]\norgs=[]\n[[issuer]]",
                "twice",
            ),
        ] {
            let error = Settings::parse(&WHOLE.replacen(from, to, 1)).expect_err(named);
            assert!(format!("{error:#}").contains(named), "{error:#}");
        }
    }
}
