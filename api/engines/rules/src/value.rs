//! The value of a rule, and of what is compared with it.

use crate::id::ValueKind;
use serde::{Deserialize, Serialize};
use std::fmt;
use time::Date;

/// A rule's value. In JSON and YAML it stands bare: `18`, `true`, `"2020-02-17"`, `{min: 15, max: 20}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RuleValue {
    Bool(bool),
    Int(i64),
    Date(Date),
    /// Two limits shown as one; each limit is a rule of its own.
    Range {
        min: i64,
        max: i64,
    },
}

impl RuleValue {
    pub fn as_int(self) -> Option<i64> {
        if let Self::Int(value) = self { Some(value) } else { None }
    }

    pub fn as_date(self) -> Option<Date> {
        if let Self::Date(value) = self { Some(value) } else { None }
    }

    pub fn as_bool(self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(value) } else { None }
    }

    /// Whether the value has the type that a rule asks for.
    pub fn is_a(self, kind: ValueKind) -> bool {
        matches!(
            (self, kind),
            (Self::Int(_), ValueKind::Int)
                | (Self::Date(_), ValueKind::Date)
                | (Self::Bool(_), ValueKind::Bool)
        )
    }
}

impl fmt::Display for RuleValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => write!(f, "{value}"),
            Self::Int(value) => write!(f, "{value}"),
            Self::Date(value) => write!(f, "{value}"),
            Self::Range { min, max } => write!(f, "{min}–{max}"),
        }
    }
}

impl From<i64> for RuleValue {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<bool> for RuleValue {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<Date> for RuleValue {
    fn from(value: Date) -> Self {
        Self::Date(value)
    }
}
