//! An issuer's public keys (RFC 7517, RFC 7518, RFC 8037). Only those are kept that can check a signature; a shared secret
//! (`oct`) is none, so that no public text can be mistaken for one.

use std::collections::HashMap;

use anyhow::{Context, ensure};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;

use super::{Algorithm, Refusal, from_base64url};

/// How many keys an issuer may have.
const KEYS_MAX: usize = 64;

/// What an uncompressed point of an elliptic curve begins with.
const UNCOMPRESSED: u8 = 4;

/// An issuer's keys, by their `kid`.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct KeySet(HashMap<String, Key>);

/// A public key, and how it signs.
#[derive(Debug, PartialEq)]
pub(crate) struct Key {
    material: Material,
    /// What the key itself is limited to, if it says.
    algorithm: Option<Algorithm>,
}

#[derive(Debug, PartialEq)]
enum Material {
    P256(Vec<u8>),
    Ed25519(Vec<u8>),
    Rsa { modulus: Vec<u8>, exponent: Vec<u8> },
}

#[derive(Deserialize)]
struct Jwks {
    keys: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

impl KeySet {
    /// Reads a JWK set. Keys of other kinds, or for other uses, are passed over.
    ///
    /// # Errors
    /// If it is no JWK set, or has too many keys.
    pub(crate) fn parse(json: &[u8]) -> anyhow::Result<Self> {
        let set: Jwks = serde_json::from_slice(json).context("it is no JWK set")?;
        ensure!(set.keys.len() <= KEYS_MAX, "it has more than {KEYS_MAX} keys");
        Ok(Self(set.keys.into_iter().filter_map(key).collect()))
    }

    pub(crate) fn get(&self, kid: &str) -> Option<&Key> {
        self.0.get(kid)
    }
}

fn key(json: serde_json::Value) -> Option<(String, Key)> {
    let jwk: Jwk = serde_json::from_value(json).ok()?;
    if jwk.usage.as_deref().is_some_and(|usage| usage != "sig") {
        return None;
    }
    let bytes = |text: &Option<String>| from_base64url(text.as_deref()?);
    let material = match (jwk.kty.as_str(), jwk.crv.as_deref()) {
        ("EC", Some("P-256")) => {
            let point = [vec![UNCOMPRESSED], bytes(&jwk.x)?, bytes(&jwk.y)?].concat();
            (point.len() == 65).then_some(Material::P256(point))?
        }
        ("OKP", Some("Ed25519")) => Material::Ed25519(bytes(&jwk.x)?),
        ("RSA", _) => Material::Rsa { modulus: bytes(&jwk.n)?, exponent: bytes(&jwk.e)? },
        _ => return None,
    };
    let algorithm = match jwk.alg {
        Some(alg) => Some(serde_json::from_value(alg.into()).ok()?),
        None => None,
    };
    Some((jwk.kid?, Key { material, algorithm }))
}

impl Key {
    /// Checks a signature made in this way, if the key may sign so.
    pub(crate) fn check(
        &self,
        algorithm: Algorithm,
        signed: &[u8],
        signature: &[u8],
    ) -> Result<(), Refusal> {
        if self.algorithm.is_some_and(|own| own != algorithm) {
            return Err(Refusal::AlgorithmNotTrusted);
        }
        let checked = match (&self.material, algorithm) {
            (Material::P256(point), Algorithm::Es256) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed, signature)
            }
            (Material::Ed25519(point), Algorithm::EdDsa) => {
                UnparsedPublicKey::new(&ED25519, point).verify(signed, signature)
            }
            (Material::Rsa { modulus: n, exponent: e }, Algorithm::Rs256) => {
                let key = RsaPublicKeyComponents { n, e };
                key.verify(&RSA_PKCS1_2048_8192_SHA256, signed, signature)
            }
            (Material::Rsa { modulus: n, exponent: e }, Algorithm::Ps256) => {
                let key = RsaPublicKeyComponents { n, e };
                key.verify(&RSA_PSS_2048_8192_SHA256, signed, signature)
            }
            (Material::P256(_) | Material::Ed25519(_) | Material::Rsa { .. }, _) => {
                return Err(Refusal::AlgorithmNotTrusted);
            }
        };
        checked.map_err(|_| Refusal::SignatureWrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(keys: &str) -> KeySet {
        KeySet::parse(format!(r#"{{"keys": [{keys}]}}"#).as_bytes()).expect("a JWK set")
    }

    #[test]
    fn shared_secrets_and_keys_for_other_uses_are_passed_over() {
        let octets = r#"{"kty": "oct", "kid": "a", "k": "c2VjcmV0"}"#;
        let other_use = r#"{"kty": "OKP", "crv": "Ed25519", "kid": "b", "use": "enc", "x": "AA"}"#;
        let other_alg = r#"{"kty": "RSA", "kid": "c", "alg": "RS512", "n": "AA", "e": "AQAB"}"#;
        let nameless = r#"{"kty": "OKP", "crv": "Ed25519", "x": "AA"}"#;
        assert_eq!(set(&[octets, other_use, other_alg, nameless].join(",")), KeySet::default());
    }

    // RFC 8037, appendix A.
    const ED25519_KEY: &str = r#"{"kty": "OKP", "crv": "Ed25519", "kid": "a", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    const ED25519_SIGNED: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    const ED25519_SIGNATURE: &str =
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

    // RFC 7515, appendix A.2.
    const RSA_KEY: &str = r#"{"kty": "RSA", "kid": "a", "e": "AQAB", "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}"#;
    const RSA_SIGNED: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    const RSA_SIGNATURE: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

    fn checked(
        key: &str,
        algorithm: Algorithm,
        signed: &str,
        signature: &str,
    ) -> Result<(), Refusal> {
        let signature = from_base64url(signature).expect("base64url");
        set(key).get("a").expect("the key").check(algorithm, signed.as_bytes(), &signature)
    }

    #[test]
    fn the_standards_own_signatures_are_right_and_others_wrong() {
        let right = checked(ED25519_KEY, Algorithm::EdDsa, ED25519_SIGNED, ED25519_SIGNATURE);
        assert_eq!(right, Ok(()));
        assert_eq!(checked(RSA_KEY, Algorithm::Rs256, RSA_SIGNED, RSA_SIGNATURE), Ok(()));
        let wrong = checked(RSA_KEY, Algorithm::Rs256, &RSA_SIGNED[1..], RSA_SIGNATURE);
        assert_eq!(wrong, Err(Refusal::SignatureWrong));
        let as_pss = checked(RSA_KEY, Algorithm::Ps256, RSA_SIGNED, RSA_SIGNATURE);
        assert_eq!(as_pss, Err(Refusal::SignatureWrong));
    }

    #[test]
    fn the_key_decides_how_it_signs() {
        let confused = checked(ED25519_KEY, Algorithm::Rs256, ED25519_SIGNED, ED25519_SIGNATURE);
        assert_eq!(confused, Err(Refusal::AlgorithmNotTrusted));
        let limited = RSA_KEY.replace(r#""kid""#, r#""alg": "PS256", "kid""#);
        let beyond = checked(&limited, Algorithm::Rs256, RSA_SIGNED, RSA_SIGNATURE);
        assert_eq!(beyond, Err(Refusal::AlgorithmNotTrusted));
    }
}
