//! The cells of one worksheet, as a stream.

use super::{
    package::Package,
    workbook::{Workbook, unescape_controls},
    xml::{Node, Part, attribute, number},
};
use crate::{
    cell::{Cell, parse_position},
    error::SheetError,
    number::{self as numbers, Style},
    reader::MergedRange,
    rows::Rows,
};
use std::io::{Read, Seek};

/// A cell between its start and end tags.
#[derive(Default)]
struct Open {
    column: usize,
    kind: String,
    style: usize,
    formula: bool,
    value: String,
    text: String,
}

pub(crate) fn read<R: Read + Seek>(
    package: &mut Package<R>,
    part: &str,
    book: &Workbook,
    rows: &mut Rows<'_, '_>,
) -> Result<Vec<MergedRange>, SheetError> {
    let merged = package.part(part, |xml| cells(xml, book, rows))?;
    merged.ok_or_else(|| SheetError::damaged(format!("without {part}")))
}

fn cells(
    xml: &mut Part<'_>,
    book: &Workbook,
    rows: &mut Rows<'_, '_>,
) -> Result<Vec<MergedRange>, SheetError> {
    let mut merged = Vec::new();
    let mut open = Open::default();
    let (mut next_column, mut inside) = (0, "");
    let mut phonetic = 0_u32;
    while !rows.stopped() {
        match xml.next()? {
            Node::Start(start) => match start.local_name().as_ref() {
                "row" => {
                    let row = number(&start, "r")?.unwrap_or_else(|| rows.row().saturating_add(1));
                    rows.start(row)?;
                    next_column = 0;
                }
                "c" => {
                    let column = match attribute(&start, "r")? {
                        Some(name) => in_row(&name, rows.row())?,
                        None => next_column,
                    };
                    next_column = column + 1;
                    let style = number(&start, "s")?.unwrap_or(0) as usize;
                    open = Open {
                        column,
                        style,
                        kind: attribute(&start, "t")?.unwrap_or_default(),
                        ..Open::default()
                    };
                }
                "f" => open.formula = true,
                "v" => inside = "v",
                "t" if phonetic == 0 => inside = "t",
                "rPh" => phonetic += 1,
                "mergeCell" => {
                    let name = attribute(&start, "ref")?.unwrap_or_default();
                    merged.push(
                        range(&name)
                            .ok_or_else(|| SheetError::damaged(format!("`{name}` is no range")))?,
                    );
                    if merged.len() > MergedRange::MAX {
                        return Err(SheetError::Merged { range: name });
                    }
                }
                _ => {}
            },
            Node::Text(text) => match inside {
                "v" => open.value.push_str(&text),
                "t" => open.text.push_str(&text),
                _ => {}
            },
            Node::End(name) => match name.as_str() {
                "v" | "t" => inside = "",
                "rPh" => phonetic = phonetic.saturating_sub(1),
                "c" => {
                    let open = std::mem::take(&mut open);
                    rows.put(open.column, close(open, book)?)?;
                }
                _ => {}
            },
            Node::Eof => break,
        }
        // Runs of one inline text add up over many events.
        if open.text.len() + open.value.len() > 4 << 20 {
            return Err(SheetError::damaged("a cell of more than 4 MB"));
        }
    }
    Ok(merged)
}

fn in_row(name: &str, row: u32) -> Result<usize, SheetError> {
    match parse_position(name) {
        Some((of, column)) if of == row => Ok(column),
        _ => Err(SheetError::damaged(format!("`{name}` is no cell of row {row}"))),
    }
}

fn range(name: &str) -> Option<MergedRange> {
    let (first, last) = name.split_once(':').unwrap_or((name, name));
    let ((first_row, first_column), (last_row, last_column)) =
        (parse_position(first)?, parse_position(last)?);
    Some(MergedRange { first_row, last_row, first_column, last_column })
}

fn close(open: Open, book: &Workbook) -> Result<Cell, SheetError> {
    let value = open.value.trim();
    let cell = match open.kind.as_str() {
        "s" if value.is_empty() => Cell::Empty,
        "s" => {
            let index = value
                .parse()
                .map_err(|_| SheetError::damaged(format!("`{value}` is no shared text")))?;
            let text = book
                .strings
                .get(index)
                .ok_or_else(|| SheetError::damaged(format!("no shared text {index}")))?;
            Cell::Text(text.to_owned())
        }
        "inlineStr" => Cell::Text(unescape_controls(&open.text).into_owned()),
        "str" => Cell::Text(unescape_controls(&open.value).into_owned()),
        "b" => Cell::Bool(value == "1" || value == "true"),
        "e" => Cell::Error(value.to_owned()),
        "d" => Cell::Date(value.to_owned()),
        _ if value.is_empty() => Cell::Empty,
        _ => {
            let number: f64 = value
                .parse()
                .map_err(|_| SheetError::damaged(format!("`{value}` is no number")))?;
            let style = book.styles.get(open.style).copied().unwrap_or(Style::Plain);
            numbers::cell(number, style, book.epoch_1904)
        }
    };
    Ok(if open.formula { Cell::Formula { value: cell.display().to_owned() } } else { cell })
}
