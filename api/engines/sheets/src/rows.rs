//! Collects cells into rows and holds the limits that all formats share.

use crate::{
    cell::{Cell, column_letters, position},
    error::SheetError,
    limits::Limits,
};
use std::ops::ControlFlow;

/// What receives the rows: row number from 1, cells from column A without trailing empty ones.
pub(crate) type OnRow<'a> = dyn FnMut(u32, Vec<Cell>) -> ControlFlow<()> + 'a;

pub(crate) struct Rows<'a, 'b> {
    limits: &'a Limits,
    on_row: &'a mut OnRow<'b>,
    row: u32,
    cells: Vec<Cell>,
    rows: u32,
    text: u64,
    stopped: bool,
}

impl<'a, 'b> Rows<'a, 'b> {
    pub(crate) fn new(limits: &'a Limits, on_row: &'a mut OnRow<'b>) -> Self {
        Self { limits, on_row, row: 0, cells: Vec::new(), rows: 0, text: 0, stopped: false }
    }

    /// Begins a row; the one before it is handed out. Rows ascend.
    pub(crate) fn start(&mut self, row: u32) -> Result<(), SheetError> {
        self.flush()?;
        if row <= self.row {
            return Err(SheetError::damaged(format!("row {row} follows row {}", self.row)));
        }
        self.row = row;
        Ok(())
    }

    pub(crate) fn row(&self) -> u32 {
        self.row
    }

    /// Whether the receiver wants no more.
    pub(crate) fn stopped(&self) -> bool {
        self.stopped
    }

    /// Puts a cell into the current row.
    pub(crate) fn put(&mut self, column: usize, cell: Cell) -> Result<(), SheetError> {
        if cell.is_empty() {
            return Ok(());
        }
        if column >= self.limits.max_columns {
            return Err(SheetError::TooManyColumns {
                cell: position(self.row, column),
                limit: self.limits.max_columns,
                limit_column: column_letters(self.limits.max_columns.saturating_sub(1)),
            });
        }
        let text = cell.display();
        self.text += text.len() as u64;
        if text.len() > self.limits.max_cell_chars
            && text.chars().count() > self.limits.max_cell_chars
        {
            let cell = position(self.row, column);
            return Err(SheetError::CellTooLong { cell, limit: self.limits.max_cell_chars });
        }
        if self.text > self.limits.max_total_text {
            return Err(SheetError::TooMuchText { limit: self.limits.max_total_text });
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Cell::Empty);
        }
        self.cells[column] = cell;
        Ok(())
    }

    /// Hands out the last row and tells how many had content.
    pub(crate) fn finish(mut self) -> Result<u32, SheetError> {
        self.flush()?;
        Ok(self.rows)
    }

    fn flush(&mut self) -> Result<(), SheetError> {
        let cells = std::mem::take(&mut self.cells);
        if cells.is_empty() || self.stopped {
            return Ok(());
        }
        self.rows += 1;
        // The header and titles above it are no data; the table reader counts exactly.
        if self.rows > self.limits.max_rows.saturating_add(Limits::HEADER_ROWS) {
            return Err(SheetError::TooManyRows { limit: self.limits.max_rows });
        }
        self.stopped = (self.on_row)(self.row, cells).is_break();
        Ok(())
    }
}
