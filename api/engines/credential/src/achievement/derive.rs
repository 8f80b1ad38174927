//! The credential that a snapshot gives.

use super::{
    Achievement, AchievementCredential, AchievementSubject, Criteria, Form, IdentityObject,
    Profile, ResultDescription, ResultObject, ResultType, StatusEntry, kind, status_list_url,
};
use crate::did;
use crate::document::{Document, ShapeError};
use crate::number::CertificateKind;
use crate::snapshot::{Edition, Snapshot, Subject, Title};

/// An achievement, apart from who achieved it.
#[derive(Debug, Clone, Copy)]
pub struct Outline<'a> {
    /// The issuer's site, without a last slash.
    pub site: &'a str,
    /// The path under `/achievements/`, such as `2020-spring/skill_certificate/1`.
    pub path: &'a str,
    pub kind: CertificateKind,
    pub title: &'a Title,
    pub edition: &'a Edition,
    /// The version of the edition's rules.
    pub rules: u32,
}

impl Outline<'_> {
    /// The `Achievement`; what had to be done is told a line for each of `criteria`.
    pub fn achievement(
        &self,
        criteria: &[Title],
        result_description: Vec<ResultDescription>,
    ) -> Achievement {
        let lines: Vec<String> = criteria.iter().map(both).collect();
        Achievement {
            id: format!("{}/achievements/{}", self.site, self.path),
            r#type: Default::default(),
            in_language: Default::default(),
            achievement_type: kind(self.kind),
            human_code: self.kind,
            version: format!("{}.{}", self.edition.code, self.rules),
            name: both(self.title),
            description: both(&self.edition.title),
            criteria: Criteria { narrative: lines.join("\n") },
            result_description,
        }
    }
}

impl ResultDescription {
    /// What a score in a subject of an edition is about, as it stands in the credentials that have one.
    pub fn score(edition: &str, subject: &str, title: &Title) -> Self {
        described(subject_id(edition, subject), title, ResultType::RawScore)
    }
}

impl AchievementCredential {
    /// The credential of a snapshot, for one form of it.
    ///
    /// # Errors
    /// [`ShapeError::Layout`] for a snapshot of layout 1; none other if the snapshot was sealed.
    pub fn of(snapshot: &Snapshot, form: Form) -> Result<Self, ShapeError> {
        let facts = snapshot.credential.as_ref().ok_or(ShapeError::Layout)?;
        let site = did::url(&facts.issuer)
            .map_err(|_| ShapeError::Member { member: "credential.issuer" })?;
        let edition = &snapshot.edition.code;
        let (result_description, result) =
            snapshot.subjects.iter().flat_map(|subject| results(edition, subject)).unzip();
        let list = status_list_url(&site, facts.status.list);
        let outline = Outline {
            site: &site,
            path: &facts.achievement,
            kind: snapshot.kind,
            title: &snapshot.title,
            edition: &snapshot.edition,
            rules: facts.rules,
        };
        let achievement =
            outline.achievement(std::slice::from_ref(&facts.criteria), result_description);
        let credential = AchievementCredential {
            context: Default::default(),
            id: format!("urn:uuid:{}", facts.id),
            r#type: Default::default(),
            name: both(&snapshot.title),
            issuer: Profile {
                id: facts.issuer.clone(),
                r#type: Default::default(),
                name: both(&snapshot.issuer),
                url: site.clone(),
            },
            valid_from: facts.issued_at,
            valid_until: facts.valid_until,
            awarded_date: facts.issued_at,
            credential_subject: AchievementSubject {
                id: format!("urn:uuid:{}", facts.holder_id),
                r#type: Default::default(),
                identifier: (
                    identity(false, snapshot.holder_name.clone(), "name".to_owned()),
                    identity(
                        true,
                        format!("sha256${}", facts.holder_hash.hex()),
                        identity_type(&snapshot.id_type),
                    ),
                ),
                license_number: snapshot.number.clone(),
                achievement,
                result,
            },
            credential_status: StatusEntry {
                id: format!("{list}#{}", facts.status.index),
                r#type: Default::default(),
                status_purpose: Default::default(),
                status_list_index: facts.status.index.to_string(),
                status_list_credential: match form {
                    Form::VcJwt => format!("{list}.jwt"),
                    Form::DataIntegrity => list,
                },
            },
            credential_schema: Default::default(),
        };
        credential.check()?;
        Ok(credential)
    }
}

/// Chinese / English. A full-width bracket brings its own blank.
fn both(title: &Title) -> String {
    match title.en.as_deref().filter(|en| !en.trim().is_empty()) {
        Some(en) if title.zh.ends_with('）') => format!("{}/ {en}", title.zh),
        Some(en) => format!("{} / {en}", title.zh),
        None => title.zh.clone(),
    }
}

fn identity(hashed: bool, identity_hash: String, identity_type: String) -> IdentityObject {
    IdentityObject { r#type: Default::default(), hashed, identity_hash, identity_type }
}

/// Open Badges 3.0 `IdentifierTypeEnum`.
fn identity_type(id_type: &str) -> String {
    match id_type {
        "resident_id" => "nationalIdentityNumber".to_owned(),
        other => format!("ext:{other}"),
    }
}

/// A score, a grade beside or instead of it, or the mere fact.
fn results(edition: &str, subject: &Subject) -> Vec<(ResultDescription, ResultObject)> {
    let id = subject_id(edition, &subject.code);
    let one = |id: String, result_type, value: Option<&String>| {
        let described = described(id.clone(), &subject.title, result_type);
        let result = ResultObject {
            r#type: Default::default(),
            result_description: id,
            value: value.cloned(),
            status: Default::default(),
        };
        (described, result)
    };
    match (&subject.score, &subject.grade) {
        (None, None) => vec![one(id, ResultType::Status, None)],
        (None, grade) => vec![one(id, ResultType::Result, grade.as_ref())],
        (score, None) => vec![one(id, ResultType::RawScore, score.as_ref())],
        (score, grade) => vec![
            one(id.clone(), ResultType::RawScore, score.as_ref()),
            // A code's own colon is encoded, so no subject has this name.
            one(format!("{id}:grade"), ResultType::Result, grade.as_ref()),
        ],
    }
}

fn subject_id(edition: &str, subject: &str) -> String {
    format!("urn:onex:{}:subject:{}", encoded(edition), encoded(subject))
}

fn described(id: String, title: &Title, result_type: ResultType) -> ResultDescription {
    ResultDescription { id, r#type: Default::default(), name: both(title), result_type }
}

/// RFC 3986 §2.1: everything but unreserved characters as `%XX`.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if did::is_unreserved(byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
