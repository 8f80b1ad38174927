//! Canonical JSON after RFC 8785 (JCS), for the subset that snapshots use: null, booleans, strings,
//! arrays, objects, and integers that every JSON reader keeps exact (±(2^53 − 1)).
//!
//! Numbers with a fraction or exponent are refused: their canonical form rests on ECMAScript's
//! shortest printing, and nothing that is printed on a certificate needs them.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// The largest integer that survives a reader with 64-bit floats (RFC 8785, appendix D).
pub const MAX_INTEGER: i64 = 9_007_199_254_740_991;

/// How deep arrays and objects may nest.
pub const MAX_DEPTH: usize = 64;

/// Why a value has no canonical form here. `pointer` is an RFC 6901 pointer to it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CanonicalError {
    #[error("the number at {pointer:?} is not an integer; write it as a string")]
    Float { pointer: String },
    #[error("the integer at {pointer:?} exceeds 2^53 - 1; write it as a string")]
    IntegerRange { pointer: String },
    #[error("the value at {pointer:?} is nested deeper than {MAX_DEPTH} levels")]
    Depth { pointer: String },
}

/// The canonical bytes of a value: no blanks, members sorted by the UTF-16 code units of their
/// names, strings escaped as little as JSON allows, UTF-8.
pub fn canonical_bytes(value: &Value) -> Result<Vec<u8>, CanonicalError> {
    let mut writer = Writer { out: Vec::new(), path: Vec::new() };
    writer.value(value)?;
    Ok(writer.out)
}

/// SHA-256 of `bytes` as 64 lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        for nibble in [byte >> 4, byte & 15] {
            hex.push(char::from(DIGITS[usize::from(nibble)]));
        }
    }
    hex
}

/// SHA-256 of the canonical bytes.
pub fn digest(value: &Value) -> Result<String, CanonicalError> {
    Ok(sha256_hex(&canonical_bytes(value)?))
}

struct Writer<'v> {
    out: Vec<u8>,
    /// The way to the value at hand, for errors.
    path: Vec<Step<'v>>,
}

enum Step<'v> {
    Member(&'v str),
    Item(usize),
}

impl<'v> Writer<'v> {
    fn pointer(&self) -> String {
        self.path
            .iter()
            .map(|step| match step {
                Step::Member(name) => format!("/{}", name.replace('~', "~0").replace('/', "~1")),
                Step::Item(at) => format!("/{at}"),
            })
            .collect()
    }

