use super::*;
use serde_json::json;

#[test]
fn the_table_is_read_and_whole() {
    let table = TABLE.as_ref().unwrap();
    for (name, shape) in table {
        for (member, term) in &shape.members {
            let property = match term {
                Term::Literal { literal, .. } => literal,
                Term::Iri { iri, .. } => iri,
                Term::Node { node, shape } => {
                    assert!(table.contains_key(shape), "{name}.{member}");
                    node
                }
            };
            assert!(iri(property).is_ok(), "{name}.{member}");
        }
    }
}

#[test]
fn schemes_are_no_terms_of_the_contexts() {
    // A context with a term `urn` would make short IRIs of ours.
    for (address, text) in crate::contexts::ALL {
        for scheme in ["urn", "did", "https", "http"] {
            assert!(!text.contains(&format!("\"{scheme}\":")), "{scheme} in {address}");
        }
    }
}

#[test]
fn nodes_that_say_the_same_get_no_signature() {
    let result =
        json!({"type": ["Result"], "status": "Completed", "resultDescription": "urn:onex:a"});
    let subject = |results: Value| json!({"id": "urn:onex:s", "result": results});
    let of = |value: &Value| of_value(value, "AchievementSubject");
    assert_eq!(of(&subject(json!([result, result]))), Err(RdfError::Ambiguous));
    let mut other = result.clone();
    other["resultDescription"] = json!("urn:onex:b");
    let one = of(&subject(json!([result, other])));
    assert!(one.is_ok());
    assert_eq!(one, of(&subject(json!([other, result]))), "RDF has no order");
}

#[test]
fn a_name_is_described_once() {
    let described = json!({"id": "urn:onex:a", "name": "x"});
    let value = json!({"id": "urn:onex:s", "resultDescription": [described, described]});
    let twice = Err(RdfError::Twice("urn:onex:a".to_owned()));
    assert_eq!(of_value(&value, "Achievement"), twice);
}

#[test]
fn what_others_read_in_another_way_is_refused() {
    for id in ["a", "xsd:a", "_:b0", "https:a", "urn:a b", "urn:<a>", "did:web:ü", "", "//a"] {
        let value = json!({"id": id, "name": "x"});
        assert_eq!(of_value(&value, "Profile"), Err(RdfError::Iri(id.to_owned())));
    }
    for name in ["\t", "a\u{0}", "\u{8}", "\u{b}", "\u{7f}", "\u{fffe}"] {
        let value = json!({"name": name});
        assert_eq!(of_value(&value, "Profile"), Err(RdfError::Literal(name.to_owned())));
    }
    for value in [
        json!({"other": "x"}),
        json!({"name": 1}),
        json!({"name": {"@value": "x"}}),
        json!({"name": [["x"]]}),
        json!({"type": "Other"}),
        json!({"type": {"id": "x"}}),
        json!({"id": 1}),
        json!({"@context": []}),
        json!("x"),
    ] {
        let nested = json!({"id": "urn:onex:s", "issuer": value});
        let refused = of_value(&nested, "AchievementCredential");
        assert!(matches!(refused, Err(RdfError::Term(_))), "{nested}");
    }
    assert_eq!(of_value(&json!({}), "Other"), Err(RdfError::Term("Other".to_owned())));
}

#[test]
fn texts_are_escaped_as_canonical_n_quads_have_them() {
    assert_eq!(
        of_value(&json!({"name": "\"\\\n\r中\u{85}\u{20bb7}\u{2028}"}), "Profile").unwrap(),
        "_:c14n0 <https://schema.org/name> \"\\\"\\\\\\n\\r中\u{85}\u{20bb7}\u{2028}\" .\n"
    );
}
