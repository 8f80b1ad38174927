//! What lists of certificates are asked for.

use onex_credential::number;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::{CertificateKind, CertificateStatus};
use crate::platform::db::Id;
use crate::platform::error::{Error, Result};

/// Filters of lists and exports.
#[derive(Debug, Clone, Default, Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CertificateQuery {
    /// Start of a number, of a holder's name, or initials of its pinyin.
    #[param(max_length = 50)]
    pub q: Option<String>,
    pub institution_id: Option<Id>,
    #[param(example = "32", min_length = 2, max_length = 2)]
    pub region_code: Option<String>,
    pub edition_id: Option<Id>,
    pub run_id: Option<Id>,
    #[param(inline)]
    pub kind: Option<CertificateKind>,
    #[param(inline)]
    pub status: Option<CertificateStatus>,
    /// Whether the national platform's number stands beside ours.
    pub registered: Option<bool>,
}

/// What a search text is looked up in: always the start of an indexed column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    Number(String),
    Pinyin(String),
    Name(String),
}

impl Search {
    /// Digits are a number, Latin letters initials, everything else a name. Blank is no search.
    pub fn read(q: Option<&str>) -> Result<Option<Search>> {
        let Some(q) = q.map(str::trim).filter(|q| !q.is_empty()) else { return Ok(None) };
        if q.chars().count() > 50 {
            return Err(Error::field("?q", "length", "must be 1 to 50 long")
                .naming([("min", 1.into()), ("max", 50.into())]));
        }
        let plain: String = q.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        Ok(Some(if !plain.is_empty() && plain.chars().all(|c| c.is_ascii_digit()) {
            Search::Number(plain)
        } else if let Ok(digits) = number::normalise(q) {
            Search::Number(digits)
        } else if q.chars().all(|c| c.is_ascii_alphabetic()) {
            Search::Pinyin(q.to_ascii_lowercase())
        } else {
            Search::Name(q.to_string())
        }))
    }
}

/// A checked filter.
#[derive(Debug, Clone, Default)]
pub struct CertificateFilter {
    pub search: Option<Search>,
    pub institution_id: Option<Id>,
    pub region_code: Option<String>,
    pub edition_id: Option<Id>,
    pub run_id: Option<Id>,
    pub kind: Option<CertificateKind>,
    pub status: Option<CertificateStatus>,
    pub registered: Option<bool>,
}

impl TryFrom<CertificateQuery> for CertificateFilter {
    type Error = Error;
    fn try_from(q: CertificateQuery) -> Result<Self> {
        Ok(CertificateFilter {
            search: Search::read(q.q.as_deref())?,
            institution_id: q.institution_id,
            region_code: q.region_code,
            edition_id: q.edition_id,
            run_id: q.run_id,
            kind: q.kind,
            status: q.status,
            registered: q.registered,
        })
    }
}

/// Which certificates a hand-over list is for.
#[derive(Debug, Clone, Default, Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HandoverQuery {
    /// All institutions of the caller's scope unless told.
    pub institution_id: Option<Id>,
    pub run_id: Option<Id>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_text_says_itself_what_it_looks_for() {
        let read = |q| Search::read(Some(q)).unwrap();
        assert_eq!(read("2020110-0000"), Some(Search::Number("20201100000".into())));
        assert_eq!(
            read("２０２０１１００００００１２３２６"),
            Some(Search::Number("20201100000012326".into()))
        );
        assert_eq!(read("WXM"), Some(Search::Pinyin("wxm".into())));
        assert_eq!(read("王小"), Some(Search::Name("王小".into())));
        assert_eq!(read("  "), None);
        assert!(Search::read(Some(&"王".repeat(51))).is_err());
    }
}
