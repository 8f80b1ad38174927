//! The vectors of `eddsa-rdfc-2022` that the W3C published (Data Integrity EdDSA Cryptosuites 1.0 §B.1).

use std::path::PathBuf;

use onex_credential::data_integrity::{self, Proof};
use onex_credential::{IssuerKey, PublicKey, contexts, multibase};
use serde_json::Value;

use crate::rdf::canonical;

/// A file of the folder that `scripts/peers` names.
fn published(name: &str) -> String {
    let folder = std::env::var_os("ONEX_W3C_VECTORS").unwrap();
    std::fs::read_to_string(PathBuf::from(folder).join(name)).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
#[ignore = "reads vectors that are not ours to commit; scripts/peers gives them"]
fn our_proofs_are_the_w3cs() {
    let mut document: Value = serde_json::from_str(&published("signed-credential.json")).unwrap();
    let proof = document.as_object_mut().unwrap().remove("proof").unwrap();
    let proof: Proof = serde_json::from_value(proof).unwrap();
    // The document is of no shape of ours, so others canonicalise it; the configuration is ours.
    let examples = published("credentials-examples-v2.json");
    let mut known = contexts::ALL.to_vec();
    known.push(("https://www.w3.org/ns/credentials/examples/v2", &examples));
    let document = canonical(&document.to_string(), &known);
    let data = data_integrity::hash(&document, &proof.config().nquads().unwrap());
    assert_eq!(hex(&data[..32]), published("proof-config-hash.txt").trim());
    assert_eq!(hex(&data[32..]), published("doc-hash.txt").trim());

    let pair: Value = serde_json::from_str(&published("key-pair.json")).unwrap();
    let public = PublicKey::from_multibase(pair["publicKeyMultibase"].as_str().unwrap()).unwrap();
    let signature = multibase::from_base58btc(&proof.proof_value).unwrap().try_into().unwrap();
    assert_eq!(public.verify_strict(&data, &signature), Ok(()));

    // A secret of 32 bytes behind its prefix, 0x1300 as a varint.
    let secret = pair["privateKeyMultibase"].as_str().unwrap();
    let secret = multibase::from_base58btc(secret).unwrap();
    let seed = secret.strip_prefix(&[0x80, 0x26]).unwrap().try_into().unwrap();
    let key = IssuerKey::from_seed(seed);
    assert_eq!(key.public(), public);
    assert_eq!(multibase::base58btc(&key.sign(&data)), proof.proof_value);
}
