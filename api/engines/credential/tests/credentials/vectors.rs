//! The vectors in `tests/fixtures/verifier` are what the engine makes; `UPDATE=1` writes them. The
//! verifier in the browser and foreign software are held to the same files.

use std::path::PathBuf;

use onex_credential::data_integrity::add;
use onex_credential::did::DidDocument;
use onex_credential::status::{Bits, MIN_LENGTH, Purpose};
use onex_credential::{
    AchievementCredential, Document, Form, IssuerKey, Secured, Snapshot, StatusList, canonical,
    did, jwt, multibase, rdf, snapshot,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{self, instant};

pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/verifier/vectors")
}

pub fn file(name: &str) -> String {
    std::fs::read_to_string(folder().join(name)).unwrap_or_default()
}

pub fn updating() -> bool {
    std::env::var_os("UPDATE").is_some()
}

pub fn write(name: &str, text: impl AsRef<[u8]>) {
    std::fs::create_dir_all(folder()).unwrap();
    std::fs::write(folder().join(name), text).unwrap();
}

/// The file holds exactly this.
pub fn hold(name: &str, text: &str) {
    if updating() {
        write(name, text);
    }
    let held = file(name);
    // Of JSON the values: other crates may let serde_json keep another order of members.
    let same = match serde_json::from_str::<Value>(text) {
        Ok(value) => serde_json::from_str(&held).is_ok_and(|held: Value| held == value),
        Err(_) => held == text,
    };
    assert!(same, "{name} differs; UPDATE=1 writes it anew");
}

pub fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap() + "\n"
}

/// The key that signs, and the one that will after it. Everybody knows their seeds.
pub fn keys() -> [IssuerKey; 2] {
    [IssuerKey::from_seed(seed("onex sample")), IssuerKey::from_seed(seed("onex next sample"))]
}

