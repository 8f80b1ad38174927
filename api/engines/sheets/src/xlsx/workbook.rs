//! The parts about the workbook as a whole: sheets, relationships, number formats, shared texts.

use super::{
    package::Package,
    xml::{Node, Part, attribute, number},
};
use crate::{
    error::SheetError,
    limits::Limits,
    number::{Style, built_in, custom},
    strings::Strings,
};
use std::{
    collections::HashMap,
    io::{Read, Seek},
};

/// More sheets, relationships or formats than this are no workbook that a person made.
const MAX_ITEMS: usize = 70_000;

pub(crate) struct Sheet {
    pub name: String,
    pub part: String,
}

pub(crate) struct Workbook {
    /// The visible worksheets, in order.
    pub sheets: Vec<Sheet>,
    pub epoch_1904: bool,
    /// By index of the cell format.
    pub styles: Vec<Style>,
    pub strings: Strings,
}

struct Relation {
    kind: String,
    part: String,
}

pub(crate) fn read<R: Read + Seek>(
    package: &mut Package<R>,
    limits: &Limits,
) -> Result<Workbook, SheetError> {
    let missing = |part: &str| SheetError::damaged(format!("without {part}"));
    let relations = package.part("xl/_rels/workbook.xml.rels", relations)?.unwrap_or_default();
    let (listed, epoch_1904) =
        package.part("xl/workbook.xml", sheets)?.ok_or_else(|| missing("xl/workbook.xml"))?;
    let by_kind = |kind: &str| relations.values().find(|relation| relation.kind == kind);
    let styles = match by_kind("styles") {
        Some(relation) => package.part(&relation.part, styles)?.unwrap_or_default(),
        None => Vec::new(),
    };
    let strings = match by_kind("sharedStrings") {
        Some(relation) => {
            package.part(&relation.part, |xml| strings(xml, limits))?.unwrap_or_default()
        }
        None => Strings::default(),
    };
    let mut sheets = Vec::new();
    for (name, id) in listed {
        let relation = relations.get(&id).ok_or_else(|| missing(&format!("the sheet `{name}`")))?;
        // Chart sheets and macro sheets are listed as well.
        if relation.kind == "worksheet" {
            sheets.push(Sheet { name, part: relation.part.clone() });
        }
    }
    Ok(Workbook { sheets, epoch_1904, styles, strings })
}

fn bounded(count: usize) -> Result<(), SheetError> {
    if count > MAX_ITEMS {
        Err(SheetError::damaged(format!("more than {MAX_ITEMS} entries of one list")))
    } else {
        Ok(())
    }
}

fn relations(xml: &mut Part<'_>) -> Result<HashMap<String, Relation>, SheetError> {
    let mut relations = HashMap::new();
    loop {
        match xml.next()? {
            Node::Start(start) if start.local_name().as_ref() == "Relationship" => {
                let (id, kind) = (attribute(&start, "Id")?, attribute(&start, "Type")?);
                let target = attribute(&start, "Target")?;
                let (Some(id), Some(kind), Some(target)) = (id, kind, target) else { continue };
                // Transitional and strict files differ in the namespace before the last segment.
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                let part = match target.strip_prefix('/') {
                    Some(absolute) => absolute.to_owned(),
                    None => format!("xl/{}", target.trim_start_matches("./")),
                };
                relations.insert(id, Relation { kind, part });
                bounded(relations.len())?;
            }
            Node::Eof => return Ok(relations),
            _ => {}
        }
    }
}

/// Visible sheets as name and relationship id, and whether days count from 1904.
fn sheets(xml: &mut Part<'_>) -> Result<(Vec<(String, String)>, bool), SheetError> {
    let (mut sheets, mut epoch_1904) = (Vec::new(), false);
    loop {
        match xml.next()? {
            Node::Start(start) => match start.local_name().as_ref() {
                "workbookPr" => {
                    epoch_1904 = attribute(&start, "date1904")?
                        .is_some_and(|value| value == "1" || value == "true");
                }
                "sheet" => {
                    let visible =
                        attribute(&start, "state")?.is_none_or(|state| state == "visible");
                    if let (true, Some(name), Some(id)) =
                        (visible, attribute(&start, "name")?, attribute(&start, "id")?)
                    {
                        sheets.push((name, id));
                        bounded(sheets.len())?;
                    }
                }
                _ => {}
            },
            Node::Eof => return Ok((sheets, epoch_1904)),
            _ => {}
        }
    }
}

fn styles(xml: &mut Part<'_>) -> Result<Vec<Style>, SheetError> {
    let (mut formats, mut styles, mut in_cells) = (HashMap::new(), Vec::new(), false);
    loop {
        match xml.next()? {
            Node::Start(start) => match start.local_name().as_ref() {
                "numFmt" => {
                    if let (Some(id), Some(code)) =
                        (number(&start, "numFmtId")?, attribute(&start, "formatCode")?)
                    {
                        formats.insert(id, custom(&code));
                        bounded(formats.len())?;
                    }
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells => {
                    let id = number(&start, "numFmtId")?.unwrap_or(0);
                    styles.push(formats.get(&id).copied().unwrap_or_else(|| built_in(id)));
                    bounded(styles.len())?;
                }
                _ => {}
            },
            Node::End(name) if name == "cellXfs" => in_cells = false,
            Node::Eof => return Ok(styles),
            _ => {}
        }
    }
}

fn strings(xml: &mut Part<'_>, limits: &Limits) -> Result<Strings, SheetError> {
    let (mut strings, mut text, mut in_text, mut phonetic) =
        (Strings::default(), String::new(), false, 0_u32);
    loop {
        match xml.next()? {
            Node::Start(start) => match start.local_name().as_ref() {
                "si" => text.clear(),
                "t" => in_text = phonetic == 0,
                "rPh" => phonetic += 1,
                _ => {}
            },
            // Runs of one entry add up: what is too long for any cell need not be kept.
            Node::Text(part)
                if in_text && text.len() <= limits.max_cell_chars.saturating_mul(8) =>
            {
                text.push_str(&part);
            }
            Node::Text(_) => {}
            Node::End(name) => match name.as_str() {
                "t" => in_text = false,
                "rPh" => phonetic = phonetic.saturating_sub(1),
                "si" => strings.push(&unescape_controls(&text), limits)?,
                _ => {}
            },
            Node::Eof => return Ok(strings),
        }
    }
}

/// Resolves `_x000D_` escapes, by which workbooks carry characters that XML cannot (ECMA-376 part 1, 22.9.2.19).
pub(crate) fn unescape_controls(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains("_x") {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        plain.push_str(&rest[..at]);
        let escape = rest.get(at + 2..at + 7).and_then(|code| code.strip_suffix('_'));
        let character =
            escape.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        match character {
            Some(character) => {
                plain.push(character);
                rest = &rest[at + 7..];
            }
            None => {
                plain.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    plain.push_str(rest);
    plain.into()
}
