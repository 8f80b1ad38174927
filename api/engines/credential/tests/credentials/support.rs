//! The sample that foreign software was shown: a snapshot, and what it becomes.

use onex_credential::snapshot::{
    Basis, Credential, Edition, Hash, Institution, Place, Region, SCHEMA_CREDENTIAL, Subject,
    Template, Title,
};
use onex_credential::{CertificateKind, Instant, IssuerKey, Season, Snapshot, number};
use proptest::prelude::*;
use serde_json::Value;
use sha2::{Digest, Sha256};
use time::macros::date;

pub mod log;
mod paper;
pub use paper::pdf;

pub fn title(zh: &str, en: &str) -> Title {
    Title { zh: zh.to_owned(), en: (!en.is_empty()).then(|| en.to_owned()) }
}

/// A test key, of which everybody knows the seed.
pub fn key() -> IssuerKey {
    IssuerKey::named(Sha256::digest(b"onex sample").into(), "k1").unwrap()
}

pub fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

pub fn subject(code: &str, zh: &str, score: Option<&str>, grade: Option<&str>) -> Subject {
    Subject {
        code: code.to_owned(),
        title: title(zh, ""),
        score: score.map(str::to_owned),
        grade: grade.map(str::to_owned),
        exam_date: None,
        passed_on: None,
    }
}

/// One subject with a score.
pub fn skill() -> Snapshot {
    Snapshot {
        schema: SCHEMA_CREDENTIAL,
        number: "20201100000012326".to_owned(),
        kind: CertificateKind::SkillCertificate,
        title: title(
            "智能财税职业技能等级证书（初级）",
            "Intelligent Finance and Taxation Vocational Skill Certificate (Elementary)",
        ),
        holder_name: "王小明".to_owned(),
        id_type: "resident_id".to_owned(),
        masked_id: "320***********1234".to_owned(),
        institution: Institution { code: None, name: "江苏财会职业学院".to_owned() },
        region: Region { code: "32".to_owned(), name: "江苏省".to_owned() },
        edition: Edition {
            code: "2020-spring".to_owned(),
            title: title("2020 年春季", "Spring 2020"),
            year: 2020,
            season: Season::Spring,
        },
        subjects: vec![subject("agency", "社会共享初级代理实务", Some("87.5"), None)],
        basis: Basis::Exam,
        issued_on: date!(2020 - 06 - 28),
        issuer: title("中联集团教育科技有限公司", ""),
        template: Template { id: "skill_certificate".to_owned(), version: 1 },
        credential: Some(Credential {
            id: "0197b2c4-7e1a-7c55-9d2e-0a5b6c7d8e9f".to_owned(),
            issuer: "did:web:onex.example".to_owned(),
            key: "k1".to_owned(),
            issued_at: instant("2020-06-28T02:00:00Z"),
            valid_until: None,
            holder_id: "6f1c0f0e-5d2a-8b3c-9e4f-1a2b3c4d5e6f".to_owned(),
            holder_hash: Hash([0xab; 32]),
            achievement: "2020-spring/skill_certificate/1".to_owned(),
            rules: 3,
            criteria: title(
                "经考核通过全部科目",
                "all subjects passed (三.2), rules 2020-spring version 3",
            ),
            status: Place { list: 1, index: 94_567 },
            evidence: Hash([0xcd; 32]),
        }),
    }
}

/// Three results of every kind, a rare character, an end date, and a site with port and path.
pub fn rich() -> Snapshot {
    let mut rich = skill();
    rich.holder_name = "买买提·艾力𠮷".to_owned();
    rich.id_type = "hk_macau_permit".to_owned();
    rich.number =
        number::format(2020, Season::Spring, CertificateKind::SkillCertificate, 124).unwrap();
    rich.subjects = vec![
        subject("agency", "代理“实务” \"1\" \\ 2", Some("87.5"), Some("良好")),
        subject("out:sourcing", "外包服务", None, Some("优秀")),
        subject("管家", "企业管家", None, None),
    ];
    let credential = rich.credential.as_mut().unwrap();
    credential.id = "0197b2c4-7e1a-7c55-9d2e-0a5b6c7d8e90".to_owned();
    credential.issuer = "did:web:onex.example%3A8443:zh".to_owned();
    credential.valid_until = Some(instant("2030-06-28T02:00:00Z"));
    credential.criteria = title("第一行\n第二行", "Two lines");
    credential.status = Place { list: 2, index: 0 };
    rich
}

