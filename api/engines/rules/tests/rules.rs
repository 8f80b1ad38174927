//! Rules by example and by property.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use onex_rules::*;
use proptest::prelude::*;
use time::{Date, Month};

fn day(month: Month, day: u8) -> Date {
    Date::from_calendar_date(2020, month, day).unwrap()
}

fn value(id: RuleId) -> RuleValue {
    match id {
        RuleId::TimetableDateFrom => day(Month::February, 17).into(),
        RuleId::TimetableDateTo => day(Month::June, 19).into(),
        RuleId::TrainingClassSizeMin => 15.into(),
        RuleId::TrainingClassSizeMax => 20.into(),
        RuleId::TrainingClassSizeCeiling => 30.into(),
        RuleId::TrainingClassMinTrainers => 2.into(),
        _ if id.value_kind() == ValueKind::Bool => true.into(),
        _ => 18.into(),
    }
}

fn rule(id: RuleId) -> Rule {
    let must = id.is_constitutive() || id.as_str().contains("min_teachers");
    let severity = if must { Severity::Must } else { Severity::Should };
    let title = Title { zh: "z".into(), en: "e".into() };
    Rule { id, clause: "c".into(), value: value(id), severity, source: Source::Notice, title }
}

fn complete() -> Vec<Rule> {
    RuleId::ALL.iter().rev().map(|&id| rule(id)).collect()
}

fn set() -> RuleSet {
    RuleSet::new(complete(), vec![]).unwrap()
}

fn regional(
    region: &str,
    rule: RuleId,
    value: Option<RuleValue>,
    severity: Option<Severity>,
) -> RegionalRule {
    RegionalRule { region: region.into(), rule, value, severity, reason: "hard hit".into() }
}

#[test]
fn identifiers_are_distinct_and_parse_back() {
    for &id in RuleId::ALL {
        assert_eq!(id.as_str().parse::<RuleId>().unwrap(), id);
        assert_eq!(set().effective(None).get(id).id, id);
    }
    assert_eq!(
        "cohort.colour".parse::<RuleId>().unwrap_err().to_string(),
        "there is no rule `cohort.colour`"
    );
}

#[test]
fn a_limit_itself_is_kept_and_one_beyond_is_found() {
    let rules = set().effective(None);
    assert_eq!(rules.check(RuleId::CohortMaxStudents, 18, "A"), None);
    let finding = rules.check(RuleId::CohortMaxStudents, 19, "A").unwrap();
    assert_eq!(
        (finding.limit, finding.actual, finding.clause.as_str()),
        (18.into(), 19.into(), "c")
    );
    assert_eq!(rules.check(RuleId::TrainingClassSizeMin, 15, "A"), None);
    assert!(rules.check(RuleId::TrainingClassSizeMin, 14, "A").is_some());
    assert_eq!(rules.check(RuleId::TimetableDateTo, day(Month::June, 19), "A"), None);
    assert!(rules.check(RuleId::TimetableDateTo, day(Month::June, 20), "A").is_some());
    assert!(rules.check(RuleId::TimetableDateFrom, day(Month::February, 16), "A").is_some());
    assert_eq!(rules.check(RuleId::CertificateAllSubjects, true, "A"), None);
    assert!(rules.check(RuleId::CertificateAllSubjects, false, "A").is_some());
    assert!(
        rules.check(RuleId::CohortMaxStudents, true, "A").is_some(),
        "a value of the wrong kind keeps to nothing"
    );
}

#[test]
fn a_region_has_its_own_value_and_severity_and_others_do_not() {
    let variants = vec![
        regional("42", RuleId::CohortMaxStudents, Some(30.into()), None),
        regional("42", RuleId::CohortMinTeachers, None, Some(Severity::Should)),
    ];
    let set = RuleSet::new(complete(), variants).unwrap();
    let hubei = set.effective(Some("42"));
    assert_eq!(hubei.check(RuleId::CohortMaxStudents, 30, "A"), None);
    assert_eq!(hubei.get(RuleId::CohortMaxStudents).source, Source::Hq);
    assert_eq!(hubei.get(RuleId::CohortMinTeachers).severity, Severity::Should);
    for elsewhere in [None, Some("11")] {
        assert!(set.effective(elsewhere).check(RuleId::CohortMaxStudents, 30, "A").is_some());
        assert_eq!(
            set.effective(elsewhere).get(RuleId::CohortMinTeachers).severity,
            Severity::Must
        );
    }
}

