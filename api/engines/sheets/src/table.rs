//! Rows under a recognised header.

use crate::{
    cell::Cell,
    error::SheetError,
    header::{Candidate, ColumnSpec, HeaderMap, candidate},
    limits::Limits,
    reader::{ReadReport, read},
};
use std::{
    io::{Read, Seek},
    ops::ControlFlow,
};

/// One data row.
#[derive(Debug)]
pub struct TableRow<'a> {
    /// Row number from 1, as the spreadsheet program shows it.
    pub row: u32,
    pub header: &'a HeaderMap,
    /// From column A; trailing empty cells may be absent.
    pub cells: &'a [Cell],
}

impl TableRow<'_> {
    /// The cell of a field; empty when the file has no such column.
    pub fn get(&self, field: &str) -> &Cell {
        const EMPTY: &Cell = &Cell::Empty;
        self.header.column(field).and_then(|column| self.cells.get(column)).unwrap_or(EMPTY)
    }
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableReport {
    pub file: ReadReport,
    pub header: HeaderMap,
    /// Data rows handed out.
    pub rows: u32,
}

/// Reads the rows below the header, which is the first of the first ten rows with content that has every required column.
/// Rows in which only columns without a field have content are handed out as well.
///
/// # Errors
/// The faults of [`read`]; no header, or one with missing or doubled columns; merged cells below the header; too many data
/// rows. Rows handed out before an error are void.
pub fn read_table<R: Read + Seek>(
    source: R,
    limits: &Limits,
    preferred_sheet: Option<&str>,
    specs: &[ColumnSpec],
    mut on_row: impl FnMut(TableRow<'_>) -> ControlFlow<()>,
) -> Result<TableReport, SheetError> {
    let mut header: Option<HeaderMap> = None;
    let mut best: Option<Candidate> = None;
    let mut fault = None;
    let (mut tried, mut rows) = (0, 0);
    let file = read(source, limits, preferred_sheet, |row, cells| {
        if let Some(header) = &header {
            rows += 1;
            if rows > limits.max_rows {
                fault = Some(SheetError::TooManyRows { limit: limits.max_rows });
                return ControlFlow::Break(());
            }
            return on_row(TableRow { row, header, cells: &cells });
        }
        tried += 1;
        let found = candidate(row, &cells, specs);
        if found.accepted() {
            match found.into_map() {
                Ok(map) => header = Some(map),
                Err(error) => {
                    fault = Some(error);
                    return ControlFlow::Break(());
                }
            }
        } else {
            // The first row stands for all when none has anything in common with a header.
            let better =
                best.as_ref().is_none_or(|best| found.map.columns.len() > best.map.columns.len());
            if better {
                best = Some(found);
            }
            if tried == Limits::HEADER_ROWS {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    })?;
    if let Some(fault) = fault {
        return Err(fault);
    }
    let Some(header) = header else { return Err(no_header(best, &file, specs)) };
    if let Some(range) = file.merged.iter().find(|range| range.last_row > header.row) {
        return Err(SheetError::Merged { range: range.name() });
    }
    Ok(TableReport { file, header, rows })
}

fn no_header(best: Option<Candidate>, file: &ReadReport, specs: &[ColumnSpec]) -> SheetError {
    match best {
        None => SheetError::Empty,
        Some(best) if !best.map.columns.is_empty() && file.sheets.len() <= 1 => {
            let row = best.map.row;
            SheetError::MissingColumns { row, found: best.found(), missing: best.missing }
        }
        Some(best) => SheetError::NoHeader {
            sheet: file.sheet.clone(),
            sheets: file.sheets.clone(),
            expected: specs
                .iter()
                .filter(|spec| spec.required)
                .filter_map(|spec| spec.titles.first())
                .map(|title| (*title).to_owned())
                .collect(),
            found: best.found(),
        },
    }
}
