//! Access tokens: JSON Web Tokens (RFC 7519) that an issuer signs for one worker, bound to the organisation's certificate
//! (RFC 8705). The key decides how a signature is checked, never the token.

pub(crate) mod claims;
pub(crate) mod fetch;
pub(crate) mod jwk;
pub(crate) mod jwt;
pub(crate) mod remote;
pub(crate) mod sign;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

pub(crate) use claims::Claims;
pub(crate) use jwk::KeySet;
pub(crate) use remote::Remote;

/// How a token may be signed. What is not here (`none`, and every `HS`) is refused before anything else is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    /// ECDSA on P-256.
    #[serde(rename = "ES256")]
    Es256,
    /// RSASSA-PSS.
    #[serde(rename = "PS256")]
    Ps256,
    /// RSASSA-PKCS1-v1_5.
    #[serde(rename = "RS256")]
    Rs256,
    /// Ed25519.
    #[serde(rename = "EdDSA")]
    EdDsa,
}

/// Bytes as tokens have them.
pub(crate) fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Bytes that a token has.
pub(crate) fn from_base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Why a token is refused: for the log. The caller learns only that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("there is more than one, or it is no bearer token")]
    NotOneBearer,
    #[error("it is longer than any that we take")]
    TooLong,
    #[error("it is no JSON Web Token of the kind we take")]
    Malformed,
    #[error("nobody we trust has issued it")]
    IssuerUnknown,
    #[error("the issuer has no such key")]
    KeyUnknown,
    #[error("it is not signed as its key and its issuer are trusted to sign")]
    AlgorithmNotTrusted,
    #[error("the signature is not of its key")]
    SignatureWrong,
    #[error("it is for somebody else")]
    AudienceWrong,
    #[error("it is not valid yet")]
    TooEarly,
    #[error("it has expired")]
    Expired,
    #[error("it is valid for too long")]
    LivesTooLong,
    #[error("it is bound to another certificate")]
    CertificateWrong,
    #[error("it is for another organisation than the certificate")]
    OrganisationWrong,
    #[error("the issuer may not speak for this organisation")]
    OrganisationNotTheIssuers,
    #[error("it claims a role that no token may claim")]
    RoleWrong,
    #[error("it claims a purpose that does not exist")]
    PurposeUnknown,
}
