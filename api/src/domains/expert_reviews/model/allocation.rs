//! Giving designs to experts.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::db::{Id, Ts};

/// Whether, and until when, designs are to be given out.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = ReviewAllocationInput)]
pub struct AllocationInput {
    /// Only says what would be done.
    #[serde(default)]
    pub preview: bool,
    /// Until when the reviews are to be done; two weeks from now unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Ts>,
}

/// What an expert is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReviewAllocatedExpert)]
pub struct AllocatedExpert {
    pub user_id: Id,
    #[schema(example = "秦琼")]
    pub name: String,
    /// Reviews that the expert had.
    #[schema(minimum = 0)]
    pub before: i64,
    /// Reviews on top.
    #[schema(minimum = 0)]
    pub new: i64,
}

/// What is given out: two experts for every design, and those that are missing where some were given back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReviewAllocation)]
pub struct Allocation {
    pub batch_id: Id,
    pub preview: bool,
    /// Designs that are given to somebody now.
    #[schema(minimum = 0)]
    pub designs: i64,
    /// Reviews that are given out now.
    #[schema(minimum = 0)]
    pub reviews: i64,
    /// Participants who have handed in nothing: there is nothing to judge.
    #[schema(minimum = 0)]
    pub without_design: i64,
    /// Codes of participants for whom no lead of the group is without a conflict of interest: nobody could confirm them.
    pub without_lead: Vec<String>,
    /// By name.
    pub experts: Vec<AllocatedExpert>,
    pub due_at: Ts,
}
