//! The credential is the one that foreign software accepted, and nothing else passes for it.

use crate::support::{self, rich, skill, training};
use onex_credential::achievement::{Kind, ResultType};
use onex_credential::snapshot::{Place, SCHEMA};
use onex_credential::{AchievementCredential, Document, Form, ShapeError};
use proptest::prelude::*;
use serde_json::{Value, json};

fn of(snapshot: &onex_credential::Snapshot) -> AchievementCredential {
    AchievementCredential::of(snapshot, Form::DataIntegrity).unwrap()
}

fn parse(value: &Value) -> Result<AchievementCredential, ShapeError> {
    AchievementCredential::parse(value.to_string().as_bytes())
}

#[test]
fn a_snapshot_gives_the_credential_that_foreign_software_accepted() {
    let mut accepted: Value = serde_json::from_str(support::foreign::CREDENTIAL_DI).unwrap();
    accepted.as_object_mut().unwrap().remove("proof");
    let credential = of(&skill());
    assert_eq!(serde_json::to_value(&credential).unwrap(), accepted);
    assert_eq!(parse(&accepted), Ok(credential));
}

#[test]
fn the_forms_differ_in_where_the_list_is_fetched() {
    let mut jwt = AchievementCredential::of(&skill(), Form::VcJwt).unwrap();
    let list = "https://onex.example/status-lists/1";
    assert_eq!(jwt.credential_status.status_list_credential, format!("{list}.jwt"));
    assert_eq!(jwt.place(), Ok(Place { list: 1, index: 94_567 }));
    jwt.credential_status.status_list_credential = list.to_owned();
    assert_eq!(jwt, of(&skill()));
}

#[test]
fn each_subject_gives_its_score_its_grade_or_that_it_was_passed() {
    let credential = of(&rich());
    let subject = &credential.credential_subject;
    let results: Vec<_> = subject
        .result
        .iter()
        .zip(&subject.achievement.result_description)
        .map(|(r, d)| (r.result_description.as_str(), d.result_type, r.value.as_deref()))
        .collect();
    assert_eq!(
        results,
        [
            ("urn:onex:2020-spring:subject:agency", ResultType::RawScore, Some("87.5")),
            ("urn:onex:2020-spring:subject:agency:grade", ResultType::Result, Some("良好")),
            ("urn:onex:2020-spring:subject:out%3Asourcing", ResultType::Result, Some("优秀")),
            ("urn:onex:2020-spring:subject:%E7%AE%A1%E5%AE%B6", ResultType::Status, None),
        ]
    );
    assert_eq!(subject.identifier.1.identity_type, "ext:hk_macau_permit");
    assert_eq!(credential.issuer.url, "https://onex.example:8443/zh");
    assert_eq!(credential.credential_status.id, "https://onex.example:8443/zh/status-lists/2#0");
    assert_eq!(credential.valid_until.unwrap().to_string(), "2030-06-28T02:00:00Z");
}

#[test]
fn a_training_certificate_has_no_results() {
    let credential = of(&training());
    let value = serde_json::to_value(&credential).unwrap();
    assert_eq!(
        credential.credential_subject.achievement.achievement_type,
        Kind::CertificateOfCompletion
    );
    assert_eq!(value["credentialSubject"].get("result"), None);
    assert_eq!(value["credentialSubject"]["achievement"].get("resultDescription"), None);
    assert_eq!(parse(&value), Ok(credential));
}

#[test]
fn a_snapshot_of_layout_1_gives_none() {
    let mut old = skill();
    old.schema = SCHEMA;
    old.credential = None;
    assert_eq!(AchievementCredential::of(&old, Form::VcJwt), Err(ShapeError::Layout));
}

