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
    let mut looked = looked_through(&mut source, limits, None, offset)?;
    let (mut names, mut likest, mut best) = (Vec::new(), None, None::<Table>);
    let sheets = std::mem::take(&mut looked.sheets);
    let mut others = sheets.iter().skip(1).take(MAX_SHEETS);
    loop {
        names.extend(looked.sheet.take());
        match looked.table.take() {
            // With each stay before us, no sheet says more.
            Some(table) if table.has_stays() => return table.export(limits),
            // Of equals the first; the others are let go of.
            table => best = best.or(table),
        }
        likest = likelier(likest, looked.likest.take());
        let Some(sheet) = others.next() else { break };
        looked = looked_through(&mut source, limits, Some(sheet), offset)?;
    }
    match (best, likest) {
        (Some(table), _) => table.export(limits),
        (None, None) => Err(SheetError::Empty.into()),
        (None, Some(NoHeader { found, missing })) => {
            Err(AttendanceError::NoColumns { sheets: names, found, missing })
        }
    }
}

/// Of two rows that are no header, the one more like one; of equals the first.
fn likelier(first: Option<NoHeader>, second: Option<NoHeader>) -> Option<NoHeader> {
    [first, second].into_iter().flatten().min_by_key(|row| row.missing.len())
}

/// A sheet, or a text file.
struct Looked {
    sheet: Option<String>,
    /// All visible sheets of the file.
    sheets: Vec<String>,
    /// `None` without a header.
    table: Option<Table>,
    /// Of the rows that are no header, the one most like one.
    likest: Option<NoHeader>,
}

/// What stands below a header; of its rows only what is read of them.
struct Table {
    sheet: Option<String>,
    header_row: u32,
    columns: Columns,
    lines: Vec<Line>,
    merged: Vec<MergedRange>,
}

/// A row, as yet under the name that stands in itself, which may be none.
struct Line {
    row: u32,
    shown: String,
    /// A fault comes with its column.
    said: Result<Said, (usize, ValueError)>,
}

/// What a row says besides a name.
struct Said {
    joined: Option<i64>,
    left: Option<i64>,
    seconds: Option<u32>,
    phone: Option<String>,
}

fn looked_through<R: Read + Seek>(
    source: &mut R,
    limits: &Limits,
    sheet: Option<&str>,
    offset: UtcOffset,
) -> Result<Looked, SheetError> {
    let (mut header, mut likest, mut lines) = (None::<(u32, Columns)>, None, Vec::new());
    let mut tried = 0;
    let report = onex_sheets::read(source, limits, sheet, |row, cells| {
        if let Some((_, columns)) = &header {
            let shown = text(&cells, columns.name);
            lines.push(Line { row, shown, said: said(&cells, columns, offset) });
            return ControlFlow::Continue(());
        }
        tried += 1;
        match columns(&cells) {
            Ok(columns) => header = Some((row, columns)),
            Err(found) => likest = likelier(likest.take(), Some(found)),
        }
        if header.is_none() && tried == Limits::HEADER_ROWS {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    })?;
    let ReadReport { sheet, sheets, merged, .. } = report;
    let table = header.map(|(header_row, columns)| {
        let sheet = sheet.clone();
        Table { sheet, header_row, columns, lines, merged }
    });
    Ok(Looked { sheet, sheets, table, likest })
}

impl Table {
    /// Whether it says each stay, not only totals.
    fn has_stays(&self) -> bool {
        self.columns.stays && !self.lines.is_empty()
    }

    fn export(self, limits: &Limits) -> Result<Export, AttendanceError> {
        let Self { sheet, header_row, columns, lines, merged } = self;
        let (mut rows, mut faults) = (Vec::new(), Vec::new());
        let mut merged = MergedDown::of(&merged, columns.name);
        let (mut above, mut repeated) = (String::new(), 0_u64);
        for Line { row, mut shown, said } in lines {
            // A name that stands once for several stays.
            if merged.goes_on(row) && shown.is_empty() {
                shown.clone_from(&above);
                repeated += shown.len() as u64;
                if repeated > limits.max_total_text {
                    return Err(SheetError::TooMuchText { limit: limits.max_total_text }.into());
                }
            }
            if shown.is_empty() {
                continue;
            }
            above.clone_from(&shown);
            match said {
                Ok(Said { joined, left, seconds, phone }) => {
                    rows.push(Row { row, shown, joined, left, seconds, phone });
                }
                Err((column, fault)) => {
                    faults.push(RowFault { row, shown, cell: position(row, column), fault });
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
        Ok(Export { program, sheet, header_row, ignored, rows, faults })
    }
}

/// The merges that a column has part in, for rows that ascend.
struct MergedDown {
    /// First and last row of each, from the last to the first.
    ranges: Vec<(u32, u32)>,
    /// The last row of all that began above.
    until: u32,
}

impl MergedDown {
    fn of(merged: &[MergedRange], column: usize) -> Self {
        let here = merged.iter().filter(|m| (m.first_column..=m.last_column).contains(&column));
        let mut ranges: Vec<(u32, u32)> = here.map(|m| (m.first_row, m.last_row)).collect();
        ranges.sort_unstable_by(|a, b| b.cmp(a));
        Self { ranges, until: 0 }
    }

    /// Whether the column's cell in this row, which lies below the one asked for before, is merged with the one above it.
    fn goes_on(&mut self, row: u32) -> bool {
        while let Some((_, last)) = self.ranges.pop_if(|(first, _)| *first < row) {
            self.until = self.until.max(last);
        }
        row <= self.until
    }
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

/// What a row says, or the column of the cell that means nothing.
fn said(cells: &[Cell], columns: &Columns, offset: UtcOffset) -> Result<Said, (usize, ValueError)> {
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
            let text = text(cells, column);
            // Who came in was in for some time: somebody has to look.
            if joined.is_some() && values::is_nothing(&text) {
                return Err((column, ValueError::NoDuration));
            }
            let title = columns.titles.get(column).map_or("", String::as_str);
            Some(values::duration(&text, title).map_err(|fault| (column, fault))?)
        }
        _ => None,
    };
    if joined.is_none() && seconds.is_none() {
        return Err((columns.joined.unwrap_or(columns.name), ValueError::Nothing));
    }
    let phone = columns.phone.map(|column| text(cells, column)).filter(|phone| !phone.is_empty());
    Ok(Said { joined, left, seconds, phone })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    prop_compose! {
        fn range()(row in 1u32..12, rows in 0u32..6, column in 0usize..4, columns in 0usize..3) -> MergedRange {
            MergedRange {
                first_row: row,
                last_row: row + rows,
                first_column: column,
                last_column: column + columns,
            }
        }
    }

    proptest! {
        /// Also where they overlap, as no program writes them.
        #[test]
        fn a_cell_goes_on_where_any_merge_says_so(
            merged in prop::collection::vec(range(), 0..10),
            rows in prop::collection::btree_set(1u32..20, 0..20),
            column in 0usize..5,
        ) {
            let mut down = MergedDown::of(&merged, column);
            for row in rows {
                let expected = merged.iter().any(|range| {
                    (range.first_row + 1..=range.last_row).contains(&row)
                        && (range.first_column..=range.last_column).contains(&column)
                });
                prop_assert_eq!(down.goes_on(row), expected, "row {}", row);
            }
        }
    }
}