/// No subjects at all.
pub fn training() -> Snapshot {
    let mut training = skill();
    training.kind = CertificateKind::TrainingCertificate;
    training.number =
        number::format(2020, Season::Spring, CertificateKind::TrainingCertificate, 1).unwrap();
    training.basis = Basis::Training;
    training.title = title("培训合格证", "Training Certificate");
    training.subjects.clear();
    let credential = training.credential.as_mut().unwrap();
    credential.id = "0197b2c4-7e1a-7c55-9d2e-0a5b6c7d8e91".to_owned();
    credential.achievement = "2020-spring/training_certificate/1".to_owned();
    credential.status.index = 131_071;
    training
}

/// Snapshots with names and subjects of any writing.
pub fn snapshots() -> impl Strategy<Value = Snapshot> {
    let text = prop_oneof![
        "[\u{4e00}-\u{9fff}]{1,8}",
        "[ \"\\\\\n\u{20000}-\u{2a6df}\u{1f600}-\u{1f64f}\u{5d0}-\u{5ea}\u{e000}-\u{e0ff}!-~]{1,8}",
        "\\PC{1,12}",
    ];
    let optional = |text: BoxedStrategy<String>| prop::option::of(text).boxed();
    let text = text.boxed();
    let subject =
        ("\\PC{1,6}", text.clone(), optional(text.clone()), any::<bool>(), optional(text.clone()));
    (
        text.clone(),
        optional(text.clone()),
        "\\PC{1,10}",
        prop::collection::vec(subject, 1..4),
        (
            text,
            any::<u32>(),
            1..u32::MAX,
            any::<[u8; 32]>(),
            prop_oneof!["resident_id", "[a-z_]{1,9}"],
        ),
        0i64..86_400,
    )
        .prop_map(
            |(name, en, edition, subjects, (criteria, index, list, hash, id_type), second)| {
                let mut one = skill();
                one.holder_name = name;
                one.title.en = en;
                one.edition.code = edition;
                one.id_type = id_type;
                one.subjects = subjects
                    .into_iter()
                    .map(|(code, zh, en, scored, grade)| Subject {
                        code,
                        title: Title { zh, en },
                        score: scored.then(|| "60.5".to_owned()),
                        grade,
                        exam_date: None,
                        passed_on: None,
                    })
                    .collect();
                let credential = one.credential.as_mut().unwrap();
                credential.criteria.zh = criteria;
                credential.status = Place { list, index };
                credential.holder_hash = Hash(hash);
                // The day of issue in UTC+8 begins at 16:00 in UTC.
                let day = instant("2020-06-27T16:00:00Z").unix();
                credential.issued_at = Instant::from_unix(day + second).unwrap();
                one
            },
        )
}

/// The pointer (RFC 6901) to every value below the root.
pub fn walk(value: &Value, at: String, pointers: &mut Vec<String>) {
    let steps: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(n, v)| (n.clone(), v)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(i, v)| (i.to_string(), v)).collect(),
        _ => Vec::new(),
    };
    for (step, below) in steps {
        let pointer = format!("{at}/{step}");
        pointers.push(pointer.clone());
        walk(below, pointer, pointers);
    }
}

/// What openbadgeslib and @digitalbazaar/vc made of the sample.
pub mod foreign {
    macro_rules! foreign {
        ($($name:ident = $file:literal;)*) => {$(
            pub const $name: &str =
                include_str!(concat!("../../../../../tests/fixtures/verifier/foreign/", $file));
        )*};
    }
    foreign! {
        CREDENTIAL_DI = "credential.di.json";
        CREDENTIAL_NQ = "credential.nq";
        CREDENTIAL_PROOF_NQ = "credential.proof.nq";
        CREDENTIAL_JWT = "credential.jwt";
        LIST_DI = "status-list.di.json";
        LIST_NQ = "status-list.nq";
        LIST_REVOKED_DI = "status-list.revoked.di.json";
        LIST_JWT = "status-list.jwt";
    }
}
