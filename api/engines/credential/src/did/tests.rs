use super::*;

#[test]
fn an_address_and_its_did_name_each_other() {
    for (address, did, document) in [
        (
            "https://onex.example",
            "did:web:onex.example",
            "https://onex.example/.well-known/did.json",
        ),
        (
            "https://onex.example:8443",
            "did:web:onex.example%3A8443",
            "https://onex.example:8443/.well-known/did.json",
        ),
        ("https://a-1.cn/x/y_z", "did:web:a-1.cn:x:y_z", "https://a-1.cn/x/y_z/did.json"),
        (
            "https://127.0.0.1:8080",
            "did:web:127.0.0.1%3A8080",
            "https://127.0.0.1:8080/.well-known/did.json",
        ),
    ] {
        assert_eq!(web(address).as_deref(), Ok(did));
        assert_eq!(url(did).as_deref(), Ok(address));
        assert_eq!(document_url(did).as_deref(), Ok(document));
    }
    assert_eq!(web("http://OneX.example/").as_deref(), Ok("did:web:onex.example"));
}

#[test]
fn what_is_no_site_has_no_did() {
    for address in [
        "",
        "onex.example",
        "ftp://onex.example",
        "https://",
        "https://a b",
        "https://-a.cn",
        "https://a..cn",
        "https://a.cn:0",
        "https://a.cn:080",
        "https://a.cn:99999",
        "https://a.cn:",
        "https://u@a.cn",
        "https://a.cn/?q",
        "https://a.cn/#f",
        "https://a.cn//b",
        "https://a.cn/../b",
        "https://a.cn/%41",
        "https://[::1]",
        "https://例子.cn",
    ] {
        assert_eq!(web(address), Err(DidError::Address(address.to_owned())));
    }
    for did in [
        "did:web:",
        "did:key:z6Mk",
        "did:web:A.cn",
        "did:web:a.cn%3a80",
        "did:web:a.cn#k",
        "did:web:a.cn:",
    ] {
        assert_eq!(url(did), Err(DidError::Identifier(did.to_owned())));
    }
}

/// What foreign software resolved the sample's key from.
const ACCEPTED: &str = include_str!("../../../../../tests/fixtures/verifier/foreign/did.json");

#[test]
fn the_document_is_the_one_that_foreign_software_resolved() {
    let accepted = DidDocument::parse(ACCEPTED.as_bytes()).unwrap();
    let keys = accepted.keys().unwrap();
    assert_eq!(keys.len(), 1);
    assert_eq!(keys[0].0, "k1");
    assert_eq!(DidDocument::new("did:web:onex.example", &keys), Ok(accepted));
}

#[test]
fn keys_keep_their_order_and_each_asserts() {
    let keys: Vec<(String, PublicKey)> = (1..=3)
        .map(|seed| crate::IssuerKey::from_seed([seed; 32]))
        .map(|key| (key.id().to_owned(), key.public()))
        .collect();
    let document = DidDocument::new("did:web:a.cn:x", &keys).unwrap();
    let json = serde_json::to_value(&document).unwrap();
    let ids: Vec<String> = keys.iter().map(|(id, _)| format!("did:web:a.cn:x#{id}")).collect();
    assert_eq!(json["assertionMethod"], serde_json::json!(ids));
    let read = DidDocument::parse(json.to_string().as_bytes()).unwrap();
    assert_eq!((read.id(), read.keys()), ("did:web:a.cn:x", Ok(keys.clone())));
    let twice = DidDocument::new("did:web:a.cn", &[keys[0].clone(), keys[0].clone()]);
    assert!(matches!(twice, Err(DidError::Method { .. })));
    assert!(matches!(DidDocument::new("did:key:z", &keys), Err(DidError::Identifier(_))));
    assert_eq!(DidDocument::new("did:web:a.cn", &[]).unwrap().keys(), Ok(vec![]));
}

#[test]
fn what_is_no_document_of_ours_is_refused() {
    let edited = |from: &str, to: &str| {
        assert!(ACCEPTED.contains(from), "{from}");
        DidDocument::parse(ACCEPTED.replacen(from, to, 1).as_bytes()).unwrap_err()
    };
    let shape = |error| matches!(error, DidError::Shape { .. });
    let method = |error| matches!(error, DidError::Method { .. });
    assert!(shape(edited("\"Multikey\"", "\"JsonWebKey\"")));
    assert!(shape(edited("\"id\"", "\"@id\"")));
    assert!(shape(edited("\"id\"", "\"alsoKnownAs\": [],\n \"id\"")));
    assert!(shape(edited("\"id\"", "\"id\": \"did:web:evil.example\",\n \"id\"")));
    assert!(shape(edited("https://w3id.org/security/multikey/v1", "https://evil.example")));
    assert!(method(edited("did:web:onex.example#k1", "did:web:evil.example#k1")));
    assert!(method(edited("did:web:onex.example#k1", "did:web:onex.example#")));
    assert!(method(edited("\"controller\": \"did:web:onex", "\"controller\": \"did:web:evil")));
    assert!(method(edited("[\n  \"did:web:onex.example#k1\"\n ]", "[]")));
    assert!(method(edited("#k1\"\n ]", "#k1\", \"did:web:onex.example#k2\"\n ]")));
    assert!(matches!(edited("z6Mkk", "z6Mk0"), DidError::Key { .. }));
    assert!(matches!(
        edited("\"id\": \"did:web:onex.example\"", "\"id\": \"did:web:ONEX.example\""),
        DidError::Identifier(_)
    ));
    assert!(shape(DidDocument::parse(" ".repeat(MAX_LENGTH + 1).as_bytes()).unwrap_err()));
}
