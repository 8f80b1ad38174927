//! Reads any accepted file row by row.

use crate::{
    cell::{Cell, position},
    csv,
    error::SheetError,
    limits::Limits,
    sniff::{Kind, sniff},
    xls, xlsx,
};
use std::{
    io::{Read, Seek, SeekFrom},
    ops::ControlFlow,
};

/// Cells that were merged: rows from 1, columns from 0, both ends inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MergedRange {
    pub first_row: u32,
    pub last_row: u32,
    pub first_column: usize,
    pub last_column: usize,
}

impl MergedRange {
    /// Merges beyond this number are refused as such.
    pub(crate) const MAX: usize = 100_000;

    /// The range as spreadsheets write it: `A2:B3`.
    pub fn name(&self) -> String {
        format!(
            "{}:{}",
            position(self.first_row, self.first_column),
            position(self.last_row, self.last_column)
        )
    }
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadReport {
    pub kind: Kind,
    /// The sheet that was read; `None` for CSV.
    pub sheet: Option<String>,
    /// The visible worksheets, in order.
    pub sheets: Vec<String>,
    pub merged: Vec<MergedRange>,
    /// Rows with content.
    pub rows: u32,
}

/// Reads the rows that have content. Of a workbook, `preferred_sheet` is read if there is a visible sheet of that name,
/// else the first visible one. `on_row` receives the row's number (from 1; in CSV its line) and its cells from column A,
/// and may stop the reading.
///
/// # Errors
/// The first fault; rows handed out before it are void.
pub fn read<R: Read + Seek>(
    mut source: R,
    limits: &Limits,
    preferred_sheet: Option<&str>,
    mut on_row: impl FnMut(u32, Vec<Cell>) -> ControlFlow<()>,
) -> Result<ReadReport, SheetError> {
    if source.seek(SeekFrom::End(0))? > limits.max_bytes {
        return Err(SheetError::TooManyBytes { limit: limits.max_bytes });
    }
    match sniff(&mut source)? {
        Kind::Xlsx => xlsx::read(source, limits, preferred_sheet, &mut on_row),
        Kind::Xls => xls::read(source, limits, preferred_sheet, &mut on_row),
        Kind::Csv => csv::read(source, limits, &mut on_row),
        Kind::Html => Err(SheetError::Html),
        Kind::Empty => Err(SheetError::Empty),
        Kind::Other(found) => Err(SheetError::NotASpreadsheet { found }),
    }
}

/// Index of the preferred name, else 0; `None` without any.
pub(crate) fn choose(names: &[String], preferred: Option<&str>) -> Option<usize> {
    let wanted = preferred.map(|name| name.trim().to_lowercase());
    let found = wanted
        .and_then(|wanted| names.iter().position(|name| name.trim().to_lowercase() == wanted));
    found.or((!names.is_empty()).then_some(0))
}
