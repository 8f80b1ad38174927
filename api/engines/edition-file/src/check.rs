//! Small checks that several files share; each adds its sentence, with the place, to a list.

use std::collections::BTreeSet;

/// Lower-case letters, digits, `-` and `_`, 1 to 40 characters, starting with a letter or digit.
pub(crate) fn code(place: &str, code: &str, errors: &mut Vec<String>) {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let well_formed = code.bytes().next().is_some_and(plain)
        && code.len() <= 40
        && code.bytes().all(|byte| plain(byte) || byte == b'-' || byte == b'_');
    if !well_formed {
        errors.push(format!(
            "{place}: `{code}` is no code (lower-case letters, digits, `-`, `_`; at most 40)"
        ));
    }
}

/// A text that is there and has no blanks around it.
pub(crate) fn text(place: &str, text: &str, errors: &mut Vec<String>) {
    if text.trim().is_empty() {
        errors.push(format!("{place}: is empty"));
    } else if text.trim() != text {
        errors.push(format!("{place}: has blanks around it"));
    }
}

/// No value occurs twice.
pub(crate) fn distinct<T: Ord + std::fmt::Display>(
    place: &str,
    values: impl IntoIterator<Item = T>,
    errors: &mut Vec<String>,
) {
    let mut seen = BTreeSet::new();
    for value in values {
        if seen.contains(&value) {
            errors.push(format!("{place}: `{value}` occurs twice"));
        } else {
            seen.insert(value);
        }
    }
}
