//! A list as a workbook. It walks the slice's own list page by page, so that policy, scope and filters are the
//! very same as on the screen; each page goes to the file as it comes, and no more than one is held. A row that is
//! added meanwhile comes or does not, as it would to somebody who turns the pages.

use std::future::Future;

use actix_web::{HttpResponse, web};
use onex_sheets::{Column, SheetError, Value, XlsxTable};
use serde::Serialize;

use super::{Page, PageQuery, XLSX, download};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::Caller;
use crate::platform::db::Ts;
use crate::platform::error::{Error, Result};
use crate::platform::state::State;

/// Title and width in characters of a column.
#[derive(Debug, Clone, Copy)]
pub struct Heading(&'static str, f64, bool);

/// A column of texts.
pub const fn text(title: &'static str, width: f64) -> Heading {
    Heading(title, width, true)
}

/// A column of numbers, which a spreadsheet can add up.
pub const fn number(title: &'static str, width: f64) -> Heading {
    Heading(title, width, false)
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    Number(i64),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.into())
    }
}
impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Text(text)
    }
}
impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Cell::Number(number)
    }
}
impl From<Ts> for Cell {
    /// To the minute, in the programme's zone.
    fn from(at: Ts) -> Self {
        Cell::Text(at.programme_minute())
    }
}
impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or_else(|| Cell::Text(String::new()), Into::into)
    }
}
impl<'a> From<&'a Cell> for Value<'a> {
    fn from(cell: &'a Cell) -> Self {
        match cell {
            Cell::Text(text) => Value::from(text),
            Cell::Number(number) => Value::Int(*number),
        }
    }
}

/// The cells of a row: whatever [`Cell`] can be made of.
#[macro_export]
macro_rules! cells {
    ($($value:expr),* $(,)?) => { vec![$($crate::platform::http::export::Cell::from($value)),*] };
}

/// The full Chinese name of a region.
pub fn region(code: &str) -> String {
    onex_identity::regions::by_code(code).map_or_else(|| code.into(), |r| r.name_zh.into())
}

/// What is exported of a list.
pub struct Export {
    /// The audit trail's noun: `<noun>.export`, and the kind of its subject.
    pub noun: &'static str,
    /// Name of the sheet and, with `.xlsx`, of the file.
    pub title: &'static str,
    pub columns: &'static [Heading],
    /// Rows of one file at most.
    pub most: usize,
    /// The filter with which the rows become fewer.
    pub narrow: &'static str,
    /// Whether what is searched may be somebody's name: the trail then says only that something was.
    pub of_people: bool,
}

impl Export {
    /// The rows that `list` gives, as a file to download; that it was exported, with which filter and how many
    /// rows, is recorded. Whether the caller may is asked before.
    ///
    /// # Errors
    /// `invalid` with `too_many` when more rows fit than one file has; whatever the list refuses.
    pub async fn answer<T, F>(
        &self,
        state: &State,
        caller: &Caller,
        filter: &impl Serialize,
        list: impl Fn(PageQuery) -> F,
        cells: fn(T) -> Vec<Cell>,
    ) -> Result<HttpResponse>
    where
        T: Send + 'static,
        F: Future<Output = Result<Page<T>>>,
    {
        let about = Subject {
            kind: self.noun,
            id: None,
            region_code: caller.scope.region().map(str::to_string),
            institution_id: caller.scope.institution(),
        };
        self.about(state, caller, about, filter, list, cells).await
    }

    /// [`Export::answer`] for the parts of one thing.
    ///
    /// # Errors
    /// As there.
    pub async fn about<T, F>(
        &self,
        state: &State,
        caller: &Caller,
        about: Subject,
        filter: &impl Serialize,
        list: impl Fn(PageQuery) -> F,
        cells: fn(T) -> Vec<Cell>,
    ) -> Result<HttpResponse>
    where
        T: Send + 'static,
        F: Future<Output = Result<Page<T>>>,
    {
        let columns: Vec<Column> = self
            .columns
            .iter()
            .map(|Heading(title, width, text)| {
                if *text { Column::text(*title) } else { Column::number(*title) }.width(*width)
            })
            .collect();
        let mut table = XlsxTable::new(self.title, &columns).map_err(unwritten)?;
        let (mut cursor, mut rows) = (None, 0_usize);
        loop {
            let page = list(PageQuery { limit: Some(200), cursor, count: None }).await?;
            rows += page.items.len();
            if rows > self.most {
                return Err(Error::field(
                    self.narrow,
                    "too_many",
                    format!(
                        "more than {} rows fit; narrow the filter and export in parts",
                        self.most
                    ),
                ));
            }
            let items = page.items;
            table = web::block(move || {
                for item in items {
                    table.row(cells(item).iter())?;
                }
                Ok(table)
            })
            .await
            .map_err(Error::cancelled)?
            .map_err(unwritten)?;
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        let bytes = web::block(move || table.finish())
            .await
            .map_err(Error::cancelled)?
            .map_err(unwritten)?;
        let mut filter = serde_json::to_value(filter)?;
        if let Some(fields) = filter.as_object_mut() {
            fields.retain(|_, value| !value.is_null());
            if self.of_people && fields.remove("q").is_some() {
                fields.insert("searched".into(), true.into());
            }
        }
        let detail = serde_json::json!({ "filter": filter, "rows": rows });
        let (action, by, now) =
            (format!("{}.export", self.noun), caller.clone(), state.clock.now());
        state
            .db
            .write(move |conn| audit::record(conn, Some(&by), now, &action, about, &detail))
            .await?;
        Ok(download(XLSX, &format!("{}.xlsx", self.title), bytes))
    }
}

fn unwritten(e: SheetError) -> Error {
    Error::internal(anyhow::anyhow!("a workbook could not be written: {e}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_cell() {
        let at = Ts::from(time::macros::datetime!(2020-03-01 23:05 UTC));
        let row = cells!["a", 3, Some(String::from("b")), None::<String>, at];
        let words = ["a", "", "b", "", "2020-03-02 07:05"];
        for (cell, word) in row.iter().zip(words) {
            match cell {
                Cell::Number(n) => assert_eq!(*n, 3),
                Cell::Text(text) => assert_eq!(text, word),
            }
        }
        assert_eq!(region("32"), "江苏省");
        assert_eq!(region("00"), "00");
    }
}
