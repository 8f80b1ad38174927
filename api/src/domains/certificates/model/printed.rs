//! The printed fields as the API shows them: the layout of the stored snapshot, member for member.

use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;

use super::{CertificateBasis, CertificateKind};
use crate::platform::error::{Error, Result};
use crate::platform::keys;

/// A text in Chinese and, where there is one, in English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PrintedTitle)]
pub struct Title {
    pub zh: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

/// The institution as it was called then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PrintedInstitution)]
pub struct Institution {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    pub name: String,
}

/// The region of the institution, GB/T 2260.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PrintedRegion)]
pub struct Region {
    #[schema(example = "32")]
    pub code: String,
    pub name: String,
}

/// The edition of the programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PrintedEdition)]
pub struct Edition {
    #[schema(example = "2020-spring")]
    pub code: String,
    pub title: Title,
    pub year: u16,
    /// `spring` or `autumn`.
    #[schema(example = "spring")]
    pub season: String,
}

/// A subject that was passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PrintedSubject)]
pub struct Subject {
    pub code: String,
    pub title: Title,
    /// Out of 100, such as `87.5`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "87.5")]
    pub score: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exam_date: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed_on: Option<Date>,
}

/// The template it was printed with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PrintedTemplate)]
pub struct Template {
    pub id: String,
    pub version: u32,
}

/// Everything that is printed on a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PrintedCertificate {
    /// Version of this layout.
    pub schema: u32,
    #[schema(example = "20201100000012326")]
    pub number: String,
    pub kind: CertificateKind,
    pub title: Title,
    pub holder_name: String,
    /// Type of the holder's document.
    #[schema(example = "resident_id")]
    pub id_type: String,
    /// Number of the holder's document with its middle hidden.
    #[schema(example = "320***********1234")]
    pub masked_id: String,
    pub institution: Institution,
    pub region: Region,
    pub edition: Edition,
    pub subjects: Vec<Subject>,
    pub basis: CertificateBasis,
    pub issued_on: Date,
    pub issuer: Title,
    pub template: Template,
}

impl PrintedCertificate {
    /// Reads a stored snapshot; refuses one that is not what was sealed.
    pub fn open(snapshot: &str, hash: &str) -> Result<Self> {
        if keys::hex(&keys::sha256(snapshot.as_bytes())) != hash {
            return Err(Error::internal(anyhow::anyhow!(
                "a stored snapshot is not what was sealed; run `onex check`"
            )));
        }
        Ok(serde_json::from_str(snapshot)?)
    }

    /// The subjects with what was scored in them, as workbooks say it.
    pub fn scores_zh(&self) -> String {
        let scores: Vec<_> = self
            .subjects
            .iter()
            .map(|s| format!("{} {}", s.title.zh, s.score.as_deref().unwrap_or("合格")))
            .collect();
        scores.join("；")
    }
}
