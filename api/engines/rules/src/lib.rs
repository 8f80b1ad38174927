//! Rules as data: every number of a programme notice is a rule with an identifier, the clause it comes from, a
//! value and a severity. This crate owns the rules' identities, their regional variants, the comparison of an actual
//! value with a limit, and the decision whether deviations may stand. It knows neither database nor clock.
//!
//! * [`id`]: the closed list of rules and how each is compared.
//! * [`value`]: what a rule's value can be.
//! * [`set`]: the rules of one edition and version, with what HQ set for a region.
//! * [`decide`]: findings, overrides, and the verdict over them.

pub mod decide;
pub mod id;
pub mod set;
pub mod value;

pub use decide::{
    AcceptedDeviation, Decision, Finding, MIN_REASON_CHARS, Override, Refusal, RefusedFinding, Why,
    decide,
};
pub use id::{Relation, RuleId, UnknownRule, ValueKind};
pub use set::{EffectiveRules, RegionalRule, Rule, RuleSet, Severity, Source, Title};
pub use value::RuleValue;
