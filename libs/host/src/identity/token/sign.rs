//! Signing tokens: for partners' own systems, for development, and for tests.

use anyhow::anyhow;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::json;

use super::{Claims, base64url};

/// A key that signs tokens (ES256).
pub(crate) struct SigningKey {
    key: EcdsaKeyPair,
    /// What issuers' key sets call it.
    kid: String,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({}, ..)", self.kid)
    }
}

impl SigningKey {
    /// The key in this PKCS #8 document.
    ///
    /// # Errors
    /// If it is no private key on P-256.
    pub(crate) fn from_pkcs8(der: &[u8]) -> anyhow::Result<Self> {
        let random = SystemRandom::new();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der, &random)
            .map_err(|e| anyhow!("it is no private key on P-256: {e}"))?;
        // The key names itself, so that a new one never has an old one's name.
        let hash = ring::digest::digest(&ring::digest::SHA256, key.public_key().as_ref());
        Ok(Self { kid: base64url(&hash.as_ref()[..12]), key })
    }

    /// Its public half, as a JWK set.
    pub(crate) fn jwks(&self) -> serde_json::Value {
        let (x, y) = self.key.public_key().as_ref()[1..].split_at(32);
        json!({ "keys": [{
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.kid,
            "x": base64url(x), "y": base64url(y),
        }] })
    }

    /// A token that says so.
    pub(crate) fn sign(&self, claims: &Claims) -> String {
        let header = json!({ "alg": "ES256", "typ": "at+jwt", "kid": self.kid });
        let claims = serde_json::to_vec(claims).expect("claims are plain data");
        let signed = format!("{}.{}", base64url(header.to_string().as_bytes()), base64url(&claims));
        let signature = self.key.sign(&SystemRandom::new(), signed.as_bytes());
        let signature = signature.expect("the system has randomness");
        format!("{signed}.{}", base64url(signature.as_ref()))
    }
}
