//! The cohort itself.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::one_line;
use super::status::CohortStatus;
use crate::domains::editions::{Deviation, OverrideInput};
use crate::platform::db::{Id, Json, Ts};
use crate::schema::cohorts;
use crate::text_enum;

text_enum! {
    /// How a class is timetabled (二.2.(4)).
    pub enum CohortKind {
        Regular => "regular",
        /// 集中授课: fewer class hours, at least those of the rule.
        Intensive => "intensive",
    }
}

/// A cohort's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = cohorts, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct CohortRow {
    pub id: Id,
    pub edition_id: Id,
    pub institution_id: Id,
    pub region_code: String,
    pub title: String,
    pub title_pinyin: String,
    pub major: String,
    pub kind: CohortKind,
    pub periods: Json,
    pub status: CohortStatus,
    pub deviations: Json,
    pub submitted_by: Option<Id>,
    pub submitted_at: Option<Ts>,
    pub decided_by: Option<Id>,
    pub decided_at: Option<Ts>,
    pub remarks: Option<String>,
    pub created_at: Ts,
    pub updated_at: Ts,
    pub version: i64,
}

/// What other slices show of a cohort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CohortBrief)]
pub struct Brief {
    pub id: Id,
    pub title: String,
    pub edition_id: Id,
    pub institution_id: Id,
    pub region_code: String,
    pub kind: CohortKind,
    pub status: CohortStatus,
    pub periods: Vec<u8>,
}

/// The school of a cohort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InstitutionOfCohort {
    pub id: Id,
    /// National institution code, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "4132010284")]
    pub code: Option<String>,
    #[schema(example = "南京财经职业学院")]
    pub name: String,
}

/// A teacher of a cohort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TeacherOfCohort {
    pub id: Id,
    #[schema(example = "T0012")]
    pub staff_no: String,
    #[schema(example = "单雄信")]
    pub name: String,
}

/// Something to know that keeps nobody from going on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CohortWarning {
    #[schema(example = "outside_periods")]
    pub code: String,
    /// An English sentence.
    pub message: String,
}

/// A student class.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Cohort {
    pub id: Id,
    pub edition_id: Id,
    pub institution: InstitutionOfCohort,
    /// GB/T 2260 two-digit code of the region.
    #[schema(example = "32")]
    pub region_code: String,
    #[schema(example = "会计 2019-1 班")]
    pub title: String,
    #[schema(example = "会计信息管理")]
    pub major: String,
    pub kind: CohortKind,
    /// Student-training periods of the edition (四.3), ascending; a class may span several.
    #[schema(example = json!([1, 2]))]
    pub periods: Vec<u8>,
    pub status: CohortStatus,
    /// Students in the class who have not left the school.
    #[schema(minimum = 0, example = 18)]
    pub student_count: i64,
    pub teachers: Vec<TeacherOfCohort>,
    /// Where it deviates from rules, and why.
    pub deviations: Vec<Deviation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submitted_at: Option<Ts>,
    /// When the branch decided last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Ts>,
    /// What was said with the newest step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    pub created_at: Ts,
    pub updated_at: Ts,
    /// In the answer to a step: what to know about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<CohortWarning>,
    pub version: i64,
}

/// A class to be formed. It starts as a draft, which may still lack students and teachers.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewCohort {
    pub edition_id: Id,
    /// One's own institution; may be left out.
    pub institution_id: Option<Id>,
    #[validate(length(min = 1, max = 50), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 50, example = "会计 2019-1 班")]
    pub title: String,
    /// The major of most of its students unless told.
    #[validate(length(min = 1, max = 50), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 50, example = "会计信息管理")]
    pub major: Option<String>,
    #[serde(default = "regular")]
    pub kind: CohortKind,
    /// Student-training periods of the edition.
    #[validate(length(min = 1, max = 10))]
    #[schema(min_items = 1, max_items = 10, example = json!([1]))]
    pub periods: Vec<u8>,
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub teacher_ids: Vec<Id>,
    #[serde(default)]
    #[validate(length(max = 500))]
    #[schema(max_items = 500)]
    pub student_ids: Vec<Id>,
    /// Reasons to deviate from `should` rules.
    #[serde(default)]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub overrides: Vec<OverrideInput>,
}

pub(super) fn regular() -> CohortKind {
    CohortKind::Regular
}

/// What may be changed of a draft; a field that is left out stays as it is.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CohortUpdate {
    #[validate(length(min = 1, max = 50), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 50)]
    pub title: Option<String>,
    #[validate(length(min = 1, max = 50), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 50)]
    pub major: Option<String>,
    pub kind: Option<CohortKind>,
    #[validate(length(min = 1, max = 10))]
    #[schema(min_items = 1, max_items = 10, example = json!([1, 2]))]
    pub periods: Option<Vec<u8>>,
}

/// What is said with a step.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = CohortStep)]
pub struct StepInput {
    /// Required when a cohort is returned or dissolved.
    #[validate(length(max = 500))]
    #[schema(max_length = 500, example = "请补充第二位教师")]
    pub remarks: Option<String>,
    /// Reasons to deviate from `should` rules.
    #[serde(default)]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub overrides: Vec<OverrideInput>,
}

/// Which cohorts to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CohortFilter {
    /// Start of the title, or of its pinyin initials.
    #[param(max_length = 50, example = "会计")]
    pub q: Option<String>,
    pub edition_id: Option<Id>,
    pub institution_id: Option<Id>,
    /// GB/T 2260 two-digit code.
    #[param(pattern = "^[0-9]{2}$", example = "32")]
    pub region_code: Option<String>,
    pub status: Option<CohortStatus>,
    pub kind: Option<CohortKind>,
    /// Those that this teacher teaches.
    pub teacher_id: Option<Id>,
    /// Those that this student is or was in.
    pub student_id: Option<Id>,
}
