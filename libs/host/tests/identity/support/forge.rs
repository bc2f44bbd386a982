//! Certificates to connect with, and tokens that say whatever a test wants.

use std::path::Path;
use std::sync::Arc;

use anydoor_host::Clock;
use anydoor_host::identity::authority::Member;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use serde_json::{Value, json};

pub(crate) const WORKER: &str = "9b1e5a40-6d3f-4c88-b7f2-51aa03d77c21";

/// How an organisation connects.
pub(crate) fn partner(folder: &Path) -> ClientConfig {
    with(folder, Some(folder), "cert.pem", "key.pem")
}

/// Connects to the server of one folder with a certificate from another, or with none.
pub(crate) fn with(
    server: &Path,
    own: Option<&Path>,
    certificate: &str,
    key: &str,
) -> ClientConfig {
    let builder = towards(server, rustls::ALL_VERSIONS);
    let Some(own) = own else { return h2(builder.with_no_client_auth()) };
    let chain = CertificateDer::pem_file_iter(own.join(certificate)).expect("it is there");
    let chain = chain.collect::<Result<_, _>>().expect("certificates");
    let key = PrivateKeyDer::from_pem_file(own.join(key)).expect("a key");
    h2(builder.with_client_auth_cert(chain, key).expect("they belong together"))
}

/// As [`partner`], in these versions of TLS alone.
pub(crate) fn versions(
    folder: &Path,
    versions: &[&'static SupportedProtocolVersion],
) -> ClientConfig {
    let chain = CertificateDer::from_pem_file(folder.join("cert.pem")).expect("a certificate");
    let key = PrivateKeyDer::from_pem_file(folder.join("key.pem")).expect("a key");
    let builder = towards(folder, versions);
    h2(builder.with_client_auth_cert(vec![chain], key).expect("they belong together"))
}

fn h2(mut config: ClientConfig) -> ClientConfig {
    config.alpn_protocols = vec![b"h2".to_vec()];
    config
}

fn towards(
    folder: &Path,
    versions: &[&'static SupportedProtocolVersion],
) -> rustls::ConfigBuilder<ClientConfig, rustls::client::WantsClientCert> {
    let mut roots = RootCertStore::empty();
    let ca = CertificateDer::from_pem_file(folder.join("ca.pem")).expect("an authority");
    roots.add(ca).expect("an authority");
    ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_protocol_versions(versions)
        .expect("ring knows them")
        .with_root_certificates(roots)
}

/// What an honest token of an organisation says, bound to the certificate in its folder.
pub(crate) fn claims(member: &Member) -> Value {
    let certificate = CertificateDer::from_pem_file(member.folder.join("cert.pem"));
    let thumbprint = digest(&SHA256, &certificate.expect("a certificate"));
    let now = Clock::system().now().as_second();
    json!({
        "iss": format!("anydoor:org:{}", member.org_id), "aud": "anydoor", "sub": WORKER,
        "iat": now, "exp": now + 300,
        "cnf": { "x5t#S256": base64(thumbprint.as_ref()) },
        "anydoor_org": member.org_id, "anydoor_worker": WORKER, "anydoor_role": "WORKER",
    })
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A key that signs tokens.
pub(crate) struct Key {
    key: EcdsaKeyPair,
    pub(crate) kid: String,
}

impl Key {
    /// An organisation's own.
    pub(crate) fn of(member: &Member) -> Self {
        let der = PrivateKeyDer::from_pem_file(member.folder.join("signing-key.pem"));
        let jwks = std::fs::read(member.folder.join("jwks.json")).expect("it is there");
        let jwks: Value = serde_json::from_slice(&jwks).expect("JSON");
        let kid = jwks["keys"][0]["kid"].as_str().expect("a kid");
        Self::from_der(der.expect("a key").secret_der(), kid)
    }

    /// A new one.
    pub(crate) fn new(kid: &str) -> Self {
        let (algorithm, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
        let der = EcdsaKeyPair::generate_pkcs8(algorithm, &random).expect("a key");
        Self::from_der(der.as_ref(), kid)
    }

    fn from_der(der: &[u8], kid: &str) -> Self {
        let (algorithm, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
        let key = EcdsaKeyPair::from_pkcs8(algorithm, der, &random).expect("a key");
        Self { key, kid: kid.to_owned() }
    }

    pub(crate) fn point(&self) -> &[u8] {
        self.key.public_key().as_ref()
    }

    pub(crate) fn jwks(&self) -> String {
        let (x, y) = self.point()[1..].split_at(32);
        let (x, y, kid) = (base64(x), base64(y), &self.kid);
        json!({ "keys": [{ "kty": "EC", "crv": "P-256", "kid": kid, "x": x, "y": y }] }).to_string()
    }

    /// A token that says so.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        let header = json!({ "alg": "ES256", "typ": "at+jwt", "kid": self.kid });
        let signed = unsigned(&header, claims);
        let signature = self.key.sign(&SystemRandom::new(), signed.as_bytes()).expect("signed");
        format!("{signed}.{}", base64(signature.as_ref()))
    }
}

/// The part of a token that is signed.
pub(crate) fn unsigned(header: &Value, claims: &Value) -> String {
    let part = |json: &Value| base64(json.to_string().as_bytes());
    format!("{}.{}", part(header), part(claims))
}
