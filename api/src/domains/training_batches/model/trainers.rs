//! The pool of trainers of a batch.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::db::{Id, Ts};
use crate::schema::training_batch_trainers;

/// A trainer's row in a pool.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = training_batch_trainers, treat_none_as_default_value = false)]
pub struct PoolRow {
    pub batch_id: Id,
    pub user_id: Id,
    pub region_code: Option<String>,
    pub from_date: Option<Date>,
    pub until_date: Option<Date>,
}

/// A trainer of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingBatchTrainer)]
pub struct BatchTrainer {
    pub user_id: Id,
    #[schema(example = "培训师甲")]
    pub name: String,
    /// For classes of this region; absent: of any region of the batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "32")]
    pub region_code: Option<String>,
    /// Available from this day on; absent: from the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_date: Option<Date>,
    /// Last day of being available; absent: to the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until_date: Option<Date>,
    /// When the trainer is away while the batch lasts, by the beginning; absent for whoever may not see that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absences: Option<Vec<Away>>,
}

/// A stretch of time in which a trainer is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingBatchTrainerAway)]
pub struct Away {
    pub starts_at: Ts,
    /// The first instant of being there again.
    pub ends_at: Ts,
    #[schema(example = "出差")]
    pub reason: String,
}

/// A trainer who is to be in a pool.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TrainingBatchTrainerInput)]
pub struct TrainerInput {
    /// An account with a trainer's grant there.
    pub user_id: Id,
    /// Left out: for any region of the batch.
    #[schema(example = "32")]
    pub region_code: Option<String>,
    pub from_date: Option<Date>,
    pub until_date: Option<Date>,
}

/// The whole pool of a batch.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TrainingBatchTrainers)]
pub struct TrainersInput {
    #[validate(length(max = 500), nested)]
    #[schema(max_items = 500)]
    pub trainers: Vec<TrainerInput>,
}
