use super::*;
use proptest::prelude::*;
use time::macros::date;

fn title(zh: &str, en: Option<&str>) -> Title {
    Title { zh: zh.to_owned(), en: en.map(str::to_owned) }
}

fn subject(code: &str, zh: &str, score: &str) -> Subject {
    Subject {
        code: code.to_owned(),
        title: title(zh, None),
        score: Some(score.to_owned()),
        grade: None,
        exam_date: Some(date!(2020 - 04 - 18)),
        passed_on: Some(date!(2020 - 04 - 25)),
    }
}

fn snapshot() -> Snapshot {
    Snapshot {
        schema: SCHEMA,
        number: number::format(2020, Season::Spring, CertificateKind::SkillCertificate, 123)
            .unwrap(),
        kind: CertificateKind::SkillCertificate,
        title: title("智能财税职业技能等级证书（初级）", Some("Skill Certificate (Elementary)")),
        holder_name: "张𠮷".to_owned(),
        id_type: "resident_id".to_owned(),
        masked_id: "110101********1234".to_owned(),
        institution: Institution {
            code: Some("4150010611".to_owned()),
            name: "重庆大学".to_owned(),
        },
        region: Region { code: "50".to_owned(), name: "重庆市".to_owned() },
        edition: Edition {
            code: "2020-spring".to_owned(),
            title: title("2020年春季", None),
            year: 2020,
            season: Season::Spring,
        },
        subjects: vec![
            subject("agency", "社会共享初级代理实务", "87.5"),
            subject("outsourcing", "社会共享初级外包服务", "60"),
        ],
        basis: Basis::Exam,
        issued_on: date!(2020 - 05 - 08),
        issuer: title("中联集团教育科技有限公司", None),
        template: Template { id: "skill".to_owned(), version: 3 },
        credential: None,
    }
}

#[test]
fn the_canonical_form_is_fixed() {
    // A change here changes the digest of every certificate issued so far: raise SCHEMA instead.
    let expected = concat!(
        r#"{"basis":"exam","edition":{"code":"2020-spring","season":"spring","title":{"zh":"2020年春季"},"year":2020},"#,
        r#""holder_name":"张𠮷","id_type":"resident_id","institution":{"code":"4150010611","name":"重庆大学"},"#,
        r#""issued_on":"2020-05-08","issuer":{"zh":"中联集团教育科技有限公司"},"kind":"skill_certificate","#,
        r#""masked_id":"110101********1234","number":"20201100000012326","region":{"code":"50","name":"重庆市"},"schema":1,"#,
        r#""subjects":[{"code":"agency","exam_date":"2020-04-18","passed_on":"2020-04-25","score":"87.5","title":{"zh":"社会共享初级代理实务"}},"#,
        r#"{"code":"outsourcing","exam_date":"2020-04-18","passed_on":"2020-04-25","score":"60","title":{"zh":"社会共享初级外包服务"}}],"#,
        r#""template":{"id":"skill","version":3},"#,
        r#""title":{"en":"Skill Certificate (Elementary)","zh":"智能财税职业技能等级证书（初级）"}}"#
    );
    let sealed = snapshot().seal().unwrap();
    assert_eq!(sealed.canonical, expected);
    assert_eq!(sealed.digest, sha256_hex(expected.as_bytes()));
    assert_eq!(Snapshot::open(&sealed.canonical, &sealed.digest), Ok(snapshot()));
}

#[test]
fn every_field_counts() {
    let digest = snapshot().digest().unwrap();
    let edits: [fn(&mut Snapshot); 16] = [
        |s| s.number = number::format(2020, Season::Spring, s.kind, 124).unwrap(),
        |s| s.title.zh.push('一'),
        |s| s.title.en = None,
        |s| s.holder_name = "张吉".to_owned(),
        |s| s.id_type = "passport".to_owned(),
        |s| s.masked_id = "110101********1235".to_owned(),
        |s| s.institution.code = None,
        |s| s.institution.name.push(' '),
        |s| s.region.code = "51".to_owned(),
        |s| s.edition.code.push('x'),
        |s| s.subjects.reverse(),
        |s| s.subjects[1].score = None,
        |s| s.subjects[0].grade = Some("A".to_owned()),
        |s| s.basis = Basis::Fusion,
        |s| s.issued_on = date!(2020 - 05 - 09),
        |s| s.template.version = 4,
    ];
    for (i, edit) in edits.into_iter().enumerate() {
        let mut other = snapshot();
        edit(&mut other);
        assert_ne!(other.digest().unwrap(), digest, "edit {i}");
    }
}

