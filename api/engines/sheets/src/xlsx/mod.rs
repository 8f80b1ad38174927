//! XLSX (ECMA-376) read in one pass, part by part, with bounded memory.
//!
//! * [`package`]: the ZIP package and its limits.
//! * [`xml`]: events of a part, each of bounded size, without document types.
//! * [`workbook`]: sheets, number formats and shared texts.
//! * [`sheet`]: the cells of a sheet.

mod package;
mod sheet;
mod workbook;
mod xml;

use crate::{
    error::SheetError,
    limits::Limits,
    reader::{ReadReport, choose},
    rows::{OnRow, Rows},
    sniff::Kind,
};
use package::Package;
use std::io::{Read, Seek};

pub(crate) fn read<R: Read + Seek>(
    source: R,
    limits: &Limits,
    preferred_sheet: Option<&str>,
    on_row: &mut OnRow<'_>,
) -> Result<ReadReport, SheetError> {
    let mut package = Package::open(source, limits)?;
    let book = workbook::read(&mut package, limits)?;
    let names: Vec<String> = book.sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let chosen = choose(&names, preferred_sheet).ok_or(SheetError::NoSheet)?;
    let mut rows = Rows::new(limits, on_row);
    let merged = sheet::read(&mut package, &book.sheets[chosen].part, &book, &mut rows)?;
    Ok(ReadReport {
        kind: Kind::Xlsx,
        sheet: names.get(chosen).cloned(),
        sheets: names,
        merged,
        rows: rows.finish()?,
    })
}
