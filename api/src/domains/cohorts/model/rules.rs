//! The rules of a cohort: students at most, teachers at least (二.2.(3)). Pure.

use onex_rules::{EffectiveRules, Override, Refusal, RuleId};

use crate::domains::editions::{self, Check, Deviation};
use crate::platform::db::{Id, Ts};

/// How many take part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub students: i64,
    pub teachers: i64,
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

impl<'a> Trial<'a> {
    fn checked(&self) -> editions::Trial<'a> {
        let check = |rule, of: fn(&Counts) -> i64| Check {
            rule,
            before: self.before.as_ref().map(of),
            after: of(&self.after),
            subject: format!("cohort {}", self.title),
        };
        let mut checks = vec![check(RuleId::CohortMaxStudents, |c| c.students)];
        if self.complete {
            checks.push(check(RuleId::CohortMinTeachers, |c| c.teachers));
        }
        editions::Trial { rules: self.rules, checks, standing: self.standing, reasons: vec![] }
    }
}

/// Decides over one or several cohorts together (see [`editions::settle`]).
///
/// # Errors
/// The refusal with every finding that stands in the way.
pub fn settle(
    trials: &[Trial<'_>],
    overrides: &[Override],
    by: Id,
    at: Ts,
) -> Result<Vec<Vec<Deviation>>, Refusal> {
    let trials: Vec<editions::Trial<'_>> = trials.iter().map(Trial::checked).collect();
    editions::settle(&trials, overrides, by, at)
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