#[test]
fn what_must_not_be_printed_is_refused() {
    let refused = |edit: fn(&mut Snapshot)| {
        let mut other = snapshot();
        edit(&mut other);
        other.seal().unwrap_err()
    };
    assert_eq!(refused(|s| s.schema = 2), SnapshotError::Schema { actual: 2 });
    assert_eq!(
        refused(|s| s.number = "20201100000012327".to_owned()),
        SnapshotError::Number(NumberError::Checksum)
    );
    assert_eq!(refused(|s| s.number = number::display(&s.number)), SnapshotError::NumberForm);
    assert_eq!(
        refused(|s| s.kind = CertificateKind::TrainingCertificate),
        SnapshotError::NumberMismatch { field: "kind" }
    );
    assert_eq!(refused(|s| s.edition.year = 2021), SnapshotError::NumberMismatch { field: "year" });
    assert_eq!(
        refused(|s| s.edition.season = Season::Autumn),
        SnapshotError::NumberMismatch { field: "season" }
    );
    assert_eq!(
        refused(|s| s.holder_name = " ".to_owned()),
        SnapshotError::Empty { field: "holder_name" }
    );
    assert_eq!(refused(|s| s.subjects.clear()), SnapshotError::Empty { field: "subjects" });
    assert_eq!(refused(|s| s.masked_id = "110101199003071234".to_owned()), SnapshotError::Unmasked);
    assert_eq!(refused(|s| s.basis = Basis::Training), SnapshotError::Basis);
    for score in ["", "87,5", "87.", ".5", "-1", "八十", "1e2"] {
        let mut other = snapshot();
        other.subjects[1].score = Some(score.to_owned());
        let error = SnapshotError::Score { subject: "outsourcing".to_owned() };
        assert_eq!(other.seal(), Err(error), "{score}");
    }
    assert_eq!(
        refused(|s| s.subjects[1].code = "agency".to_owned()),
        SnapshotError::DuplicateSubject { subject: "agency".to_owned() }
    );
    assert_eq!(
        refused(|s| s.issued_on = date!(2020 - 04 - 20)),
        SnapshotError::DateOrder { field: "passed_on", subject: "agency".to_owned() }
    );
    assert_eq!(
        refused(|s| s.subjects[0].exam_date = Some(date!(2020 - 04 - 26))),
        SnapshotError::DateOrder { field: "exam_date", subject: "agency".to_owned() }
    );
}

#[test]
fn a_training_certificate_needs_no_subjects() {
    let mut training = snapshot();
    training.kind = CertificateKind::TrainingCertificate;
    training.basis = Basis::Training;
    training.number = number::format(2020, Season::Spring, training.kind, 1).unwrap();
    training.subjects.clear();
    let sealed = training.seal().unwrap();
    assert_eq!(Snapshot::open(&sealed.canonical, &sealed.digest), Ok(training));
}

