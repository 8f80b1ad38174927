//! An export, its states, and what others see of it.

mod counts;
mod receipt;
mod record;

pub use counts::{Happened, Numbers, RegistryCounts, Seen, Tally};
pub use receipt::ReceiptRow;
pub use record::{Change, Record};

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use validator::Validate;

pub use crate::domains::certificates::{CertificateKind, CertificateStatus};
use crate::platform::db::{Id, Json, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::jobs::{Job, JobError};
use crate::platform::keys::hex;
use crate::platform::made_files::MadeStatus;
use crate::schema::registry_exports;
use crate::text_enum;

text_enum! {
    /// What an export is written as.
    pub enum ExportFormat {
        /// A workbook: a sheet of certificates, a sheet of counts.
        Xlsx => "xlsx",
        /// JSON lines in UTF-8: a header, a line for each certificate, a footer with the counts.
        Jsonl => "jsonl",
    }
}

impl ExportFormat {
    /// The media type that it is downloaded with.
    pub const fn media_type(self) -> &'static str {
        match self {
            ExportFormat::Xlsx => crate::platform::http::XLSX,
            ExportFormat::Jsonl => "application/x-ndjson",
        }
    }
}

/// Which certificates; all of them if empty. Nothing of it can change once a certificate is issued.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct RegistryFilter {
    /// Issued on this day or later, in Asia/Shanghai.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "2020-06-01")]
    pub issued_from: Option<Date>,
    /// Issued on this day or earlier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "2020-06-30")]
    pub issued_to: Option<Date>,
    /// Issued by this run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_id: Option<Id>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<CertificateKind>,
    /// GB/T 2260 two-digit code; a branch's own unless told.
    #[validate(length(equal = 2))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 2, max_length = 2, example = "32")]
    pub region_code: Option<String>,
}

/// What is to be exported.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewRegistryExport {
    pub format: ExportFormat,
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<RegistryFilter>,
    /// Only what was issued or ended since this export was asked for, with the filter of that one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_export: Option<Id>,
    /// With the whole numbers of the holders' identity documents. HQ alone, and with a reason.
    #[serde(default)]
    pub with_document_numbers: bool,
    /// Why the whole numbers are needed; kept with the export and in the trail.
    #[validate(length(min = 2, max = 500))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 2, max_length = 500, example = "报送国家平台登记")]
    pub reason: Option<String>,
}

/// An export's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = registry_exports, treat_none_as_default_value = false)]
pub struct ExportRow {
    pub id: Id,
    pub format: ExportFormat,
    pub status: MadeStatus,
    pub filter: Json,
    pub region_code: Option<String>,
    pub after_id: Option<Id>,
    pub log_from: i64,
    pub log_to: i64,
    pub document_numbers: bool,
    pub reason: Option<String>,
    pub counts: Option<Json>,
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

/// Which certificates an export is of: those that the filter takes and that have a leaf in this part of the log.
#[derive(Debug, Clone)]
pub struct Window {
    pub filter: RegistryFilter,
    pub from: i64,
    pub to: i64,
}

impl RegistryFilter {
    /// The instants between which a certificate was issued: from the first, before the second.
    pub fn issued_between(&self) -> (Option<Ts>, Option<Ts>) {
        let midnight =
            |day: Date| Ts::from(day.midnight().assume_offset(time::macros::offset!(+8)));
        (self.issued_from.map(midnight), self.issued_to.and_then(Date::next_day).map(midnight))
    }
}

impl ExportRow {
    /// What is in it.
    pub fn window(&self) -> Result<Window> {
        Ok(Window { filter: self.filter.read()?, from: self.log_from, to: self.log_to })
    }

    /// Refuses anything but an export whose file was never written.
    pub fn resumable(&self) -> Result<()> {
        if self.status == MadeStatus::Failed {
            return Ok(());
        }
        Err(Error::because(
            Code::StateForbids,
            format!("The export is {}; only a failed one is resumed", self.status),
        ))
    }

    /// The name that its file is downloaded under.
    pub fn file_name(&self) -> String {
        let part = if self.after_id.is_some() { "增量" } else { "全量" };
        let documents = if self.document_numbers { "-含证件号码" } else { "" };
        let day = self.created_at.programme_date();
        format!("证书登记导出-{day}-{part}{documents}.{}", self.format)
    }
}

/// A file for registries.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RegistryExport {
    pub id: Id,
    pub format: ExportFormat,
    pub status: MadeStatus,
    pub filter: RegistryFilter,
    /// The export that it goes on from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_export: Option<Id>,
    /// It tells of the leaves of the log from this number,
    #[schema(minimum = 0)]
    pub log_from: i64,
    /// up to, not including, this one: the size of the log when it was asked for.
    #[schema(minimum = 0)]
    pub log_to: i64,
    pub with_document_numbers: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Once the file is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<RegistryCounts>,
    /// SHA-256 of the file, hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    pub sha256: Option<String>,
    /// Bytes of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<i64>,
    /// Why there is no file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<JobError>,
    /// The job at work, or the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_id: Option<Id>,
    pub created_by: Id,
    #[schema(example = "李主任")]
    pub created_by_name: String,
    pub created_at: Ts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Ts>,
}

impl RegistryExport {
    /// As others see it, with the name of who asked for it.
    pub fn of(r: ExportRow, created_by_name: String) -> Self {
        RegistryExport {
            id: r.id,
            format: r.format,
            status: r.status,
            filter: r.filter.read().unwrap_or_default(),
            after_export: r.after_id,
            log_from: r.log_from,
            log_to: r.log_to,
            with_document_numbers: r.document_numbers,
            reason: r.reason,
            counts: r.counts.and_then(|c| c.read().ok()),
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

/// An export and the job that writes its file.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RegistryExportStarted {
    pub export: RegistryExport,
    pub job: Job,
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime};

    #[test]
    fn days_are_those_of_the_programme_with_both_ends() {
        let filter = RegistryFilter {
            issued_from: Some(date!(2020 - 06 - 01)),
            issued_to: Some(date!(2020 - 06 - 30)),
            ..RegistryFilter::default()
        };
        let (from, before) = (datetime!(2020-05-31 16:00 UTC), datetime!(2020-06-30 16:00 UTC));
        assert_eq!(filter.issued_between(), (Some(Ts::from(from)), Some(Ts::from(before))));
        assert_eq!(RegistryFilter::default().issued_between(), (None, None));
    }
}
