//! Which index a search goes to: told by the characters of what is typed.

use crate::platform::db::prefix_end;

/// What is looked for. Every kind but [`Search::Uscc`] is a prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    /// Everything, by pinyin.
    All,
    Name(String),
    /// Initials of the name, in lower case.
    Pinyin(String),
    /// The national institution code or its short form.
    Code(String),
    Uscc(String),
}

impl Search {
    /// Digits look for a code, eighteen letters and digits for a unified social credit code, other letters
    /// for pinyin initials, and whatever holds a Han character for the name.
    pub fn of(q: Option<&str>) -> Self {
        let q = q.map(str::trim).unwrap_or_default();
        if q.is_empty() {
            Search::All
        } else if q.chars().all(|c| c.is_ascii_digit()) && q.len() < 18 {
            Search::Code(q.into())
        } else if q.len() == 18 && q.chars().all(|c| c.is_ascii_alphanumeric()) {
            Search::Uscc(q.to_ascii_uppercase())
        } else if q.is_ascii() {
            Search::Pinyin(
                q.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase(),
            )
        } else {
            Search::Name(q.into())
        }
    }
}

/// The end of the range of texts that begin with `prefix`; beyond everything for the empty one.
pub fn range_end(prefix: &str) -> String {
    prefix_end(prefix).unwrap_or_else(|| "\u{10ffff}".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_tells_where_to_look() {
        assert_eq!(Search::of(None), Search::All);
        assert_eq!(Search::of(Some("  ")), Search::All);
        assert_eq!(Search::of(Some("10284")), Search::Code("10284".into()));
        assert_eq!(Search::of(Some("NJxy")), Search::Pinyin("njxy".into()));
        assert_eq!(Search::of(Some("d101z")), Search::Pinyin("d101z".into()));
        assert_eq!(Search::of(Some("南京")), Search::Name("南京".into()));
        assert_eq!(Search::of(Some("𬭚")), Search::Name("𬭚".into()));
        assert_eq!(
            Search::of(Some("12320000466006826h")),
            Search::Uscc("12320000466006826H".into())
        );
    }
}
