//! What a refusal or a fault says beyond its code, as data: the interface says it in the reader's language.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::platform::db::Ts;

/// Something that a sentence names: a number, a name, a day (`2020-03-02`), a moment (`2020-03-02T01:00:00Z`), or
/// several of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Datum {
    Number(i64),
    Text(String),
    List(Vec<String>),
}

/// What sentences name, by the names that the catalogues of the interface give it.
pub type Values = BTreeMap<String, Datum>;

/// Why an operation was refused this time, for translation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RefusalReason)]
pub struct Reason {
    /// Stable name of the fact that stands in the way; finer than the code of the problem.
    #[schema(example = "places_taken")]
    pub code: String,
    /// What the sentence names: numbers, names, days (`2020-03-02`), moments (`2020-03-02T01:00:00Z`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = BTreeMap<String, Datum>)]
    pub values: Values,
}

impl Reason {
    pub fn of<'n>(code: &str, values: impl IntoIterator<Item = (&'n str, Datum)>) -> Self {
        Reason { code: code.into(), values: named(values) }
    }
}

/// Values by their names.
pub fn named<'n>(values: impl IntoIterator<Item = (&'n str, Datum)>) -> Values {
    values.into_iter().map(|(name, value)| (name.to_string(), value)).collect()
}

impl From<i64> for Datum {
    fn from(n: i64) -> Self {
        Datum::Number(n)
    }
}
impl From<i32> for Datum {
    fn from(n: i32) -> Self {
        Datum::Number(n.into())
    }
}
impl From<u64> for Datum {
    fn from(n: u64) -> Self {
        Datum::Number(i64::try_from(n).unwrap_or(i64::MAX))
    }
}
impl From<usize> for Datum {
    fn from(n: usize) -> Self {
        Datum::Number(i64::try_from(n).unwrap_or(i64::MAX))
    }
}
impl From<&str> for Datum {
    fn from(text: &str) -> Self {
        Datum::Text(text.into())
    }
}
impl From<&String> for Datum {
    fn from(text: &String) -> Self {
        Datum::Text(text.clone())
    }
}
impl From<String> for Datum {
    fn from(text: String) -> Self {
        Datum::Text(text)
    }
}
impl From<time::Date> for Datum {
    fn from(day: time::Date) -> Self {
        Datum::Text(day.to_string())
    }
}
impl From<Ts> for Datum {
    fn from(at: Ts) -> Self {
        Datum::Text(at.to_string())
    }
}
impl From<Vec<String>> for Datum {
    fn from(list: Vec<String>) -> Self {
        Datum::List(list)
    }
}
