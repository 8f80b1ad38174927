//! JSON of a fixed shape, in which nothing can hide: no member twice, none unknown, none left to a
//! default that it could also spell out.

use std::fmt;

use serde::de::{self, DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Why a text is not of the shape.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct StrictError(pub String);

/// A value of JSON in which no object has a member twice. Readers differ in which of the two they
/// take (RFC 8259 §4), so a signed text with two would say two things.
///
/// # Errors
/// Where the text is not JSON, or the member stands.
pub fn value(text: &[u8]) -> Result<Value, StrictError> {
    let Unique(value) =
        serde_json::from_slice(text).map_err(|error| StrictError(error.to_string()))?;
    Ok(value)
}

/// The value as a `T`, if a `T` is written as exactly this value.
///
/// # Errors
/// What is missing, unknown or of another form.
pub fn typed<T: DeserializeOwned + Serialize>(value: Value) -> Result<T, StrictError> {
    let text = |error: serde_json::Error| StrictError(error.to_string());
    let typed = T::deserialize(&value).map_err(text)?;
    // Serde also takes an array for an object, and null for a member that is left out.
    if serde_json::to_value(&typed).map_err(text)? != value {
        return Err(StrictError("a member is spelt in another way than it is written".to_owned()));
    }
    Ok(typed)
}

struct Unique(Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UniqueVisitor).map(Unique)
    }
}

struct UniqueVisitor;

impl<'de> Visitor<'de> for UniqueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(Unique(item)) = items.next_element()? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((name, Unique(member))) = members.next_entry::<String, Unique>()? {
            if object.contains_key(&name) {
                return Err(de::Error::custom(format_args!("the member {name:?} stands twice")));
            }
            object.insert(name, member);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Shape {
        a: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        b: Option<bool>,
    }

    fn read(text: &str) -> Result<Shape, StrictError> {
        typed(value(text.as_bytes())?)
    }

    #[test]
    fn a_shape_has_one_spelling() {
        assert_eq!(read(r#" {"b":true,"a":"x"} "#), Ok(Shape { a: "x".to_owned(), b: Some(true) }));
        for text in [
            r#"{"a":"x","a":"x"}"#,
            r#"{"a":"x","\u0061":"x"}"#,
            r#"{"a":"x","b":null}"#,
            r#"["x",true]"#,
            r#"{"a":"x","c":1}"#,
            r#"{"a":["x"]}"#,
            r#"{"b":true}"#,
            r#"{"a":"x"}{}"#,
            r#"{"a":"\ud800"}"#,
            "",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn values_are_read_as_they_are() {
        let text = r#"{"a":[null,true,-1,18446744073709551615,0.5,"中\n"],"b":{"a":{}}}"#;
        let expected: Value = serde_json::from_str(text).unwrap();
        assert_eq!(value(text.as_bytes()), Ok(expected));
        assert_eq!(value(b"[[{\"a\":1,\"b\":2}]]"), Ok(json!([[{"a": 1, "b": 2}]])));
        assert!(value(b"[[{\"a\":1,\"a\":2}]]").unwrap_err().0.contains("\"a\" stands twice"));
        assert!(value("[".repeat(100_000).as_bytes()).is_err());
    }
}