#[test]
fn stored_snapshots_are_read_only_as_they_were_sealed() {
    let sealed = snapshot().seal().unwrap();
    let with_digest = |text: &str| Snapshot::open(text, &sha256_hex(text.as_bytes()));
    assert_eq!(Snapshot::open(&sealed.canonical, &"0".repeat(64)), Err(SnapshotError::Digest));
    assert_eq!(with_digest(&format!("{} ", sealed.canonical)), Err(SnapshotError::NotCanonical));
    let extra = sealed.canonical.replacen('{', r#"{"aaa":1,"#, 1);
    assert!(matches!(with_digest(&extra), Err(SnapshotError::Unreadable { .. })));
    assert!(matches!(with_digest("{"), Err(SnapshotError::Unreadable { .. })));
}

/// Every byte in turn, with a different replacement each: exhaustive where a property would sample.
#[test]
fn every_changed_byte_is_found() {
    let sealed = snapshot().seal().unwrap();
    for at in 0..sealed.canonical.len() {
        let mut bytes = sealed.canonical.clone().into_bytes();
        bytes[at] ^= 1 << (at % 8);
        assert_ne!(sha256_hex(&bytes), sealed.digest, "byte {at}");
        if let Ok(text) = String::from_utf8(bytes) {
            assert_eq!(Snapshot::open(&text, &sealed.digest), Err(SnapshotError::Digest));
        }
    }
}

proptest! {
    #[test]
    fn what_is_sealed_opens_again(
        holder_name in "\\PC{1,20}", institution in any::<String>(), en in prop::option::of(any::<String>()),
        serial in 1..=number::MAX_SERIAL, version in any::<u32>(), grade in prop::option::of(any::<String>()),
    ) {
        let mut one = snapshot();
        one.holder_name = holder_name;
        one.institution.name = institution;
        one.title.en = en;
        one.number = number::format(2020, Season::Spring, one.kind, serial).unwrap();
        one.template.version = version;
        one.subjects[0].grade = grade;
        match one.seal() {
            Ok(sealed) => {
                prop_assert_eq!(Snapshot::open(&sealed.canonical, &sealed.digest), Ok(one.clone()));
                let mut other = one;
                other.holder_name.push('x');
                prop_assert_ne!(other.digest().unwrap(), sealed.digest);
            }
            Err(e) => prop_assert!(matches!(e, SnapshotError::Empty { .. }), "{e}"),
        }
    }

    #[test]
    fn a_changed_byte_never_keeps_the_digest(at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let sealed = snapshot().seal().unwrap();
        let mut bytes = sealed.canonical.into_bytes();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != to);
        bytes[at] = to;
        prop_assert_ne!(sha256_hex(&bytes), sealed.digest);
    }
}

/// The snapshot above with what a credential needs.
fn opened() -> Snapshot {
    let mut snapshot = snapshot();
    snapshot.schema = SCHEMA_CREDENTIAL;
    snapshot.credential = Some(Credential {
        id: "0197b2c4-7e1a-7c55-9d2e-0a5b6c7d8e9f".to_owned(),
        issuer: "did:web:onex.example".to_owned(),
        key: "k-0123456789abcdef".to_owned(),
        // 01:30 of the 8th in UTC+8.
        issued_at: "2020-05-07T17:30:00Z".parse().unwrap(),
        valid_until: None,
        holder_id: "6f1c0f0e-5d2a-8b3c-9e4f-1a2b3c4d5e6f".to_owned(),
        holder_hash: Hash([0xab; 32]),
        achievement: "2020-spring/skill_certificate/1".to_owned(),
        rules: 3,
        criteria: title("经考核通过全部科目", Some("All subjects passed")),
        status: Place { list: 1, index: 94_567 },
        evidence: Hash([0xcd; 32]),
    });
    snapshot
}

