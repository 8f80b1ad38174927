//! The records about the workbook as a whole.

use super::record::{BOF, EOF, Fields, Records};
use crate::{
    error::SheetError,
    limits::Limits,
    number::{Style, built_in, custom},
    strings::Strings,
};
use std::collections::HashMap;

pub(crate) struct Sheet {
    pub name: String,
    pub offset: usize,
}

#[derive(Default)]
pub(crate) struct Globals {
    /// The visible worksheets, in order.
    pub sheets: Vec<Sheet>,
    pub epoch_1904: bool,
    /// By index of the cell format.
    pub styles: Vec<Style>,
    pub strings: Strings,
}

const FILE_PASS: u16 = 0x002F;
const DATE_MODE: u16 = 0x0022;
const BOUND_SHEET: u16 = 0x0085;
const FORMAT: u16 = 0x041E;
const XF: u16 = 0x00E0;
const SST: u16 = 0x00FC;
const BIFF8: u16 = 0x0600;

pub(crate) fn read(stream: &[u8], limits: &Limits) -> Result<Globals, SheetError> {
    let mut globals = Globals::default();
    let (mut formats, mut format_ids) = (HashMap::new(), Vec::new());
    let mut records = Records::new(stream, 0)?;
    let mut first = true;
    while let Some((kind, data)) = records.next()? {
        let mut fields = Fields::new(data, Vec::new());
        if std::mem::take(&mut first) && (kind != BOF || fields.u16()? != BIFF8) {
            return Err(SheetError::TooOld);
        }
        match kind {
            FILE_PASS => return Err(SheetError::Encrypted),
            DATE_MODE => globals.epoch_1904 = fields.u16()? == 1,
            BOUND_SHEET => {
                let (offset, hidden, sort) =
                    (fields.u32()? as usize, fields.u8()? & 3, fields.u8()?);
                let length = usize::from(fields.u8()?);
                let name = fields.text_of(length)?;
                if hidden == 0 && sort == 0 {
                    globals.sheets.push(Sheet { name, offset });
                }
            }
            FORMAT => {
                let id = fields.u16()?;
                formats.insert(u32::from(id), custom(&fields.text()?));
            }
            XF => {
                fields.u16()?;
                format_ids.push(u32::from(fields.u16()?));
            }
            SST => {
                let mut fields = Fields::new(data, records.continuations()?);
                fields.u32()?;
                // The count is only a claim: texts are read one by one until the records end.
                for _ in 0..fields.u32()? {
                    globals.strings.push(&fields.text()?, limits)?;
                }
            }
            EOF => break,
            _ => {}
        }
    }
    globals.styles = format_ids
        .iter()
        .map(|id| formats.get(id).copied().unwrap_or_else(|| built_in(*id)))
        .collect();
    Ok(globals)
}
