//! What a reading costs. By itself in its process: the peak is the process's.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use onex_attendance::read;
use onex_sheets::Limits;
use rust_xlsxwriter::Workbook;
use std::io::Cursor;
use time::macros::offset;

/// The most memory this process ever had, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Sheets of totals alone, so that all of them are looked through, with many columns that mean nothing here.
fn wide(sheets: u32, rows: u32, columns: u16) -> Vec<u8> {
    let mut book = Workbook::new();
    for _ in 0..sheets {
        // Row by row into a file, which leaves the peak to the reading.
        let sheet = book.add_worksheet_with_constant_memory().unwrap();
        sheet.write(0, 0, "昵称").unwrap();
        sheet.write(0, 1, "参会时长").unwrap();
        for row in 1..=rows {
            sheet.write(row, 0, format!("王芳{row}")).unwrap();
            sheet.write(row, 1, "1:00:00").unwrap();
            for column in 2..columns {
                sheet.write(row, column, format!("注{column}")).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn columns_that_mean_nothing_and_sheets_that_do_not_count_are_not_kept() {
    let bytes = wide(3, 3_000, 50);
    let before = peak();
    let export = read(Cursor::new(&bytes), &Limits::default(), offset!(+8)).unwrap();
    let grown = peak() - before;
    assert_eq!(export.rows.len(), 3_000);
    assert!(grown < 10 << 10, "{grown} KiB");
}
