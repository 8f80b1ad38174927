//! The documents of the first page.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::platform::auth::Role;
use crate::platform::cards::Card;
use crate::platform::db::Id;

/// What needs the reader today, in the role they act in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Home {
    pub role: Role,
    /// What waits; what has no rows is left out.
    pub cards: Vec<Card>,
    /// The nearest dates of the edition's calendar that concern the role.
    pub next: Vec<HomeNext>,
}

/// A date to come.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HomeNext {
    /// `exam`, `window_opens` or `window_closes`.
    #[schema(example = "exam")]
    pub code: String,
    /// In the programme's zone.
    #[schema(value_type = String, format = Date, example = "2020-04-18")]
    pub date: time::Date,
    /// `period`, and for a window its `kind`; for an exam whether it is `tentative`.
    #[schema(value_type = Object)]
    pub params: serde_json::Value,
}

/// Which edition to count.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OverviewQuery {
    /// Cohorts and certificates of this edition; the open one unless told.
    pub edition_id: Option<Id>,
}

/// A region in numbers.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct RegionOverview {
    #[schema(example = "32")]
    pub region_code: String,
    #[schema(minimum = 0)]
    pub institutions: i64,
    /// Those who study there now.
    #[schema(minimum = 0)]
    pub students: i64,
    #[schema(minimum = 0)]
    pub teachers: i64,
    /// Of the edition, without those that were dissolved.
    #[schema(minimum = 0)]
    pub cohorts: i64,
    /// Of the edition, those that are valid.
    #[schema(minimum = 0)]
    pub certificates: i64,
}
