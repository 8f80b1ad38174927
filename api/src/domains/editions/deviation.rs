//! Deviations from rules that stand, with the reason that was given: for whatever is formed under the rules of an
//! edition. Pure.
//!
//! A deviation that was given a reason once stands for as long as it gets no worse and the limit does not
//! move; what gets worse needs a reason of its own. Nobody is kept from making something better.

use onex_rules::{
    AcceptedDeviation, EffectiveRules, Finding, Override, Refusal, Relation, RuleId, Severity,
    decide,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::platform::db::{Id, Ts};

/// A rule that is not kept to, with the reason that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RuleDeviation)]
pub struct Deviation {
    /// Identifier of the rule.
    #[schema(value_type = String, example = "cohort.max_students")]
    pub rule: RuleId,
    /// The clause of the notice it comes from.
    #[schema(example = "二.2.(3)")]
    pub clause: String,
    #[schema(example = 18)]
    pub limit: i64,
    #[schema(example = 20)]
    pub actual: i64,
    #[schema(example = "专业整班教学，机房可容纳 20 人")]
    pub reason: String,
    pub recorded_by: Id,
    pub recorded_at: Ts,
}

impl Deviation {
    /// What a decision of the rules engine lets stand, to be recorded.
    pub fn accepted(by: AcceptedDeviation, who: Id, at: Ts) -> Self {
        Deviation {
            limit: by.finding.limit.as_int().unwrap_or_default(),
            actual: by.finding.actual.as_int().unwrap_or_default(),
            rule: by.finding.rule,
            clause: by.finding.clause,
            reason: by.reason,
            recorded_by: who,
            recorded_at: at,
        }
    }

    fn covers(&self, finding: &Finding) -> bool {
        self.rule == finding.rule
            && finding.severity == Severity::Should
            && finding.limit.as_int() == Some(self.limit)
            && finding.actual.as_int().is_some_and(|now| !worse(self.rule, self.actual, now))
    }
}

/// Whether `now` lies further from what the rule asks than `before`.
fn worse(rule: RuleId, before: i64, now: i64) -> bool {
    match rule.relation() {
        Relation::AtLeast => now < before,
        _ => now > before,
    }
}

/// A number held against a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub rule: RuleId,
    /// Before a change; `None` when the thing as a whole is to pass.
    pub before: Option<i64>,
    pub after: i64,
    /// What is checked, as it is shown.
    pub subject: String,
}

/// Something held against the rules of its place.
#[derive(Debug, Clone)]
pub struct Trial<'a> {
    pub rules: &'a EffectiveRules,
    pub checks: Vec<Check>,
    pub standing: &'a [Deviation],
    /// Reasons that this one has for itself, where no override names another.
    pub reasons: Vec<Override>,
}

/// What came out for one of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Sorted {
    /// Deviations that stand already.
    keep: Vec<Deviation>,
    /// Findings that need a reason.
    ask: Vec<Finding>,
}

impl Trial<'_> {
    fn sort(&self) -> Sorted {
        let mut out = Sorted::default();
        for Check { rule, before, after, subject } in &self.checks {
            let Some(finding) = self.rules.check(*rule, *after, subject) else { continue };
            let renewed = |d: &Deviation| Deviation { actual: *after, ..d.clone() };
            if let Some(standing) = self.standing.iter().find(|d| d.covers(&finding)) {
                out.keep.push(renewed(standing));
            } else if before.is_none_or(|before| worse(*rule, before, *after)) {
                out.ask.push(finding);
            } else if let Some(standing) = self.standing.iter().find(|d| d.rule == *rule) {
                // The limit moved since: what was said then is still the best that is known.
                out.keep.push(renewed(standing));
            }
        }
        out
    }

    fn own_reason(&self, rule: RuleId) -> Option<&Override> {
        self.reasons.iter().find(|own| own.rule == rule)
    }
}

/// Decides over one or several things together: every finding of each is named at once, and one override serves all
/// findings of its rule. Gives the deviations of each, in the order of the trials.
///
/// # Errors
/// The refusal with every finding that stands in the way.
pub fn settle(
    trials: &[Trial<'_>],
    overrides: &[Override],
    by: Id,
    at: Ts,
) -> Result<Vec<Vec<Deviation>>, Refusal> {
    let sorted: Vec<Sorted> = trials.iter().map(Trial::sort).collect();
    // All of them are decided on, so that a refusal names all; each finding with the reason that is its own.
    let (mut refused, mut accepted) = (Vec::new(), Vec::new());
    for (trial, sorted) in trials.iter().zip(&sorted) {
        for finding in &sorted.ask {
            let named = overrides.iter().any(|given| given.rule == finding.rule);
            let own = trial.own_reason(finding.rule).filter(|_| !named);
            let given = own.map_or(overrides, std::slice::from_ref);
            match decide(std::slice::from_ref(finding), given) {
                Ok(decision) => accepted.extend(decision.accepted),
                Err(refusal) => refused.extend(refusal.findings),
            }
        }
    }
    if !refused.is_empty() {
        return Err(Refusal { findings: refused });
    }
    let mut accepted = accepted.into_iter();
    Ok(sorted
        .into_iter()
        .map(|s| {
            let fresh = accepted.by_ref().take(s.ask.len());
            let mut deviations = s.keep;
            deviations.extend(fresh.map(|a| Deviation::accepted(a, by, at)));
            deviations
        })
        .collect())
}