#[test]
fn the_canonical_form_of_layout_2_is_fixed() {
    let credential = concat!(
        r#","credential":{"achievement":"2020-spring/skill_certificate/1","criteria":{"en":"All subjects passed","zh":"经考核通过全部科目"},"#,
        r#""evidence":"zc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc0","holder_hash":"q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s","#,
        r#""holder_id":"6f1c0f0e-5d2a-8b3c-9e4f-1a2b3c4d5e6f","id":"0197b2c4-7e1a-7c55-9d2e-0a5b6c7d8e9f","#,
        r#""issued_at":"2020-05-07T17:30:00Z","issuer":"did:web:onex.example","key":"k-0123456789abcdef","rules":3,"#,
        r#""status":{"index":94567,"list":1}},"edition""#
    );
    let expected = snapshot()
        .seal()
        .unwrap()
        .canonical
        .replacen(r#","edition""#, credential, 1)
        .replace(r#""schema":1"#, r#""schema":2"#);
    let sealed = opened().seal().unwrap();
    assert_eq!(sealed.canonical, expected);
    assert_eq!(Snapshot::open(&sealed.canonical, &sealed.digest), Ok(opened()));
}

#[test]
fn a_layout_and_its_members_belong_together() {
    let mut one = opened();
    one.schema = SCHEMA;
    assert_eq!(one.seal(), Err(SnapshotError::Schema { actual: 1 }));
    let mut two = snapshot();
    two.schema = SCHEMA_CREDENTIAL;
    assert_eq!(two.seal(), Err(SnapshotError::Schema { actual: 2 }));
    let mut three = opened();
    three.schema = 3;
    assert_eq!(three.seal(), Err(SnapshotError::Schema { actual: 3 }));
}

#[test]
fn what_no_credential_could_be_made_of_is_refused() {
    type Edit = fn(&mut Snapshot, &mut Credential);
    let edits: [(&'static str, Edit); 13] = [
        ("id", |_, c| c.id = c.id.to_uppercase()),
        ("id", |_, c| c.id = c.id.replace('-', "")),
        ("issuer", |_, c| c.issuer = "https://onex.example".to_owned()),
        ("key", |_, c| c.key = "k 1".to_owned()),
        ("holder_id", |_, c| c.holder_id.clear()),
        ("achievement", |_, c| c.achievement = "/a".to_owned()),
        ("achievement", |_, c| c.achievement = "a/../b".to_owned()),
        ("rules", |_, c| c.rules = 0),
        ("status.list", |_, c| c.status.list = 0),
        ("valid_until", |_, c| c.valid_until = Some(c.issued_at)),
        // 23:59 of the 7th and 00:00 of the 9th in UTC+8.
        ("issued_at", |_, c| c.issued_at = "2020-05-07T15:59:59Z".parse().unwrap()),
        ("issued_at", |_, c| c.issued_at = "2020-05-08T16:00:00Z".parse().unwrap()),
        ("id_type", |s, _| s.id_type = "居民身份证".to_owned()),
    ];
    for (i, (field, edit)) in edits.into_iter().enumerate() {
        let mut snapshot = opened();
        let mut credential = snapshot.credential.take().unwrap();
        edit(&mut snapshot, &mut credential);
        snapshot.credential = Some(credential);
        assert_eq!(snapshot.seal(), Err(SnapshotError::Credential { field }), "edit {i}");
    }
    let text = |edit: fn(&mut Snapshot)| {
        let mut snapshot = opened();
        edit(&mut snapshot);
        snapshot.seal().unwrap_err()
    };
    assert_eq!(text(|s| s.holder_name.push('\t')), SnapshotError::Text { field: "holder_name" });
    assert_eq!(
        text(|s| s.subjects[1].title.en = Some("a\u{7f}".to_owned())),
        SnapshotError::Text { field: "subjects.title" }
    );
    assert_eq!(
        text(|s| s.subjects[0].grade = Some("\u{fffe}".to_owned())),
        SnapshotError::Text { field: "subjects.grade" }
    );
    assert_eq!(
        text(|s| s.credential.as_mut().unwrap().criteria.zh = " ".to_owned()),
        SnapshotError::Empty { field: "credential.criteria.zh" }
    );
    let mut lines = opened();
    lines.credential.as_mut().unwrap().criteria.zh.push_str("\n且……");
    assert!(lines.seal().is_ok());
}

#[test]
fn a_hash_has_one_spelling() {
    let sealed = opened().seal().unwrap();
    let with = |from: &str, to: &str| {
        let text = sealed.canonical.replace(from, to);
        Snapshot::open(&text, &sha256_hex(text.as_bytes()))
    };
    assert!(with("", "").is_ok());
    for (from, to) in [("q6urq6s\"", "q6urq6t\""), ("q6urq6s\"", "q6urq6s=\""), ("q6urq6s\"", "\"")]
    {
        assert!(matches!(with(from, to), Err(SnapshotError::Unreadable { .. })), "{to}");
    }
    assert_eq!(Hash([0xab; 32]).hex(), "ab".repeat(32));
}

#[test]
fn a_signature_is_of_the_canonical_bytes_alone() {
    let key = IssuerKey::from_seed([7; 32]);
    let sealed = opened().seal().unwrap();
    let signature = sealed.sign(&key);
    assert_eq!(sealed.verify(&signature, key.public()), Ok(()));
    assert_eq!(verify(&sealed.canonical, &signature, key.public()), Ok(()));
    let other = IssuerKey::from_seed([8; 32]).public();
    assert_eq!(sealed.verify(&signature, other), Err(KeyError::Signature));
    for at in 0..sealed.canonical.len() {
        let mut bytes = sealed.canonical.clone().into_bytes();
        bytes[at] ^= 1 << (at % 7);
        let Ok(text) = String::from_utf8(bytes) else { continue };
        assert_eq!(verify(&text, &signature, key.public()), Err(KeyError::Signature), "byte {at}");
    }
}
