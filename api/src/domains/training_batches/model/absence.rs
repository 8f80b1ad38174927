//! When a trainer is not there.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::db::{Id, Ts};
use crate::platform::http::one_line;
use crate::schema::trainer_absences;

/// An absence's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = trainer_absences)]
pub struct AbsenceRow {
    pub id: Id,
    pub user_id: Id,
    pub starts_at: Ts,
    pub ends_at: Ts,
    pub reason: String,
    pub created_by: Id,
    pub created_at: Ts,
}

/// A time for which a trainer cannot be booked.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainerAbsence)]
pub struct Absence {
    pub id: Id,
    pub user_id: Id,
    #[schema(example = "培训师甲")]
    pub name: String,
    pub starts_at: Ts,
    /// The first instant at which the trainer is there again.
    pub ends_at: Ts,
    #[schema(example = "出差")]
    pub reason: String,
    pub created_at: Ts,
}

/// An absence to be noted.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTrainerAbsence)]
pub struct NewAbsence {
    /// The trainer; oneself unless told.
    pub user_id: Option<Id>,
    pub starts_at: Ts,
    pub ends_at: Ts,
    #[validate(length(min = 1, max = 200), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 200, example = "出差")]
    pub reason: String,
}

/// Which absences to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AbsenceFilter {
    pub user_id: Option<Id>,
    /// Those that last beyond this instant.
    pub from: Option<Ts>,
    /// Those that begin before this instant.
    pub until: Option<Ts>,
}
