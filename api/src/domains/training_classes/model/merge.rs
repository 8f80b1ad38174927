//! Regions that agree to train together.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::class::BatchOfClass;
use crate::platform::db::{Id, Ts};
use crate::platform::http::one_line;
use crate::schema::training_merges;
use crate::text_enum;

text_enum! {
    /// Where a proposal stands.
    pub enum MergeStatus {
        Proposed => "proposed",
        /// Both branches have agreed.
        Agreed => "agreed",
        Refused => "refused",
        Withdrawn => "withdrawn",
    }
}

/// What is said to a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MergeTurn {
    Agree,
    Refuse,
    Withdraw,
}

impl MergeTurn {
    /// The action in the policy table.
    pub const fn action(self) -> &'static str {
        match self {
            MergeTurn::Agree => "training_merges.agree",
            MergeTurn::Refuse => "training_merges.refuse",
            MergeTurn::Withdraw => "training_merges.withdraw",
        }
    }

    /// The name of the event in the audit trail.
    pub const fn event(self) -> &'static str {
        match self {
            MergeTurn::Agree => "training_merge.agree",
            MergeTurn::Refuse => "training_merge.refuse",
            MergeTurn::Withdraw => "training_merge.withdraw",
        }
    }
}

/// A proposal's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = training_merges, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct MergeRow {
    pub id: Id,
    pub batch_id: Id,
    pub source_batch_id: Id,
    pub region_code: String,
    pub with_region_code: String,
    pub low: String,
    pub high: String,
    pub reason: String,
    pub status: MergeStatus,
    pub proposed_by: Id,
    pub proposed_at: Ts,
    pub source_by: Option<Id>,
    pub source_at: Option<Ts>,
    pub target_by: Option<Id>,
    pub target_at: Option<Ts>,
    pub ended_at: Option<Ts>,
    pub remarks: Option<String>,
    pub version: i64,
}

/// A proposal that the teachers of two regions train together.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingMerge)]
pub struct Merge {
    pub id: Id,
    /// The batch in which they train.
    pub batch: BatchOfClass,
    /// The batch that `region_code` comes from, where that is another: whoever of it has no class moves with their
    /// place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_batch: Option<BatchOfClass>,
    /// GB/T 2260 two-digit code.
    #[schema(example = "32")]
    pub region_code: String,
    #[schema(example = "42")]
    pub with_region_code: String,
    #[schema(example = "人数不足一班，合并编班")]
    pub reason: String,
    pub status: MergeStatus,
    pub proposed_at: Ts,
    /// When the branch of `region_code` agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_agreed_at: Option<Ts>,
    /// When the branch of `with_region_code` agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_agreed_at: Option<Ts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Ts>,
    /// What was said with the refusal or withdrawal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    /// Whether the reader has proposed it.
    pub own: bool,
    pub version: i64,
}

/// A proposal. That of a branch counts as its agreement.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTrainingMerge)]
pub struct NewMerge {
    /// The batch in which they train.
    pub batch_id: Id,
    /// Where `region_code` comes from, if that is another batch of the same period.
    pub source_batch_id: Option<Id>,
    /// GB/T 2260 two-digit code.
    #[validate(length(equal = 2))]
    #[schema(min_length = 2, max_length = 2, example = "32")]
    pub region_code: String,
    /// A region of the batch.
    #[validate(length(equal = 2))]
    #[schema(min_length = 2, max_length = 2, example = "42")]
    pub with_region_code: String,
    /// It becomes the reason of every class that mixes the regions.
    #[validate(length(min = 4, max = 500), custom(function = one_line))]
    #[schema(min_length = 4, max_length = 500, example = "人数不足一班，合并编班")]
    pub reason: String,
}

/// What is said with a turn.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TrainingMergeStep)]
pub struct MergeStep {
    /// Required when a proposal is refused.
    #[validate(length(max = 500))]
    #[schema(max_length = 500, example = "本片区人数已够单独编班")]
    pub remarks: Option<String>,
}

/// Which proposals to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MergeFilter {
    /// Where they train or come from.
    pub batch_id: Option<Id>,
    #[param(inline)]
    pub status: Option<MergeStatus>,
    /// GB/T 2260 two-digit code of one of the two.
    #[param(pattern = "^[0-9]{2}$", example = "32")]
    pub region_code: Option<String>,
    /// Those that wait for the reader's branch (for headquarters: for any branch).
    pub waiting: Option<bool>,
}
