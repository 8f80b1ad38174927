//! The grouping of a batch into classes: asked for, previewed, kept.

use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use validator::Validate;

use super::class::TrainingClass;
use crate::domains::editions::OverrideInput;
use crate::domains::institutions::InstitutionLevel;
use crate::domains::training_enrolments::{InstitutionOfEnrolment, TeacherOfEnrolment};
use crate::platform::db::Id;
use crate::platform::http::one_line;
use crate::text_enum;

/// Whom to group: whoever has a place in the batch and no class.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TrainingGroupingRequest)]
pub struct GroupingRequest {
    pub batch_id: Id,
    /// Only these regions, with those that they train together with; all of the reader's unless told.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_items = 1, max_items = 40, example = json!(["32"]))]
    pub region_codes: Option<Vec<String>>,
}

/// What a grouping would make: classes, or the reasons why there are none. Nothing of it is kept.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingGroupingPreview)]
pub struct GroupingPreview {
    pub batch_id: Id,
    /// Whom it is about, by region; regions that train together are one.
    pub groups: Vec<RegionGroup>,
    /// The pool of trainers with the classes that each can still take.
    pub trainers: Vec<PoolTrainer>,
    /// Empty when refused.
    pub classes: Vec<PreviewClass>,
    /// Where classes do not keep to a rule; each needs a reason to be kept.
    pub deviations: Vec<GroupingDeviation>,
    /// Why no classes can be made that keep to every `must`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<GroupingRefusal>,
    /// What would mend a deviation or the refusal.
    pub remedies: Vec<GroupingRemedy>,
}

/// Regions that train together, or one alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingGroupingRegions)]
pub struct RegionGroup {
    #[schema(example = json!(["32"]))]
    pub region_codes: Vec<String>,
    #[schema(minimum = 0)]
    pub participants: usize,
}

/// A trainer of the pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingGroupingTrainer)]
pub struct PoolTrainer {
    pub user_id: Id,
    #[schema(example = "培训师甲")]
    pub name: String,
    /// For classes of this region; absent: of any region of the batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "32")]
    pub region_code: Option<String>,
    /// Classes that they can still take; none for who is not available from the first to the last day, takes part in one
    /// that is to be made, or holds no trainer's grant any more.
    #[schema(minimum = 0, example = 2)]
    pub free: usize,
}

/// A class that is suggested.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingGroupingClass)]
pub struct PreviewClass {
    #[schema(example = "江苏 1 班")]
    pub title: String,
    /// The regions of its group.
    #[schema(example = json!(["32"]))]
    pub region_codes: Vec<String>,
    pub participants: Vec<PreviewParticipant>,
    pub trainer_ids: Vec<Id>,
}

/// A participant of a suggested class.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingGroupingParticipant)]
pub struct PreviewParticipant {
    pub enrolment_id: Id,
    pub teacher: TeacherOfEnrolment,
    pub institution: InstitutionOfEnrolment,
    #[schema(example = "32")]
    pub region_code: String,
    pub level: InstitutionLevel,
    #[schema(minimum = 1)]
    pub seq: i64,
}

