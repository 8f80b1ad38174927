//! Certificates as they come, and as badly as they may. Shared by the tests and the examples.
#![allow(dead_code, reason = "each of those who share this uses a part")]
#![allow(clippy::unwrap_used, reason = "samples that cannot be made fail the test")]

use onex_credential::data_integrity;
use onex_credential::jwt;
use onex_credential::number;
use onex_credential::snapshot::{
    Basis, Credential, Edition, Hash, Institution, Place, Region, SCHEMA_CREDENTIAL, Snapshot,
    Subject, Title,
};
use onex_credential::{AchievementCredential, CertificateKind, Form, IssuerKey, Season};
use onex_print::{Attachments, QrText, Template, Texts};
use time::macros::date;

pub const URL: &str = "https://onex.example/v#";

pub fn title(zh: &str, en: Option<&str>) -> Title {
    Title { zh: zh.to_owned(), en: en.map(str::to_owned) }
}

pub fn key() -> IssuerKey {
    IssuerKey::from_seed([7; 32])
}

pub fn subject(code: &str, zh: &str, en: Option<&str>, score: &str) -> Subject {
    Subject {
        code: code.to_owned(),
        title: title(zh, en),
        score: Some(score.to_owned()),
        grade: None,
        exam_date: Some(date!(2020 - 06 - 27)),
        passed_on: Some(date!(2020 - 06 - 28)),
    }
}

/// A skill certificate with the subjects of the spring 2020 edition.
pub fn skill() -> Snapshot {
    let subjects = vec![
        subject("agency", "社会共享初级代理实务", Some("Shared-Service Agency Practice"), "87.5"),
        subject("outsourcing", "社会共享初级外包服务", Some("Shared-Service Outsourcing"), "92"),
        subject("steward", "社会共享初级企业管家", Some("Shared-Service Enterprise Steward"), "78"),
    ];
    Snapshot {
        schema: SCHEMA_CREDENTIAL,
        number: number::format(2020, Season::Spring, CertificateKind::SkillCertificate, 123)
            .unwrap(),
        kind: CertificateKind::SkillCertificate,
        title: title(
            "智能财税职业技能等级证书（初级）",
            Some("Intelligent Finance and Taxation Vocational Skill Certificate (Elementary)"),
        ),
        holder_name: "王小明".to_owned(),
        id_type: "resident_id".to_owned(),
        masked_id: "320106********1234".to_owned(),
        institution: Institution { code: None, name: "江苏财会职业学院".to_owned() },
        region: Region { code: "32".to_owned(), name: "江苏省".to_owned() },
        edition: Edition {
            code: "2020-spring".to_owned(),
            title: title("2020 年春季学期全国统一考试", Some("spring 2020 national examination")),
            year: 2020,
            season: Season::Spring,
        },
        subjects,
        basis: Basis::Exam,
        issued_on: date!(2020 - 06 - 28),
        issuer: title(
            "中联集团教育科技有限公司",
            Some("Zhonglian Group Education Technology Co., Ltd."),
        ),
        template: onex_credential::snapshot::Template { id: "skill".to_owned(), version: 1 },
        credential: Some(credential()),
    }
}

fn credential() -> Credential {
    Credential {
        id: "0197b2c4-7e1a-7c55-9d2e-0a5b6c7d8e9f".to_owned(),
        issuer: "did:web:onex.example".to_owned(),
        key: key().id().to_owned(),
        issued_at: "2020-06-28T02:00:00Z".parse().unwrap(),
        valid_until: None,
        holder_id: "6f1c0f0e-5d2a-8b3c-9e4f-1a2b3c4d5e6f".to_owned(),
        holder_hash: Hash([0xab; 32]),
        achievement: "2020-spring/skill_certificate/1".to_owned(),
        rules: 3,
        criteria: title("经考核通过全部科目", Some("all subjects passed")),
        status: Place { list: 1, index: 94567 },
        evidence: Hash([0xcd; 32]),
    }
}

/// A training certificate without subjects.
pub fn training() -> Snapshot {
    let kind = CertificateKind::TrainingCertificate;
    Snapshot {
        number: number::format(2020, Season::Spring, kind, 7).unwrap(),
        kind,
        title: title("培训合格证", Some("Certificate of Completed Teacher Training")),
        holder_name: "李文娟".to_owned(),
        basis: Basis::Training,
        subjects: Vec::new(),
        edition: Edition {
            title: title("2020 年春季学期", Some("spring 2020")),
            ..skill().edition
        },
        ..skill()
    }
}

/// Names with characters that most fonts lack.
pub fn rare() -> Snapshot {
    let mut rare = skill();
    rare.holder_name = "䶮㛃𬭚𠮷".to_owned();
    rare.institution.name = "𰻝𰻝职业技术学院（鿭）".to_owned();
    rare
}

