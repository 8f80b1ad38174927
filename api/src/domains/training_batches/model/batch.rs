//! The batch itself.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::status::BatchStatus;
use super::trainers::BatchTrainer;
use crate::domains::editions::OverrideInput;
use crate::platform::db::{Id, Json, Ts};
use crate::platform::http::one_line;
use crate::platform::patch::clearable;
use crate::schema::training_batches;

/// A batch's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = training_batches, treat_none_as_default_value = false)]
pub struct BatchRow {
    pub id: Id,
    pub edition_id: Id,
    pub period: i32,
    pub title: String,
    pub title_pinyin: String,
    /// The branch that opened it; none for headquarters.
    pub opened_by_region: Option<String>,
    pub enrol_from: Ts,
    pub enrol_until: Ts,
    pub starts_on: Date,
    pub ends_on: Date,
    pub places: i32,
    /// Kept by the triggers on enrolments.
    pub taken: i32,
    pub next_seq: i64,
    pub planned_hours: i32,
    pub national_plan: bool,
    pub syllabus: String,
    pub design_until: Option<Ts>,
    pub status: BatchStatus,
    pub warnings: Json,
    pub remarks: Option<String>,
    pub created_by: Id,
    pub created_at: Ts,
    pub updated_at: Ts,
    pub version: i64,
}

impl BatchRow {
    /// Whether teachers may be enrolled at this instant, as far as its own window goes.
    pub fn window_is_open(&self, now: Ts) -> bool {
        self.enrol_from <= now && now < self.enrol_until
    }
}

/// Something to know that keeps nobody from going on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingBatchWarning)]
pub struct BatchWarning {
    #[schema(example = "outside_window")]
    pub code: String,
    /// An English sentence.
    pub message: String,
    /// Why it is so all the same, where a rule lets it be for a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "另有两学时线下答疑")]
    pub reason: Option<String>,
}

/// A batch of online teacher training.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TrainingBatch {
    pub id: Id,
    pub edition_id: Id,
    /// Teacher-training period of the edition (四.2).
    #[schema(minimum = 1, maximum = 9, example = 3)]
    pub period: i32,
    #[schema(example = "2020 年第三期江苏在线师资研修")]
    pub title: String,
    pub status: BatchStatus,
    /// GB/T 2260 two-digit codes of the regions whose teachers it takes, ascending.
    #[schema(example = json!(["32"]))]
    pub region_codes: Vec<String>,
    /// The region whose branch opened it; absent where headquarters did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "32")]
    pub opened_by_region: Option<String>,
    /// Teachers are enrolled from here on, until the instant before `enrol_until`.
    pub enrol_from: Ts,
    pub enrol_until: Ts,
    #[schema(example = "2020-03-04")]
    pub starts_on: Date,
    /// Last day.
    #[schema(example = "2020-03-11")]
    pub ends_on: Date,
    #[schema(minimum = 1, example = 40)]
    pub places: i32,
    /// Places that are given.
    #[schema(minimum = 0, example = 12)]
    pub taken: i32,
    /// How many are on the waiting list.
    #[schema(minimum = 0, example = 0)]
    pub waiting: i64,
    /// Contact hours planned for each class, in class hours.
    #[schema(minimum = 1, example = 24)]
    pub planned_hours: i32,
    /// Counts for the national plan (国培计划).
    pub national_plan: bool,
    pub syllabus: String,
    /// Until when teaching designs are handed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub design_until: Option<Ts>,
    /// The pool of trainers, by name.
    pub trainers: Vec<BatchTrainer>,
    /// What stands against its dates and hours.
    pub warnings: Vec<BatchWarning>,
    /// What was said with the newest step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    pub created_at: Ts,
    pub updated_at: Ts,
    pub version: i64,
}

