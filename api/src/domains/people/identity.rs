//! What is entered of a person, checked: names, documents, numbers, phones. The same checks serve a form
//! and a spreadsheet.

use onex_identity::id_number::{self, IdNumber, IdType};
use onex_identity::{contact, name, pinyin};
use serde::{Deserialize, Serialize};

use super::model::{DocumentType, Gender, MemberKind, Person};
use crate::platform::db::{Id, Ts};
use crate::platform::error::{Error, FieldError, Result};
use crate::platform::ids;
use crate::platform::keys::Keys;

/// What is wrong with one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub field: &'static str,
    pub code: &'static str,
    pub message: String,
}

impl Fault {
    pub fn new(field: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Fault { field, code, message: message.into() }
    }
}

/// The refusal of a form with these faults.
pub fn refusal(faults: Vec<Fault>) -> Error {
    Error::fields(
        faults
            .into_iter()
            .map(|f| FieldError::new(format!("/{}", f.field), f.code, f.message))
            .collect(),
    )
}

impl From<IdType> for DocumentType {
    fn from(t: IdType) -> Self {
        match t {
            IdType::ResidentId => DocumentType::ResidentId,
            IdType::HmtResidencePermit => DocumentType::HmtResidencePermit,
            IdType::Passport => DocumentType::Passport,
            IdType::HkMacauPermit => DocumentType::HkMacauPermit,
            IdType::TaiwanPermit => DocumentType::TaiwanPermit,
        }
    }
}

impl From<DocumentType> for IdType {
    fn from(t: DocumentType) -> Self {
        match t {
            DocumentType::ResidentId => IdType::ResidentId,
            DocumentType::HmtResidencePermit => IdType::HmtResidencePermit,
            DocumentType::Passport => IdType::Passport,
            DocumentType::HkMacauPermit => IdType::HkMacauPermit,
            DocumentType::TaiwanPermit => IdType::TaiwanPermit,
        }
    }
}

/// The names of documents as school systems write them; the first of each is the template's.
pub const DOCUMENT_NAMES: &[(DocumentType, &[&str])] = &[
    (
        DocumentType::ResidentId,
        &["居民身份证", "身份证", "二代身份证", "第二代居民身份证", "中华人民共和国居民身份证"],
    ),
    (
        DocumentType::HmtResidencePermit,
        &["港澳台居民居住证", "港澳居民居住证", "台湾居民居住证", "居住证"],
    ),
    (DocumentType::Passport, &["护照", "普通护照", "外国护照", "外籍护照", "中国护照"]),
    (
        DocumentType::HkMacauPermit,
        &[
            "港澳居民来往内地通行证",
            "港澳居民通行证",
            "港澳通行证",
            "港澳台通行证",
            "回乡证",
            "香港特区护照/身份证明",
        ],
    ),
    (
        DocumentType::TaiwanPermit,
        &["台湾居民来往大陆通行证", "台湾居民通行证", "台胞证", "台湾通行证"],
    ),
];

/// A type of document by its name or identifier.
pub fn document_type(raw: &str) -> std::result::Result<DocumentType, Fault> {
    let text: String = raw.chars().filter(|c| !c.is_whitespace()).collect();
    DocumentType::parse(&text.to_lowercase())
        .or_else(|| {
            DOCUMENT_NAMES.iter().find(|(_, names)| names.contains(&text.as_str())).map(|(t, _)| *t)
        })
        .ok_or_else(|| {
            Fault::new(
                "id_type",
                "unknown_value",
                "names no known type of document; use one of the template's",
            )
        })
}

/// What a type of document is called.
pub fn document_name(kind: DocumentType) -> &'static str {
    DOCUMENT_NAMES
        .iter()
        .find(|(t, _)| *t == kind)
        .and_then(|(_, names)| names.first().copied())
        .unwrap_or_default()
}

/// A document's number; without a stated type the number's shape tells it.
pub fn document(
    kind: Option<DocumentType>,
    raw: &str,
    today: time::Date,
) -> std::result::Result<IdNumber, Fault> {
    let kind =
        kind.map(IdType::from).or_else(|| id_number::detect(raw)).unwrap_or(IdType::ResidentId);
    id_number::validate(kind, raw, today)
        .map_err(|e| Fault::new("id_number", e.code(), e.to_string()))
}

/// A name in its normal form.
pub fn name(raw: &str) -> std::result::Result<String, Fault> {
    name::normalise(raw).map_err(|e| Fault::new("name", e.code(), e.to_string()))
}

/// A gender by its name or identifier.
pub fn gender(raw: &str) -> std::result::Result<Gender, Fault> {
    match raw.trim().to_lowercase().as_str() {
        "男" | "男性" | "m" | "male" => Ok(Gender::Male),
        "女" | "女性" | "f" | "female" => Ok(Gender::Female),
        _ => Err(Fault::new("gender", "unknown_value", "is neither 男 nor 女")),
    }
}

