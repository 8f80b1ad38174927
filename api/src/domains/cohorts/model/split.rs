//! The balanced split of an intake into classes: asked for, previewed, kept.

use onex_grouping::cohort::Strategy;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::cohort::{Cohort, CohortKind, TeacherOfCohort, regular};
use super::one_line;
use crate::domains::editions::OverrideInput;
use crate::platform::db::Id;
use crate::text_enum;

text_enum! {
    /// What stays together as far as the sizes allow it.
    pub enum KeepTogether {
        /// Administrative classes (行政班).
        AdminClass => "admin_class",
        /// Majors are never mixed; within a major administrative classes stay together.
        Major => "major",
        None => "none",
    }
}

impl KeepTogether {
    /// As the grouping engine has it.
    pub fn strategy(self) -> Strategy {
        match self {
            KeepTogether::AdminClass => Strategy::keep_admin_classes(),
            KeepTogether::Major => Strategy::by_major(),
            KeepTogether::None => Strategy::default(),
        }
    }
}

/// Which students of the school; of these, who is active and in no live class of the edition.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = CohortSplitFilter)]
pub struct StudentFilter {
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50, example = "会计信息管理")]
    pub major: Option<String>,
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20, example = "2019")]
    pub grade: Option<String>,
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50)]
    pub admin_class: Option<String>,
}

/// An intake to be split. Exactly one of `student_ids` and `filters`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = CohortSplitRequest)]
pub struct SplitRequest {
    pub edition_id: Id,
    /// One's own institution; may be left out.
    pub institution_id: Option<Id>,
    #[validate(length(min = 1, max = 5000))]
    #[schema(min_items = 1, max_items = 5000)]
    pub student_ids: Option<Vec<Id>>,
    #[validate(nested)]
    pub filters: Option<StudentFilter>,
    /// Students in a class at most; the rule's value unless told.
    #[validate(range(min = 1, max = 500))]
    #[schema(minimum = 1, maximum = 500, example = 18)]
    pub max_size: Option<u16>,
    #[serde(default = "admin_class")]
    pub keep_together: KeepTogether,
    /// Teachers at hand; they take the classes in turn.
    #[serde(default)]
    #[validate(length(max = 200))]
    #[schema(max_items = 200)]
    pub teacher_ids: Vec<Id>,
    /// Titles are this and a number; the major and a number unless told.
    #[validate(length(min = 1, max = 40), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 40, example = "会计 2019-")]
    pub title_prefix: Option<String>,
}

fn admin_class() -> KeepTogether {
    KeepTogether::AdminClass
}

/// A student of a previewed group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CohortSplitStudent)]
pub struct GroupStudent {
    pub id: Id,
    pub student_no: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub major: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admin_class: Option<String>,
}

/// How many of an administrative class are in a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AdminClassCount {
    pub admin_class: String,
    #[schema(minimum = 1)]
    pub students: usize,
}

/// A class that the split suggests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CohortSplitGroup)]
pub struct SplitGroup {
    #[schema(example = "会计 2019-01")]
    pub title: String,
    pub major: String,
    pub students: Vec<GroupStudent>,
    pub teachers: Vec<TeacherOfCohort>,
    pub admin_classes: Vec<AdminClassCount>,
}

text_enum! {
    /// Where a plan falls short.
    pub enum SplitDeviationCode {
        /// A rule of the edition; `rule` says which.
        Rule => "rule",
        /// Classes without a teacher.
        Teachers => "teachers",
        /// An administrative class is spread over more classes than its size demands.
        AdminClassSplit => "admin_class_split",
    }
}

/// Where a plan falls short of a rule or a wish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CohortSplitDeviation)]
pub struct SplitDeviation {
    pub code: SplitDeviationCode,
    /// Index in `groups`, where one group is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "cohort.max_students")]
    pub rule: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "二.2.(3)")]
    pub clause: Option<String>,
    /// `must` or `should`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "should")]
    pub severity: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admin_class: Option<String>,
    pub limit: i64,
    pub actual: i64,
}

/// What a split would make. Nothing of it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CohortSplitPreview)]
pub struct SplitPreview {
    pub edition_id: Id,
    pub institution_id: Id,
    /// Students in a class at most, as used.
    pub max_size: i64,
    /// Students placed.
    pub students: usize,
    pub groups: Vec<SplitGroup>,
    pub deviations: Vec<SplitDeviation>,
}

/// A class to be made, as edited.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = CohortSplitGroupInput)]
pub struct SplitGroupInput {
    #[validate(length(min = 1, max = 50), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 50, example = "会计 2019-01")]
    pub title: String,
    /// The major of most of its students unless told.
    #[validate(length(min = 1, max = 50), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 50)]
    pub major: Option<String>,
    #[validate(length(min = 1, max = 500))]
    #[schema(min_items = 1, max_items = 500)]
    pub student_ids: Vec<Id>,
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub teacher_ids: Vec<Id>,
}

/// Classes to be made out of an intake: all of them or none.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCohortSplit)]
pub struct NewSplit {
    pub edition_id: Id,
    /// One's own institution; may be left out.
    pub institution_id: Option<Id>,
    #[serde(default = "regular")]
    pub kind: CohortKind,
    /// Student-training periods of the edition.
    #[validate(length(min = 1, max = 10))]
    #[schema(min_items = 1, max_items = 10, example = json!([1]))]
    pub periods: Vec<u8>,
    #[validate(length(min = 1, max = 300), nested)]
    #[schema(min_items = 1, max_items = 300)]
    pub groups: Vec<SplitGroupInput>,
    /// Reasons to deviate from `should` rules; each serves every class.
    #[serde(default)]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub overrides: Vec<OverrideInput>,
}

/// The classes made, in the order of the groups.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = CohortSplitResult)]
pub struct SplitResult {
    pub cohorts: Vec<Cohort>,
}
