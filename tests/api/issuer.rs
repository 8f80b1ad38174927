//! The issuer's DID document and the keys behind it, through rotations and a change of address.

use onex_credential::PublicKey;
use onex_credential::did::DidDocument;
use support::{Answer, TestApp, both};

/// A second secret, put before the one of the tests.
pub const ROTATED: &str = "next:ISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P0A=,test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// One more node, after a new secret was put first in the key file.
pub fn rotated(app: &TestApp) -> TestApp {
    app.another_node_with(|s| s.keys = Some(ROTATED.into()))
}

pub async fn did_document(app: &TestApp) -> (Answer, Vec<(String, PublicKey)>) {
    let answer = app.request("GET", "/raw/.well-known/did.json").await;
    answer.expect(200);
    let keys = DidDocument::parse(&answer.bytes).unwrap().keys().unwrap();
    (answer, keys)
}

both! {
    async fn the_did_document_holds_the_key_that_signs(app: TestApp) {
        let (answer, keys) = did_document(&app).await;
        assert_eq!(answer.header("content-type"), "application/did+json");
        assert_eq!(answer.header("cache-control"), "public, max-age=300");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        let document = answer.json();
        assert_eq!(document["id"], "did:web:127.0.0.1");
        assert_eq!(document["assertionMethod"].as_array().unwrap().len(), 1);
        let key = app.state.issuer.key();
        assert_eq!(keys, [(key.id().to_string(), key.public())]);
    }

    async fn a_rotated_key_comes_first_and_what_the_old_one_signed_still_verifies(app: TestApp) {
        let (old, signature) = (app.state.issuer.key().id().to_string(), app.state.issuer.key().sign(b"before"));
        let rotated = rotated(&app);
        for node in [&rotated, &app] {
            let (_, keys) = did_document(node).await;
            let names: Vec<_> = keys.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, [rotated.state.issuer.key().id(), &old]);
            assert_eq!(keys[1].1.verify_strict(b"before", &signature), Ok(()));
            assert!(keys[0].1.verify_strict(b"before", &signature).is_err());
        }
        // The old secret first again: the other stays, behind it.
        let back = app.another_node_with(|s| {
            let (next, test) = ROTATED.split_once(',').unwrap();
            s.keys = Some(format!("{test},{next}"));
        });
        let (_, keys) = did_document(&back).await;
        assert_eq!(keys.iter().map(|(name, _)| name).collect::<Vec<_>>(), [&old, rotated.state.issuer.key().id()]);
    }

    async fn another_address_is_another_issuer_and_may_have_a_path(app: TestApp) {
        let moved = app.another_node_with(|s| s.public_url = Some("https://Onex.example:8443/portal/".into()));
        assert_eq!(moved.state.issuer.origin(), "onex.example:8443/portal/log");
        for path in ["/raw/portal/did.json", "/raw/did.json"] {
            let document = moved.request("GET", path).await.expect(200);
            assert_eq!(document["id"], "did:web:onex.example%3A8443:portal");
            assert_eq!(document["verificationMethod"].as_array().unwrap().len(), 1, "{document}");
        }
        // The same secret signs under both names; each document shows its own.
        let (_, keys) = did_document(&app).await;
        assert_eq!(keys.len(), 1);
        assert_eq!(keys[0].1, moved.state.issuer.key().public());
    }

    async fn public_keys_are_never_changed_or_removed(app: TestApp) {
        for statement in ["UPDATE issuer_keys SET public_key = public_key || public_key", "UPDATE issuer_keys SET id = 'x'", "DELETE FROM issuer_keys"] {
            let refused = crate::certificates::sql(&app, statement).unwrap_err();
            assert!(refused.contains("issuer_keys_immutable"), "{statement}: {refused}");
        }
    }
}
