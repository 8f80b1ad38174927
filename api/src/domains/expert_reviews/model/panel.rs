//! The expert group of a batch.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::db::{Id, Ts};
use crate::schema::{panel_experts, panels};

/// The row that is taken before anybody of the group is given something.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = panels)]
pub struct PanelRow {
    pub batch_id: Id,
    pub updated_at: Ts,
    pub version: i64,
}

/// An expert's place in the group of a batch.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = panel_experts, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Seat {
    pub batch_id: Id,
    pub user_id: Id,
    pub lead: bool,
    pub max_reviews: Option<i32>,
    pub added_by: Id,
    pub added_at: Ts,
    pub removed_at: Option<Ts>,
}

/// An expert of the group.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PanelExpert {
    pub user_id: Id,
    #[schema(example = "秦琼")]
    pub name: String,
    /// Confirms what the group comes to.
    pub lead: bool,
    /// Reviews of the batch that the expert takes in all; none: any number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 10000)]
    pub max_reviews: Option<i32>,
    /// Reviews that were given to the expert and not given back.
    #[schema(minimum = 0)]
    pub reviews: i64,
    /// Of which so many are done.
    #[schema(minimum = 0)]
    pub submitted: i64,
    /// Of which so many are late.
    #[schema(minimum = 0)]
    pub late: i64,
}

/// How far the reviews of a batch are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PanelProgress {
    /// Participants who are under way or have a result.
    #[schema(minimum = 0)]
    pub participants: i64,
    /// Of whom so many have handed in a teaching design.
    #[schema(minimum = 0)]
    pub designs: i64,
    /// Reviews to be given to somebody still.
    #[schema(minimum = 0)]
    pub unassigned: i64,
    #[schema(minimum = 0)]
    pub assigned: i64,
    #[schema(minimum = 0)]
    pub submitted: i64,
    /// Designs of which two experts thought so differently that a third was asked.
    #[schema(minimum = 0)]
    pub third: i64,
}

/// The expert group of a training batch.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = ExpertPanel)]
pub struct Panel {
    pub batch_id: Id,
    /// By name.
    pub experts: Vec<PanelExpert>,
    pub progress: PanelProgress,
    /// 0 before there is a group.
    pub version: i64,
}

/// An expert who is to be in the group.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = ExpertPanelSeat)]
pub struct SeatInput {
    /// Somebody with an expert's grant for the country or a region of the batch.
    pub user_id: Id,
    #[serde(default)]
    pub lead: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 1, max = 10000))]
    #[schema(minimum = 1, maximum = 10000)]
    pub max_reviews: Option<i32>,
}

/// Everybody who is to be in the group.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = ExpertPanelInput)]
pub struct PanelInput {
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub experts: Vec<SeatInput>,
}
