//! The enrolment itself.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::status::EnrolmentStatus;
use crate::domains::institutions::InstitutionLevel;
use crate::domains::training_batches::BatchStatus;
use crate::platform::db::{Id, Ts};
use crate::platform::http::one_line;
use crate::schema::training_enrolments;
use crate::text_enum;

/// An enrolment's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = training_enrolments, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct EnrolmentRow {
    pub id: Id,
    pub batch_id: Id,
    pub edition_id: Id,
    pub period: i32,
    pub teacher_id: Id,
    pub person_id: Id,
    pub user_id: Id,
    pub institution_id: Id,
    pub region_code: String,
    pub level: InstitutionLevel,
    pub seq: i64,
    pub status: EnrolmentStatus,
    pub live: bool,
    pub blind_code: String,
    pub enrolled_by: Id,
    pub enrolled_at: Ts,
    pub promoted_at: Option<Ts>,
    pub ended_at: Option<Ts>,
    pub reason: Option<String>,
    pub updated_at: Ts,
    pub version: i64,
    /// From being placed to the end.
    pub class_id: Option<Id>,
}

/// The batch of an enrolment.
#[derive(Debug, Clone, Queryable, Serialize, Deserialize, ToSchema)]
pub struct BatchOfEnrolment {
    pub id: Id,
    #[schema(example = "2020 年第三期江苏在线师资研修")]
    pub title: String,
    /// Teacher-training period of the edition (四.2).
    #[schema(minimum = 1, maximum = 9)]
    pub period: i32,
    pub status: BatchStatus,
    #[schema(example = "2020-03-04")]
    pub starts_on: Date,
    #[schema(example = "2020-03-11")]
    pub ends_on: Date,
}

/// The teacher of an enrolment.
#[derive(Debug, Clone, Queryable, Serialize, Deserialize, ToSchema)]
pub struct TeacherOfEnrolment {
    pub id: Id,
    #[schema(example = "T0012")]
    pub staff_no: String,
    #[schema(example = "单雄信")]
    pub name: String,
}

/// The class of an enrolment.
#[derive(Debug, Clone, Queryable, Serialize, Deserialize, ToSchema)]
pub struct ClassOfEnrolment {
    pub id: Id,
    #[schema(example = "江苏 1 班")]
    pub title: String,
    /// Of the class: `formed`, `running` or `finished`.
    #[schema(example = "running")]
    pub status: String,
}

/// The institution of an enrolment.
#[derive(Debug, Clone, Queryable, Serialize, Deserialize, ToSchema)]
pub struct InstitutionOfEnrolment {
    pub id: Id,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "4132010284")]
    pub code: Option<String>,
    #[schema(example = "南京财经职业学院")]
    pub name: String,
}

/// A teacher's enrolment in a training batch.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingEnrolment)]
pub struct Enrolment {
    pub id: Id,
    pub edition_id: Id,
    pub batch: BatchOfEnrolment,
    pub teacher: TeacherOfEnrolment,
    pub institution: InstitutionOfEnrolment,
    /// GB/T 2260 two-digit code.
    #[schema(example = "32")]
    pub region_code: String,
    pub level: InstitutionLevel,
    pub status: EnrolmentStatus,
    /// Number in the order of enrolment of the batch.
    #[schema(minimum = 1, example = 17)]
    pub seq: i64,
    /// Rank on the waiting list: regions with priority first, then the order of enrolment.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 3)]
    pub rank: Option<i64>,
    pub enrolled_at: Ts,
    /// From being placed to the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<ClassOfEnrolment>,
    /// When it moved up from the waiting list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promoted_at: Option<Ts>,
    /// When it was over, one way or the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Ts>,
    /// Why it was withdrawn, moved or dropped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub updated_at: Ts,
    pub version: i64,
}

/// Teachers to be enrolled, in this order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTrainingEnrolments)]
pub struct NewEnrolments {
    pub batch_id: Id,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_items = 1, max_items = 200)]
    pub teacher_ids: Vec<Id>,
}

text_enum! {
    /// What became of a teacher of a request.
    pub enum RowOutcome {
        Enrolled => "enrolled",
        Waiting => "waiting",
        Refused => "refused",
    }
}

/// What became of one teacher.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingEnrolmentResult)]
pub struct EnrolmentResult {
    pub teacher_id: Id,
    #[schema(inline)]
    pub outcome: RowOutcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enrolment_id: Option<Id>,
    /// Number in the order of enrolment of the batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1)]
    pub seq: Option<i64>,
    /// Rank on the waiting list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1)]
    pub rank: Option<i64>,
    /// Why it was refused, for translation.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "already_enrolled")]
    pub code: Option<String>,
    /// The same as an English sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// What became of each teacher, in the order of the request. Those who fit are enrolled, whatever becomes of others.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingEnrolmentResults)]
pub struct EnrolmentResults {
    pub items: Vec<EnrolmentResult>,
}

/// Why an enrolment is taken back.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TrainingEnrolmentWithdrawal)]
pub struct WithdrawInput {
    #[validate(length(min = 1, max = 500), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 500, example = "本人时间冲突")]
    pub reason: String,
}

/// Why somebody leaves a class that runs.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TrainingEnrolmentDrop)]
pub struct DropInput {
    #[validate(length(min = 1, max = 500), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 500, example = "因病退出研修")]
    pub reason: String,
}

/// Where an enrolment goes, and why.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TrainingEnrolmentMove)]
pub struct MoveInput {
    /// Another batch of the same edition that enrols.
    pub batch_id: Id,
    #[validate(length(min = 1, max = 500), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 500, example = "本期名额已满，调至下一期")]
    pub reason: String,
}

/// Which enrolments to list. Of one batch's waiting list the order is that of its ranks; otherwise the newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EnrolmentFilter {
    /// Start of the teacher's name, of its pinyin initials or of the staff number.
    #[param(max_length = 50, example = "单")]
    pub q: Option<String>,
    pub edition_id: Option<Id>,
    pub batch_id: Option<Id>,
    pub period: Option<i32>,
    pub institution_id: Option<Id>,
    pub teacher_id: Option<Id>,
    pub class_id: Option<Id>,
    /// GB/T 2260 two-digit code.
    #[param(pattern = "^[0-9]{2}$", example = "32")]
    pub region_code: Option<String>,
    #[param(inline)]
    pub status: Option<EnrolmentStatus>,
    /// Only those who take or took one of the places of their batch; or only the others: who waits, withdrew, moved or
    /// was never placed.
    pub takes_place: Option<bool>,
}

impl EnrolmentFilter {
    /// The batch whose waiting list is asked for, in the order of its ranks.
    pub fn waiting_list(&self) -> Option<Id> {
        self.batch_id.filter(|_| self.status == Some(EnrolmentStatus::Waiting))
    }
}

/// A file of teachers to be enrolled in a batch.
#[derive(ToSchema)]
#[schema(as = TrainingEnrolmentImportForm)]
#[allow(dead_code, reason = "it is the form's schema; the form is read part by part")]
pub struct EnrolmentImportForm {
    /// The spreadsheet: .xlsx, .xls or .csv.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// The batch that enrols.
    batch_id: Id,
}
