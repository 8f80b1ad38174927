//! The rules of a cohort: students at most, teachers at least (二.2.(3)). Pure.
//!
//! A deviation that was given a reason once stands for as long as it gets no worse and the limit does not
//! move; what gets worse needs a reason of its own. Nobody is kept from making a class smaller.

use onex_rules::{
    AcceptedDeviation, EffectiveRules, Finding, Override, Refusal, Relation, RuleId, decide,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::platform::db::{Id, Ts};

/// How many take part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub students: i64,
    pub teachers: i64,
}

/// A rule that a cohort does not keep to, with the reason that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CohortDeviation)]
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
            && finding.severity == onex_rules::Severity::Should
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

/// A cohort held against the rules.
#[derive(Debug, Clone, Copy)]
pub struct Trial<'a> {
    pub rules: &'a EffectiveRules,
    pub title: &'a str,
    /// Before a change of its members; `None` when the class as a whole is to pass.
    pub before: Option<Counts>,
    pub after: Counts,
    /// Whether it must be complete: a draft may still lack its teacher.
    pub complete: bool,
    pub standing: &'a [Deviation],
}

/// What came out for one cohort.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Sorted {
    /// Deviations that stand already.
    keep: Vec<Deviation>,
    /// Findings that need a reason.
    ask: Vec<Finding>,
}

impl Trial<'_> {
    fn sort(&self) -> Sorted {
        let subject = || format!("cohort {}", self.title);
        let checks = [
            (RuleId::CohortMaxStudents, self.before.map(|c| c.students), self.after.students, true),
            (
                RuleId::CohortMinTeachers,
                self.before.map(|c| c.teachers),
                self.after.teachers,
                self.complete,
            ),
        ];
        let mut out = Sorted::default();
        for (rule, before, after, applies) in checks {
            let Some(finding) = self.rules.check(rule, after, subject()).filter(|_| applies) else {
                continue;
            };
            if let Some(standing) = self.standing.iter().find(|d| d.covers(&finding)) {
                out.keep.push(Deviation { actual: after, ..standing.clone() });
            } else if before.is_none_or(|before| worse(rule, before, after)) {
                out.ask.push(finding);
            } else if let Some(standing) = self.standing.iter().find(|d| d.rule == rule) {
                // The limit moved since: what was said then is still the best that is known.
                out.keep.push(Deviation { actual: after, ..standing.clone() });
            }
        }
        out
    }
}

/// Decides over one or several cohorts together: every finding of every cohort is named at once, and one
/// override serves all findings of its rule. Gives each cohort's deviations, in the order of the trials.
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
    let all: Vec<Finding> = sorted.iter().flat_map(|s| s.ask.iter().cloned()).collect();
    let mut accepted = decide(&all, overrides)?.accepted.into_iter();
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

#[cfg(test)]
mod tests {
    use super::*;
    use onex_rules::{Rule, RuleSet, RuleValue, Severity, Source, Title, ValueKind, Why};

    fn rules(max: i64, severity: Severity) -> EffectiveRules {
        let rules = RuleId::ALL.iter().map(|&id| Rule {
            id,
            clause: "二.2.(3)".into(),
            value: match (id, id.value_kind()) {
                (RuleId::CohortMaxStudents, _) => RuleValue::Int(max),
                (RuleId::CohortMinTeachers | RuleId::TrainingClassMinTrainers, _) => {
                    RuleValue::Int(1)
                }
                (_, ValueKind::Int) => RuleValue::Int(20),
                (_, ValueKind::Bool) => RuleValue::Bool(true),
                (_, ValueKind::Date) => RuleValue::Date(time::macros::date!(2020 - 02 - 17)),
            },
            severity: if id == RuleId::CohortMaxStudents { severity } else { Severity::Must },
            source: Source::Notice,
            title: Title { zh: "规则".into(), en: "Rule".into() },
        });
        RuleSet::new(rules.collect(), vec![]).unwrap().effective(None)
    }

    fn counts(students: i64, teachers: i64) -> Counts {
        Counts { students, teachers }
    }

    fn reason() -> Vec<Override> {
        vec![Override { rule: RuleId::CohortMaxStudents, reason: "机房可容纳 20 人".into() }]
    }

    fn one(
        rules: &EffectiveRules,
        before: Option<Counts>,
        after: Counts,
        complete: bool,
        standing: &[Deviation],
        overrides: &[Override],
    ) -> Result<Vec<Deviation>, Refusal> {
        let trial = Trial { rules, title: "会计 1 班", before, after, complete, standing };
        settle(&[trial], overrides, Id::NIL, Ts(1)).map(|mut all| all.remove(0))
    }

    #[test]
    fn a_draft_may_lack_its_teacher_but_a_class_may_not() {
        let rules = rules(18, Severity::Should);
        assert_eq!(one(&rules, None, counts(18, 0), false, &[], &[]), Ok(vec![]));
        let refusal = one(&rules, None, counts(18, 0), true, &[], &reason()).unwrap_err();
        assert_eq!(refusal.rules(), [RuleId::CohortMinTeachers]);
        assert!(!refusal.can_be_overridden());
        assert_eq!(one(&rules, None, counts(18, 1), true, &[], &[]), Ok(vec![]));
    }

    #[test]
    fn more_students_need_a_reason_which_then_stands_until_it_gets_worse() {
        let rules = rules(18, Severity::Should);
        let refusal = one(&rules, None, counts(19, 1), true, &[], &[]).unwrap_err();
        assert_eq!(refusal.findings[0].why, Why::OverrideMissing);
        let standing = one(&rules, None, counts(19, 1), true, &[], &reason()).unwrap();
        assert_eq!((standing[0].limit, standing[0].actual), (18, 19));
        assert_eq!(one(&rules, None, counts(19, 1), true, &standing, &[]).unwrap(), standing);
        assert!(one(&rules, Some(counts(19, 1)), counts(20, 1), true, &standing, &[]).is_err());
        assert_eq!(
            one(&rules, Some(counts(19, 1)), counts(18, 1), true, &standing, &[]),
            Ok(vec![])
        );
    }

    #[test]
    fn a_limit_that_moved_asks_again_but_keeps_nobody_from_making_the_class_smaller() {
        let old = rules(18, Severity::Should);
        let standing = one(&old, None, counts(20, 1), true, &[], &reason()).unwrap();
        let strict = rules(12, Severity::Must);
        assert!(one(&strict, None, counts(20, 1), true, &standing, &reason()).is_err());
        let after = one(&strict, Some(counts(20, 1)), counts(19, 1), true, &standing, &[]).unwrap();
        assert_eq!(after[0].actual, 19);
        assert!(one(&strict, Some(counts(12, 1)), counts(13, 1), true, &[], &reason()).is_err());
    }

    #[test]
    fn several_classes_are_refused_together_and_each_keeps_its_own_deviations() {
        let rules = rules(18, Severity::Should);
        let trial = |title, students| Trial {
            rules: &rules,
            title,
            before: None,
            after: counts(students, 1),
            complete: true,
            standing: &[],
        };
        let trials = [trial("a", 19), trial("b", 18), trial("c", 21)];
        assert_eq!(settle(&trials, &[], Id::NIL, Ts(1)).unwrap_err().findings.len(), 2);
        let all = settle(&trials, &reason(), Id::NIL, Ts(1)).unwrap();
        assert_eq!(all.iter().map(Vec::len).collect::<Vec<_>>(), [1, 0, 1]);
        assert_eq!(all[2][0].actual, 21);
    }
}
