//! A certificate as an Open Badges 3.0 `AchievementCredential`: every member that we write, no
//! other, derived from the snapshot alone.
//!
//! The shape is a type and not free JSON-LD, so that nothing is signed that is not shown, and a
//! stranger's file is either exactly this or refused.

use serde::{Deserialize, Serialize};

use crate::did;
use crate::document::{
    CredentialsContext, Document, ShapeError, VerifiableCredential, bounded, read, words,
};
use crate::instant::Instant;
use crate::number::CertificateKind;
use crate::snapshot::Place;
use crate::snapshot::credential::{is_extension, is_path, is_uuid};
use crate::strict;

mod derive;
pub use derive::Outline;

words! {
    OpenBadgesContext = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
    ExtensionsContext = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";
    AchievementCredentialType = "AchievementCredential";
    ProfileType = "Profile";
    AchievementSubjectType = "AchievementSubject";
    IdentityObjectType = "IdentityObject";
    AchievementType = "Achievement";
    ResultDescriptionType = "ResultDescription";
    ResultObjectType = "Result";
    StatusEntryType = "BitstringStatusListEntry";
    SchemaType = "1EdTechJsonSchemaValidator2019";
    SchemaId = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json";
    Chinese = "zh-CN";
    Revocation = "revocation";
    Completed = "Completed";
}

/// Which form the credential is made for. They differ in where the status list is fetched: each
/// kind of foreign software reads lists of its own kind only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    VcJwt,
    DataIntegrity,
}

/// Open Badges 3.0 §B.1 `AchievementCredential`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AchievementCredential {
    #[serde(rename = "@context")]
    pub context: (CredentialsContext, OpenBadgesContext, ExtensionsContext),
    /// `urn:uuid:` and the certificate's id.
    pub id: String,
    pub r#type: (VerifiableCredential, AchievementCredentialType),
    /// Chinese / English, as every text here.
    pub name: String,
    pub issuer: Profile,
    pub valid_from: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Instant>,
    pub awarded_date: Instant,
    pub credential_subject: AchievementSubject,
    pub credential_status: StatusEntry,
    pub credential_schema: (CredentialSchema,),
}

/// The issuer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    pub id: String,
    pub r#type: (ProfileType,),
    pub name: String,
    pub url: String,
}

/// Who achieved what, and with which results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AchievementSubject {
    /// `urn:uuid:`, of this certificate alone: two certificates of a person share none.
    pub id: String,
    pub r#type: (AchievementSubjectType,),
    /// The name as it is printed, then the document's number as a salted hash.
    pub identifier: (IdentityObject, IdentityObject),
    /// The certificate's number.
    pub license_number: String,
    pub achievement: Achievement,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub result: Vec<ResultObject>,
}

/// Open Badges 3.0 `IdentityObject`. The salt is not published: with it and the masked number the
/// whole number could be guessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IdentityObject {
    pub r#type: IdentityObjectType,
    pub hashed: bool,
    pub identity_hash: String,
    pub identity_type: String,
}

/// What was achieved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Achievement {
    pub id: String,
    pub r#type: (AchievementType,),
    pub in_language: Chinese,
    pub achievement_type: Kind,
    /// The kind of certificate, such as `skill_certificate`.
    pub human_code: CertificateKind,
    /// Code of the edition, a point, version of its rules.
    pub version: String,
    pub name: String,
    pub description: String,
    pub criteria: Criteria,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub result_description: Vec<ResultDescription>,
}

/// Open Badges 3.0 `AchievementType`, as far as we issue it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Kind {
    Certification,
    CertificateOfCompletion,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criteria {
    pub narrative: String,
}

/// What a result is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResultDescription {
    pub id: String,
    pub r#type: (ResultDescriptionType,),
    pub name: String,
    pub result_type: ResultType,
}

/// Open Badges 3.0 `ResultType`, as far as we issue it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ResultType {
    /// A score as a decimal.
    RawScore,
    /// A grade in words.
    Result,
    /// Nothing but that it was passed.
    Status,
}

/// Open Badges 3.0 `Result`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResultObject {
    pub r#type: (ResultObjectType,),
    pub result_description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    pub status: Completed,
}

/// Bitstring Status List 1.0 §2.1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StatusEntry {
    /// The list's address, `#`, the index.
    pub id: String,
    pub r#type: StatusEntryType,
    pub status_purpose: Revocation,
    pub status_list_index: String,
    /// Where the list is fetched: its address, with `.jwt` in [`Form::VcJwt`].
    pub status_list_credential: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CredentialSchema {
    pub id: SchemaId,
    pub r#type: SchemaType,
}

