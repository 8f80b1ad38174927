//! A result, its history, and what others see of them.

mod score;
mod sitting;
mod standing;

pub use score::Score;
pub use sitting::Sitting;
pub use standing::{Attempt, Best, Standing, StandingFilter, best};

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::db::{Id, Ts};
use crate::platform::error::{Error, Result};
use crate::schema::{subject_result_history, subject_results};
use crate::text_enum;

text_enum! {
    /// What became of a candidate in a subject.
    pub enum ResultStatus {
        /// Sat and was marked.
        Scored => "scored",
        /// Did not come.
        Absent => "absent",
        /// The sitting does not count (违纪, 作废).
        Voided => "voided",
        /// Put off to another date (缓考).
        Deferred => "deferred",
    }
}

/// A result's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = subject_results, treat_none_as_default_value = false)]
pub struct ResultRow {
    pub id: Id,
    pub edition_id: Id,
    pub exam_date_id: Id,
    pub subject_id: Id,
    pub student_id: Id,
    pub person_id: Id,
    pub institution_id: Id,
    pub region_code: String,
    pub status: ResultStatus,
    pub score_hundredths: Option<Score>,
    pub recorded_by: Id,
    pub recorded_at: Ts,
    pub version: i64,
}

/// A state a result has had.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = subject_result_history, treat_none_as_default_value = false)]
pub struct HistoryRow {
    pub result_id: Id,
    pub version: i64,
    pub status: ResultStatus,
    pub score_hundredths: Option<Score>,
    pub reason: Option<String>,
    pub import_id: Option<Id>,
    pub recorded_by: Id,
    pub recorded_at: Ts,
}

impl HistoryRow {
    /// The present state of a result.
    pub fn of(r: &ResultRow, reason: Option<String>, import_id: Option<Id>) -> Self {
        HistoryRow {
            result_id: r.id,
            version: r.version,
            status: r.status,
            score_hundredths: r.score_hundredths,
            reason,
            import_id,
            recorded_by: r.recorded_by,
            recorded_at: r.recorded_at,
        }
    }
}

/// A result that is to be recorded for a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub edition_id: Id,
    pub exam_date_id: Id,
    pub subject_id: Id,
    pub student_id: Id,
    pub person_id: Id,
    pub institution_id: Id,
    pub region_code: String,
    pub status: ResultStatus,
    pub score: Option<Score>,
}

/// Filters of lists and exports.
#[derive(Debug, Clone, Default, Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ResultQuery {
    /// Start of a student's name or number, or initials of its pinyin.
    #[param(max_length = 50)]
    pub q: Option<String>,
    pub edition_id: Option<Id>,
    pub exam_date_id: Option<Id>,
    pub institution_id: Option<Id>,
    #[param(example = "32", min_length = 2, max_length = 2)]
    pub region_code: Option<String>,
    pub student_id: Option<Id>,
    /// Code of the subject.
    #[param(example = "agency", max_length = 40)]
    pub subject: Option<String>,
    #[param(inline)]
    pub status: Option<ResultStatus>,
}

impl ResultQuery {
    /// # Errors
    /// `invalid` for a search text that is too long.
    pub fn check(&self) -> Result<()> {
        if self.q.as_ref().is_some_and(|q| q.chars().count() > 50) {
            return Err(Error::field("?q", "length", "must be at most 50 long")
                .naming([("max", 50.into())]));
        }
        Ok(())
    }
}

/// The subject of a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ResultSubject {
    pub id: Id,
    #[schema(example = "agency")]
    pub code: String,
    pub title_zh: String,
    pub title_en: String,
}

/// The student of a result, where they studied when it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ResultStudent {
    pub id: Id,
    #[schema(example = "王小明")]
    pub name: String,
    #[schema(example = "2019010101")]
    pub student_no: String,
}

/// The institution of a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ResultInstitution {
    pub id: Id,
    pub name: String,
}

/// What became of a student in a subject on an exam date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SubjectResult {
    pub id: Id,
    pub edition_id: Id,
    pub exam_date_id: Id,
    pub exam_date: Date,
    pub subject: ResultSubject,
    pub student: ResultStudent,
    pub institution: ResultInstitution,
    #[schema(example = "32")]
    pub region_code: String,
    pub status: ResultStatus,
    /// Of 100, when scored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    pub recorded_at: Ts,
    pub version: i64,
}

/// A state a result has had; the last one holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ResultHistory {
    pub version: i64,
    pub status: ResultStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    /// Why it was corrected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The import it came with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub import_id: Option<Id>,
    pub recorded_by: Id,
    pub recorded_at: Ts,
}

impl From<HistoryRow> for ResultHistory {
    fn from(h: HistoryRow) -> Self {
        ResultHistory {
            version: h.version,
            status: h.status,
            score: h.score_hundredths,
            reason: h.reason,
            import_id: h.import_id,
            recorded_by: h.recorded_by,
            recorded_at: h.recorded_at,
        }
    }
}

/// What a result should have been, and why.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ResultCorrection {
    pub status: ResultStatus,
    /// Required when the status is `scored`, forbidden otherwise.
    pub score: Option<Score>,
    #[validate(length(min = 2, max = 500))]
    #[schema(min_length = 2, max_length = 500, example = "复核：第三题漏判")]
    pub reason: String,
}

/// Which edition a summary is of.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SummaryQuery {
    /// The edition at hand unless told.
    pub edition_id: Option<Id>,
    pub exam_date_id: Option<Id>,
}

/// How many results of each kind an institution has in a subject.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SubjectCounts {
    #[schema(example = "agency")]
    pub subject: String,
    pub scored: i64,
    /// Of those scored, the ones that reach the pass mark in force in the region.
    pub passed: i64,
    pub absent: i64,
    pub voided: i64,
    pub deferred: i64,
}

/// The results of an institution's students.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InstitutionSummary {
    pub institution: ResultInstitution,
    #[schema(example = "32")]
    pub region_code: String,
    /// Students with at least one result.
    pub students: i64,
    /// In the order of the edition's subjects.
    pub subjects: Vec<SubjectCounts>,
}
