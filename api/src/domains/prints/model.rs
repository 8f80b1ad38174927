//! Files of certificates, and printing in bulk, as rows and as documents.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

pub use crate::domains::certificates::{
    CertificateKind, CertificateRow, CertificateStatus, SealRow,
};
use crate::platform::db::{Id, Json, Ts};
use crate::platform::jobs::{Job, JobError};
use crate::platform::keys::hex;
use crate::platform::made_files::MadeStatus;
use crate::schema::{certificate_print_jobs, certificate_prints};
use crate::text_enum;

/// A file that was given out.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = certificate_prints)]
pub struct PrintRow {
    pub certificate_id: Id,
    pub sha256: Vec<u8>,
    pub size: i64,
    pub made_at: Ts,
}

text_enum! {
    /// What is written.
    pub enum PrintFormat {
        /// A ZIP of the sealed files, in folders by region, school and class.
        Zip => "zip",
        /// Pages alone for the printing office: one PDF, beyond a thousand pages a ZIP of several.
        Pdf => "pdf",
    }
}

text_enum! {
    /// Why a certificate could not be printed.
    pub enum OmissionReason {
        /// No font has a character of it.
        UnprintableCharacter => "unprintable_character",
        /// A text does not fit on the page.
        TextTooLong => "text_too_long",
        /// Its QR code would be too fine to be read.
        QrInvalid => "qr_invalid",
        /// It was issued before there were open credentials; a reissue has one.
        CredentialUnavailable => "credential_unavailable",
    }
}

/// A certificate that is not in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OmittedCertificate {
    pub certificate_id: Id,
    #[schema(example = "20201100000012326")]
    pub number: String,
    pub holder_name: String,
    pub institution_name: String,
    pub reason: OmissionReason,
    /// What it is about, such as the character and where it stands.
    #[schema(example = "holder_name: 𮯰 (U+2EBF0)")]
    pub detail: String,
}

/// Which valid certificates; all that the caller sees if empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintFilter {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<CertificateKind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition_id: Option<Id>,
    /// GB/T 2260 two-digit code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "32")]
    pub region_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution_id: Option<Id>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cohort_id: Option<Id>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_id: Option<Id>,
}

/// What is to be printed: valid certificates alone.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewCertificatePrintJob {
    pub format: PrintFormat,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<CertificateKind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition_id: Option<Id>,
    /// GB/T 2260 two-digit code; a branch's own unless told.
    #[validate(length(equal = 2))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 2, max_length = 2, example = "32")]
    pub region_code: Option<String>,
    /// An institution's own unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution_id: Option<Id>,
    /// Those of the students of this class, of its edition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cohort_id: Option<Id>,
    /// Issued by this run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_id: Option<Id>,
}

/// A row of printing in bulk.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = certificate_print_jobs, treat_none_as_default_value = false)]
pub struct PrintJobRow {
    pub id: Id,
    pub format: PrintFormat,
    pub status: MadeStatus,
    pub filter: Json,
    pub region_code: Option<String>,
    pub institution_id: Option<Id>,
    pub total: i64,
    pub printed: Option<i64>,
    pub omitted_count: Option<i64>,
    pub omitted: Option<Json>,
    pub sha256: Option<Vec<u8>>,
    pub size: Option<i64>,
    pub blob: Option<Vec<u8>>,
    pub file_id: Option<Id>,
    pub problem: Option<Json>,
    pub job_id: Option<Id>,
    pub created_by: Id,
    pub created_at: Ts,
    pub finished_at: Option<Ts>,
}

/// Certificates printed in bulk.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CertificatePrintJob {
    pub id: Id,
    pub format: PrintFormat,
    pub status: MadeStatus,
    pub filter: PrintFilter,
    /// How many certificates there were when it was asked for.
    pub total: i64,
    /// How many are in the file, once it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub printed: Option<i64>,
    /// How many could not be printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub omitted_count: Option<i64>,
    /// SHA-256 of the file, hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Bytes of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<i64>,
    /// Why there is no file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<JobError>,
    /// The job at work, or that was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_id: Option<Id>,
    pub created_by: Id,
    #[schema(example = "李主任")]
    pub created_by_name: String,
    pub created_at: Ts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Ts>,
}

impl CertificatePrintJob {
    /// As others see it, with the name of who asked for it.
    pub fn of(r: PrintJobRow, created_by_name: String) -> Self {
        CertificatePrintJob {
            id: r.id,
            format: r.format,
            status: r.status,
            filter: r.filter.read().unwrap_or_default(),
            total: r.total,
            printed: r.printed,
            omitted_count: r.omitted_count,
            sha256: r.sha256.map(|s| hex(&s)),
            size: r.size,
            problem: r.problem.and_then(|p| p.read().ok()),
            job_id: r.job_id,
            created_by: r.created_by,
            created_by_name,
            created_at: r.created_at,
            finished_at: r.finished_at,
        }
    }
}

/// The same with what is not in the file.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CertificatePrintJobDetail {
    #[serde(flatten)]
    pub print_job: CertificatePrintJob,
    /// The first thousand of them; a ZIP has them all as 未打印.xlsx.
    pub omitted: Vec<OmittedCertificate>,
}

/// What was asked for, and the job that does it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CertificatePrintJobStarted {
    pub print_job: CertificatePrintJob,
    pub job: Job,
}
