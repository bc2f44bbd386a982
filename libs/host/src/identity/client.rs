//! The other side: what a partner's system does to be let in. Connects with the organisation's certificate, and brings with
//! each call a token for one of its workers that the organisation's own key has signed.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use domain::rights::Purpose;
use domain::{Code as _, OrgId, Role, WorkerId};
use ring::digest::{SHA256, digest};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde::Deserialize;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Interceptor;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint};
use tonic::{Request, Status};

use super::token::base64url;
use super::token::claims::{Audience, Claims, Confirmation};
use super::token::sign::SigningKey;
use crate::Clock;

/// The metadata that a token comes in.
pub const AUTHORIZATION: &str = "authorization";

pub(super) const FILE: &str = "client.toml";
pub(super) const CA: &str = "ca.pem";
pub(super) const CERTIFICATE: &str = "cert.pem";
pub(super) const KEY: &str = "key.pem";
pub(super) const SIGNING_KEY: &str = "signing-key.pem";
pub(super) const JWKS: &str = "jwks.json";

/// How long a token is good for, unless asked otherwise.
pub const TOKEN_LIFETIME: Duration = Duration::from_secs(5 * 60);

/// How long one may be good for.
pub const TOKEN_LIFETIME_MAX: Duration =
    Duration::from_secs(super::token::claims::LIFETIME_SECONDS_MAX.unsigned_abs());

/// What `client.toml` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    org: String,
    issuer: String,
    audience: String,
}

/// An organisation that calls, from the folder that `anydoor org add` made for it.
#[derive(Debug)]
pub struct Organisation {
    id: OrgId,
    about: About,
    ca: Vec<u8>,
    certificate: Vec<u8>,
    key: Vec<u8>,
    /// Of its certificate, as tokens have it.
    x5t_s256: String,
    signing_key: SigningKey,
    clock: Clock,
}

/// The text of a `client.toml`.
pub(super) fn about(org: &str, issuer: &str, audience: &str) -> String {
    format!(
        "# Who calls, and what its tokens say.\norg = \"{org}\"\nissuer = \"{issuer}\"\naudience = \"{audience}\"\n"
    )
}

impl Organisation {
    /// Reads its folder.
    ///
    /// # Errors
    /// With the file that is missing or means nothing.
    pub fn open(folder: &Path) -> anyhow::Result<Arc<Self>> {
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read(&path).with_context(|| path.display().to_string())
        };
        let about: About = toml::from_str(&String::from_utf8(read(FILE)?)?).context(FILE)?;
        let certificate = read(CERTIFICATE)?;
        let leaf = CertificateDer::from_pem_slice(&certificate).context(CERTIFICATE)?;
        let signing_key =
            PrivateKeyDer::from_pem_slice(&read(SIGNING_KEY)?).context(SIGNING_KEY)?;
        Ok(Arc::new(Self {
            id: about.org.parse().with_context(|| format!("{FILE}: org is {:?}", about.org))?,
            about,
            ca: read(CA)?,
            x5t_s256: base64url(digest(&SHA256, &leaf).as_ref()),
            certificate,
            key: read(KEY)?,
            signing_key: SigningKey::from_pkcs8(signing_key.secret_der()).context(SIGNING_KEY)?,
            clock: Clock::system(),
        }))
    }

    /// Its id.
    pub fn id(&self) -> OrgId {
        self.id
    }

    /// A server, such as `https://127.0.0.1:7600`, to which it connects with its certificate.
    ///
    /// # Errors
    /// If the address is none, or the certificates cannot be used.
    pub fn endpoint(&self, server: &str) -> anyhow::Result<Endpoint> {
        let tls = ClientTlsConfig::new()
            .ca_certificate(Certificate::from_pem(&self.ca))
            .identity(tonic::transport::Identity::from_pem(&self.certificate, &self.key));
        let endpoint = Channel::from_shared(server.to_owned());
        let endpoint = endpoint.with_context(|| format!("the server {server}"))?;
        endpoint.tls_config(tls).context("the certificates to connect with")
    }

    /// One of its workers, who calls.
    pub fn worker(self: &Arc<Self>, worker: WorkerId, role: Role) -> Worker {
        Worker { org: Arc::clone(self), worker, role, purpose: None, minted: Arc::default() }
    }
}

/// Adds to each call who makes it: `SomeClient::with_interceptor(channel, worker)`.
#[derive(Debug, Clone)]
pub struct Worker {
    org: Arc<Organisation>,
    worker: WorkerId,
    role: Role,
    purpose: Option<Purpose>,
    minted: Arc<Mutex<Option<Minted>>>,
}

/// A token, and until when it is brought along.
#[derive(Debug)]
struct Minted {
    header: MetadataValue<Ascii>,
    until: i64,
}

impl Worker {
    /// The same worker, who says what for.
    #[must_use]
    pub fn with_purpose(self, purpose: Purpose) -> Self {
        Self { purpose: Some(purpose), minted: Arc::default(), ..self }
    }

    /// A fresh token.
    pub fn token(&self, lifetime: Duration) -> String {
        let now = self.org.clock.now().as_second();
        let lifetime = lifetime.min(TOKEN_LIFETIME_MAX).as_secs().cast_signed();
        self.org.signing_key.sign(&Claims {
            iss: self.org.about.issuer.clone(),
            aud: Audience::One(self.org.about.audience.clone()),
            iat: now,
            nbf: None,
            exp: now + lifetime,
            sub: self.worker.to_string(),
            cnf: Confirmation { x5t_s256: self.org.x5t_s256.clone() },
            anydoor_org: self.org.id.to_string(),
            anydoor_worker: self.worker.to_string(),
            anydoor_role: self.role.text().to_owned(),
            anydoor_purpose: self.purpose.map(|purpose| purpose.text().to_owned()),
        })
    }

    /// What a call brings in [`AUTHORIZATION`]: one token for many calls, for half of its time.
    pub fn authorization(&self) -> MetadataValue<Ascii> {
        let now = self.org.clock.now().as_second();
        let mut minted = self.minted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = minted.as_ref().filter(|known| now < known.until) {
            return known.header.clone();
        }
        let header = format!("Bearer {}", self.token(TOKEN_LIFETIME));
        let header = MetadataValue::try_from(header).expect("a token is ASCII");
        let until = now + TOKEN_LIFETIME.as_secs().cast_signed() / 2;
        *minted = Some(Minted { header: header.clone(), until });
        header
    }
}

impl Interceptor for Worker {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert(AUTHORIZATION, self.authorization());
        Ok(request)
    }
}
