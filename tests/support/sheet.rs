//! Workbooks as tests read them.

use std::io::Cursor;
use std::ops::ControlFlow;

/// The first sheet of a workbook, as texts row by row, empty rows left out.
pub fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    onex_sheets::read(Cursor::new(bytes), &onex_sheets::Limits::default(), None, |_, cells| {
        rows.push(cells.iter().map(|c| c.text().unwrap().to_string()).collect());
        ControlFlow::Continue(())
    })
    .unwrap();
    rows
}
