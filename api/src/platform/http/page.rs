//! Keyset pages: `{items, next}` with an opaque cursor.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::platform::error::{Code, Error, Result};

/// One page of a list.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Send it back as `cursor` for the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many there are on all pages together; only when asked for with `count=true`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 128)]
    pub total: Option<i64>,
}

/// The parameters that every paged list takes.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Items a page; 50 unless told.
    #[param(minimum = 1, maximum = 200, example = 50)]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[param(max_length = 512)]
    pub cursor: Option<String>,
    /// Also says how many there are on all pages together, which takes longer; ask on the first page.
    pub count: Option<bool>,
}

/// A position in a sorted list: the sort values of the last item shown.
pub struct Cursor;

impl Cursor {
    /// Reads a cursor of this list's shape; a foreign or damaged one is `bad_cursor`.
    pub fn read<K: DeserializeOwned>(text: Option<&str>) -> Result<Option<K>> {
        let Some(text) = text else { return Ok(None) };
        URL_SAFE_NO_PAD
            .decode(text)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .map(Some)
            .ok_or_else(|| Error::new(Code::BadCursor))
    }
    /// Writes one.
    pub fn write<K: Serialize>(key: &K) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
    }
}

impl PageQuery {
    /// The page's size, checked.
    pub fn limit(&self) -> Result<i64> {
        match self.limit {
            None => Ok(50),
            Some(n @ 1..=200) => Ok(i64::from(n)),
            Some(_) => Err(Error::field("?limit", "range", "must be 1 to 200")),
        }
    }
    /// The position after which the page starts.
    pub fn after<K: DeserializeOwned>(&self) -> Result<Option<K>> {
        Cursor::read(self.cursor.as_deref())
    }
    /// How many there are in all, counted if that was asked for.
    pub fn total(&self, count: impl FnOnce() -> Result<i64>) -> Result<Option<i64>> {
        if self.count == Some(true) { count().map(Some) } else { Ok(None) }
    }
}

impl<T> Page<T> {
    /// Builds a page out of one row more than was asked for: the extra row only tells that there is more.
    pub fn build<K: Serialize>(mut rows: Vec<T>, limit: i64, key: impl Fn(&T) -> K) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(|r| Cursor::write(&key(r))) } else { None };
        Page { items: rows, next, total: None }
    }
    /// A list that has no pages.
    pub fn whole(items: Vec<T>) -> Self {
        Page { items, next: None, total: None }
    }
    /// The page with the number of all, where it was asked for.
    #[must_use]
    pub fn of(self, total: Option<i64>) -> Self {
        Page { total, ..self }
    }
    /// The same page with these items, made of its own all together.
    pub fn remade<U>(self, make: impl FnOnce(Vec<T>) -> Result<Vec<U>>) -> Result<Page<U>> {
        Ok(Page { items: make(self.items)?, next: self.next, total: self.total })
    }
    /// The same page with other items.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        let items = self.items.into_iter().map(f).collect();
        Page { items, next: self.next, total: self.total }
    }
}
