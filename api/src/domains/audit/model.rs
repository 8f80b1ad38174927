//! An event as its reader sees it, and what to look for.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::platform::db::{Id, Ts};

/// Who did what to which thing, when and in which role.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AuditEvent {
    pub id: Id,
    pub at: Ts,
    /// The person or third-party client; absent when nobody was signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_id: Option<Id>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_name: Option<String>,
    /// The role they acted in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "branch_staff")]
    pub actor_role: Option<String>,
    /// `<noun>.<verb>`.
    #[schema(example = "branch.update")]
    pub action: String,
    #[schema(example = "branch")]
    pub subject_kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_id: Option<Id>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "32")]
    pub region_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub institution_id: Option<Id>,
    /// What there is to say by action; no personal number, no secret.
    #[schema(value_type = Object)]
    pub detail: serde_json::Value,
    pub request_id: String,
}

/// Which events to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Done by this person or client.
    pub actor: Option<Id>,
    /// The beginning of the action: `user.` finds everything done to accounts.
    #[param(max_length = 100, example = "user.")]
    pub action: Option<String>,
    /// Done to this thing.
    pub subject_id: Option<Id>,
    /// The first day, in the programme's zone.
    #[serde(default)]
    #[param(value_type = Option<String>, format = Date, example = "2020-03-01")]
    pub from: Option<time::Date>,
    /// The last day, included.
    #[serde(default)]
    #[param(value_type = Option<String>, format = Date, example = "2020-03-31")]
    pub to: Option<time::Date>,
}
