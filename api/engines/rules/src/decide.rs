//! Findings (a rule, its limit, the actual value), the overrides that somebody gave, and the verdict over both.

use crate::{id::RuleId, set::Severity, value::RuleValue};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt};

/// The least length, in characters without surrounding blanks, of a reason that is worth recording.
pub const MIN_REASON_CHARS: usize = 4;

/// One rule that something does not keep to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub rule: RuleId,
    pub clause: String,
    pub severity: Severity,
    pub limit: RuleValue,
    pub actual: RuleValue,
    /// What was checked, as it is shown to people.
    pub subject: String,
}

/// A person's wish to deviate from a `should` rule. One override serves every finding of its rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    pub rule: RuleId,
    pub reason: String,
}

/// A deviation that stands, with its reason (trimmed): to be recorded and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptedDeviation {
    #[serde(flatten)]
    pub finding: Finding,
    pub reason: String,
}

/// Nothing stands in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub accepted: Vec<AcceptedDeviation>,
    /// Overridden rules that no finding names: nothing of them is recorded.
    pub unneeded: Vec<RuleId>,
}

/// Why a finding keeps its subject from passing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A `must` rule: no override helps.
    Must,
    /// A `should` rule that nobody overrode.
    OverrideMissing,
    /// A `should` rule overridden with a reason that is blank or too short.
    ReasonTooShort,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedFinding {
    #[serde(flatten)]
    pub finding: Finding,
    pub why: Why,
}

/// Every finding that stands in the way, in the order in which they were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub findings: Vec<RefusedFinding>,
}

impl Refusal {
    /// Whether overrides alone could let it pass.
    pub fn can_be_overridden(&self) -> bool {
        self.findings.iter().all(|refused| refused.why != Why::Must)
    }

    /// The rules named, each once, in their canonical order.
    pub fn rules(&self) -> Vec<RuleId> {
        self.findings
            .iter()
            .map(|refused| refused.finding.rule)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, RefusedFinding { finding, why }) in self.findings.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            let Finding { rule, clause, limit, actual, subject, .. } = finding;
            let clause =
                if clause.is_empty() { String::new() } else { format!(", clause {clause}") };
            let mend = match why {
                Why::Must => "may not be overridden",
                Why::OverrideMissing => "needs an override with a reason",
                Why::ReasonTooShort => "needs a longer reason",
            };
            write!(
                f,
                "{separator}{rule} ({subject}{clause}): limit {limit}, actual {actual}, {mend}"
            )?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}

/// Decides whether what was found may stand.
///
/// # Errors
/// A [`Refusal`] with every `must` finding, and every `should` finding without a reason of at least
/// [`MIN_REASON_CHARS`] characters.
pub fn decide(findings: &[Finding], overrides: &[Override]) -> Result<Decision, Refusal> {
    let mut accepted = Vec::new();
    let mut refused = Vec::new();
    for finding in findings {
        let mut given = overrides
            .iter()
            .filter(|given| given.rule == finding.rule)
            .map(|given| given.reason.trim());
        let good = given.clone().find(|reason| reason.chars().count() >= MIN_REASON_CHARS);
        let why = match (finding.severity, good) {
            (Severity::Should, Some(reason)) => {
                accepted.push(AcceptedDeviation {
                    finding: finding.clone(),
                    reason: reason.to_owned(),
                });
                continue;
            }
            (Severity::Must, _) => Why::Must,
            (Severity::Should, None) if given.next().is_some() => Why::ReasonTooShort,
            (Severity::Should, None) => Why::OverrideMissing,
        };
        refused.push(RefusedFinding { finding: finding.clone(), why });
    }
    if !refused.is_empty() {
        return Err(Refusal { findings: refused });
    }
    let found: BTreeSet<RuleId> = findings.iter().map(|finding| finding.rule).collect();
    let unneeded: BTreeSet<RuleId> =
        overrides.iter().map(|given| given.rule).filter(|rule| !found.contains(rule)).collect();
    Ok(Decision { accepted, unneeded: unneeded.into_iter().collect() })
}