#[test]
fn an_incomplete_or_wrong_set_is_refused_with_the_place() {
    let mut rules = complete();
    rules.retain(|rule| rule.id != RuleId::ExamPassMark);
    rules.push(rule(RuleId::CohortMaxStudents));
    let cohort_teachers =
        rules.iter_mut().find(|rule| rule.id == RuleId::CohortMinTeachers).unwrap();
    cohort_teachers.value = true.into();
    let errors = RuleSet::new(rules, vec![regional("4", RuleId::FusionAllCourses, None, None)])
        .unwrap_err()
        .join("\n");
    for part in [
        "exam.pass_mark: missing",
        "cohort.max_students: given more than once",
        "of the kind int",
        "two-digit",
        "neither",
    ] {
        assert!(errors.contains(part), "{part} is not in:\n{errors}");
    }
}

#[test]
fn a_regional_value_that_crosses_the_other_bound_is_refused() {
    let errors = RuleSet::new(
        complete(),
        vec![regional("42", RuleId::TrainingClassSizeMin, Some(25.into()), None)],
    );
    assert!(errors.unwrap_err()[0].contains("in region 42"));
}

#[test]
fn a_must_is_refused_whatever_the_reason_and_the_refusal_lists_all() {
    let rules = set().effective(None);
    let findings: Vec<Finding> = [
        rules.check(RuleId::CohortMinTeachers, 0, "class 1"),
        rules.check(RuleId::CohortMaxStudents, 19, "class 1"),
        rules.check(RuleId::TimetableMaxMachineHours, 200, "class 1"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let overrides = [
        Override { rule: RuleId::CohortMinTeachers, reason: "no teacher at hand".into() },
        Override { rule: RuleId::TimetableMaxMachineHours, reason: "  no ".into() },
    ];
    let refusal = decide(&findings, &overrides).unwrap_err();
    let why: Vec<Why> = refusal.findings.iter().map(|refused| refused.why).collect();
    assert_eq!(why, [Why::Must, Why::OverrideMissing, Why::ReasonTooShort]);
    assert!(!refusal.can_be_overridden());
    assert!(
        refusal.to_string().contains("cohort.min_teachers (class 1, clause c): limit 18, actual 0")
    );
}

#[test]
fn values_stand_bare_in_json() {
    let json = serde_json::to_value(rule(RuleId::TimetableDateFrom)).unwrap();
    assert_eq!(json["value"], "2020-02-17");
    assert_eq!(json["id"], "timetable.date_from");
    assert_eq!(serde_json::to_value(RuleValue::Range { min: 15, max: 20 }).unwrap()["max"], 20);
    let set = set();
    let back: RuleSet = serde_json::from_str(&serde_json::to_string(&set).unwrap()).unwrap();
    assert_eq!(back, set);
}

fn any_rule() -> impl Strategy<Value = RuleId> {
    prop::sample::select(RuleId::ALL)
}

prop_compose! {
    fn finding()(rule in any_rule(), must in any::<bool>(), actual in any::<i64>()) -> Finding {
        let severity = if must { Severity::Must } else { Severity::Should };
        Finding { rule, clause: "c".into(), severity, limit: 1.into(), actual: actual.into(), subject: "s".into() }
    }
}

prop_compose! {
    fn an_override()(rule in any_rule(), reason in "[ a-z一-龥]{0,8}") -> Override { Override { rule, reason } }
}

proptest! {
    #[test]
    fn every_finding_is_either_accepted_with_a_reason_or_refused(
        findings in prop::collection::vec(finding(), 0..8), overrides in prop::collection::vec(an_override(), 0..8),
    ) {
        let reasoned = |rule| overrides.iter().any(|o| o.rule == rule && o.reason.trim().chars().count() >= MIN_REASON_CHARS);
        match decide(&findings, &overrides) {
            Ok(decision) => {
                prop_assert_eq!(decision.accepted.len(), findings.len());
                for deviation in &decision.accepted {
                    prop_assert_eq!(deviation.finding.severity, Severity::Should);
                    prop_assert!(deviation.reason.chars().count() >= MIN_REASON_CHARS);
                }
                for rule in &decision.unneeded {
                    prop_assert!(findings.iter().all(|finding| finding.rule != *rule));
                }
            }
            Err(refusal) => {
                let expected = findings.iter().filter(|f| f.severity == Severity::Must || !reasoned(f.rule)).count();
                prop_assert!(expected > 0);
                prop_assert_eq!(refusal.findings.len(), expected);
            }
        }
    }

    #[test]
    fn at_most_and_at_least_are_opposite_but_at_the_limit(actual in -5_i64..200) {
        let rules = set().effective(None);
        prop_assert_eq!(rules.check(RuleId::CohortMaxStudents, actual, "").is_some(), actual > 18);
        prop_assert_eq!(rules.check(RuleId::TimetableIntensiveMinHours, actual, "").is_some(), actual < 18);
    }

    #[test]
    fn findings_survive_json(finding in finding()) {
        let back: Finding = serde_json::from_str(&serde_json::to_string(&finding).unwrap()).unwrap();
        prop_assert_eq!(back, finding);
    }
}

#[test]
fn what_a_certificate_states_is_softened_for_nobody() {
    for id in [RuleId::CertificateAllSubjects, RuleId::FusionAllCourses] {
        for (value, severity) in [(Some(false.into()), None), (None, Some(Severity::Should))] {
            let errors =
                RuleSet::new(complete(), vec![regional("42", id, value, severity)]).unwrap_err();
            assert!(errors.iter().any(|e| e.contains("what the certificate states")), "{errors:?}");
            let mut rules = complete();
            let rule = rules.iter_mut().find(|r| r.id == id).unwrap();
            rule.value = value.unwrap_or(rule.value);
            rule.severity = severity.unwrap_or(rule.severity);
            assert!(RuleSet::new(rules, vec![]).is_err());
        }
        let kept = regional("42", id, Some(true.into()), Some(Severity::Must));
        assert!(RuleSet::new(complete(), vec![kept]).is_ok());
    }
}

/// What is said of a set with these values, in the country or in one region.
fn refused(values: &[(RuleId, i64)], region: Option<&str>) -> Vec<String> {
    let mut rules = complete();
    let mut variants = Vec::new();
    for (id, value) in values {
        match region {
            Some(region) => variants.push(regional(region, *id, Some((*value).into()), None)),
            None => rules.iter_mut().find(|r| r.id == *id).unwrap().value = (*value).into(),
        }
    }
    RuleSet::new(rules, variants).err().unwrap_or_default()
}

#[test]
fn a_value_that_nothing_could_be_reckoned_by_is_refused() {
    for (id, good, wrong, said) in [
        (RuleId::TrainingClassMinTrainers, [1, 4], [0, 5], "trainers lies in 1–4, not"),
        (RuleId::TrainingClassSizeMin, [1, 20], [0, -1], "participants is 1 or more, not"),
        (RuleId::AssessmentPassMark, [0, 100], [-1, 101], "a pass mark lies in 0–100, not"),
        (RuleId::ExamPassMark, [0, 100], [-1, 101], "a pass mark lies in 0–100, not"),
        (RuleId::AssessmentExpertThreshold, [0, 100], [-1, 101], "it is one of 0–100, not"),
    ] {
        for region in [None, Some("42")] {
            for value in good {
                assert_eq!(refused(&[(id, value)], region), [""; 0], "{id} {value}");
            }
            for value in wrong {
                let errors = refused(&[(id, value)], region);
                let [error] = errors.as_slice() else { panic!("{id} {value}: {errors:?}") };
                assert!(error.contains(&format!("{said} {value}")), "{error}");
                assert!(error.contains(id.as_str()), "{error}");
            }
        }
    }
}

#[test]
fn the_weights_of_a_score_are_not_all_0() {
    let learning = [RuleId::LearningWeightAttendance, RuleId::LearningWeightWork];
    let composite = [
        RuleId::AssessmentWeightLearning,
        RuleId::AssessmentWeightTest,
        RuleId::AssessmentWeightDesign,
    ];
    for weights in [&learning[..], &composite] {
        let none: Vec<(RuleId, i64)> = weights.iter().map(|id| (*id, 0)).collect();
        for (region, place) in [(None, "above 0"), (Some("42"), "above 0 in region 42")] {
            let errors = refused(&none, region);
            let [error] = errors.as_slice() else { panic!("{errors:?}") };
            assert!(error.ends_with(place), "{error}");
            assert!(weights.iter().all(|id| error.contains(id.as_str())), "{error}");
            for one in 0..none.len() {
                let mut weighed = none.clone();
                weighed[one].1 = 1;
                assert_eq!(refused(&weighed, region), [""; 0], "{}", weighed[one].0);
            }
        }
    }
}
