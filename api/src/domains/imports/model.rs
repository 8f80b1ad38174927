//! Imports and their rows, as rows of the database and as documents.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::auth::Role;
use crate::platform::db::{Id, Json, Ts};
use crate::platform::jobs::Job;
use crate::schema::{import_rows, imports};
use crate::text_enum;

text_enum! {
    /// Where an import stands.
    pub enum ImportStatus {
        /// The dry run is under way.
        Parsing => "parsing",
        /// The dry run is done: look at the rows, then commit or discard.
        Ready => "ready",
        Committing => "committing",
        Committed => "committed",
        /// The file as a whole cannot be taken; `problem` says why.
        Failed => "failed",
        Discarded => "discarded",
    }
}

text_enum! {
    /// What the commit would do with a row.
    pub enum Outcome {
        New => "new",
        Changed => "changed",
        /// Everything in it stands already.
        Unchanged => "unchanged",
        /// Stays out; its problems say why.
        Refused => "refused",
    }
}

/// An import's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = imports)]
pub struct ImportRecord {
    pub id: Id,
    pub kind: String,
    pub institution_id: Option<Id>,
    pub region_code: Option<String>,
    pub subject_id: Option<Id>,
    pub file_id: Option<Id>,
    pub file_name: String,
    pub owner_id: Id,
    pub status: ImportStatus,
    pub rows_new: i64,
    pub rows_changed: i64,
    pub rows_unchanged: i64,
    pub rows_refused: i64,
    pub ignored: Json,
    pub problem: Option<Json>,
    pub job_id: Option<Id>,
    pub created_at: Ts,
    pub settled_at: Option<Ts>,
    pub version: i64,
}

/// A staged row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = import_rows, treat_none_as_default_value = false)]
pub struct StagedRow {
    pub import_id: Id,
    pub row_no: i32,
    pub outcome: Outcome,
    pub fields: Json,
    pub problems: Json,
    pub changes: Json,
    pub payload: Option<Json>,
}

/// Rows by outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Counts {
    pub new: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub refused: i64,
}

impl Counts {
    /// Counts one more row.
    pub fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::New => self.new += 1,
            Outcome::Changed => self.changed += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Refused => self.refused += 1,
        }
    }
}

/// What becomes of the new rows of a file where places are few, in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportOutlook)]
pub struct Outlook {
    /// How many get a place.
    #[schema(minimum = 0, example = 12)]
    pub enrolled: i64,
    /// How many wait for one.
    #[schema(minimum = 0, example = 3)]
    pub waiting: i64,
    /// At which rank the first of them waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 1)]
    pub first_rank: Option<i64>,
}

/// A file that is being imported.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Import {
    pub id: Id,
    pub status: ImportStatus,
    pub counts: Counts,
    #[schema(example = "学生名单.xlsx")]
    pub file_name: String,
    /// Where the rows go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub institution_id: Option<Id>,
    /// What else they belong to, such as an exam date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_id: Option<Id>,
    /// Titles in the file that mean no column: these columns are not read.
    pub ignored_columns: Vec<String>,
    /// Why the file as a whole cannot be taken: code and sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub problem: Option<serde_json::Value>,
    /// What the commit would come to as things stand now, where the outcome of the rows does not say it all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlook: Option<Outlook>,
    /// The job at work, or the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_id: Option<Id>,
    pub owner_id: Id,
    pub created_at: Ts,
    /// When it was committed or discarded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled_at: Option<Ts>,
    pub version: i64,
}

impl From<ImportRecord> for Import {
    fn from(r: ImportRecord) -> Self {
        Import {
            id: r.id,
            status: r.status,
            counts: Counts {
                new: r.rows_new,
                changed: r.rows_changed,
                unchanged: r.rows_unchanged,
                refused: r.rows_refused,
            },
            file_name: r.file_name,
            institution_id: r.institution_id,
            subject_id: r.subject_id,
            ignored_columns: r.ignored.read().unwrap_or_default(),
            problem: r.problem.map(|p| p.value()),
            outlook: None,
            job_id: r.job_id,
            owner_id: r.owner_id,
            created_at: r.created_at,
            settled_at: r.settled_at,
            version: r.version,
        }
    }
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RowProblem {
    /// The field to blame.
    #[schema(example = "id_number")]
    pub column: String,
    /// What kind of fault it is, for translation.
    #[schema(example = "id_checksum")]
    pub code: String,
    /// An English sentence that says what to mend.
    pub message: String,
    /// The row of the file that says the same already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1)]
    pub other_row: Option<i32>,
}

/// A field that the commit would change, with what stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub field: String,
    pub before: Option<String>,
}

impl Change {
    /// A change of a field, if what stands and what comes differ.
    pub fn between(field: &str, before: Option<&str>, after: Option<&str>) -> Option<Self> {
        (before != after)
            .then(|| Change { field: field.into(), before: before.map(str::to_string) })
    }
}

/// A row of an import.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ImportedRow {
    /// Number of the row in the file, from 1, as the spreadsheet program shows it.
    #[schema(minimum = 1)]
    pub row_no: i32,
    pub outcome: Outcome,
    /// Fields as they stand in the file; personal numbers are masked.
    #[schema(value_type = Object, example = json!({"student_no": "2019010101", "name": "王小明"}))]
    pub values: BTreeMap<String, String>,
    pub problems: Vec<RowProblem>,
    /// Fields that the commit would change, each with what stands now.
    #[schema(value_type = Object)]
    pub changes: BTreeMap<String, Option<String>>,
}

impl From<StagedRow> for ImportedRow {
    fn from(r: StagedRow) -> Self {
        let changes: Vec<Change> = r.changes.read().unwrap_or_default();
        ImportedRow {
            row_no: r.row_no,
            outcome: r.outcome,
            values: r.fields.read().unwrap_or_default(),
            problems: r.problems.read().unwrap_or_default(),
            changes: changes.into_iter().map(|c| (c.field, c.before)).collect(),
        }
    }
}

/// An import and the job that works on it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ImportStarted {
    pub import: Import,
    pub job: Job,
}

/// The job that was started.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct JobStarted {
    pub job: Job,
}

/// Which rows of an import.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RowFilter {
    pub outcome: Option<Outcome>,
}

/// What a job of an import is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JobInput {
    /// The role its owner acted in.
    pub role: Role,
    /// Why what stands is changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What a commit is told.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CommitOrder {
    /// Why what stands is changed: kept with each change. Results ask for it when rows change any.
    #[validate(length(min = 2, max = 500))]
    #[schema(min_length = 2, max_length = 500, example = "复核：第三题漏判")]
    pub reason: Option<String>,
}
