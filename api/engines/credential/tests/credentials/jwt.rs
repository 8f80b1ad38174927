//! The token says what the credential says, and not a byte of it can be another.

use onex_credential::jwt::{JwtError, decode, encode};
use onex_credential::{
    AchievementCredential, Form, IssuerKey, KeyError, ShapeError, StatusList, multibase,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{foreign, key, rich, skill};

type Credential = AchievementCredential;

fn credential() -> Credential {
    AchievementCredential::of(&skill(), Form::VcJwt).unwrap()
}

fn part(token: &str, at: usize) -> Value {
    let part = token.trim().split('.').nth(at).unwrap();
    serde_json::from_slice(&multibase::from_base64url(part).unwrap()).unwrap()
}

fn holds(token: &str) -> Result<(), JwtError> {
    decode::<Credential>(token)?.verify(key().public())
}

/// A token of these parts that is truly signed.
fn token(header: &str, payload: &str) -> String {
    let signed = [header, payload].map(|part| multibase::base64url(part.as_bytes())).join(".");
    let signature = multibase::base64url(&key().sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

#[test]
fn the_token_says_what_foreign_software_made_it_say() {
    let ours = encode(&credential(), &key()).unwrap();
    assert_eq!(part(&ours, 0), part(foreign::CREDENTIAL_JWT, 0));
    assert_eq!(part(&ours, 1), part(foreign::CREDENTIAL_JWT, 1));
    assert_eq!(holds(&ours), Ok(()));
    let theirs = decode::<Credential>(foreign::CREDENTIAL_JWT.trim()).unwrap();
    assert_eq!(theirs.verify(key().public()), Ok(()));
    assert_eq!((theirs.key_id(), &theirs.document), (Ok("k1"), &credential()));
    let list = decode::<StatusList>(foreign::LIST_JWT.trim()).unwrap();
    assert_eq!(list.verify(key().public()), Ok(()));
    let ours = encode(&list.document, &key()).unwrap();
    assert_eq!(part(&ours, 1), part(foreign::LIST_JWT, 1));
}

#[test]
fn an_end_is_a_claim_and_so_is_its_absence() {
    let ended = AchievementCredential::of(&rich(), Form::VcJwt).unwrap();
    let token = encode(&ended, &key()).unwrap();
    assert_eq!(part(&token, 1)["exp"], json!(1_908_842_400));
    assert_eq!(decode::<Credential>(&token).unwrap().document, ended);
    assert_eq!(part(&encode(&credential(), &key()).unwrap(), 1).get("exp"), None);
}

#[test]
fn claims_that_say_something_else_are_refused_even_if_signed() {
    let header = part(foreign::CREDENTIAL_JWT, 0).to_string();
    let payload = part(foreign::CREDENTIAL_JWT, 1);
    assert_eq!(holds(&token(&header, &payload.to_string())), Ok(()));
    for (claim, other) in [
        ("iss", json!("did:web:evil.example")),
        ("jti", json!("urn:uuid:0197b2c4-7e1a-7c55-9d2e-0a5b6c7d8e90")),
        ("nbf", json!(1_593_309_601)),
        ("nbf", json!(1_593_309_600.0)),
        ("nbf", json!("1593309600")),
        ("sub", json!("urn:uuid:6f1c0f0e-5d2a-8b3c-9e4f-1a2b3c4d5e60")),
        ("exp", json!(1_893_456_000)),
        ("exp", json!(null)),
    ] {
        let mut payload = payload.clone();
        payload[claim] = other;
        let refused = holds(&token(&header, &payload.to_string()));
        assert_eq!(refused, Err(JwtError::Claim { claim }), "{}", payload[claim]);
    }
    for claim in ["iss", "jti", "nbf", "sub"] {
        let mut payload = payload.clone();
        payload.as_object_mut().unwrap().remove(claim);
        let refused = holds(&token(&header, &payload.to_string()));
        assert_eq!(refused, Err(JwtError::Claim { claim }));
    }
    for claim in ["aud", "iat", "vc", "proof"] {
        let mut payload = payload.clone();
        payload[claim] = json!("x");
        let refused = holds(&token(&header, &payload.to_string()));
        assert!(matches!(refused, Err(JwtError::Shape(_))), "{claim}");
    }
    let twice = payload.to_string().replacen('{', r#"{"iss":"did:web:evil.example","#, 1);
    assert!(matches!(holds(&token(&header, &twice)), Err(JwtError::Shape(_))));
}

#[test]
fn the_header_has_one_form() {
    let payload = part(foreign::CREDENTIAL_JWT, 1).to_string();
    let kid = "did:web:onex.example#k1";
    for header in [
        json!({"alg": "none", "kid": kid, "typ": "JWT"}),
        json!({"alg": "HS256", "kid": kid, "typ": "JWT"}),
        json!({"alg": "EdDSA", "kid": "k1", "typ": "JWT"}),
        json!({"alg": "EdDSA", "kid": "did:web:evil.example#k1", "typ": "JWT"}),
        json!({"alg": "EdDSA", "kid": kid}),
        json!({"alg": "EdDSA", "typ": "JWT"}),
        json!({"alg": "EdDSA", "kid": kid, "typ": "vc+jwt"}),
        json!({"alg": "EdDSA", "kid": kid, "typ": "JWT", "crit": []}),
        json!({"alg": "EdDSA", "kid": kid, "typ": "JWT", "jwk": {}}),
        json!(["EdDSA", kid, "JWT"]),
    ] {
        let refused = holds(&token(&header.to_string(), &payload));
        assert_eq!(refused, Err(JwtError::Header), "{header}");
    }
    let other = json!({"alg": "EdDSA", "kid": "did:web:onex.example#k2", "typ": "JWT"});
    let token = token(&other.to_string(), &payload);
    // The name is the issuer's; whose key it is, is for the DID document to say.
    assert_eq!(decode::<Credential>(&token).unwrap().key_id(), Ok("k2"));
}

#[test]
fn the_form_is_strict() {
    let token = encode(&credential(), &key()).unwrap();
    let parts: Vec<&str> = token.split('.').collect();
    for other in [
        "".to_owned(),
        "..".to_owned(),
        format!("{token}="),
        format!("{token}."),
        format!(" {token}"),
        format!("{token}\n"),
        format!("{}.{}", parts[0], parts[1]),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{}.{}.{}", parts[0], parts[1], &parts[2][..85]),
    ] {
        assert!(holds(&other).is_err(), "{other}");
    }
    let long = token.repeat(40);
    assert!(matches!(holds(&long), Err(JwtError::Shape(ShapeError::Long { .. }))));
    let other = IssuerKey::from_seed([9; 32]).public();
    let refused = decode::<Credential>(&token).unwrap().verify(other);
    assert_eq!(refused, Err(JwtError::Key(KeyError::Signature)));
}

/// Every character in turn, by every other one of the alphabet for the last ones, which have spare
/// bits.
#[test]
fn any_changed_character_is_refused() {
    let token = encode(&credential(), &key()).unwrap();
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
    for at in 0..token.len() {
        let ends = [".", ""].iter().any(|end| {
            token[at + 1..].starts_with(end) && (end.is_empty() == (at + 1 == token.len()))
        });
        let here = &token[at..=at];
        let others: Vec<&str> =
            alphabet.split("").filter(|other| !other.is_empty() && *other != here).collect();
        let some = if ends { others.len() } else { 2 };
        for other in others.iter().cycle().skip(at % others.len()).take(some) {
            let changed = format!("{}{other}{}", &token[..at], &token[at + 1..]);
            assert!(holds(&changed).is_err(), "{at}: {other}");
        }
    }
}

proptest! {
    #[test]
    fn a_strangers_text_is_refused_without_a_panic(text in "\\PC{0,80}", parts in "[A-Za-z0-9_-]{0,40}\\.[A-Za-z0-9_-]{0,40}\\.[A-Za-z0-9_-]{86}") {
        prop_assert!(decode::<Credential>(&text).is_err());
        prop_assert!(decode::<Credential>(&parts).is_err());
    }
}
