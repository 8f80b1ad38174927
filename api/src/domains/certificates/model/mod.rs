//! A certificate, its states, and what others see of it.

mod draft;
mod evidence;
mod printed;
mod query;
mod revocation;
mod seal;

pub use draft::{Batch, Draft, Issued, Lot, Sealed, Series, Stamp};
pub use evidence::{Evidence, EvidenceReissue, EvidenceResult, EvidenceRules, EvidenceRun};
pub use printed::{PrintedCertificate, Title};
pub use query::{CertificateFilter, CertificateQuery, HandoverQuery, Search};
pub use revocation::{
    NewRevocation, Reissue, Revocation, RevocationDecision, RevocationItem, RevocationKind,
    RevocationQuery, RevocationRejection, RevocationRow, RevocationStatus, RevocationView,
};
pub use seal::{SealRow, digest};

use diesel::prelude::*;
use onex_credential::number;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::platform::db::{Id, Ts};
use crate::schema::{certificates, registry_receipts};
use crate::text_enum;

text_enum! {
    /// What a certificate certifies.
    pub enum CertificateKind {
        /// 职业技能等级证书（初级）, 三.2 and 三.3.
        SkillCertificate => "skill_certificate",
        /// 培训合格证, 三.1.
        TrainingCertificate => "training_certificate",
    }
}

impl CertificateKind {
    /// What it is called in workbooks.
    pub const fn name_zh(self) -> &'static str {
        match self {
            CertificateKind::SkillCertificate => "职业技能等级证书（初级）",
            CertificateKind::TrainingCertificate => "培训合格证",
        }
    }
}

impl From<CertificateKind> for number::CertificateKind {
    fn from(kind: CertificateKind) -> Self {
        match kind {
            CertificateKind::SkillCertificate => number::CertificateKind::SkillCertificate,
            CertificateKind::TrainingCertificate => number::CertificateKind::TrainingCertificate,
        }
    }
}

text_enum! {
    /// On what ground a certificate is given.
    pub enum CertificateBasis {
        /// All subjects of the edition passed, 三.2.
        Exam => "exam",
        /// The training judged as a whole, 三.1.
        Training => "training",
        /// Every integrated course passed, 三.3.
        Fusion => "fusion",
    }
}

impl CertificateBasis {
    /// The kind of certificate that this ground gives.
    pub const fn kind(self) -> CertificateKind {
        match self {
            CertificateBasis::Exam | CertificateBasis::Fusion => CertificateKind::SkillCertificate,
            CertificateBasis::Training => CertificateKind::TrainingCertificate,
        }
    }
}

impl From<CertificateBasis> for onex_credential::snapshot::Basis {
    fn from(basis: CertificateBasis) -> Self {
        match basis {
            CertificateBasis::Exam => Self::Exam,
            CertificateBasis::Training => Self::Training,
            CertificateBasis::Fusion => Self::Fusion,
        }
    }
}

text_enum! {
    /// Whether a certificate holds. It leaves `valid` once and never comes back.
    pub enum CertificateStatus {
        Valid => "valid",
        Revoked => "revoked",
        /// Another certificate took its place.
        Superseded => "superseded",
    }
}

impl CertificateStatus {
    /// What it is called in workbooks.
    pub const fn name_zh(self) -> &'static str {
        match self {
            CertificateStatus::Valid => "有效",
            CertificateStatus::Revoked => "已撤销",
            CertificateStatus::Superseded => "已被替代",
        }
    }
}

/// A certificate's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = certificates, treat_none_as_default_value = false)]
pub struct CertificateRow {
    pub id: Id,
    pub number: String,
    pub kind: CertificateKind,
    pub status: CertificateStatus,
    pub holder_person_id: Id,
    pub holder_user_id: Option<Id>,
    pub student_id: Option<Id>,
    pub teacher_id: Option<Id>,
    pub institution_id: Id,
    pub region_code: String,
    pub edition_id: Id,
    pub basis: CertificateBasis,
    pub run_id: Option<Id>,
    pub holder_name: String,
    pub holder_pinyin: String,
    pub institution_name: String,
    pub holder_name_key: String,
    pub snapshot: String,
    pub snapshot_hash: String,
    pub issued_at: Ts,
    pub supersedes_id: Option<Id>,
    pub status_at: Option<Ts>,
    pub status_reason: Option<String>,
    pub version: i64,
}

/// A certificate in a list, as it was printed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = certificates)]
pub struct CertificateSummary {
    pub id: Id,
    /// 17 digits; see the number scheme. Shown as `2020110-00000123-26`.
    #[schema(example = "20201100000012326")]
    pub number: String,
    pub kind: CertificateKind,
    pub status: CertificateStatus,
    pub basis: CertificateBasis,
    pub holder_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub student_id: Option<Id>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub teacher_id: Option<Id>,
    pub institution_id: Id,
    pub institution_name: String,
    /// GB/T 2260 two-digit code.
    #[schema(example = "32")]
    pub region_code: String,
    pub edition_id: Id,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_id: Option<Id>,
    pub issued_at: Ts,
    /// When it was revoked or superseded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_at: Option<Ts>,
    pub version: i64,
}

/// Another certificate that this one is linked with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CertificateLink {
    pub id: Id,
    #[schema(example = "20201100000012326")]
    pub number: String,
}

/// What the national platform calls a certificate, and its receipt for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = registry_receipts)]
pub struct Registration {
    #[schema(example = "GJ2020320000012345")]
    pub national_number: String,
    #[schema(example = "HZ20200715-0031")]
    pub receipt_number: String,
    #[schema(example = "2020-07-15")]
    pub received_on: time::Date,
    pub recorded_at: Ts,
}

/// A certificate with everything that is printed on it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Certificate {
    #[serde(flatten)]
    pub summary: CertificateSummary,
    /// What is printed, as it was fixed when it was issued.
    pub snapshot: PrintedCertificate,
    /// SHA-256 of the snapshot's canonical JSON (RFC 8785), hexadecimal.
    pub snapshot_hash: String,
    /// Why it was revoked or superseded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<String>,
    /// The certificate whose place it took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<CertificateLink>,
    /// The certificate that took its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<CertificateLink>,
    /// Its entry at the national platform, once the receipt for it was imported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration: Option<Registration>,
}
