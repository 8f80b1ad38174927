//! The proof is the one that foreign software made, and holds for nothing else.

use onex_credential::data_integrity::{DiError, add};
use onex_credential::{AchievementCredential, Form, KeyError, Secured, ShapeError, StatusList};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{foreign, instant, key, rich, skill, training, walk};

type Credential = Secured<AchievementCredential>;

fn signed(snapshot: &onex_credential::Snapshot) -> Credential {
    let credential = AchievementCredential::of(snapshot, Form::DataIntegrity).unwrap();
    add(&credential, &key(), instant("2020-06-28T02:00:00Z")).unwrap()
}

/// Whether it is read and its proof holds.
fn holds(value: &Value) -> Result<(), DiError> {
    Credential::parse(value.to_string().as_bytes())?.verify(key().public())
}

#[test]
fn the_proof_is_the_one_that_foreign_software_made() {
    let accepted: Value = serde_json::from_str(foreign::CREDENTIAL_DI).unwrap();
    let ours = signed(&skill());
    assert_eq!(serde_json::to_value(&ours).unwrap(), accepted);
    assert_eq!(ours.proof.0.config().nquads().unwrap(), foreign::CREDENTIAL_PROOF_NQ);
    let read = Credential::parse(foreign::CREDENTIAL_DI.as_bytes()).unwrap();
    assert_eq!(read.key_id(), Ok("k1"));
    assert_eq!(read.verify(key().public()), Ok(()));
    assert_eq!(Credential::parse(ours.to_json().unwrap().as_bytes()), Ok(ours));
}

#[test]
fn a_status_list_is_signed_alike() {
    let mut accepted: Value = serde_json::from_str(foreign::LIST_DI).unwrap();
    accepted["proof"] = json!([accepted["proof"]]);
    let read = Secured::<StatusList>::parse(accepted.to_string().as_bytes()).unwrap();
    assert_eq!(read.verify(key().public()), Ok(()));
    let ours = add(&read.document, &key(), instant("2020-06-28T02:00:00Z")).unwrap();
    assert_eq!(ours, read);
}

#[test]
fn another_key_does_not_do() {
    let other = onex_credential::IssuerKey::from_seed([9; 32]).public();
    let refused = signed(&skill()).verify(other);
    assert_eq!(refused, Err(DiError::Key(KeyError::Signature)));
}

/// Every string, boolean and member of three certificates: changed, taken away, and added to.
#[test]
fn any_changed_value_is_refused() {
    let mut tried = 0;
    for snapshot in [skill(), rich(), training()] {
        let value = serde_json::to_value(signed(&snapshot)).unwrap();
        assert_eq!(holds(&value), Ok(()));
        let mut pointers = Vec::new();
        walk(&value, String::new(), &mut pointers);
        for pointer in pointers {
            let (above, step) = pointer.rsplit_once('/').unwrap();
            let mut others = Vec::new();
            match value.pointer(&pointer).unwrap() {
                Value::String(text) => {
                    for other in changed(text) {
                        let mut value = value.clone();
                        *value.pointer_mut(&pointer).unwrap() = other.into();
                        others.push(value);
                    }
                }
                Value::Bool(truth) => {
                    let mut value = value.clone();
                    *value.pointer_mut(&pointer).unwrap() = (!truth).into();
                    others.push(value);
                }
                Value::Object(_) => {
                    let mut value = value.clone();
                    value.pointer_mut(&pointer).unwrap()["other"] = json!("x");
                    others.push(value);
                }
                _ => {}
            }
            let mut without = value.clone();
            match without.pointer_mut(above).unwrap() {
                Value::Object(members) => drop(members.remove(step)),
                Value::Array(items) => drop(items.remove(step.parse().unwrap())),
                _ => unreachable!(),
            }
            others.push(without);
            tried += others.len();
            for other in others {
                assert_ne!(holds(&other), Ok(()), "{pointer}: {other}");
            }
        }
    }
    assert!(tried > 1000, "{tried}");
}

