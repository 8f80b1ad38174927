//! The rules of an edition: what is answered and what HQ sends.

use onex_rules::RuleValue;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::words::{FactSource, RuleSeverity, RuleValueKind};

/// The value of a rule, bare.
#[derive(ToSchema)]
#[serde(untagged)]
#[schema(as = RuleValue)]
#[allow(dead_code, reason = "it only describes to the contract what the engine reads and writes")]
pub enum RuleValueSchema {
    Bool(bool),
    Int(i64),
    Date(time::Date),
}

/// A rule as it holds for the whole country, or in the region that was asked for.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = Rule)]
pub struct RuleView {
    /// Identifier of the rule.
    #[schema(example = "cohort.max_students")]
    pub rule: String,
    #[schema(example = "学习班最多学生人数")]
    pub title_zh: String,
    #[schema(example = "Most students of a cohort")]
    pub title_en: String,
    /// Clause of the notice; empty for an assumption.
    #[schema(example = "二.2.(3)")]
    pub clause: String,
    pub kind: RuleValueKind,
    #[schema(value_type = RuleValueSchema, example = 18)]
    pub value: RuleValue,
    pub severity: RuleSeverity,
    pub source: FactSource,
    /// Present where the region that was asked for has a setting of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "42")]
    pub region_code: Option<String>,
    /// Why that region has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The settings of regions that the caller may see.
    pub regional: Vec<RegionalRule>,
    /// The edition's version in which this rule, or a regional setting of it, last changed; `If-Match` of edits.
    pub version: i64,
}

/// What HQ set for one region (专项解决方案).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RegionalRule {
    #[schema(example = "42")]
    pub region_code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<RuleValueSchema>)]
    pub value: Option<RuleValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<RuleSeverity>,
    pub reason: String,
}

/// Which rules.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RegionQuery {
    /// As they hold in this region.
    #[param(pattern = "^[0-9]{2}$", example = "42")]
    pub region_code: Option<String>,
}

/// A rule's value and severity for the whole country.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct RuleUpdate {
    #[schema(value_type = RuleValueSchema, example = 20)]
    pub value: RuleValue,
    pub severity: RuleSeverity,
    #[validate(length(min = 4, max = 500))]
    #[schema(min_length = 4, max_length = 500, example = "各校机房容量较大")]
    pub reason: String,
}

/// A rule's value, severity or both for one region.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct RegionalRuleUpdate {
    #[schema(value_type = Option<RuleValueSchema>, example = 30)]
    pub value: Option<RuleValue>,
    pub severity: Option<RuleSeverity>,
    #[validate(length(min = 4, max = 500))]
    #[schema(min_length = 4, max_length = 500, example = "疫情严重地区专项解决方案")]
    pub reason: String,
}

/// Why a regional setting is withdrawn.
#[derive(Debug, Clone, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
pub struct WithdrawalReason {
    #[validate(length(min = 4, max = 500))]
    #[param(min_length = 4, max_length = 500, example = "专项解决方案结束")]
    pub reason: String,
}
