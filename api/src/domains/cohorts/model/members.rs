//! Students and teachers of a cohort.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::cohort::Cohort;
use crate::domains::editions::OverrideInput;
use crate::platform::db::{Id, Ts};
use crate::schema::students;

/// What is known of a student who is to join a class.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = students)]
pub struct Candidate {
    pub id: Id,
    pub institution_id: Id,
    pub student_no: String,
    pub name: String,
    pub major: Option<String>,
    pub grade: Option<String>,
    pub admin_class: Option<String>,
    pub status: String,
}

impl Candidate {
    /// As the grouping engine has it; what the school left empty is one class, grade or major of its own.
    pub fn to_place(&self) -> onex_grouping::cohort::Student<Id> {
        onex_grouping::cohort::Student {
            id: self.id,
            major: self.major.clone().unwrap_or_default(),
            grade: self.grade.clone().unwrap_or_default(),
            admin_class: self.admin_class.clone().unwrap_or_default(),
        }
    }
}

/// A student of a cohort.
#[derive(Debug, Clone, Queryable, Serialize, Deserialize, ToSchema)]
pub struct CohortStudent {
    pub student_id: Id,
    #[schema(example = "2019010101")]
    pub student_no: String,
    #[schema(example = "王小明")]
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub major: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admin_class: Option<String>,
    /// Where the student stands at the school.
    #[schema(example = "active")]
    pub status: String,
    pub joined_at: Ts,
}

/// The whole list of students of a cohort.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = CohortStudents)]
pub struct StudentsInput {
    #[validate(length(max = 500))]
    #[schema(max_items = 500)]
    pub student_ids: Vec<Id>,
    /// Reasons to deviate from `should` rules.
    #[serde(default)]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub overrides: Vec<OverrideInput>,
}

/// Students who join and leave a cohort; the others stay.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = CohortStudentsChange)]
pub struct StudentsChange {
    #[serde(default)]
    #[validate(length(max = 500))]
    #[schema(max_items = 500)]
    pub add: Vec<Id>,
    #[serde(default)]
    #[validate(length(max = 500))]
    #[schema(max_items = 500)]
    pub remove: Vec<Id>,
    /// Reasons to deviate from `should` rules.
    #[serde(default)]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub overrides: Vec<OverrideInput>,
}

/// The whole list of teachers of a cohort.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = CohortTeachers)]
pub struct TeachersInput {
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub teacher_ids: Vec<Id>,
    /// Reasons to deviate from `should` rules.
    #[serde(default)]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub overrides: Vec<OverrideInput>,
}

/// Students who change classes: all of them or none.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = CohortMove)]
pub struct MoveInput {
    #[validate(length(min = 1, max = 500))]
    #[schema(min_items = 1, max_items = 500)]
    pub student_ids: Vec<Id>,
    /// The cohort they are in.
    pub from: Id,
    /// The cohort they join: of the same school and edition.
    pub to: Id,
    /// Reasons to deviate from `should` rules.
    #[serde(default)]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub overrides: Vec<OverrideInput>,
}

/// Both cohorts after a move.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = CohortMoveResult)]
pub struct MoveResult {
    pub from: Cohort,
    pub to: Cohort,
}
