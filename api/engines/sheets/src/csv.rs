//! CSV (RFC 4180, with `,`, `;` or tab) in UTF-8, UTF-16 with a byte order mark, or GB18030.
//!
//! Cells that start like a formula are written with a leading apostrophe, so that no spreadsheet program computes them,
//! and read back without it.

use crate::{
    cell::Cell,
    error::SheetError,
    limits::Limits,
    reader::ReadReport,
    rows::{OnRow, Rows},
    sniff::Kind,
};
use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};
use std::{
    borrow::Cow,
    io::{Read, Seek, SeekFrom},
};

pub(crate) fn read<R: Read + Seek>(
    mut source: R,
    limits: &Limits,
    on_row: &mut OnRow<'_>,
) -> Result<ReadReport, SheetError> {
    source.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    source.take(limits.max_bytes).read_to_end(&mut bytes)?;
    let text = decode(bytes)?;
    let mut rows = Rows::new(limits, on_row);
    parse(&text, separator(&text), &mut rows, limits)?;
    Ok(ReadReport {
        kind: Kind::Csv,
        sheet: None,
        sheets: Vec::new(),
        merged: Vec::new(),
        rows: rows.finish()?,
    })
}

/// UTF-8 or UTF-16 by their marks, else UTF-8 if it is valid, else GB18030.
fn decode(mut bytes: Vec<u8>) -> Result<String, SheetError> {
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
    }
    for (mark, encoding) in [(b"\xFF\xFE", UTF_16LE), (b"\xFE\xFF", UTF_16BE)] {
        if bytes.starts_with(mark) {
            return strictly(encoding, &bytes[2..])
                .map(Cow::into_owned)
                .ok_or_else(|| undecodable_utf16(encoding, &bytes[2..]));
        }
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) => {
            let bytes = error.into_bytes();
            strictly(GB18030, &bytes).map(Cow::into_owned).ok_or_else(|| {
                // No character of GB18030 holds the byte of a line feed.
                let bad = bytes
                    .split(|byte| *byte == b'\n')
                    .position(|line| strictly(GB18030, line).is_none());
                SheetError::Undecodable { line: bad.map_or(1, |index| index as u32 + 1) }
            })
        }
    }
}

fn strictly<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Option<Cow<'a, str>> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes)
}

fn undecodable_utf16(encoding: &'static Encoding, bytes: &[u8]) -> SheetError {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let before = text.split('\u{FFFD}').next().unwrap_or_default();
    SheetError::Undecodable { line: before.matches('\n').count() as u32 + 1 }
}

/// The separator that occurs most in the first lines, outside quotes.
fn separator(text: &str) -> char {
    let (mut counts, mut quoted, mut lines) = ([(',', 0_u32), ('\t', 0), (';', 0)], false, 0);
    for character in text.chars() {
        match character {
            '"' => quoted = !quoted,
            '\n' if !quoted => lines += 1,
            _ if !quoted => {
                for (_, count) in counts.iter_mut().filter(|(separator, _)| *separator == character)
                {
                    *count += 1;
                }
            }
            _ => {}
        }
        if lines == Limits::HEADER_ROWS {
            break;
        }
    }
    // The first of equals wins: `max_by_key` takes the last.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(',', |(separator, _)| *separator)
}

fn parse(
    text: &str,
    separator: char,
    rows: &mut Rows<'_, '_>,
    limits: &Limits,
) -> Result<(), SheetError> {
    let (mut line, mut column) = (1_u32, 0_usize);
    let mut field = String::new();
    // The line on which the open quotation began.
    let mut quoted: Option<u32> = None;
    let mut was_quoted = false;
    let mut characters = text.chars().peekable();
    rows.start(1)?;
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted.is_some() => {
                if characters.peek() == Some(&'"') {
                    characters.next();
                    field.push('"');
                } else {
                    quoted = None;
                }
            }
            '"' if field.is_empty() && !was_quoted => {
                quoted = Some(line);
                was_quoted = true;
            }
            '\r' if quoted.is_none() && characters.peek() == Some(&'\n') => {}
            '\n' | '\r' if quoted.is_none() => {
                end_field(&mut field, &mut was_quoted, column, rows)?;
                column = 0;
                line += 1;
                rows.start(line)?;
                if rows.stopped() {
                    return Ok(());
                }
            }
            _ if character == separator && quoted.is_none() => {
                end_field(&mut field, &mut was_quoted, column, rows)?;
                column += 1;
            }
            _ => {
                line += u32::from(character == '\n');
                field.push(character);
                // A quotation that is never closed would swallow the file.
                if field.len() > limits.max_cell_chars.saturating_mul(4) + 16 {
                    rows.put(column, Cell::Text(std::mem::take(&mut field)))?;
                }
            }
        }
    }
    if let Some(line) = quoted {
        return Err(SheetError::OpenQuote { line });
    }
    end_field(&mut field, &mut was_quoted, column, rows)
}

fn end_field(
    field: &mut String,
    was_quoted: &mut bool,
    column: usize,
    rows: &mut Rows<'_, '_>,
) -> Result<(), SheetError> {
    *was_quoted = false;
    let field = std::mem::take(field);
    // `="0012"` is how some exports keep digits from becoming a number.
    let forced = field
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .filter(|inner| !inner.contains('"'));
    let text = match forced {
        Some(inner) => inner.to_owned(),
        None if starts_like_formula(field.trim_start_matches('\'')) && field.starts_with('\'') => {
            field[1..].to_owned()
        }
        None => field,
    };
    rows.put(column, Cell::Text(text))
}

fn starts_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A field as it stands in a file: quoted where needed, and disarmed where it would be computed.
pub(crate) fn field(text: &str) -> String {
    let guarded = if starts_like_formula(text.trim_start_matches('\'')) {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if guarded.contains(['"', ',', ';', '\t', '\n', '\r']) || guarded.trim() != guarded {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}