/// A name of a nationality of China, and a Latin one; nothing in English.
pub fn foreign() -> Snapshot {
    let mut foreign = skill();
    foreign.holder_name = "阿卜杜热合曼·买买提江 Ábdurehman O’Neill-Nuñez".to_owned();
    foreign.masked_id = "E1******8".to_owned();
    foreign.id_type = "passport".to_owned();
    foreign.title.en = None;
    foreign.edition.title.en = None;
    foreign.issuer.en = None;
    for subject in &mut foreign.subjects {
        subject.title.en = None;
        subject.grade = Some("良好".to_owned());
    }
    foreign.subjects[2].score = None;
    foreign.subjects[2].grade = None;
    foreign
}

/// Everything as long as it gets: names of 50 characters, twelve subjects.
pub fn longest() -> Snapshot {
    let mut longest = skill();
    longest.holder_name = "阿卜杜勒·".chars().cycle().take(50).collect();
    longest.institution.name =
        "内蒙古自治区呼和浩特市经济技术开发区".chars().cycle().take(50).collect();
    longest.title.zh =
        "智能财税与大数据会计应用职业技能等级证书（初级）".chars().cycle().take(50).collect();
    longest.title.en = Some(
        "Intelligent Finance and Taxation with Big Data Accounting ".repeat(2).trim().to_owned(),
    );
    longest.edition.title.zh =
        "2020 年春季学期全国统一考试（第二期延期补考）".chars().cycle().take(50).collect();
    longest.issuer.zh =
        "中联集团教育科技有限公司职业技能等级认证中心".chars().cycle().take(40).collect();
    longest.subjects = (1..=12)
        .map(|n| {
            let zh: String =
                "智能财税基础业务社会共享初级代理实务综合应用".chars().cycle().take(30).collect();
            let en = "Shared-Service Agency Practice and Integrated Application of Finance";
            let mut one = subject(&format!("s{n}"), &zh, Some(en), "100.00");
            one.grade = Some("优秀".to_owned());
            one
        })
        .collect();
    longest
}

pub fn template(kind: CertificateKind) -> Template {
    Template::new(&Texts::standard(kind).unwrap(), None, None).unwrap()
}

/// What is embedded in a certificate, made by the engine that makes it in earnest.
pub struct Forms {
    pub json: String,
    pub jwt: String,
    pub digits: String,
}

impl Forms {
    pub fn of(snapshot: &Snapshot) -> Forms {
        let key = key();
        let made = |form| AchievementCredential::of(snapshot, form).unwrap();
        let created = snapshot.credential.as_ref().unwrap().issued_at;
        let secured = data_integrity::add(&made(Form::DataIntegrity), &key, created).unwrap();
        Forms {
            json: secured.to_json().unwrap(),
            jwt: jwt::encode(&made(Form::VcJwt), &key).unwrap(),
            digits: format!("1{}", "31415926535897932384626433832795".repeat(22)),
        }
    }

    pub fn attachments(&self) -> Attachments<'_> {
        Attachments {
            credential_json: &self.json,
            credential_jwt: &self.jwt,
            qr: QrText { url: URL, digits: &self.digits },
        }
    }
}

/// A PNG of one colour, red and half transparent: chunks without compression.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let row: Vec<u8> =
        [0].into_iter().chain([0xc8, 0x10, 0x10, 0x80].repeat(width as usize)).collect();
    let mut packed = vec![0x78, 0x01];
    let data = row.repeat(height as usize);
    let blocks: Vec<&[u8]> = data.chunks(0xffff).collect();
    for (index, block) in blocks.iter().enumerate() {
        let length = block.len() as u16;
        packed.push(u8::from(index + 1 == blocks.len()));
        packed.extend(length.to_le_bytes());
        packed.extend((!length).to_le_bytes());
        packed.extend(*block);
    }
    packed.extend(adler(&data).to_be_bytes());
    let mut head = [width.to_be_bytes(), height.to_be_bytes()].concat();
    head.extend([8, 6, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, body) in [(b"IHDR", head), (b"IDAT", packed), (b"IEND", Vec::new())] {
        file.extend((body.len() as u32).to_be_bytes());
        let checked = [name.as_slice(), &body].concat();
        file.extend(&checked);
        file.extend(crc(&checked).to_be_bytes());
    }
    file
}

fn adler(data: &[u8]) -> u32 {
    let (a, b) = data.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65521;
        (a, (b + a) % 65521)
    });
    b << 16 | a
}

fn crc(data: &[u8]) -> u32 {
    !data.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |c, _| if c & 1 == 1 { c >> 1 ^ 0xedb8_8320 } else { c >> 1 },
        )
    })
}
