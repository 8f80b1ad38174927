//! From the findings of the rules engine to a refusal of the API.

use onex_rules::{Decision, Finding, Override, Refusal, RuleId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::model::RuleSeverity;
use crate::platform::error::{Code, Error, Result, RuleFinding};

/// The wish to deviate from a `should` rule, with its reason.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = RuleOverride)]
pub struct OverrideInput {
    /// Identifier of the rule.
    #[schema(value_type = String, example = "cohort.max_students")]
    pub rule: RuleId,
    #[validate(length(min = 4, max = 500))]
    #[schema(min_length = 4, max_length = 500, example = "专业整班教学，机房可容纳 20 人")]
    pub reason: String,
}

impl From<&OverrideInput> for Override {
    fn from(input: &OverrideInput) -> Self {
        Override { rule: input.rule, reason: input.reason.clone() }
    }
}

/// What may stand, with the deviations to record.
///
/// # Errors
/// See [`refuse`].
pub fn decide(findings: &[Finding], overrides: &[OverrideInput]) -> Result<Decision> {
    let overrides: Vec<Override> = overrides.iter().map(Override::from).collect();
    onex_rules::decide(findings, &overrides).map_err(refuse)
}

/// 409 with every finding: `rule_override_required` if reasons could let it pass, `rule_violated` otherwise.
pub fn refuse(refusal: Refusal) -> Error {
    let code =
        if refusal.can_be_overridden() { Code::RuleOverrideRequired } else { Code::RuleViolated };
    let detail = refusal.to_string();
    let rules = refusal
        .findings
        .into_iter()
        .map(|refused| {
            let finding = &refused.finding;
            let (limit, actual) =
                (serde_json::json!(finding.limit), serde_json::json!(finding.actual));
            RuleFinding {
                rule: finding.rule.to_string(),
                clause: finding.clause.clone(),
                severity: RuleSeverity::from(finding.severity).to_string(),
                limit,
                actual,
                message: Refusal { findings: vec![refused] }.to_string(),
            }
        })
        .collect();
    Error::because(code, detail).with_rules(rules)
}
