//! Who is at the other end of one connection, and who makes each call on it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use http::{HeaderMap, header};
use ring::digest::{SHA256, digest};
use rustls::pki_types::CertificateDer;
use tonic::{Code, Status};
use wire::types::ErrorReason;

use super::partners::{Moment, Partners, Remembered, Trust};
use super::peer::{NoPeer, Peer};
use super::token::Refusal;
use super::token::claims::Expected;
use super::token::jwt::Jwt;
use super::{Caller, Proof};
use crate::error::status;
use crate::tls;

/// What anybody may ask who may connect: how the server is, and what it offers.
const OPEN: [&str; 3] = [
    "/grpc.health.v1.Health/",
    "/grpc.reflection.v1.ServerReflection/",
    "/grpc.reflection.v1alpha.ServerReflection/",
];

/// Who is at the other end of a connection; a clone for each call.
#[derive(Clone)]
pub(crate) enum Visitor {
    /// A program of this machine.
    Local,
    /// A partner's system.
    Partner(Arc<Session>),
}

/// A connection whose certificate was found genuine.
pub(crate) struct Session {
    partners: Arc<Partners>,
    chain: Vec<CertificateDer<'static>>,
    peer: Arc<Peer>,
    /// The last generation of whom we trust for which the certificate was found to stand.
    stood_at: AtomicU64,
}

/// Why a call is not let in.
#[derive(Debug)]
pub(crate) enum Refused {
    /// The answer to it; the next may do better.
    Call(Status),
    /// The answer to it and to all others on this connection, which is to close.
    Connection(Status),
}

impl Visitor {
    /// Who a partner's certificate says is there, just after the handshake has checked it.
    pub(crate) fn partner(
        partners: Arc<Partners>,
        trust: &Trust,
        chain: Vec<CertificateDer<'static>>,
    ) -> Result<Self, NoPeer> {
        let certificate = chain.first().ok_or(NoPeer::Unreadable)?;
        let peer = Arc::new(Peer::of(certificate, &trust.settings.trust_domain)?);
        let stood_at = AtomicU64::new(trust.generation);
        Ok(Self::Partner(Arc::new(Session { partners, chain, peer, stood_at })))
    }

    /// The organisation, where a certificate names it.
    pub(crate) fn peer(&self) -> Option<&Arc<Peer>> {
        match self {
            Self::Local => None,
            Self::Partner(session) => Some(&session.peer),
        }
    }

    /// Who makes a call with this metadata; nobody, where it does not matter.
    pub(crate) async fn caller(
        &self,
        path: &str,
        metadata: &HeaderMap,
    ) -> Result<Option<Caller>, Refused> {
        let open = OPEN.iter().any(|service| path.starts_with(service));
        match self {
            Self::Local if open => Ok(None),
            Self::Local => Caller::claimed_in(metadata).map(Some).map_err(Refused::Call),
            Self::Partner(session) => {
                session.still_stands()?;
                if open { Ok(None) } else { session.caller(metadata).await.map(Some) }
            }
        }
    }

    /// Returns once the certificate no longer stands: it has expired, or is no longer trusted.
    pub(crate) async fn falls(&self) {
        match self {
            Self::Local => std::future::pending().await,
            Self::Partner(session) => session.falls().await,
        }
    }
}

impl Session {
    fn still_stands(&self) -> Result<(), Refused> {
        if self.stands() {
            return Ok(());
        }
        tracing::warn!(
            org = %self.peer.org, serial = self.peer.serial, not_after = %self.peer.not_after,
            "a certificate on an open connection is no longer good; its call is refused and the connection closes"
        );
        let message =
            "the certificate of this connection is no longer accepted; connect with a new one";
        let refusal = status(Code::Unauthenticated, ErrorReason::CertificateRefused, message);
        Err(Refused::Connection(refusal.build()))
    }

