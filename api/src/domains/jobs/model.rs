//! Which jobs to list.

use serde::Deserialize;
use utoipa::IntoParams;

use crate::platform::jobs::JobStatus;

/// Which jobs to list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Only the caller's own; HQ sees everybody's without it, everyone else sees only their own anyway.
    pub mine: Option<bool>,
    pub status: Option<JobStatus>,
    /// Only jobs of this kind, such as `student_import.parse`.
    #[param(max_length = 100)]
    pub kind: Option<String>,
}