/// The gender that a document states goes before silence, and must agree with what is entered.
pub fn agreed_gender(
    entered: Option<Gender>,
    document: &IdNumber,
) -> std::result::Result<Option<Gender>, Fault> {
    let stated = document.gender().map(|g| match g {
        id_number::Gender::Female => Gender::Female,
        id_number::Gender::Male => Gender::Male,
    });
    match (entered, stated) {
        (Some(a), Some(b)) if a != b => Err(Fault::new(
            "gender",
            "gender_mismatch",
            "is not what the number of the document says; one of both is mistyped",
        )),
        (entered, stated) => Ok(stated.or(entered)),
    }
}

/// A student or staff number: 1 to 30 letters, digits, hyphens, dots or underscores, because the username
/// is made of it.
pub fn number(kind: MemberKind, raw: &str) -> std::result::Result<String, Fault> {
    let text: String =
        raw.trim().trim_start_matches('\'').chars().map(onex_identity::half_width).collect();
    let fits = (1..=30).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
    if fits {
        Ok(text)
    } else {
        Err(Fault::new(
            kind.number_field(),
            "format",
            "must be 1 to 30 letters, digits, hyphens, dots or underscores",
        ))
    }
}

/// A mobile number in its normal form.
pub fn phone(raw: &str) -> std::result::Result<String, Fault> {
    contact::mobile(raw).map_err(|e| Fault::new("phone", e.code(), e.to_string()))
}

/// The keyed hash by which a document is found.
pub fn hash(keys: &Keys, document: &IdNumber) -> Vec<u8> {
    keys.lookup("id_number", &format!("{}:{}", document.kind(), document.lookup_key()))
}

/// What searches by initials compare: lower case.
pub fn initials(name: &str) -> String {
    pinyin::initials(name).to_lowercase()
}

/// Bytes as base64 in JSON.
mod base64_bytes {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD_NO_PAD;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&STANDARD_NO_PAD.encode(bytes))
    }
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(d)?;
        STANDARD_NO_PAD.decode(text).map_err(serde::de::Error::custom)
    }
}

/// Somebody who is to be a student or teacher, as entered and checked. It is staged as it stands: the
/// number is sealed already, for the person this would be if they are new.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Applicant {
    pub person_id: Id,
    pub name: String,
    pub gender: Option<Gender>,
    pub id_type: DocumentType,
    #[serde(with = "base64_bytes")]
    pub id_hash: Vec<u8>,
    #[serde(with = "base64_bytes")]
    pub id_cipher: Vec<u8>,
    pub number: String,
    pub major: Option<String>,
    pub grade: Option<String>,
    pub admin_class: Option<String>,
    pub phone: Option<String>,
}

impl Applicant {
    /// An applicant with this name and document; the rest is filled in after.
    pub fn new(
        keys: &Keys,
        name: String,
        gender: Option<Gender>,
        document: &IdNumber,
        number: String,
    ) -> Result<Self> {
        let person_id = ids::new();
        Ok(Applicant {
            person_id,
            name,
            gender,
            id_type: document.kind().into(),
            id_hash: hash(keys, document),
            id_cipher: keys.seal(person_id.0.as_bytes(), document.as_str())?,
            number,
            major: None,
            grade: None,
            admin_class: None,
            phone: None,
        })
    }

    /// The person they become if nobody has their document.
    pub fn person(&self, now: Ts) -> Person {
        Person {
            id: self.person_id,
            name: self.name.clone(),
            pinyin: initials(&self.name),
            gender: self.gender,
            id_type: self.id_type,
            id_hash: self.id_hash.clone(),
            id_cipher: self.id_cipher.clone(),
            created_at: now,
            version: 1,
        }
    }
}

/// The number of a person's document.
pub fn open(keys: &Keys, person: &Person) -> Result<String> {
    keys.open(person.id.0.as_bytes(), &person.id_cipher)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_go_by_many_names() {
        for (raw, kind) in [
            ("居民身份证", DocumentType::ResidentId),
            (" 身份 证 ", DocumentType::ResidentId),
            ("RESIDENT_ID", DocumentType::ResidentId),
            ("台胞证", DocumentType::TaiwanPermit),
            ("passport", DocumentType::Passport),
        ] {
            assert_eq!(document_type(raw), Ok(kind), "{raw}");
        }
        assert!(document_type("学生证").is_err());
    }

    #[test]
    fn numbers_are_what_a_username_can_be_made_of() {
        assert_eq!(number(MemberKind::Student, " ２０２０-01 "), Ok("2020-01".into()));
        assert_eq!(number(MemberKind::Teacher, "'0012"), Ok("0012".into()));
        for raw in ["", "学号1", "a b", &"1".repeat(31)] {
            assert_eq!(number(MemberKind::Teacher, raw).unwrap_err().field, "staff_no", "{raw}");
        }
    }

    #[test]
    fn a_gender_must_agree_with_the_document() {
        let today = time::macros::date!(2020 - 03 - 02);
        let woman = document(None, "11010519491231002X", today).unwrap();
        assert_eq!(agreed_gender(None, &woman), Ok(Some(Gender::Female)));
        assert_eq!(agreed_gender(Some(Gender::Male), &woman).unwrap_err().code, "gender_mismatch");
        let passport = document(Some(DocumentType::Passport), "E12345678", today).unwrap();
        assert_eq!(agreed_gender(Some(Gender::Male), &passport), Ok(Some(Gender::Male)));
    }
}