    /// Whether the certificate is good now. Looked into again only when whom we trust has changed.
    fn stands(&self) -> bool {
        let now = self.partners.clock().now();
        if now > self.peer.not_after {
            return false;
        }
        let trust = self.partners.trust();
        if self.stood_at.load(Ordering::SeqCst) == trust.generation {
            return true;
        }
        let (own, above) = self.chain();
        let genuine = trust.verifier.verify_client_cert(own, above, tls::unix(now)).is_ok();
        let named = Peer::of(own, &trust.settings.trust_domain).as_ref() == Ok(&*self.peer);
        if genuine && named {
            self.stood_at.store(trust.generation, Ordering::SeqCst);
        }
        genuine && named
    }

    fn chain(&self) -> (&CertificateDer<'static>, &[CertificateDer<'static>]) {
        self.chain.split_first().expect("a session begins with a certificate")
    }

    async fn falls(&self) {
        let mut changes = self.partners.changes();
        while self.stands() {
            let left = self.peer.not_after.duration_since(self.partners.clock().now());
            let left = left.unsigned_abs() + std::time::Duration::from_secs(1);
            _ = tokio::time::timeout(left, changes.changed()).await;
        }
    }

    async fn caller(&self, metadata: &HeaderMap) -> Result<Caller, Refused> {
        let mut tokens = metadata.get_all(header::AUTHORIZATION).iter();
        let token = tokens.next().ok_or_else(token_required)?;
        let bearer = match (token.to_str().ok().and_then(bearer), tokens.next()) {
            (Some(bearer), None) => bearer,
            (_, _) => return Err(self.token_refused(Refusal::NotOneBearer)),
        };
        let known = self.look_at(bearer).await.map_err(|why| self.token_refused(why))?;
        let (peer, issuer) = (Arc::clone(&self.peer), Arc::clone(&known.issuer));
        let (actor, purpose) = (known.vouched.actor, known.vouched.purpose);
        Ok(Caller { actor, purpose, proof: Proof::Token { peer, issuer } })
    }

    /// What comes of a token: as remembered, if it was seen before and nothing has changed since.
    async fn look_at(&self, token: &str) -> Result<Arc<Remembered>, Refusal> {
        let hash = digest(&SHA256, token.as_bytes()).as_ref().try_into();
        let hash: [u8; 32] = hash.expect("SHA-256 has 32 bytes");
        let moment = self.partners.moment();
        let now = self.partners.clock().now().as_second();
        if let Some(known) = self.partners.remembered().get(&hash) {
            let is_mine = known.thumbprint == self.peer.thumbprint;
            if is_mine && known.moment == moment && now < known.until {
                return Ok(known);
            }
            self.partners.remembered().remove(&hash);
        }
        let known = Arc::new(self.check(token, moment).await?);
        self.partners.remembered().insert(hash, Arc::clone(&known));
        Ok(known)
    }

    async fn check(&self, token: &str, moment: Moment) -> Result<Remembered, Refusal> {
        let trust = self.partners.trust();
        let token = Jwt::parse(token)?;
        let issuer = trust.issuer(&token.unproven.iss).ok_or(Refusal::IssuerUnknown)?;
        let claims = issuer.check(token).await?;
        let skew_seconds = i64::from(trust.settings.clock_skew_seconds);
        let vouched = claims.hold(&Expected {
            audience: &trust.settings.audience,
            skew_seconds,
            peer: &self.peer,
            orgs: &issuer.orgs,
            roles: &issuer.roles,
            now: self.partners.clock().now(),
        })?;
        let (until, issuer) = (claims.exp.saturating_add(skew_seconds), Arc::clone(&issuer.iss));
        Ok(Remembered { moment, thumbprint: self.peer.thumbprint, until, vouched, issuer })
    }

    fn token_refused(&self, why: Refusal) -> Refused {
        tracing::info!(org = %self.peer.org, serial = self.peer.serial, %why, "a token is refused");
        let message = "the access token is not accepted";
        let refusal = status(Code::Unauthenticated, ErrorReason::TokenRefused, message);
        Refused::Call(refusal.build())
    }
}

fn token_required() -> Refused {
    let message = "the call brings no access token: send `authorization: Bearer <token>`";
    Refused::Call(status(Code::Unauthenticated, ErrorReason::TokenRequired, message).build())
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}
