//! The cells of one worksheet, in the order of their records.

use super::{
    globals::Globals,
    record::{BOF, EOF, Fields, Records},
};
use crate::{
    cell::Cell,
    error::SheetError,
    number::{self, Style},
    reader::MergedRange,
    rows::Rows,
};

const FORMULA: u16 = 0x0006;
const NUMBER: u16 = 0x0203;
const LABEL: u16 = 0x0204;
const BOOL_ERR: u16 = 0x0205;
const STRING: u16 = 0x0207;
const RK: u16 = 0x027E;
const MUL_RK: u16 = 0x00BD;
const RICH_LABEL: u16 = 0x00D6;
const MERGED: u16 = 0x00E5;
const LABEL_SST: u16 = 0x00FD;

pub(crate) fn read(
    stream: &[u8],
    offset: usize,
    globals: &Globals,
    rows: &mut Rows<'_, '_>,
) -> Result<Vec<MergedRange>, SheetError> {
    let mut records = Records::new(stream, offset)?;
    let mut merged = Vec::new();
    // Charts within the sheet are substreams of their own.
    let mut depth = 0_u32;
    let mut formula_column = None;
    while !rows.stopped() {
        let Some((kind, data)) = records.next()? else { break };
        let mut fields = Fields::new(data, Vec::new());
        match kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            _ if depth > 1 => {}
            MERGED => {
                for _ in 0..fields.u16()? {
                    let [first_row, last_row] =
                        [fields.u16()?, fields.u16()?].map(|row| u32::from(row) + 1);
                    let [first_column, last_column] =
                        [fields.u16()?, fields.u16()?].map(usize::from);
                    merged.push(MergedRange { first_row, last_row, first_column, last_column });
                }
                if let Some(range) = merged.last().filter(|_| merged.len() > MergedRange::MAX) {
                    return Err(SheetError::Merged { range: range.name() });
                }
            }
            STRING => {
                // The result of the formula just before.
                let mut fields = Fields::new(data, records.continuations()?);
                if let Some(column) = formula_column.take() {
                    rows.put(column, Cell::Formula { value: fields.text()? })?;
                }
            }
            NUMBER | LABEL | BOOL_ERR | RK | MUL_RK | RICH_LABEL | LABEL_SST | FORMULA => {
                let row = u32::from(fields.u16()?) + 1;
                if row != rows.row() {
                    rows.start(row)?;
                }
                let column = usize::from(fields.u16()?);
                formula_column = (kind == FORMULA).then_some(column);
                if kind == MUL_RK {
                    // Row, first column and last column take six bytes; each cell six more.
                    for index in 0..data.len().saturating_sub(6) / 6 {
                        let style = style(&mut fields, globals)?;
                        rows.put(column + index, rk(fields.u32()?, style, globals))?;
                    }
                    continue;
                }
                let style = style(&mut fields, globals)?;
                let cell = match kind {
                    NUMBER => {
                        number::cell(f64::from_bits(fields.u64()?), style, globals.epoch_1904)
                    }
                    RK => rk(fields.u32()?, style, globals),
                    LABEL_SST => {
                        let index = fields.u32()? as usize;
                        let text = globals.strings.get(index);
                        let text = text.ok_or_else(|| {
                            SheetError::damaged(format!("no shared text {index}"))
                        })?;
                        Cell::Text(text.to_owned())
                    }
                    BOOL_ERR => {
                        let value = fields.u8()?;
                        if fields.u8()? == 0 {
                            Cell::Bool(value != 0)
                        } else {
                            Cell::Error(error_name(value).into())
                        }
                    }
                    FORMULA => {
                        let bits = fields.u64()?;
                        // A result that is no number has both upper bytes set; texts follow in a record of their own.
                        let plain = bits >> 48 != 0xFFFF;
                        let result = number::cell(f64::from_bits(bits), style, globals.epoch_1904);
                        Cell::Formula {
                            value: if plain { result.display().to_owned() } else { String::new() },
                        }
                    }
                    _ => Cell::Text(
                        Fields::new(data.get(6..).unwrap_or_default(), records.continuations()?)
                            .text()?,
                    ),
                };
                rows.put(column, cell)?;
            }
            _ => {}
        }
    }
    Ok(merged)
}

fn style(fields: &mut Fields<'_>, globals: &Globals) -> Result<Style, SheetError> {
    Ok(globals.styles.get(usize::from(fields.u16()?)).copied().unwrap_or(Style::Plain))
}

/// A number in 30 bits: a whole number or the upper part of a float, either one perhaps times 100 (MS-XLS 2.5.122).
fn rk(bits: u32, style: Style, globals: &Globals) -> Cell {
    let value = if bits & 2 == 0 {
        f64::from_bits(u64::from(bits & !3) << 32)
    } else {
        f64::from(bits.cast_signed() >> 2)
    };
    number::cell(if bits & 1 == 0 { value } else { value / 100.0 }, style, globals.epoch_1904)
}

fn error_name(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        _ => "#ERROR",
    }
}
