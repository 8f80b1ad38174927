//! Attendance files of meeting programs, row by row, and whom their names mean.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::db::{Id, Json, Ts};
use crate::schema::{attendance_files, attendance_rows};
use crate::text_enum;

text_enum! {
    /// Which program a file seems to come from.
    pub enum Program {
        TencentMeeting => "tencent_meeting",
        Dingtalk => "dingtalk",
        Other => "other",
    }
}

impl From<onex_attendance::Program> for Program {
    fn from(program: onex_attendance::Program) -> Self {
        match program {
            onex_attendance::Program::TencentMeeting => Program::TencentMeeting,
            onex_attendance::Program::DingTalk => Program::Dingtalk,
            onex_attendance::Program::Other => Program::Other,
        }
    }
}

text_enum! {
    /// Where a file stands.
    pub enum FileStatus {
        /// To be looked through.
        Parsed => "parsed",
        /// Its rows count.
        Applied => "applied",
        Discarded => "discarded",
    }
}

text_enum! {
    /// What a row is taken for.
    pub enum Outcome {
        Matched => "matched",
        /// It may mean several of the class.
        Ambiguous => "ambiguous",
        Unmatched => "unmatched",
        /// Somebody said that it means nobody of the class.
        Ignored => "ignored",
    }
}

text_enum! {
    /// By what a row was matched.
    pub enum MatchedBy {
        Name => "name",
        Number => "number",
        /// The name stands somewhere in the text.
        Within => "within",
        /// Somebody chose.
        Chosen => "chosen",
    }
}

impl From<onex_attendance::By> for MatchedBy {
    fn from(by: onex_attendance::By) -> Self {
        match by {
            onex_attendance::By::Name => MatchedBy::Name,
            onex_attendance::By::Number => MatchedBy::Number,
            onex_attendance::By::Within => MatchedBy::Within,
        }
    }
}

/// A file's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = attendance_files, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct FileRow {
    pub id: Id,
    pub session_id: Id,
    pub file_id: Option<Id>,
    pub file_name: String,
    pub program: Program,
    pub status: FileStatus,
    pub sheet: Option<String>,
    pub rows_read: i32,
    pub ignored: Json,
    pub faults: Json,
    pub uploaded_by: Id,
    pub uploaded_at: Ts,
    pub settled_at: Option<Ts>,
    pub version: i64,
}

/// The row of a row of a file.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = attendance_rows, treat_none_as_default_value = false, primary_key(file_id, row_no))]
#[diesel(treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct FileRowRow {
    pub file_id: Id,
    pub row_no: i32,
    pub shown_name: String,
    pub joined_at: Option<Ts>,
    pub left_at: Option<Ts>,
    pub seconds: Option<i32>,
    pub outcome: Outcome,
    pub matched_by: Option<MatchedBy>,
    pub candidates: Json,
    pub user_id: Option<Id>,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AttendanceFileFault)]
pub struct FileFault {
    #[schema(example = 12)]
    pub row: u32,
    #[schema(example = "王芳")]
    pub shown_name: String,
    #[schema(example = "C12")]
    pub cell: String,
    #[schema(example = "a duration: 'lange'")]
    pub message: String,
}

/// Somebody whom a row may mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AttendancePerson)]
pub struct Person {
    pub user_id: Id,
    #[schema(example = "王芳")]
    pub name: String,
    #[schema(example = "T20190107")]
    pub number: String,
}

/// A row of a file, and whom it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AttendanceFileRow)]
pub struct MatchedRow {
    /// Number of the row in the file, from 1.
    #[schema(minimum = 1, example = 11)]
    pub row_no: i32,
    #[schema(example = "王芳(南京职业技术学院)")]
    pub shown_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joined_at: Option<Ts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_at: Option<Ts>,
    /// How long, where the file says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 5280)]
    pub seconds: Option<i32>,
    #[schema(inline)]
    pub outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub matched_by: Option<MatchedBy>,
    /// Whom it means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<Id>,
    /// Whom it may mean.
    pub candidates: Vec<Person>,
}

/// An attendance file of a session.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AttendanceFile {
    pub id: Id,
    pub session_id: Id,
    #[schema(example = "腾讯会议_成员参会明细.xlsx")]
    pub file_name: String,
    #[schema(inline)]
    pub program: Program,
    #[schema(inline)]
    pub status: FileStatus,
    /// The sheet that was read, of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Titles of columns that were not read.
    pub ignored: Vec<String>,
    /// Rows that could not be read.
    pub faults: Vec<FileFault>,
    /// Rows with somebody in them.
    #[schema(minimum = 0)]
    pub rows_read: i32,
    /// Rows that somebody has to decide on before it counts.
    #[schema(minimum = 0)]
    pub open_rows: i64,
    /// The rows in their order; only of one file.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub rows: Vec<MatchedRow>,
    /// Everybody of the class, to choose from; only of one file.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub members: Vec<Person>,
    pub uploaded_at: Ts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled_at: Option<Ts>,
    pub version: i64,
}

/// What became of a file that counts now.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AttendanceFileResult {
    pub file: AttendanceFile,
    /// Records that it made or changed.
    #[schema(minimum = 0, example = 17)]
    pub recorded: i64,
    /// Records that somebody had entered by hand, which stay as they are.
    #[schema(minimum = 0, example = 1)]
    pub kept: i64,
}

/// An attendance file as the meeting program exports it.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it is the form's schema; the form is read part by part")]
pub struct AttendanceFileForm {
    /// XLSX, XLS or CSV.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// What a row is taken for: somebody of the class, or nobody.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = AttendanceRowChoice)]
pub struct RowChoice {
    #[schema(minimum = 1, example = 11)]
    pub row_no: i32,
    /// Whom it means; left out, it is ignored.
    pub user_id: Option<Id>,
}

/// Decisions on rows of a file.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = AttendanceRowChoices)]
pub struct RowChoices {
    #[validate(length(min = 1, max = 500), nested)]
    #[schema(min_items = 1, max_items = 500)]
    pub rows: Vec<RowChoice>,
}
