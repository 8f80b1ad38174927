//! A file, row by row.

use crate::{
    columns::{Columns, NoHeader, columns},
    error::AttendanceError,
    values::{self, ValueError},
};
use onex_sheets::{Cell, Limits, MergedRange, ReadReport, SheetError, cell::position};
use std::{
    io::{Read, Seek},
    ops::ControlFlow,
};
use time::UtcOffset;

/// More sheets than this are not looked through.
const MAX_SHEETS: usize = 20;

/// Which program a file seems to come from; for people, nothing depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    TencentMeeting,
    DingTalk,
    Other,
}

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    pub program: Program,
    /// The sheet that was read; `None` for a text file.
    pub sheet: Option<String>,
    /// Row number of the header, from 1.
    pub header_row: u32,
    /// Titles that mean nothing here: these columns were not read.
    pub ignored: Vec<String>,
    pub rows: Vec<Row>,
    /// Rows with a name that could not be read.
    pub faults: Vec<RowFault>,
}

/// Somebody shown in the file: one stay, or all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Row number from 1, as the spreadsheet program shows it.
    pub row: u32,
    /// The name as it was shown in the meeting.
    pub shown: String,
    /// Microseconds since 1970-01-01T00:00:00Z.
    pub joined: Option<i64>,
    /// The same; `None` also for who was still in when the file was made.
    pub left: Option<i64>,
    /// How long, if the file says so. `joined` and `left` are then the first and the last of several stays.
    pub seconds: Option<u32>,
    pub phone: Option<String>,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    pub row: u32,
    pub shown: String,
    /// The cell at fault, as `C5`.
    pub cell: String,
    pub fault: ValueError,
}

/// Reads an attendance file: of a workbook, the sheet with each stay if there is one, else the first that has what is
/// needed. Moments without an offset are moments of `offset`. Cells that belong to no known column are not looked at.
///
/// # Errors
/// A file that is no spreadsheet or beyond the limits; no sheet with a header among its first ten rows; nobody below it;
/// no row that could be read.
pub fn read<R: Read + Seek>(
    mut source: R,
    limits: &Limits,
    offset: UtcOffset,
) -> Result<Export, AttendanceError> {
    let first = table(&mut source, limits, None)?;
    let sheets = first.sheets.clone();
    let mut tables = vec![first];
    for sheet in sheets.iter().skip(1).take(MAX_SHEETS) {
        // With each stay before us, no sheet says more.
        if tables.last().and_then(Table::worth) == Some(true) {
            break;
        }
        tables.push(table(&mut source, limits, Some(sheet))?);
    }
    let best = (0..tables.len()).filter_map(|at| Some((tables[at].worth()?, at)));
    // Of equals the first.
    match best.max_by_key(|(worth, at)| (*worth, usize::MAX - at)) {
        Some((_, at)) => tables.swap_remove(at).export(offset),
        None => Err(no_columns(&tables)),
    }
}

fn no_columns(tables: &[Table]) -> AttendanceError {
    let likest = tables.iter().filter_map(|table| table.likest.as_ref());
    match likest.min_by_key(|row| row.missing.len()) {
        None => SheetError::Empty.into(),
        Some(NoHeader { found, missing }) => AttendanceError::NoColumns {
            sheets: tables.iter().filter_map(|table| table.sheet.clone()).collect(),
            found: found.clone(),
            missing: missing.clone(),
        },
    }
}

/// A sheet, or a text file.
struct Table {
    sheet: Option<String>,
    /// All visible sheets of the file.
    sheets: Vec<String>,
    header: Option<(u32, Columns)>,
    /// Of the rows that are no header, the one most like one.
    likest: Option<NoHeader>,
    rows: Vec<(u32, Vec<Cell>)>,
    merged: Vec<MergedRange>,
}

