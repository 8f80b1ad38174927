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
