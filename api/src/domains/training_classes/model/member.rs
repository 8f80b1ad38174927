//! Who takes part in a class, and changes of that.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::class::TrainingClass;
use crate::domains::editions::OverrideInput;
use crate::domains::institutions::InstitutionLevel;
use crate::domains::training_enrolments::{
    EnrolmentStatus, InstitutionOfEnrolment, TeacherOfEnrolment,
};
use crate::platform::db::Id;

/// A participant of a class.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingClassMember)]
pub struct Member {
    pub enrolment_id: Id,
    pub user_id: Id,
    pub teacher: TeacherOfEnrolment,
    pub institution: InstitutionOfEnrolment,
    /// GB/T 2260 two-digit code.
    #[schema(example = "32")]
    pub region_code: String,
    pub level: InstitutionLevel,
    /// `placed`, or how it ended.
    pub status: EnrolmentStatus,
    /// Number in the order of enrolment of the batch.
    #[schema(minimum = 1, example = 17)]
    pub seq: i64,
}

/// Participants who change classes within their batch.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TrainingClassMoves)]
pub struct MovesInput {
    pub batch_id: Id,
    /// Whoever has a place in the batch: in a class that has not begun, or in none.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_items = 1, max_items = 500)]
    pub enrolment_ids: Vec<Id>,
    /// A class of the batch that has not begun; left out: no class.
    pub to: Option<Id>,
    /// Reasons to deviate from `should` rules; each serves every class.
    #[serde(default)]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub overrides: Vec<OverrideInput>,
}

/// The classes that changed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingClassMovesResult)]
pub struct MovesResult {
    pub classes: Vec<TrainingClass>,
}

/// All trainers of a class, the first of them first.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TrainingClassTrainers)]
pub struct TrainersOfClassInput {
    /// Accounts in the pool of the batch.
    #[validate(length(max = 10))]
    #[schema(max_items = 10)]
    pub trainer_ids: Vec<Id>,
    /// Reasons to deviate from `should` rules.
    #[serde(default)]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub overrides: Vec<OverrideInput>,
}
