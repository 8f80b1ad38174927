//! The class itself.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::status::ClassStatus;
use crate::domains::editions::{Deviation, OverrideInput};
use crate::domains::training_batches::BatchStatus;
use crate::platform::db::{Id, Json, Ts};
use crate::platform::http::one_line;
use crate::schema::training_classes;

/// A class's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = training_classes, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct ClassRow {
    pub id: Id,
    pub batch_id: Id,
    pub edition_id: Id,
    pub period: i32,
    pub title: String,
    pub title_pinyin: String,
    /// That of most participants.
    pub region_code: String,
    pub status: ClassStatus,
    pub starts_on: Date,
    pub ends_on: Date,
    pub deviations: Json,
    pub started_at: Option<Ts>,
    pub started_by: Option<Id>,
    pub finished_at: Option<Ts>,
    pub finished_by: Option<Id>,
    pub remarks: Option<String>,
    pub created_at: Ts,
    pub updated_at: Ts,
    pub version: i64,
}

/// The batch of a class.
#[derive(Debug, Clone, Queryable, Serialize, Deserialize, ToSchema)]
pub struct BatchOfClass {
    pub id: Id,
    #[schema(example = "2020 年第三期江苏在线师资研修")]
    pub title: String,
    pub status: BatchStatus,
}

/// A trainer of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TrainerOfClass {
    pub user_id: Id,
    #[schema(example = "培训师甲")]
    pub name: String,
}

/// The live hours of a class against the rule (二.1.(4)). A class hour is what the edition says in minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClassHours {
    /// Minutes of a class hour.
    #[schema(minimum = 1, example = 45)]
    pub hour_minutes: i64,
    /// Whole class hours that the class must have.
    #[schema(minimum = 0, example = 24)]
    pub least: i64,
    /// The clause of the notice that says so.
    #[schema(example = "二.1.(4)")]
    pub clause: String,
    #[schema(minimum = 0, example = 1080)]
    pub planned_minutes: i64,
    #[schema(minimum = 0, example = 810)]
    pub held_minutes: i64,
    /// Whole class hours.
    #[schema(minimum = 0, example = 24)]
    pub planned: i64,
    /// Whole class hours.
    #[schema(minimum = 0, example = 18)]
    pub held: i64,
}

/// A class of teacher training.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TrainingClass {
    pub id: Id,
    pub edition_id: Id,
    pub batch: BatchOfClass,
    /// Teacher-training period of the edition (四.2).
    #[schema(minimum = 1, maximum = 9, example = 3)]
    pub period: i32,
    #[schema(example = "江苏 1 班")]
    pub title: String,
    /// GB/T 2260 two-digit code of the region that most participants come from; its rules hold.
    #[schema(example = "32")]
    pub region_code: String,
    /// All regions that participants come from, ascending.
    #[schema(example = json!(["32"]))]
    pub region_codes: Vec<String>,
    pub status: ClassStatus,
    #[schema(example = "2020-03-04")]
    pub starts_on: Date,
    /// Last day.
    #[schema(example = "2020-03-11")]
    pub ends_on: Date,
    /// Who takes part, those who dropped out aside.
    #[schema(minimum = 0, example = 18)]
    pub participant_count: i64,
    pub trainers: Vec<TrainerOfClass>,
    pub hours: ClassHours,
    /// Where it deviates from rules, each with the reason that was given.
    pub deviations: Vec<Deviation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Ts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Ts>,
    /// What was said with the newest step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    pub created_at: Ts,
    pub updated_at: Ts,
    pub version: i64,
}

/// What may be changed of a class that has not begun; a field that is left out stays as it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TrainingClassUpdate)]
pub struct ClassUpdate {
    #[validate(length(min = 1, max = 50), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 50)]
    pub title: Option<String>,
    /// Within the dates of the batch.
    pub starts_on: Option<Date>,
    pub ends_on: Option<Date>,
    /// Reasons to deviate from `should` rules.
    #[serde(default)]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub overrides: Vec<OverrideInput>,
}

/// What is said with a step.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TrainingClassStep)]
pub struct ClassStep {
    /// Required when a class is dissolved; whoever is concerned reads it.
    #[validate(length(max = 500))]
    #[schema(max_length = 500, example = "人数不足，并入江苏 2 班")]
    pub remarks: Option<String>,
    /// Reasons to deviate from `should` rules.
    #[serde(default)]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub overrides: Vec<OverrideInput>,
}

/// Which classes to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ClassFilter {
    /// Start of the title, or of its pinyin initials.
    #[param(max_length = 50, example = "江苏")]
    pub q: Option<String>,
    pub edition_id: Option<Id>,
    pub batch_id: Option<Id>,
    pub period: Option<i32>,
    #[param(inline)]
    pub status: Option<ClassStatus>,
    /// GB/T 2260 two-digit code of a region that participants come from.
    #[param(pattern = "^[0-9]{2}$", example = "32")]
    pub region_code: Option<String>,
    /// Those that this account trains.
    pub trainer_id: Option<Id>,
    /// Those with participants of this institution.
    pub institution_id: Option<Id>,
    /// Those that have not ended and have fewer live hours planned than they must (`true`), or only the others.
    pub short_of_hours: Option<bool>,
}
