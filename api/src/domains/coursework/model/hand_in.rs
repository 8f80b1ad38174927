//! What a participant handed in.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::domains::training_enrolments::InClass;
use crate::platform::db::{Id, Ts};
use crate::schema::task_hand_ins;

/// The row of what was handed in last.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = task_hand_ins, primary_key(task_id, enrolment_id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct HandInRow {
    pub task_id: Id,
    pub enrolment_id: Id,
    pub body: Option<String>,
    pub file_id: Option<Id>,
    pub handed_in_at: Ts,
    pub late: bool,
    pub read_by: Option<Id>,
    pub read_at: Option<Ts>,
    pub remarks: Option<String>,
    pub version: i64,
}

/// A file that was handed in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FileOfHandIn {
    #[schema(example = "业务分析.docx")]
    pub name: String,
    /// Bytes.
    #[schema(minimum = 0)]
    pub size: i64,
}

/// What a participant handed in last.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TaskHandIn)]
pub struct HandIn {
    pub task_id: Id,
    pub enrolment_id: Id,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<FileOfHandIn>,
    pub handed_in_at: Ts,
    /// After it was due: it is kept and does not count.
    pub late: bool,
    /// When a trainer read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_at: Option<Ts>,
    /// What the trainer says to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    pub version: i64,
}

/// A participant with what they handed in, if anything.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TaskHandInLine)]
pub struct HandInLine {
    pub participant: InClass,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hand_in: Option<HandIn>,
}

/// Work to be handed in: a text, a file, or both. It takes the place of what was handed in before.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TaskHandInInput)]
pub struct HandInInput {
    #[validate(length(max = 20000))]
    #[schema(max_length = 20000, example = "业务流程分为采购、销售与核算三段……")]
    pub body: Option<String>,
    /// A complete upload of one's own with the purpose `task`: PDF, DOCX, PPTX or ZIP.
    pub upload_id: Option<Id>,
}

/// What a trainer says to the work they have read.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TaskHandInRemarks)]
pub struct ReadInput {
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000, example = "分析完整，建议补充税务处理")]
    pub remarks: Option<String>,
}
