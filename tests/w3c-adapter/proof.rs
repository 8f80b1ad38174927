//! Data Integrity with `eddsa-rdfc-2022` on any document: our hash, key, multibase and proof, around
//! others' canonical N-Quads.

use onex_credential::data_integrity::{self, Proof, ProofConfig};
use onex_credential::{Instant, IssuerKey, PublicKey, multibase};
use serde_json::{Map, Value};
use time::OffsetDateTime;

use crate::jsonld::Contexts;
use crate::model;

/// What a verifier asks of a proof beside that it holds.
pub struct Expected<'a> {
    pub purpose: &'a str,
    pub domain: Option<&'a str>,
    pub challenge: Option<&'a str>,
    /// Who has to be among those that signed.
    pub controller: Option<&'a str>,
    pub now: OffsetDateTime,
}

/// The key of a did:key, named as that method names it.
pub fn named(seed: [u8; 32]) -> Result<(String, IssuerKey), String> {
    let name = IssuerKey::from_seed(seed).public().multibase();
    let key = IssuerKey::named(seed, &name).map_err(|e| e.to_string())?;
    Ok((format!("did:key:{name}"), key))
}

/// Adds a proof beside those that are there.
pub fn add(
    mut document: Value,
    (did, key): &(String, IssuerKey),
    now: Instant,
    known: &Contexts,
) -> Result<Value, String> {
    let before = document.as_object_mut().and_then(|members| members.remove("proof"));
    let config = ProofConfig {
        r#type: Default::default(),
        cryptosuite: Default::default(),
        created: now,
        verification_method: format!("{did}#{}", key.id()),
        proof_purpose: Default::default(),
    };
    let ours = config.nquads().map_err(|e| e.to_string())?;
    let data = data_integrity::hash(&known.nquads(&document)?, &ours);
    let proof = Proof {
        r#type: config.r#type,
        cryptosuite: config.cryptosuite,
        created: config.created,
        verification_method: config.verification_method,
        proof_purpose: config.proof_purpose,
        proof_value: multibase::base58btc(&key.sign(&data)),
    };
    let proof = serde_json::to_value(proof).map_err(|e| e.to_string())?;
    document["proof"] = match before {
        None => proof,
        Some(Value::Array(mut all)) => {
            all.push(proof);
            Value::Array(all)
        }
        Some(one) => Value::Array(vec![one, proof]),
    };
    Ok(document)
}

/// Checks every proof of a document; there has to be one, and one by the controller.
pub fn verify(document: &Value, expected: &Expected<'_>, known: &Contexts) -> Result<(), String> {
    let mut unsecured = document.as_object().ok_or("a document is an object")?.clone();
    let all = model::objects(&unsecured, "proof")?.into_iter().cloned().collect::<Vec<_>>();
    if all.is_empty() {
        return Err("there is no proof".to_owned());
    }
    let by = |proof: &Map<String, Value>, did: &str| {
        let method = proof.get("verificationMethod").and_then(Value::as_str);
        method.and_then(|method| method.split_once('#')).is_some_and(|(by, _)| by == did)
    };
    if expected.controller.is_some_and(|did| !all.iter().any(|proof| by(proof, did))) {
        return Err("no proof is by the issuer's key".to_owned());
    }
    unsecured.remove("proof");
    all.iter().try_for_each(|proof| one(&unsecured, proof, &all, expected, known))
}

fn one(
    unsecured: &Map<String, Value>,
    proof: &Map<String, Value>,
    all: &[Map<String, Value>],
    expected: &Expected<'_>,
    known: &Contexts,
) -> Result<(), String> {
    let text = |member: &str| {
        proof.get(member).and_then(Value::as_str).ok_or_else(|| format!("proof.{member} is a text"))
    };
    for (member, value) in [
        ("type", "DataIntegrityProof"),
        ("cryptosuite", "eddsa-rdfc-2022"),
        ("proofPurpose", expected.purpose),
    ] {
        if text(member)? != value {
            return Err(format!("proof.{member} is not {value}"));
        }
    }
    for (member, value) in [("domain", expected.domain), ("challenge", expected.challenge)] {
        if value.is_some() && text(member).ok() != value {
            return Err(format!("proof.{member} is not the one asked for"));
        }
    }
    for member in ["created", "expires"] {
        let at = proof.get(member).map(|value| model::moment(value, true)).transpose()?;
        if member == "expires" && at.is_some_and(|at| at < expected.now) {
            return Err("the proof has expired".to_owned());
        }
    }
    let signature = multibase::from_base58btc(text("proofValue")?)
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or("proofValue is not `z` and base58btc of 64 bytes")?;
    let key = method(text("verificationMethod")?)?;
    let document = Value::Object(chained(unsecured, proof, all)?);
    let data = data_integrity::hash(&known.nquads(&document)?, &config(unsecured, proof, known)?);
    key.verify_strict(&data, &signature).map_err(|e| e.to_string())
}

/// The key of a did:key's only method.
fn method(url: &str) -> Result<PublicKey, String> {
    let (did, fragment) = url.split_once('#').ok_or("the method names no key")?;
    if did.strip_prefix("did:key:") != Some(fragment) {
        return Err(format!("{url} is no method of a did:key"));
    }
    PublicKey::from_multibase(fragment).map_err(|e| e.to_string())
}

/// The document with the proofs that this one rests on (Data Integrity 1.0 §4.6).
fn chained(
    unsecured: &Map<String, Value>,
    proof: &Map<String, Value>,
    all: &[Map<String, Value>],
) -> Result<Map<String, Value>, String> {
    let ids: Vec<&Value> = match proof.get("previousProof") {
        None => return Ok(unsecured.clone()),
        Some(Value::Array(ids)) => ids.iter().collect(),
        Some(id) => vec![id],
    };
    let before: Result<Vec<Value>, String> = ids
        .into_iter()
        .map(|id| {
            let found = all.iter().find(|each| id.is_string() && each.get("id") == Some(id));
            found.cloned().map(Value::Object).ok_or_else(|| format!("there is no proof {id}"))
        })
        .collect();
    let mut document = unsecured.clone();
    document.insert("proof".to_owned(), Value::Array(before?));
    Ok(document)
}

/// The canonical configuration of a proof (§3.2.5). A proof that our verifier would take goes
/// through our own canonicaliser too, and both have to agree.
fn config(
    unsecured: &Map<String, Value>,
    proof: &Map<String, Value>,
    known: &Contexts,
) -> Result<String, String> {
    let mut config = proof.clone();
    config.remove("proofValue");
    config.insert("@context".to_owned(), unsecured.get("@context").cloned().unwrap_or_default());
    let theirs = known.nquads(&Value::Object(config))?;
    if let Ok(ours) = serde_json::from_value::<Proof>(Value::Object(proof.clone())) {
        let ours = ours.config().nquads().map_err(|e| e.to_string())?;
        if ours != theirs {
            return Err(format!("our configuration differs: {ours} is not {theirs}"));
        }
    }
    Ok(theirs)
}
