//! The credential that a snapshot gives.

use super::{
    Achievement, AchievementCredential, AchievementSubject, Criteria, Form, IdentityObject,
    Profile, ResultDescription, ResultObject, ResultType, StatusEntry, kind, status_list_url,
};
use crate::did;
use crate::document::{Document, ShapeError};
use crate::snapshot::{Snapshot, Subject, Title};

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
                achievement: Achievement {
                    id: format!("{site}/achievements/{}", facts.achievement),
                    r#type: Default::default(),
                    in_language: Default::default(),
                    achievement_type: kind(snapshot.kind),
                    human_code: snapshot.kind,
                    version: format!("{edition}.{}", facts.rules),
                    name: both(&snapshot.title),
                    description: both(&snapshot.edition.title),
                    criteria: Criteria { narrative: both(&facts.criteria) },
                    result_description,
                },
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
    let id = format!("urn:onex:{}:subject:{}", encoded(edition), encoded(&subject.code));
    let one = |id: String, result_type, value: Option<&String>| {
        let described = ResultDescription {
            id: id.clone(),
            r#type: Default::default(),
            name: both(&subject.title),
            result_type,
        };
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