pub fn seed(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

/// Every certificate, signed by the older key.
pub fn certificates() -> [(&'static str, Snapshot); 3] {
    let named = |name, mut snapshot: Snapshot| {
        let credential = snapshot.credential.as_mut().unwrap();
        credential.key = keys()[0].id().to_owned();
        credential.valid_until = credential.valid_until.map(|_| instant("2120-06-28T02:00:00Z"));
        (name, snapshot)
    };
    [
        named("skill", support::skill()),
        named("rich", support::rich()),
        named("training", support::training()),
    ]
}

/// The credential with its proof, and the token.
pub fn forms(snapshot: &Snapshot) -> (Secured<AchievementCredential>, String) {
    let [key, _] = keys();
    let of = |form| AchievementCredential::of(snapshot, form).unwrap();
    let credential = of(Form::DataIntegrity);
    let secured = add(&credential, &key, credential.valid_from).unwrap();
    (secured, jwt::encode(&of(Form::VcJwt), &key).unwrap())
}

#[test]
fn certificates_are_as_in_their_vectors() {
    let [key, _] = keys();
    for (name, snapshot) in certificates() {
        let sealed = snapshot.seal().unwrap();
        let signature = sealed.sign(&key);
        assert_eq!(snapshot::verify(&sealed.canonical, &signature, key.public()), Ok(()));
        let signed = json!({
            "canonical": sealed.canonical,
            "digest": sealed.digest,
            "signature": multibase::base64url(&signature),
            "key": key.public().multibase(),
        });
        hold(&format!("{name}.snapshot.json"), &pretty(&signed));
        let (secured, token) = forms(&snapshot);
        hold(&format!("{name}.di.json"), &pretty(&serde_json::to_value(&secured).unwrap()));
        hold(&format!("{name}.nq"), &rdf::nquads(&secured.document).unwrap());
        hold(&format!("{name}.proof.nq"), &secured.proof.0.config().nquads().unwrap());
        hold(&format!("{name}.jwt"), &token);
    }
}

/// The two issuers, the file of each one's document, and its status list.
pub const ISSUERS: [(&str, &str, u32, u32); 2] = [
    ("did:web:onex.example", "did.json", 1, 94_567),
    ("did:web:onex.example%3A8443:zh", "did.zh.json", 2, 0),
];

#[test]
fn issuers_and_addresses_are_as_in_their_vectors() {
    let [old, new] = keys().map(|key| (key.id().to_owned(), key.public()));
    for (issuer, name, ..) in ISSUERS {
        let document = DidDocument::new(issuer, &[new.clone(), old.clone()]).unwrap();
        hold(name, &pretty(&serde_json::to_value(&document).unwrap()));
    }
    for state in ["", ".revoked"] {
        // What the list's own address gives is a matter of `Accept`.
        for (accept, form) in [("", ".di.json"), (".jwt", ".jwt")] {
            let mut urls = json!({});
            for (issuer, name, list, _) in ISSUERS {
                let url = format!("{}/status-lists/{list}", did::url(issuer).unwrap());
                urls[did::document_url(issuer).unwrap()] = name.into();
                urls[&url] = format!("status-list-{list}{state}{form}").into();
                urls[format!("{url}.jwt")] = format!("status-list-{list}{state}.jwt").into();
            }
            hold(&format!("urls{state}{accept}.json"), &pretty(&urls));
        }
    }
}

/// Compressors differ, so a list is read rather than compared. Lists are signed by the first key
/// of the DID document, which is the one that openbadgeslib takes for a token's list whatever key
/// the list names.
#[test]
fn status_lists_are_as_in_their_vectors() {
    let [_, key] = keys();
    for (issuer, _, number, index) in ISSUERS {
        for (state, set) in [("", 7), (".revoked", index)] {
            let mut bits = Bits::new(MIN_LENGTH).unwrap();
            bits.set(set).unwrap();
            let url = format!("{}/status-lists/{number}", did::url(issuer).unwrap());
            let times = (instant("2020-06-28T02:00:00Z"), None);
            let list = StatusList::new(issuer, &url, Purpose::Revocation, &bits, times).unwrap();
            let (di, jwt) = (
                format!("status-list-{number}{state}.di.json"),
                format!("status-list-{number}{state}.jwt"),
            );
            if updating() {
                let secured = add(&list, &key, list.valid_from).unwrap();
                write(&di, pretty(&serde_json::to_value(&secured).unwrap()));
                write(&jwt, jwt::encode(&list, &key).unwrap());
            }
            let secured = Secured::<StatusList>::parse(file(&di).as_bytes()).unwrap();
            assert_eq!(secured.verify(key.public()), Ok(()));
            let token = jwt::decode::<StatusList>(&file(&jwt)).unwrap();
            assert_eq!(token.verify(key.public()), Ok(()));
            assert_eq!(token.document, secured.document);
            assert_eq!(token.document.bits(), Ok(bits));
            assert_eq!((token.document.id(), token.document.issuer()), (url.as_str(), issuer));
        }
    }
}

/// What to change in `skill.di.json` and in the parts of `skill.jwt`, whose signatures stay. A
/// tampering without `value` takes the member away.
pub fn tamperings() -> Vec<Value> {
    let subject = "/credentialSubject";
    let achievement = format!("{subject}/achievement");
    let both = [
        ("title", "/name".to_owned(), json!("别的证书")),
        ("holder", format!("{subject}/identifier/0/identityHash"), json!("王小朋")),
        (
            "document's hash",
            format!("{subject}/identifier/1/identityHash"),
            json!(format!("sha256${}", "cd".repeat(32))),
        ),
        ("document's type", format!("{subject}/identifier/1/identityType"), json!("ext:passport")),
        ("hashed", format!("{subject}/identifier/0/hashed"), json!(true)),
        ("number", format!("{subject}/licenseNumber"), json!("20201100000012423")),
        ("score", format!("{subject}/result/0/value"), json!("97.5")),
        ("no results", format!("{subject}/result"), Value::Null),
        ("subject", format!("{achievement}/resultDescription/0/name"), json!("别的科目")),
        ("no subject", format!("{achievement}/resultDescription"), Value::Null),
        ("achievement", format!("{achievement}/name"), json!("X")),
        ("achievement's kind", format!("{achievement}/achievementType"), json!("Diploma")),
        ("edition", format!("{achievement}/description"), json!("2021 年春季")),
        ("criteria", format!("{achievement}/criteria/narrative"), json!("none")),
        ("rules", format!("{achievement}/version"), json!("2020-spring.9")),
        ("issuer's name", "/issuer/name".to_owned(), json!("别的公司")),
        ("issuer", "/issuer/id".to_owned(), json!("did:web:evil.example")),
        ("validFrom", "/validFrom".to_owned(), json!("2019-06-28T02:00:00Z")),
        ("awardedDate", "/awardedDate".to_owned(), json!("2019-06-28T02:00:00Z")),
        ("validUntil", "/validUntil".to_owned(), json!("2120-06-28T02:00:00Z")),
        ("id", "/id".to_owned(), json!("urn:uuid:0197b2c4-7e1a-7c55-9d2e-0a5b6c7d8e90")),
        (
            "holder's id",
            format!("{subject}/id"),
            json!("urn:uuid:6f1c0f0e-5d2a-8b3c-9e4f-1a2b3c4d5e60"),
        ),
        ("status index", "/credentialStatus/statusListIndex".to_owned(), json!("7777")),
        (
            "status list",
            "/credentialStatus/statusListCredential".to_owned(),
            json!("https://onex.example/status-lists/2"),
        ),
        ("no status", "/credentialStatus".to_owned(), Value::Null),
        ("unknown member", "/grade".to_owned(), json!("A")),
    ];
    let signature = multibase::base58btc(&[7; 64]);
    let di = [
        ("created", "/proof/0/created", json!("2020-06-29T02:00:00Z")),
        (
            "proof's key",
            "/proof/0/verificationMethod",
            json!(format!("did:web:onex.example#{}", keys()[1].id())),
        ),
        ("proof's value", "/proof/0/proofValue", json!(signature)),
        ("proof's purpose", "/proof/0/proofPurpose", json!("authentication")),
        ("cryptosuite", "/proof/0/cryptosuite", json!("eddsa-jcs-2022")),
        ("no proof", "/proof", Value::Null),
    ];
    let claims = [
        ("iss", "/iss", json!("did:web:evil.example")),
        ("nbf", "/nbf", json!(1)),
        ("jti", "/jti", json!("urn:uuid:0197b2c4-7e1a-7c55-9d2e-0a5b6c7d8e90")),
        ("sub", "/sub", json!("urn:uuid:6f1c0f0e-5d2a-8b3c-9e4f-1a2b3c4d5e60")),
        ("exp", "/exp", json!(4_000_000_000_i64)),
    ];
    let header = [
        ("alg", "/alg", json!("none")),
        ("kid", "/kid", json!(format!("did:web:onex.example#{}", keys()[1].id()))),
    ];
    let one = |part: &str, name: &str, pointer: &str, value: Value| {
        let mut one = json!({"part": part, "name": name, "pointer": pointer});
        if !value.is_null() {
            one["value"] = value;
        }
        one
    };
    let mut all: Vec<Value> = both
        .into_iter()
        .map(|(name, pointer, value)| one("document", name, &pointer, value))
        .collect();
    for (part, some) in [("proof", &di[..]), ("claims", &claims), ("header", &header)] {
        all.extend(
            some.iter().map(|(name, pointer, value)| one(part, name, pointer, value.clone())),
        );
    }
    all
}

/// The value with one tampering done to it.
pub fn tampered(value: &Value, tampering: &Value) -> Value {
    let mut value = value.clone();
    let (above, member) = tampering["pointer"].as_str().unwrap().rsplit_once('/').unwrap();
    let above = value.pointer_mut(above).unwrap();
    match tampering.get("value") {
        None => drop(above.as_object_mut().unwrap().remove(member).unwrap()),
        Some(other) => above[member] = other.clone(),
    }
    value
}

#[test]
fn every_tampering_is_refused() {
    hold("tamperings.json", &pretty(&tamperings().into()));
    let key = keys()[0].public();
    let [(_, snapshot), ..] = certificates();
    let (secured, token) = forms(&snapshot);
    let document = serde_json::to_value(&secured).unwrap();
    let di = |value: &Value| {
        let secured = Secured::<AchievementCredential>::parse(value.to_string().as_bytes());
        secured.is_ok_and(|s| s.verify(key).is_ok())
    };
    assert!(di(&document));
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload] = [parts[0], parts[1]].map(|part| {
        serde_json::from_slice::<Value>(&multibase::from_base64url(part).unwrap()).unwrap()
    });
    let jwt = |header: &Value, payload: &Value| {
        let part = |value| multibase::base64url(&canonical::canonical_bytes(value).unwrap());
        let token = format!("{}.{}.{}", part(header), part(payload), parts[2]);
        jwt::decode::<AchievementCredential>(&token).is_ok_and(|d| d.verify(key).is_ok())
    };
    assert!(jwt(&header, &payload));
    let (mut in_di, mut in_jwt) = (0, 0);
    for one in tamperings() {
        let part = one["part"].as_str().unwrap();
        if matches!(part, "document" | "proof") {
            in_di += 1;
            assert!(!di(&tampered(&document, &one)), "{one}");
        }
        if matches!(part, "document" | "claims") {
            in_jwt += 1;
            assert!(!jwt(&header, &tampered(&payload, &one)), "{one}");
        }
        if part == "header" {
            in_jwt += 1;
            assert!(!jwt(&tampered(&header, &one), &payload), "{one}");
        }
    }
    assert!(in_di >= 20 && in_jwt >= 20, "{in_di} and {in_jwt}");
}