    fn value(&mut self, value: &'v Value) -> Result<(), CanonicalError> {
        if self.path.len() > MAX_DEPTH {
            return Err(CanonicalError::Depth { pointer: self.pointer() });
        }
        match value {
            Value::Null => self.out.extend(b"null"),
            Value::Bool(true) => self.out.extend(b"true"),
            Value::Bool(false) => self.out.extend(b"false"),
            Value::Number(number) => {
                let integer = match (number.as_i64(), number.is_u64()) {
                    (Some(integer), _) => integer,
                    (None, true) => {
                        return Err(CanonicalError::IntegerRange { pointer: self.pointer() });
                    }
                    (None, false) => return Err(CanonicalError::Float { pointer: self.pointer() }),
                };
                if !(-MAX_INTEGER..=MAX_INTEGER).contains(&integer) {
                    return Err(CanonicalError::IntegerRange { pointer: self.pointer() });
                }
                self.out.extend(integer.to_string().as_bytes());
            }
            Value::String(text) => self.string(text),
            Value::Array(items) => {
                self.out.push(b'[');
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        self.out.push(b',');
                    }
                    self.below(Step::Item(i), item)?;
                }
                self.out.push(b']');
            }
            Value::Object(members) => self.object(members)?,
        }
        Ok(())
    }

    fn object(&mut self, members: &'v Map<String, Value>) -> Result<(), CanonicalError> {
        let mut sorted: Vec<(&String, &Value)> = members.iter().collect();
        // The same order, sooner had.
        if members.keys().all(|name| name.is_ascii()) {
            sorted.sort_unstable_by_key(|(name, _)| *name);
        } else {
            sorted.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
        }
        self.out.push(b'{');
        for (i, (name, value)) in sorted.into_iter().enumerate() {
            if i > 0 {
                self.out.push(b',');
            }
            self.string(name);
            self.out.push(b':');
            self.below(Step::Member(name), value)?;
        }
        self.out.push(b'}');
        Ok(())
    }

    fn below(&mut self, step: Step<'v>, value: &'v Value) -> Result<(), CanonicalError> {
        self.path.push(step);
        let done = self.value(value);
        self.path.pop();
        done
    }

    /// RFC 8785, 3.2.2.2.
    fn string(&mut self, text: &str) {
        self.out.push(b'"');
        let bytes = text.as_bytes();
        let mut from = 0;
        for (at, byte) in bytes.iter().enumerate() {
            let escaped: &[u8] = match byte {
                b'"' => b"\\\"",
                b'\\' => b"\\\\",
                0x08 => b"\\b",
                0x09 => b"\\t",
                0x0a => b"\\n",
                0x0c => b"\\f",
                0x0d => b"\\r",
                0x00..0x20 => &format!("\\u{byte:04x}").into_bytes(),
                // What is not ASCII goes through as it is: the text is UTF-8 already.
                _ => continue,
            };
            self.out.extend_from_slice(&bytes[from..at]);
            self.out.extend_from_slice(escaped);
            from = at + 1;
        }
        self.out.extend_from_slice(&bytes[from..]);
        self.out.push(b'"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn canonical(json: &str) -> String {
        let value: Value = serde_json::from_str(json).unwrap();
        String::from_utf8(canonical_bytes(&value).unwrap()).unwrap()
    }

    #[test]
    fn strings_are_escaped_as_in_rfc_8785() {
        // The string and the literals of 3.2.2 (its numbers are floats, which are refused here).
        assert_eq!(
            canonical(
                r#"{ "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false] }"#
            ),
            r#"{"literals":[null,true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
        );
        let euro = canonical(r#""\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/""#);
        // The bytes printed in 3.2.4 for that string.
        let expected = [
            0x22, 0xe2, 0x82, 0xac, 0x24, 0x5c, 0x75, 0x30, 0x30, 0x30, 0x66, 0x5c, 0x6e, 0x41,
            0x27, 0x42, 0x5c, 0x22, 0x5c, 0x5c, 0x5c, 0x5c, 0x5c, 0x22, 0x2f, 0x22,
        ];
        assert_eq!(euro.as_bytes(), expected);
        assert_eq!(
            canonical(r#""\b\t\f\r\u0001\u001f\u007f\u2028""#),
            "\"\\b\\t\\f\\r\\u0001\\u001f\u{7f}\u{2028}\""
        );
    }

    #[test]
    fn members_are_sorted_as_in_rfc_8785() {
        // The object of 3.2.3: an astral character sorts before U+FB33 by UTF-16 code units.
        let sorted = canonical(
            r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh",
                "1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#,
        );
        let order = [
            "Carriage Return",
            "One",
            "Control",
            "Latin Small Letter O With Diaeresis",
            "Euro Sign",
            "Emoji: Grinning Face",
            "Hebrew Letter Dalet With Dagesh",
        ];
        let at: Vec<usize> = order.iter().map(|name| sorted.find(name).unwrap()).collect();
        assert!(at.windows(2).all(|w| w[0] < w[1]), "{sorted}");
    }

    #[test]
    fn structures_and_integers_are_as_in_rfc_8785() {
        assert_eq!(
            canonical(
                r#"{"b":[1, -0, {"z":1,"a":[]}], "a":{}, "":-12}"#.replace("-0", "0").as_str()
            ),
            r#"{"":-12,"a":{},"b":[1,0,{"a":[],"z":1}]}"#
        );
        assert_eq!(canonical("9007199254740991"), "9007199254740991");
        assert_eq!(canonical("-9007199254740991"), "-9007199254740991");
    }

    #[test]
    fn what_has_no_exact_form_is_refused_with_its_place() {
        let refuse =
            |json: &str| canonical_bytes(&serde_json::from_str(json).unwrap()).unwrap_err();
        let float = |p: &str| CanonicalError::Float { pointer: p.to_owned() };
        assert_eq!(refuse("1.0"), float(""));
        assert_eq!(refuse(r#"{"a":[1,{"b/c~":0.5}]}"#), float("/a/1/b~1c~0"));
        assert_eq!(refuse("1e2"), float(""));
        assert_eq!(refuse("-0"), float(""));
    }

    #[test]
    fn integers_beyond_53_bits_and_deep_nests_are_refused() {
        for json in ["9007199254740992", "-9007199254740992", "18446744073709551615"] {
            let error = canonical_bytes(&serde_json::from_str(json).unwrap()).unwrap_err();
            assert_eq!(error, CanonicalError::IntegerRange { pointer: String::new() });
        }
        let nest = |n: usize| (0..n).fold(json!(1), |v, _| json!([v]));
        assert!(canonical_bytes(&nest(MAX_DEPTH)).is_ok());
        assert!(matches!(canonical_bytes(&nest(MAX_DEPTH + 1)), Err(CanonicalError::Depth { .. })));
    }

    #[test]
    fn digests_are_sha_256() {
        // FIPS 180-4, the example "abc".
        assert_eq!(
            sha256_hex(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(digest(&json!({"b": 1, "a": 2})).unwrap(), sha256_hex(br#"{"a":2,"b":1}"#));
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-MAX_INTEGER..=MAX_INTEGER).prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::vec((any::<String>(), inner), 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    /// JSON text with members in reverse order and blanks strewn in.
    fn shuffled(value: &Value) -> String {
        match value {
            Value::Array(items) => {
                format!("[ {} ]", items.iter().map(shuffled).collect::<Vec<_>>().join(" ,\n"))
            }
            Value::Object(members) => {
                let members: Vec<String> = members
                    .iter()
                    .rev()
                    .map(|(k, v)| format!("{} : {}", Value::from(k.as_str()), shuffled(v)))
                    .collect();
                format!("{{\t{} }}", members.join(" , "))
            }
            leaf => leaf.to_string(),
        }
    }

    proptest! {
        #[test]
        fn the_canonical_form_is_a_fixed_point(value in values()) {
            let once = canonical_bytes(&value).unwrap();
            let read: Value = serde_json::from_slice(&once).unwrap();
            prop_assert_eq!(&read, &value);
            prop_assert_eq!(canonical_bytes(&read).unwrap(), once);
        }

        #[test]
        fn order_and_blanks_do_not_count(value in values()) {
            let other: Value = serde_json::from_str(&shuffled(&value)).unwrap();
            prop_assert_eq!(canonical_bytes(&other).unwrap(), canonical_bytes(&value).unwrap());
        }

        #[test]
        fn different_values_have_different_bytes(a in values(), b in values()) {
            prop_assert_eq!(a == b, canonical_bytes(&a).unwrap() == canonical_bytes(&b).unwrap());
        }

        #[test]
        fn sorting_is_by_code_units(names in prop::collection::vec(any::<String>(), 0..8)) {
            let object: Map<String, Value> = names.iter().map(|n| (n.clone(), json!(1))).collect();
            let mut units: Vec<Vec<u16>> = object.keys().map(|n| n.encode_utf16().collect()).collect();
            units.sort();
            let body: Vec<String> = units
                .iter()
                .map(|u| format!("{}:1", String::from_utf8(canonical_bytes(&json!(String::from_utf16(u).unwrap())).unwrap()).unwrap()))
                .collect();
            let bytes = canonical_bytes(&Value::Object(object)).unwrap();
            prop_assert_eq!(String::from_utf8(bytes).unwrap(), format!("{{{}}}", body.join(",")));
        }
    }
}