fn table<R: Read + Seek>(
    source: &mut R,
    limits: &Limits,
    sheet: Option<&str>,
) -> Result<Table, SheetError> {
    let (mut header, mut likest, mut rows) = (None, None::<NoHeader>, Vec::new());
    let mut tried = 0;
    let report = onex_sheets::read(source, limits, sheet, |row, cells| {
        if header.is_some() {
            rows.push((row, cells));
            return ControlFlow::Continue(());
        }
        tried += 1;
        match columns(&cells) {
            Ok(columns) => header = Some((row, columns)),
            Err(found) => {
                if likest.as_ref().is_none_or(|best| found.missing.len() < best.missing.len()) {
                    likest = Some(found);
                }
            }
        }
        if header.is_none() && tried == Limits::HEADER_ROWS {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    })?;
    let ReadReport { sheet, sheets, merged, .. } = report;
    Ok(Table { sheet, sheets, header, likest, rows, merged })
}

impl Table {
    /// How much it says: each stay before totals; `None` without a header.
    fn worth(&self) -> Option<bool> {
        self.header.as_ref().map(|(_, columns)| columns.stays && !self.rows.is_empty())
    }

    fn export(self, offset: UtcOffset) -> Result<Export, AttendanceError> {
        let Some((header_row, columns)) = self.header else {
            return Err(no_columns(std::slice::from_ref(&self)));
        };
        let (mut rows, mut faults) = (Vec::new(), Vec::new());
        let mut above = String::new();
        for (row, cells) in &self.rows {
            let mut shown = text(cells, columns.name);
            // A name that stands once for several stays.
            if shown.is_empty() && goes_on(&self.merged, *row, columns.name) {
                shown.clone_from(&above);
            }
            if shown.is_empty() {
                continue;
            }
            above.clone_from(&shown);
            match read_row(*row, &shown, cells, &columns, offset) {
                Ok(read) => rows.push(read),
                Err((column, fault)) => {
                    let cell = position(*row, column);
                    faults.push(RowFault { row: *row, shown, cell, fault });
                }
            }
        }
        match faults.first() {
            _ if !rows.is_empty() => {}
            None => return Err(AttendanceError::Nobody { row: header_row }),
            Some(RowFault { cell, fault, .. }) => {
                let (cell, fault) = (cell.clone(), fault.clone());
                return Err(AttendanceError::NothingReadable { cell, fault });
            }
        }
        let ignored = columns.ignored();
        let program = program(&columns);
        Ok(Export { program, sheet: self.sheet, header_row, ignored, rows, faults })
    }
}

/// Whether the cell is merged with the one above it.
fn goes_on(merged: &[MergedRange], row: u32, column: usize) -> bool {
    merged.iter().any(|range| {
        (range.first_row + 1..=range.last_row).contains(&row)
            && (range.first_column..=range.last_column).contains(&column)
    })
}

fn program(columns: &Columns) -> Program {
    let has = |part: &str| columns.titles.iter().any(|title| title.contains(part));
    if has("入会") || has("退会") || has("参会") {
        Program::TencentMeeting
    } else if has("观看") {
        Program::DingTalk
    } else {
        Program::Other
    }
}

fn text(cells: &[Cell], column: usize) -> String {
    cells.get(column).map_or("", Cell::display).trim().to_owned()
}

/// A row, or the column of the cell that means nothing.
fn read_row(
    row: u32,
    shown: &str,
    cells: &[Cell],
    columns: &Columns,
    offset: UtcOffset,
) -> Result<Row, (usize, ValueError)> {
    let moment = |column: Option<usize>| {
        let Some(column) = column else { return Ok(None) };
        let text = text(cells, column);
        if values::is_nothing(&text) {
            return Ok(None);
        }
        values::moment(&text, offset).map(Some).map_err(|fault| (column, fault))
    };
    let (joined, left) = (moment(columns.joined)?, moment(columns.left)?);
    let backwards = joined.zip(left).is_some_and(|(joined, left)| left < joined);
    if let Some(column) = columns.left.filter(|_| backwards) {
        return Err((column, ValueError::Backwards { text: text(cells, column) }));
    }
    // The times of single stays say more than how long each was.
    let seconds = match columns.duration {
        Some(column) if !(columns.stays && joined.is_some()) => {
            let title = columns.titles.get(column).map_or("", String::as_str);
            Some(values::duration(&text(cells, column), title).map_err(|fault| (column, fault))?)
        }
        _ => None,
    };
    if joined.is_none() && seconds.is_none() {
        return Err((columns.joined.unwrap_or(columns.name), ValueError::Nothing));
    }
    let phone = columns.phone.map(|column| text(cells, column)).filter(|phone| !phone.is_empty());
    Ok(Row { row, shown: shown.to_owned(), joined, left, seconds, phone })
}
