//! The hours for the national plan (国培计划).

use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::EnrolmentStatus;
use crate::platform::db::Id;

/// A participant of a batch of the national plan.
#[derive(Debug, Clone)]
pub struct PlanRow {
    pub region_code: String,
    pub institution_code: Option<String>,
    pub institution: String,
    pub name: String,
    pub staff_no: String,
    /// The document's number with its middle hidden.
    pub masked_id: String,
    pub period: i32,
    pub class: String,
    pub planned_hours: i64,
    pub attended_hours: i64,
    pub status: EnrolmentStatus,
    /// As the row of the class has it.
    pub class_status: String,
    pub certificate: Option<String>,
}

/// Of which edition and period.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlanFilter {
    /// The current one unless told.
    pub edition_id: Option<Id>,
    /// All periods unless told.
    pub period: Option<i32>,
}