/// A text with a character more, one less, one other, and the case of one changed.
fn changed(text: &str) -> Vec<String> {
    let mut less = text.to_owned();
    less.pop();
    let last = if text.ends_with('2') { '3' } else { '2' };
    let mut case: Vec<char> = text.chars().collect();
    for c in case.iter_mut().rev().take(1) {
        *c = if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
    }
    let mut all = vec![format!("{text} "), format!("a{text}"), format!("{less}{last}"), less];
    all.push(case.into_iter().collect());
    all.retain(|other| other != text);
    all
}

#[test]
fn the_proof_has_one_form() {
    let value = serde_json::to_value(signed(&skill())).unwrap();
    let with = |proof: Value| {
        let mut value = value.clone();
        value["proof"] = proof;
        holds(&value).unwrap_err()
    };
    let proof = value["proof"][0].clone();
    assert_eq!(with(proof.clone()), DiError::Proof);
    assert_eq!(with(json!([])), DiError::Proof);
    assert_eq!(with(json!([proof, proof])), DiError::Proof);
    let with = |member: &str, other: Value| {
        let mut value = value.clone();
        value["proof"][0][member] = other;
        holds(&value).unwrap_err()
    };
    assert_eq!(with("verificationMethod", json!("did:web:evil.example#k1")), DiError::Method);
    assert_eq!(
        with("verificationMethod", json!("did:web:onex.example#k2")),
        DiError::Key(KeyError::Signature)
    );
    for other in ["eddsa-jcs-2022", "Ed25519Signature2020"] {
        assert!(matches!(with("cryptosuite", json!(other)), DiError::Shape(_)));
    }
    assert!(matches!(with("proofPurpose", json!("authentication")), DiError::Shape(_)));
    assert!(matches!(with("domain", json!("x")), DiError::Shape(_)));
    let signature = proof["proofValue"].as_str().unwrap();
    assert_eq!(with("proofValue", json!(format!("z1{}", &signature[1..]))), DiError::ProofValue);
    assert_eq!(with("proofValue", json!(signature[1..])), DiError::ProofValue);
    let array = Credential::parse(b"[]");
    assert_eq!(array, Err(DiError::Proof));
}

#[test]
fn results_may_change_places_only_together_with_what_they_are_about() {
    let value = serde_json::to_value(signed(&rich())).unwrap();
    let mut both = value.clone();
    let mut one = value;
    both["credentialSubject"]["result"].as_array_mut().unwrap().reverse();
    one["credentialSubject"]["result"].as_array_mut().unwrap().reverse();
    both["credentialSubject"]["achievement"]["resultDescription"].as_array_mut().unwrap().reverse();
    // RDF knows no order; each score is still the one of its subject.
    assert_eq!(holds(&both), Ok(()));
    assert_eq!(holds(&one), Err(DiError::Shape(ShapeError::Member { member: "result" })));
}

#[test]
fn what_says_a_member_twice_is_refused() {
    let text = signed(&skill()).to_json().unwrap();
    let name = r#""licenseNumber":"20201100000012326""#;
    for twice in [
        text.replacen(name, &format!(r#"{name},"licenseNumber":"20201100000012423""#), 1),
        text.replacen(name, &format!(r#""licenseNumber":"20201100000012423",{name}"#), 1),
    ] {
        assert_ne!(twice, text);
        assert!(matches!(Credential::parse(twice.as_bytes()), Err(DiError::Shape(_))));
    }
}

proptest! {
    #[test]
    fn a_changed_byte_is_refused_or_changes_no_value(at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let text = signed(&rich()).to_json().unwrap();
        let mut bytes = text.clone().into_bytes();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != to);
        bytes[at] = to;
        let read = Credential::parse(&bytes).and_then(|c| c.verify(key().public()));
        // Blanks between members and escapes are no part of a value.
        let same = serde_json::from_slice::<Value>(&bytes).ok() == serde_json::from_str(&text).ok();
        prop_assert_eq!(read.is_ok(), same);
    }
}