#[test]
fn members_that_do_not_fit_together_are_refused() {
    let value = serde_json::to_value(of(&rich())).unwrap();
    for (pointer, other, member) in [
        ("/id", json!("urn:uuid:0197B2C4-7e1a-7c55-9d2e-0a5b6c7d8e90"), "id"),
        ("/issuer/id", json!("did:web:evil.example"), "issuer.url"),
        ("/issuer/url", json!("https://evil.example"), "issuer.url"),
        ("/awardedDate", json!("2020-06-28T02:00:01Z"), "awardedDate"),
        ("/validUntil", json!("2020-06-28T02:00:00Z"), "validUntil"),
        ("/credentialSubject/id", value["id"].clone(), "credentialSubject.id"),
        ("/credentialSubject/identifier/0/hashed", json!(true), "identifier"),
        ("/credentialSubject/identifier/0/identityType", json!("email"), "identifier"),
        ("/credentialSubject/identifier/1/hashed", json!(false), "identifier"),
        ("/credentialSubject/identifier/1/identityHash", json!("sha256$AB"), "identifier"),
        ("/credentialSubject/identifier/1/identityType", json!("ext:resident_id"), "identifier"),
        ("/credentialSubject/achievement/id", json!("https://onex.example/a"), "achievement.id"),
        (
            "/credentialSubject/achievement/achievementType",
            json!("CertificateOfCompletion"),
            "achievement.achievementType",
        ),
        ("/credentialSubject/result/0/resultDescription", json!("urn:onex:x"), "result"),
        (
            "/credentialStatus/id",
            json!("https://onex.example:8443/zh/status-lists/02#0"),
            "credentialStatus.id",
        ),
        ("/credentialStatus/statusListIndex", json!("00"), "credentialStatus.statusListIndex"),
        (
            "/credentialStatus/statusListCredential",
            json!("https://onex.example:8443/zh/status-lists/3"),
            "credentialStatus.statusListCredential",
        ),
    ] {
        let mut value = value.clone();
        *value.pointer_mut(pointer).unwrap() = other;
        assert_eq!(parse(&value), Err(ShapeError::Member { member }), "{pointer}");
    }
    let mut swapped = value.clone();
    swapped["credentialSubject"]["identifier"].as_array_mut().unwrap().reverse();
    assert_eq!(parse(&swapped), Err(ShapeError::Member { member: "identifier" }));
    let mut swapped = value.clone();
    swapped["credentialSubject"]["result"].as_array_mut().unwrap().reverse();
    assert_eq!(parse(&swapped), Err(ShapeError::Member { member: "result" }));
    let long = format!("{value}{}", " ".repeat(AchievementCredential::MAX_LENGTH + 4096));
    assert!(matches!(AchievementCredential::parse(long.as_bytes()), Err(ShapeError::Long { .. })));
}

/// Every way to change one member's form, at every place of the document.
#[test]
fn any_other_form_of_a_member_is_refused() {
    let value = serde_json::to_value(of(&rich())).unwrap();
    let mut pointers = Vec::new();
    support::walk(&value, String::new(), &mut pointers);
    assert!(pointers.len() > 100);
    for pointer in pointers {
        let here = value.pointer(&pointer).unwrap();
        let mut others = vec![json!([here]), json!({"@value": here}), json!(null), json!(1)];
        match here {
            Value::Object(members) => {
                let mut more = members.clone();
                more.insert("grade".to_owned(), json!("A"));
                others.push(more.into());
                others.push(members.values().cloned().collect());
            }
            Value::Array(items) => {
                others.push(json!([items.clone(), items.clone()].concat()));
                others.push(items.first().cloned().unwrap());
                others.push(json!([]));
            }
            Value::Bool(b) => others.push(b.to_string().into()),
            _ => others.push(json!({here.as_str().unwrap(): null})),
        }
        for other in others.into_iter().filter(|other| other != here) {
            let mut value = value.clone();
            *value.pointer_mut(&pointer).unwrap() = other.clone();
            assert!(parse(&value).is_err(), "{pointer}: {other}");
        }
    }
}

proptest! {
    #[test]
    fn whatever_can_be_sealed_gives_a_credential(snapshot in support::snapshots()) {
        prop_assume!(snapshot.seal().is_ok());
        let credential = of(&snapshot);
        prop_assert_eq!(parse(&serde_json::to_value(&credential).unwrap()), Ok(credential));
    }

    #[test]
    fn a_strangers_text_is_refused_without_a_panic(text in "\\PC{0,60}", bytes in any::<Vec<u8>>()) {
        prop_assert!(AchievementCredential::parse(text.as_bytes()).is_err());
        prop_assert!(AchievementCredential::parse(&bytes).is_err());
    }
}