/// Where the status lists of a site stand.
const STATUS_LISTS: &str = "/status-lists/";

/// The address of a status list of the site at `url`.
pub fn status_list_url(url: &str, list: u32) -> String {
    format!("{url}{STATUS_LISTS}{list}")
}

impl AchievementCredential {
    /// Reads a credential without proof or claims; any other JSON is refused.
    ///
    /// # Errors
    /// What is not of this shape.
    pub fn parse(text: &[u8]) -> Result<Self, ShapeError> {
        read(strict::value(bounded::<Self>(text)?)?)
    }

    /// The place in the status lists.
    ///
    /// # Errors
    /// [`ShapeError::Member`], never for what was parsed.
    pub fn place(&self) -> Result<Place, ShapeError> {
        let wrong = |member| move || ShapeError::Member { member };
        let status = &self.credential_status;
        let base = format!("{}{STATUS_LISTS}", self.issuer.url);
        let list = status.id.strip_prefix(&base).and_then(|rest| rest.split_once('#'));
        let (list, index) = list.ok_or_else(wrong("credentialStatus.id"))?;
        let place = Place {
            list: decimal(list).ok_or_else(wrong("credentialStatus.id"))?,
            index: decimal(index).ok_or_else(wrong("credentialStatus.id"))?,
        };
        if status.status_list_index != index {
            return Err(wrong("credentialStatus.statusListIndex")());
        }
        let address = format!("{base}{list}");
        let fetched = &status.status_list_credential;
        if *fetched != address && *fetched != format!("{address}.jwt") {
            return Err(wrong("credentialStatus.statusListCredential")());
        }
        Ok(place)
    }
}

impl Document for AchievementCredential {
    const SHAPE: &'static str = "AchievementCredential";
    const MAX_LENGTH: usize = 64 * 1024;

    fn id(&self) -> &str {
        &self.id
    }

    fn issuer(&self) -> &str {
        &self.issuer.id
    }

    fn subject(&self) -> &str {
        &self.credential_subject.id
    }

    fn valid_from(&self) -> Instant {
        self.valid_from
    }

    fn valid_until(&self) -> Option<Instant> {
        self.valid_until
    }

    fn check(&self) -> Result<(), ShapeError> {
        let subject = &self.credential_subject;
        let (name, document) = &subject.identifier;
        let uuid = |id: &str| id.strip_prefix("urn:uuid:").is_some_and(is_uuid);
        let achievement = &subject.achievement;
        // Named in one order, so that what is listed first cannot be told apart by any reader.
        let paired = subject.result.len() == achievement.result_description.len()
            && subject
                .result
                .iter()
                .zip(&achievement.result_description)
                .all(|(r, d)| r.result_description == d.id);
        for (member, right) in [
            ("id", uuid(&self.id)),
            ("issuer.url", did::url(&self.issuer.id).as_ref() == Ok(&self.issuer.url)),
            ("awardedDate", self.awarded_date == self.valid_from),
            ("validUntil", self.valid_until.is_none_or(|end| end > self.valid_from)),
            ("credentialSubject.id", uuid(&subject.id) && subject.id != self.id),
            ("identifier", !name.hashed && name.identity_type == "name"),
            ("identifier", document.hashed && is_document(&document.identity_type)),
            ("identifier", is_hash(&document.identity_hash)),
            (
                "achievement.id",
                achievement
                    .id
                    .strip_prefix(&self.issuer.url)
                    .and_then(|path| path.strip_prefix("/achievements/"))
                    .is_some_and(is_path),
            ),
            (
                "achievement.achievementType",
                achievement.achievement_type == kind(achievement.human_code),
            ),
            ("result", paired),
        ] {
            if !right {
                return Err(ShapeError::Member { member });
            }
        }
        self.place().map(|_| ())
    }
}

const fn kind(kind: CertificateKind) -> Kind {
    match kind {
        CertificateKind::SkillCertificate => Kind::Certification,
        CertificateKind::TrainingCertificate => Kind::CertificateOfCompletion,
    }
}

fn is_document(identity_type: &str) -> bool {
    identity_type == "nationalIdentityNumber"
        || identity_type.strip_prefix("ext:").is_some_and(|t| is_extension(t) && t != "resident_id")
}

fn is_hash(text: &str) -> bool {
    text.strip_prefix("sha256$").is_some_and(|hex| {
        hex.len() == 64 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// A number in its one spelling.
fn decimal(text: &str) -> Option<u32> {
    text.parse().ok().filter(|number: &u32| number.to_string() == text)
}
