//! The rules of one edition and version: complete by construction, with regional variants.

use crate::{
    decide::{Finding, MIN_REASON_CHARS},
    id::{Relation, RuleId},
    value::RuleValue,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Whether a deviation is refused or may stand with a recorded reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Must,
    Should,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Stated by the notice, in the rule's clause.
    Notice,
    /// Not stated by the notice; HQ is shown it as an assumption.
    Assumption,
    /// Set by HQ afterwards.
    Hq,
}

/// A text in the two languages of the interface.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    pub zh: String,
    pub en: String,
}

/// One rule of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub id: RuleId,
    /// Clause of the notice as it is cited (`2.2.(3)` in the notice's own numerals); empty for an assumption.
    #[serde(default)]
    pub clause: String,
    pub value: RuleValue,
    pub severity: Severity,
    pub source: Source,
    pub title: Title,
}

/// What HQ set for one region: another value, another severity, or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegionalRule {
    /// Two-digit region code of GB/T 2260.
    pub region: String,
    pub rule: RuleId,
    #[serde(default)]
    pub value: Option<RuleValue>,
    #[serde(default)]
    pub severity: Option<Severity>,
    pub reason: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRuleSet {
    rules: Vec<Rule>,
    #[serde(default)]
    regional: Vec<RegionalRule>,
}

/// Every rule of [`RuleId::ALL`] exactly once, with values of the right type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawRuleSet", into = "RawRuleSet")]
pub struct RuleSet {
    rules: Vec<Rule>,
    regional: Vec<RegionalRule>,
}

impl TryFrom<RawRuleSet> for RuleSet {
    type Error = String;

    fn try_from(raw: RawRuleSet) -> Result<Self, String> {
        Self::new(raw.rules, raw.regional).map_err(|errors| errors.join("; "))
    }
}

impl From<RuleSet> for RawRuleSet {
    fn from(set: RuleSet) -> Self {
        Self { rules: set.rules, regional: set.regional }
    }
}

impl RuleSet {
    /// Builds a complete set, in any order of `rules`.
    ///
    /// # Errors
    /// One sentence for each: rule missing or given twice, value of the wrong type, below zero or such that nothing could be
    /// reckoned by it, a notice's rule without clause, lower bound above the upper one, weights all 0, regional variant that
    /// is empty, doubled, or without region or reason, a constitutive rule softened.
    pub fn new(rules: Vec<Rule>, regional: Vec<RegionalRule>) -> Result<Self, Vec<String>> {
        let mut errors = Vec::new();
        let mut ordered = Vec::with_capacity(RuleId::ALL.len());
        for &id in RuleId::ALL {
            let mut of_id = rules.iter().filter(|rule| rule.id == id);
            match (of_id.next(), of_id.next()) {
                (None, _) => errors.push(format!("rule {id}: missing")),
                (Some(_), Some(_)) => errors.push(format!("rule {id}: given more than once")),
                (Some(rule), None) => ordered.push(rule.clone()),
            }
        }
        for rule in &rules {
            errors.extend(
                value_error(rule.id, rule.value).map(|why| format!("rule {}: {why}", rule.id)),
            );
            if let Some(why) = meaning_error(rule.id, Some(rule.value), Some(rule.severity)) {
                errors.push(format!("rule {}: {why}", rule.id));
            }
            if rule.source == Source::Notice && rule.clause.trim().is_empty() {
                errors.push(format!("rule {}: a rule of the notice names its clause", rule.id));
            }
        }
        for (index, variant) in regional.iter().enumerate() {
            let place =
                format!("regional[{index}] ({} in region `{}`)", variant.rule, variant.region);
            if variant.region.len() != 2
                || !variant.region.bytes().all(|byte| byte.is_ascii_digit())
            {
                errors.push(format!("{place}: the region is a two-digit code"));
            }
            if variant.reason.trim().chars().count() < MIN_REASON_CHARS {
                errors.push(format!(
                    "{place}: give a reason of at least {MIN_REASON_CHARS} characters"
                ));
            }
            if variant.value.is_none() && variant.severity.is_none() {
                errors.push(format!("{place}: sets neither value nor severity"));
            }
            if let Some(why) = meaning_error(variant.rule, variant.value, variant.severity) {
                errors.push(format!("{place}: {why}"));
            }
            if let Some(why) = variant.value.and_then(|value| value_error(variant.rule, value)) {
                errors.push(format!("{place}: {why}"));
            }
            if regional[..index]
                .iter()
                .any(|other| other.region == variant.region && other.rule == variant.rule)
            {
                errors.push(format!("{place}: given more than once"));
            }
        }
        if errors.is_empty() {
            let set = Self { rules: ordered, regional };
            errors.extend(set.contradictions());
            if errors.is_empty() {
                return Ok(set);
            }
        }
        Err(errors)
    }

    /// The rules as they hold in a region (`None`: as they hold for the whole country).
    pub fn effective(&self, region: Option<&str>) -> EffectiveRules {
        let mut rules = self.rules.clone();
        for variant in
            self.regional.iter().filter(|variant| Some(variant.region.as_str()) == region)
        {
            let rule = &mut rules[variant.rule as usize];
            rule.value = variant.value.unwrap_or(rule.value);
            rule.severity = variant.severity.unwrap_or(rule.severity);
            rule.source = Source::Hq;
        }
        EffectiveRules { rules }
    }

