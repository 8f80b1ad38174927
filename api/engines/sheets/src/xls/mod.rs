//! XLS of Excel 97 and later (BIFF8, MS-XLS) read record by record out of its compound file.
//!
//! * [`record`]: records and their continuations.
//! * [`globals`]: sheets, formats and shared texts.
//! * [`sheet`]: the cells of a sheet.

mod globals;
mod record;
mod sheet;

use crate::{
    error::SheetError,
    limits::Limits,
    reader::{ReadReport, choose},
    rows::{OnRow, Rows},
    sniff::Kind,
};
use cfb::CompoundFile;
use std::io::{Read, Seek};

pub(crate) fn read<R: Read + Seek>(
    source: R,
    limits: &Limits,
    preferred_sheet: Option<&str>,
    on_row: &mut OnRow<'_>,
) -> Result<ReadReport, SheetError> {
    let stream = workbook_stream(source, limits)?;
    let globals = globals::read(&stream, limits)?;
    let names: Vec<String> = globals.sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let chosen = choose(&names, preferred_sheet).ok_or(SheetError::NoSheet)?;
    let mut rows = Rows::new(limits, on_row);
    let merged = sheet::read(&stream, globals.sheets[chosen].offset, &globals, &mut rows)?;
    Ok(ReadReport {
        kind: Kind::Xls,
        sheet: names.get(chosen).cloned(),
        sheets: names,
        merged,
        rows: rows.finish()?,
    })
}

/// The workbook's stream, no longer than the file may be.
fn workbook_stream<R: Read + Seek>(source: R, limits: &Limits) -> Result<Vec<u8>, SheetError> {
    let damaged = |error: std::io::Error| SheetError::damaged(format!("compound file: {error}"));
    let mut file = CompoundFile::open(source).map_err(damaged)?;
    // A protected XLSX is a compound file as well.
    if file.is_stream("/EncryptedPackage") {
        return Err(SheetError::Encrypted);
    }
    if !file.is_stream("/Workbook") {
        return Err(match file.is_stream("/Book") {
            true => SheetError::TooOld,
            false => {
                SheetError::NotASpreadsheet { found: "an old Office document without a workbook" }
            }
        });
    }
    let stream = file.open_stream("/Workbook").map_err(damaged)?;
    let mut bytes = Vec::new();
    stream.take(limits.max_bytes).read_to_end(&mut bytes).map_err(damaged)?;
    Ok(bytes)
}
