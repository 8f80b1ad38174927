//! The task itself.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::hand_in::HandIn;
use crate::domains::training_enrolments::ClassOfParticipant;
use crate::platform::db::{Id, Ts};
use crate::platform::http::one_line;
use crate::schema::class_tasks;

/// A task's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = class_tasks, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct TaskRow {
    pub id: Id,
    pub class_id: Id,
    pub title: String,
    pub description: String,
    pub due_at: Ts,
    pub created_by: Id,
    pub created_at: Ts,
    pub updated_at: Ts,
    pub withdrawn_at: Option<Ts>,
    pub version: i64,
}

/// Who set a task.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TaskSetter)]
pub struct Setter {
    pub id: Id,
    #[schema(example = "窦线娘")]
    pub name: String,
}

/// How a class does, as far as the reader has to do with it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TaskCounts)]
pub struct Counts {
    /// Participants, those aside who have left.
    #[schema(minimum = 0)]
    pub participants: i64,
    /// Who has handed in.
    #[schema(minimum = 0)]
    pub handed_in: i64,
    /// Of them those who did so after it was due.
    #[schema(minimum = 0)]
    pub late: i64,
    /// Of them those whose work no trainer has read.
    #[schema(minimum = 0)]
    pub unread: i64,
}

/// Work that a class is set.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ClassTask {
    pub id: Id,
    pub class: ClassOfParticipant,
    #[schema(example = "第一次作业：业务分析")]
    pub title: String,
    pub description: String,
    pub due_at: Ts,
    /// It is past due.
    pub overdue: bool,
    pub set_by: Setter,
    pub created_at: Ts,
    pub updated_at: Ts,
    /// When it was taken back: nobody owes it any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<Ts>,
    pub counts: Counts,
    /// What the reader has handed in as a participant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own: Option<HandIn>,
    pub version: i64,
}

/// A task to be set.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewClassTask)]
pub struct NewTask {
    /// A class that one trains.
    pub class_id: Id,
    #[validate(length(min = 1, max = 100), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 100, example = "第一次作业：业务分析")]
    pub title: String,
    #[validate(length(max = 5000))]
    #[serde(default)]
    #[schema(max_length = 5000)]
    pub description: String,
    /// After now.
    pub due_at: Ts,
}

/// What of a task changes.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = ClassTaskUpdate)]
pub struct TaskUpdate {
    #[validate(length(min = 1, max = 100), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 100)]
    pub title: Option<String>,
    #[validate(length(max = 5000))]
    #[schema(max_length = 5000)]
    pub description: Option<String>,
    /// After now: what has been handed in so far is then in time.
    pub due_at: Option<Ts>,
}

/// Which tasks to list, the newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TaskFilter {
    pub class_id: Option<Id>,
    /// Only those that were not taken back, or only the others.
    pub withdrawn: Option<bool>,
    /// Only those with work that no trainer has read, or only the others.
    pub unread: Option<bool>,
}
