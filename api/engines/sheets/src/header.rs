//! Columns by their titles, as schools write them: remarks, asterisks, full-width letters and blanks do not count.

use crate::{
    cell::{Cell, column_letters},
    error::SheetError,
};
use onex_identity::half_width;

/// A column that an import knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnSpec {
    /// Name of the field in code.
    pub field: &'static str,
    /// Titles that mean it; the first is the one shown and written.
    pub titles: &'static [&'static str],
    pub required: bool,
}

/// Where each field stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderMap {
    /// Row number of the header, from 1.
    pub row: u32,
    /// Field and its column, counted from 0.
    pub columns: Vec<(&'static str, usize)>,
    /// Titles that mean no field, as they stand: these columns are not read.
    pub ignored: Vec<String>,
    /// All titles as they stand, by column; empty where there is none.
    pub titles: Vec<String>,
}

impl HeaderMap {
    /// The column of a field, counted from 0; `None` when the file has no such column.
    pub fn column(&self, field: &str) -> Option<usize> {
        self.columns.iter().find(|(name, _)| *name == field).map(|(_, column)| *column)
    }
}

/// A title without what does not count: letters' width and case, blanks, asterisks, colons, remarks in brackets.
pub fn normalise(title: &str) -> String {
    let plain = title.chars().map(|character| match half_width(character) {
        '【' | '〔' => '[',
        '】' | '〕' => ']',
        narrow => narrow,
    });
    let (mut outside, mut all, mut depth) = (String::new(), String::new(), 0_u32);
    for character in plain {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '*' | ':' | '\u{200B}' | '\u{FEFF}' => {}
            _ if character.is_whitespace() => {}
            _ => {
                all.extend(character.to_lowercase());
                if depth == 0 {
                    outside.extend(character.to_lowercase());
                }
            }
        }
    }
    // A title that stands in brackets as a whole is no remark.
    if outside.is_empty() { all } else { outside }
}

/// What a row is worth as a header.
pub(crate) struct Candidate {
    pub map: HeaderMap,
    pub missing: Vec<String>,
    pub duplicate: Option<(String, Vec<String>)>,
}

impl Candidate {
    pub(crate) fn accepted(&self) -> bool {
        self.missing.is_empty() && !self.map.columns.is_empty()
    }

    /// The titles that are there.
    pub(crate) fn found(&self) -> Vec<String> {
        self.map.titles.iter().filter(|title| !title.is_empty()).cloned().collect()
    }

    /// The mapping, or why it is none.
    pub(crate) fn into_map(self) -> Result<HeaderMap, SheetError> {
        let row = self.map.row;
        if let Some((title, columns)) = self.duplicate {
            return Err(SheetError::DuplicateColumn { row, title, columns });
        }
        if !self.missing.is_empty() {
            return Err(SheetError::MissingColumns {
                row,
                found: self.found(),
                missing: self.missing,
            });
        }
        Ok(self.map)
    }
}

/// Reads a row as a header.
///
/// # Errors
/// [`SheetError::MissingColumns`] or [`SheetError::DuplicateColumn`].
pub fn map_header(row: u32, cells: &[Cell], specs: &[ColumnSpec]) -> Result<HeaderMap, SheetError> {
    candidate(row, cells, specs).into_map()
}

pub(crate) fn candidate(row: u32, cells: &[Cell], specs: &[ColumnSpec]) -> Candidate {
    let titles: Vec<String> = cells.iter().map(|cell| cell.display().trim().to_owned()).collect();
    let normal: Vec<String> = titles.iter().map(|title| normalise(title)).collect();
    let (mut columns, mut missing, mut duplicate) = (Vec::new(), Vec::new(), None);
    let mut used = vec![false; titles.len()];
    for spec in specs {
        let aliases: Vec<String> = spec.titles.iter().map(|title| normalise(title)).collect();
        let hits: Vec<usize> = (0..normal.len())
            .filter(|&at| !normal[at].is_empty() && aliases.contains(&normal[at]))
            .collect();
        let shown = spec.titles.first().copied().unwrap_or(spec.field);
        match hits.as_slice() {
            [] if spec.required => missing.push(shown.to_owned()),
            [] => {}
            [first, rest @ ..] => {
                columns.push((spec.field, *first));
                if !rest.is_empty() && duplicate.is_none() {
                    let named = |&at: &usize| format!("{} ({})", titles[at], column_letters(at));
                    duplicate = Some((shown.to_owned(), hits.iter().map(named).collect()));
                }
            }
        }
        for at in hits {
            used[at] = true;
        }
    }
    let ignored = titles.iter().zip(&used).filter(|(title, used)| !title.is_empty() && !**used);
    let ignored = ignored.map(|(title, _)| title.clone()).collect();
    Candidate { map: HeaderMap { row, columns, ignored, titles }, missing, duplicate }
}
