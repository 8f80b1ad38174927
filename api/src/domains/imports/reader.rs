//! One row under a recognised header, and what is wrong with it.

use onex_sheets::TableRow;

use super::model::RowProblem;
use crate::platform::db::Json;
use crate::platform::keys::sha256;

/// A value that may stand in the file only once: its field and a digest of it.
pub type UniqueKey = (&'static str, [u8; 16]);

/// The key of a value.
pub fn unique_key(field: &'static str, value: &[u8]) -> UniqueKey {
    let mut digest = [0u8; 16];
    digest.copy_from_slice(&sha256(value)[..16]);
    (field, digest)
}

/// Reads one row. Every read field is kept for display; faults are collected, not returned one by one.
pub struct Reader<'r, 't> {
    row: &'r TableRow<'t>,
    fields: serde_json::Map<String, serde_json::Value>,
    problems: Vec<RowProblem>,
    keys: Vec<UniqueKey>,
}

impl<'r, 't> Reader<'r, 't> {
    pub(super) fn new(row: &'r TableRow<'t>) -> Self {
        Reader { row, fields: serde_json::Map::new(), problems: vec![], keys: vec![] }
    }

    /// Row number from 1, as the spreadsheet program shows it.
    pub fn row_no(&self) -> u32 {
        self.row.row
    }

    /// Whether the file has a column for this field.
    pub fn has_column(&self, field: &str) -> bool {
        self.row.header.column(field).is_some()
    }

    /// The trimmed text of a field, `None` where it is empty or cannot be relied on (a formula, an error
    /// value, a number that lost digits: told as problems).
    pub fn text(&mut self, field: &'static str) -> Option<String> {
        self.cell(field, str::to_string)
    }

    /// The same for a personal number: only its mask is kept for display.
    pub fn secret(&mut self, field: &'static str) -> Option<String> {
        self.cell(field, onex_identity::id_number::mask)
    }

    /// [`Reader::text`] of a field that must not be empty.
    pub fn required(&mut self, field: &'static str) -> Option<String> {
        let before = self.problems.len();
        let text = self.text(field);
        self.demand(field, text, before)
    }

    /// [`Reader::secret`] of a field that must not be empty.
    pub fn required_secret(&mut self, field: &'static str) -> Option<String> {
        let before = self.problems.len();
        let text = self.secret(field);
        self.demand(field, text, before)
    }

    fn demand(
        &mut self,
        field: &'static str,
        text: Option<String>,
        before: usize,
    ) -> Option<String> {
        if text.is_none() && self.problems.len() == before {
            self.refuse(field, "required", "is empty; fill it in");
        }
        text
    }

    /// [`Reader::text`] of at most so many characters.
    pub fn limited(&mut self, field: &'static str, max: usize) -> Option<String> {
        let text = self.text(field)?;
        if text.chars().count() > max {
            self.refuse(field, "too_long", format!("has more than {max} characters"));
            return None;
        }
        if text.chars().any(char::is_control) {
            self.refuse(field, "format", "holds a control character; retype it");
            return None;
        }
        Some(text)
    }

    fn cell(&mut self, field: &'static str, show: impl Fn(&str) -> String) -> Option<String> {
        let cell = self.row.get(field);
        if cell.is_empty() {
            return None;
        }
        let shown = cell.display().trim();
        if !shown.is_empty() {
            self.fields.insert(field.into(), show(shown).into());
        }
        match cell.text() {
            Ok("") => None,
            Ok(text) => Some(text.to_string()),
            Err(problem) => {
                self.refuse(field, problem.code(), problem.to_string());
                None
            }
        }
    }

    /// Tells a fault of a field.
    pub fn refuse(&mut self, field: &str, code: &str, message: impl Into<String>) {
        self.problems.push(RowProblem {
            column: field.into(),
            code: code.into(),
            message: message.into(),
            other_row: None,
        });
    }

    /// Says that this value of a field may stand in the file only once.
    pub fn unique(&mut self, field: &'static str, value: &[u8]) {
        self.keys.push(unique_key(field, value));
    }

    /// Whether nothing was wrong so far.
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }

    pub(super) fn finish(self) -> (Json, Vec<RowProblem>, Vec<UniqueKey>) {
        (Json::of(&self.fields), self.problems, self.keys)
    }
}
