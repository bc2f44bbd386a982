//! What an earlier version stored, today's code still reads: people's records stand under these bytes, and they were
//! checked once against another implementation of HMAC and HKDF. A change here needs a new format beside the old one.

mod support;

use domain::intake::person::IdentifierScheme::Nino;
use domain::{Sealed, Sensitivity};
use support::*;

const KEY_CELL: (&str, &str) = (
    "00000000-0000-0000-0000-00000000000a.CORE",
    "0100000001ddba8c1c732a110831d049e90aa80635407dbc881040e2026f40206efeb2fcc8fc852da571bd5ed606ee39bdaa28189a8722f21b\
     c78d2dea7a5916fb49445f8281b1b2b2eaaa2ef7",
);
const SEALED: &str = "01d7141be63a8ec472f04f85be1aa60724cc0266225da3788c6303a87e170a798fcad571c10ac4ccf1906d2cab5bad\
     2681d3613886e4557bcdbc67c03883052c024d110ca860ce8d7711f0a0c8ade32fb34571eddbcc114a910e96bb5a9d9d66cf449518a669ebc0\
     e24c615a22b784049c7736d469d62f9f93";
const CLAIM_CELL: (&str, &str) = (
    "1e5c9975ac8991492d4bc0ee94dc6ae8ca9f1fab60c7d1b198260ae7afe2957e",
    "01e9a91622140c781da211b125c5228ac6f306ffe2f085e849be23e81fa6dfa6726264a44f4fa150a56bef0777b3d2f1f479939ef9422ca597",
);
const DIGEST: &str = "8c72221b6aa75a1c1da79e5b7c3a35a0";
const BLIND: &str = "04bdc7c9b8a1994aaab0ce6fc3b828b112125310e634e43443f9360eaf711d04";

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal");
    (0..hex.len()).step_by(2).map(digit).collect()
}

#[tokio::test]
async fn a_stored_value_opens_under_its_stored_key() {
    let cells = MemoryCells::new();
    cells.put(KEY_CELL.0, bytes(KEY_CELL.1));
    let sealed = Sealed { sensitivity: Sensitivity::Core, bytes: bytes(SEALED) };
    let opened = process(&cells).unseal(&name_of(ANNA), &sealed).await.unwrap();
    assert_eq!(opened, open(NAME));
}

#[tokio::test]
async fn a_stored_claim_is_found_and_names_its_person() {
    let cells = MemoryCells::new();
    cells.put(CLAIM_CELL.0, bytes(CLAIM_CELL.1));
    let claimant = process(&cells).claimant(Nino, None, "QQ123456C").await.unwrap();
    assert_eq!(claimant, Some(ANNA));
}

#[test]
fn digests_and_blind_indexes_stay_what_they_were() {
    let vault = process(&MemoryCells::new());
    assert_eq!(vault.digest(&[b"one", b"two"]).to_vec(), bytes(DIGEST));
    assert_eq!(vault.blind("name-dob", &["test", "person"]).0.to_vec(), bytes(BLIND));
}