/// A rule that a suggested class does not keep to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingGroupingDeviation)]
pub struct GroupingDeviation {
    /// Index in `classes`.
    pub class: usize,
    /// Identifier of the rule.
    #[schema(example = "training_class.size_min")]
    pub rule: String,
    /// The clause of the notice it comes from.
    #[schema(example = "二.1.(2)")]
    pub clause: String,
    /// `must` or `should`.
    #[schema(example = "should")]
    pub severity: String,
    #[schema(example = 15)]
    pub limit: i64,
    #[schema(example = 14)]
    pub actual: i64,
    /// What both branches agreed on, where that is the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Why no classes can be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingGroupingRefusal)]
pub struct GroupingRefusal {
    pub reasons: Vec<GroupingReason>,
}

text_enum! {
    /// In what way a `must` cannot be kept to.
    pub enum ReasonCode {
        /// No trainer may take a class of the regions.
        NoTrainer => "no_trainer",
        /// There are fewer free trainers than classes.
        Trainers => "trainers",
        /// Too many for the classes that they could fill.
        Crowded => "crowded",
        /// Fewer than the smallest class has.
        Small => "small",
    }
}

/// A `must` that cannot be kept to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingGroupingReason)]
pub struct GroupingReason {
    pub code: ReasonCode,
    /// The regions that it is about.
    #[schema(example = json!(["32"]))]
    pub region_codes: Vec<String>,
    /// Identifier of the rule.
    #[schema(example = "training_class.min_trainers")]
    pub rule: String,
    /// The clause of the notice it comes from; empty for what the notice does not say.
    #[schema(example = "二.1.(2)")]
    pub clause: String,
    /// What the rule asks for; for trainers, their places in classes that even the fewest classes take.
    #[schema(example = 1)]
    pub limit: i64,
    /// What there is.
    #[schema(example = 0)]
    pub actual: i64,
}

text_enum! {
    /// What mends something.
    pub enum RemedyKind {
        /// Keep the class as it is, with a reason.
        Keep => "keep",
        /// Train together with another region, once both branches agree.
        Join => "join",
        /// Move so many to another batch.
        MoveAway => "move_away",
        /// Enrol so many more.
        Bring => "bring",
        /// Add so many trainers to the pool.
        AddTrainers => "add_trainers",
    }
}

/// A change that mends something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingGroupingRemedy)]
pub struct GroupingRemedy {
    pub kind: RemedyKind,
    /// Index in `classes`, of what is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<usize>,
    /// Of whom; empty for trainers of any region.
    #[schema(example = json!(["32"]))]
    pub region_codes: Vec<String>,
    /// With whom they would train together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["42"]))]
    pub with_region_codes: Vec<String>,
    /// Where those are enrolled, if that is another batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceOfRemedy>,
    /// How many people or trainers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1)]
    pub count: Option<usize>,
    /// What is left once it is done; absent if it takes another remedy besides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leaves: Option<GroupingCost>,
}

/// Another batch whose people could come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingGroupingSource)]
pub struct SourceOfRemedy {
    pub batch_id: Id,
    #[schema(example = "2020 年第三期湖北在线师资研修")]
    pub title: String,
    /// How many of the region have a place there and no class.
    #[schema(minimum = 1)]
    pub participants: usize,
}

/// What is left of deviations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingGroupingCost)]
pub struct GroupingCost {
    /// Classes whose size deviates.
    #[schema(minimum = 0)]
    pub deviations: usize,
    /// People missing or too many in them.
    #[schema(minimum = 0)]
    pub outside: usize,
    #[schema(minimum = 0)]
    pub classes: usize,
}

/// A class to be formed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTrainingGroupingClass)]
pub struct NewClass {
    #[validate(length(min = 1, max = 50), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 50, example = "江苏 1 班")]
    pub title: String,
    #[validate(length(min = 1, max = 500))]
    #[schema(min_items = 1, max_items = 500)]
    pub enrolment_ids: Vec<Id>,
    /// Accounts in the pool of the batch.
    #[serde(default)]
    #[validate(length(max = 10))]
    #[schema(max_items = 10)]
    pub trainer_ids: Vec<Id>,
    /// The first day of the batch unless told.
    pub starts_on: Option<Date>,
    /// The last day of the batch unless told.
    pub ends_on: Option<Date>,
}

/// Classes to be formed of a batch: all of them or none.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTrainingGrouping)]
pub struct NewGrouping {
    pub batch_id: Id,
    #[validate(length(min = 1, max = 500), nested)]
    #[schema(min_items = 1, max_items = 500)]
    pub classes: Vec<NewClass>,
    /// Reasons to deviate from `should` rules; each serves every class.
    #[serde(default)]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub overrides: Vec<OverrideInput>,
}

/// A class to be formed by hand.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTrainingClass)]
pub struct NewClassOfBatch {
    pub batch_id: Id,
    #[validate(length(min = 1, max = 50), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 50, example = "江苏 1 班")]
    pub title: String,
    #[validate(length(min = 1, max = 500))]
    #[schema(min_items = 1, max_items = 500)]
    pub enrolment_ids: Vec<Id>,
    /// Accounts in the pool of the batch.
    #[serde(default)]
    #[validate(length(max = 10))]
    #[schema(max_items = 10)]
    pub trainer_ids: Vec<Id>,
    /// The first day of the batch unless told.
    pub starts_on: Option<Date>,
    /// The last day of the batch unless told.
    pub ends_on: Option<Date>,
    /// Reasons to deviate from `should` rules.
    #[serde(default)]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub overrides: Vec<OverrideInput>,
}

/// The classes formed, in the order of the request.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingGrouping)]
pub struct Grouping {
    pub classes: Vec<TrainingClass>,
}