/// A batch to be prepared. It starts as a draft.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTrainingBatch)]
pub struct NewBatch {
    pub edition_id: Id,
    /// Teacher-training period of the edition (四.2).
    #[validate(range(min = 1, max = 9))]
    #[schema(minimum = 1, maximum = 9, example = 3)]
    pub period: u8,
    #[validate(length(min = 1, max = 80), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 80, example = "2020 年第三期江苏在线师资研修")]
    pub title: String,
    /// The regions whose teachers it takes; a branch names its own.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_items = 1, max_items = 40, example = json!(["32"]))]
    pub region_codes: Vec<String>,
    pub enrol_from: Ts,
    pub enrol_until: Ts,
    /// The first day of the period unless told.
    #[schema(example = "2020-03-04")]
    pub starts_on: Option<Date>,
    /// The last day of the period unless told.
    #[schema(example = "2020-03-11")]
    pub ends_on: Option<Date>,
    #[validate(range(min = 1, max = 100_000))]
    #[schema(minimum = 1, maximum = 100_000, example = 40)]
    pub places: i32,
    /// The least that the rules ask of a class unless told.
    #[validate(range(min = 1, max = 1000))]
    #[schema(minimum = 1, maximum = 1000, example = 24)]
    pub planned_hours: Option<i32>,
    /// Training of teachers is part of the national plan (二.1.(2)) unless told otherwise.
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub national_plan: bool,
    #[serde(default)]
    #[validate(length(max = 20_000))]
    #[schema(max_length = 20_000)]
    pub syllabus: String,
    pub design_until: Option<Ts>,
    /// Reasons to deviate from `should` rules.
    #[serde(default)]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub overrides: Vec<OverrideInput>,
}

const fn yes() -> bool {
    true
}

/// What may be changed of a batch; a field that is left out stays as it is. Once classes are formed only more
/// places, the syllabus and the deadline of teaching designs, and until the first class begins the end of enrolment,
/// so that it can be reopened.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TrainingBatchUpdate)]
pub struct BatchUpdate {
    #[validate(length(min = 1, max = 80), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 80)]
    pub title: Option<String>,
    /// A region with live enrolments stays.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_items = 1, max_items = 40, example = json!(["32"]))]
    pub region_codes: Option<Vec<String>>,
    pub enrol_from: Option<Ts>,
    pub enrol_until: Option<Ts>,
    pub starts_on: Option<Date>,
    pub ends_on: Option<Date>,
    /// Not fewer than are taken; the waiting list moves up into new ones at once.
    #[validate(range(min = 1, max = 100_000))]
    #[schema(minimum = 1, maximum = 100_000)]
    pub places: Option<i32>,
    #[validate(range(min = 1, max = 1000))]
    #[schema(minimum = 1, maximum = 1000)]
    pub planned_hours: Option<i32>,
    pub national_plan: Option<bool>,
    #[validate(length(max = 20_000))]
    #[schema(max_length = 20_000)]
    pub syllabus: Option<String>,
    /// `null` clears it.
    #[serde(default, deserialize_with = "clearable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Ts>)]
    pub design_until: Option<Option<Ts>>,
    /// Reasons to deviate from `should` rules.
    #[serde(default)]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub overrides: Vec<OverrideInput>,
}

/// What is said with a step.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TrainingBatchStep)]
pub struct BatchStep {
    /// Required when a batch is reopened or cancelled; whoever is concerned reads it.
    #[validate(length(max = 500))]
    #[schema(max_length = 500, example = "报名人数不足，请改报下一期")]
    pub remarks: Option<String>,
}

/// Which batches to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BatchFilter {
    /// Start of the title, or of its pinyin initials.
    #[param(max_length = 50, example = "2020")]
    pub q: Option<String>,
    pub edition_id: Option<Id>,
    pub period: Option<i32>,
    #[param(inline)]
    pub status: Option<BatchStatus>,
    /// GB/T 2260 two-digit code of a region that it takes teachers of.
    #[param(pattern = "^[0-9]{2}$", example = "32")]
    pub region_code: Option<String>,
    /// Those with this account in the pool of trainers.
    pub trainer_id: Option<Id>,
    /// Only those that can be enrolled for now (`true`) or only the others (`false`).
    pub enrolling: Option<bool>,
}