    /// The country's rules, in the order of [`RuleId::ALL`].
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    pub fn regional(&self) -> &[RegionalRule] {
        &self.regional
    }

    /// Values that cannot stand beside each other, in the country and in each region.
    fn contradictions(&self) -> Vec<String> {
        let mut errors = Vec::new();
        let regions = self.regional.iter().map(|variant| Some(variant.region.as_str()));
        let places: BTreeSet<Option<&str>> = std::iter::once(None).chain(regions).collect();
        for region in places {
            let rules = self.effective(region);
            let place = region.map_or(String::new(), |code| format!(" in region {code}"));
            for (low, high) in [
                (RuleId::TrainingClassSizeMin, RuleId::TrainingClassSizeMax),
                (RuleId::TrainingClassSizeMax, RuleId::TrainingClassSizeCeiling),
                (RuleId::TimetableDateFrom, RuleId::TimetableDateTo),
            ] {
                if !within(Relation::AtMost, rules.get(low).value, rules.get(high).value) {
                    errors.push(format!("rule {low}: its value lies above that of {high}{place}"));
                }
            }
            for weights in WEIGHTS {
                if weights.iter().all(|id| rules.int(*id) == Some(0)) {
                    let names = weights.iter().map(|id| id.as_str()).collect::<Vec<_>>();
                    let names = names.join(", ");
                    errors.push(format!("rules {names}: give one of them a weight above 0{place}"));
                }
            }
        }
        errors
    }
}

/// Weights of the parts of one score: without any there is none.
const WEIGHTS: [&[RuleId]; 2] = [
    &[RuleId::LearningWeightAttendance, RuleId::LearningWeightWork],
    &[
        RuleId::AssessmentWeightLearning,
        RuleId::AssessmentWeightTest,
        RuleId::AssessmentWeightDesign,
    ],
];

/// Why a rule that a certificate stands for cannot be set like this.
fn meaning_error(
    rule: RuleId,
    value: Option<RuleValue>,
    severity: Option<Severity>,
) -> Option<&'static str> {
    let softened = value == Some(false.into()) || severity == Some(Severity::Should);
    (rule.is_constitutive() && softened)
        .then_some("this is what the certificate states; it stays true and a must")
}

fn value_error(id: RuleId, value: RuleValue) -> Option<String> {
    if !value.is_a(id.value_kind()) {
        return Some(
            format!("its value is of the kind {:?}, not `{value}`", id.value_kind()).to_lowercase(),
        );
    }
    let number = value.as_int()?;
    match id {
        RuleId::ExamPassMark | RuleId::AssessmentPassMark if !(0..=100).contains(&number) => {
            Some(format!("a pass mark lies in 0–100, not {number}"))
        }
        RuleId::ClassHourMinutes if !(1..=240).contains(&number) => {
            Some(format!("a class hour has 1–240 minutes, not {number}"))
        }
        // With others the engine of grouping plans no class.
        RuleId::TrainingClassMinTrainers if !(1..=4).contains(&number) => {
            Some(format!("the least number of trainers lies in 1–4, not {number}"))
        }
        RuleId::TrainingClassSizeMin if number < 1 => {
            Some(format!("the least number of participants is 1 or more, not {number}"))
        }
        RuleId::AssessmentExpertThreshold | RuleId::TrainingMinAttendance
            if !(0..=100).contains(&number) =>
        {
            Some(format!("it is one of 0–100, not {number}"))
        }
        _ if number < 0 => Some(format!("{number} is below zero")),
        _ => None,
    }
}

/// Whether `actual` keeps to `limit`; values of different types never do.
fn within(relation: Relation, actual: RuleValue, limit: RuleValue) -> bool {
    match (relation, actual, limit) {
        (Relation::Parameter, ..) => true,
        (Relation::AtMost, RuleValue::Int(actual), RuleValue::Int(limit)) => actual <= limit,
        (Relation::AtLeast, RuleValue::Int(actual), RuleValue::Int(limit)) => actual >= limit,
        (Relation::AtMost, RuleValue::Date(actual), RuleValue::Date(limit)) => actual <= limit,
        (Relation::AtLeast, RuleValue::Date(actual), RuleValue::Date(limit)) => actual >= limit,
        (Relation::Holds, RuleValue::Bool(actual), RuleValue::Bool(limit)) => actual || !limit,
        _ => false,
    }
}

/// The rules that hold at one place. Complete, like [`RuleSet`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectiveRules {
    rules: Vec<Rule>,
}

impl EffectiveRules {
    pub fn get(&self, id: RuleId) -> &Rule {
        &self.rules[id as usize]
    }

    /// In the order of [`RuleId::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter()
    }

    /// The whole-number value of a rule (students, hours, minutes, marks); `None` for rules of another kind.
    pub fn int(&self, id: RuleId) -> Option<i64> {
        self.get(id).value.as_int()
    }

    /// Compares an actual value with a rule; `None` when it keeps to it. `subject` names what was checked, as it is shown.
    pub fn check(
        &self,
        id: RuleId,
        actual: impl Into<RuleValue>,
        subject: impl Into<String>,
    ) -> Option<Finding> {
        let rule = self.get(id);
        let actual = actual.into();
        (!within(id.relation(), actual, rule.value)).then(|| Finding {
            rule: id,
            clause: rule.clause.clone(),
            severity: rule.severity,
            limit: rule.value,
            actual,
            subject: subject.into(),
        })
    }
}
