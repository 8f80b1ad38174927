//! Files made by hand, good and hostile, and a reader that collects.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "each test binary uses its own part")]

use onex_sheets::{Cell, Limits, ReadReport, SheetError, read};
use std::{
    io::{Cursor, Write},
    ops::ControlFlow,
};
use zip::{ZipWriter, write::SimpleFileOptions};

pub type Rows = Vec<(u32, Vec<Cell>)>;

pub fn read_all(bytes: &[u8], limits: &Limits) -> Result<(Rows, ReadReport), SheetError> {
    let mut rows = Vec::new();
    let report = read(Cursor::new(bytes), limits, None, |row, cells| {
        rows.push((row, cells));
        ControlFlow::Continue(())
    })?;
    Ok((rows, report))
}

/// The code of the error that reading gives.
pub fn refusal(bytes: &[u8]) -> SheetError {
    read_all(bytes, &Limits::default()).unwrap_err()
}

pub fn text(value: &str) -> Cell {
    Cell::Text(value.into())
}

pub fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// What a package is made of; the fields are the parts' bodies.
pub struct Package {
    pub sheets: &'static str,
    pub strings: String,
    pub formats: &'static str,
    pub sheet: String,
}

impl Default for Package {
    fn default() -> Self {
        Self {
            sheets: r#"<sheet name="One" sheetId="1" r:id="rId1"/>"#,
            strings: String::new(),
            formats: r#"<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>"#,
            sheet: String::new(),
        }
    }
}

impl Package {
    /// A package whose one sheet has these rows (`<row>` elements) and, after them, this rest.
    pub fn rows(rows: &str, rest: &str) -> Vec<u8> {
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData>{rest}</worksheet>");
        Self { sheet, ..Self::default() }.bytes()
    }

    pub fn bytes(&self) -> Vec<u8> {
        let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let relations = format!(
            r#"<Relationships><Relationship Id="rId1" Type="{kind}/worksheet" Target="worksheets/sheet1.xml"/>
            <Relationship Id="rId2" Type="{kind}/sharedStrings" Target="/xl/sharedStrings.xml"/>
            <Relationship Id="rId3" Type="{kind}/styles" Target="styles.xml"/>
            <Relationship Id="rId4" Type="{kind}/worksheet" Target="worksheets/sheet2.xml"/></Relationships>"#
        );
        let second = r#"<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>second</t></is></c></row></sheetData></worksheet>"#;
        zip(&[
            ("xl/workbook.xml", &format!("<workbook><sheets>{}</sheets></workbook>", self.sheets)),
            ("xl/_rels/workbook.xml.rels", &relations),
            ("xl/sharedStrings.xml", &format!("<sst>{}</sst>", self.strings)),
            ("xl/styles.xml", &format!("<styleSheet>{}</styleSheet>", self.formats)),
            ("xl/worksheets/sheet1.xml", &self.sheet),
            ("xl/worksheets/sheet2.xml", second),
        ])
    }
}

/// Sets the size that a package declares for a part, in the directory and in the part's own header.
pub fn declare_size(package: &mut [u8], part: &str, size: u32) {
    let name = part.as_bytes();
    let mut patched = 0;
    for at in 0..package.len() {
        if package[at..].starts_with(name) {
            for (head, back, field) in [(b"PK\x01\x02", 46, 24), (b"PK\x03\x04", 30, 22)] {
                if at >= back && package[at - back..].starts_with(head) {
                    package[at - back + field..at - back + field + 4]
                        .copy_from_slice(&size.to_le_bytes());
                    patched += 1;
                }
            }
        }
    }
    assert_eq!(patched, 2, "{part} is not in the package");
}

/// A BIFF8 workbook, record by record.
#[derive(Default)]
pub struct Xls {
    pub globals: Vec<u8>,
    pub cells: Vec<u8>,
}

pub fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = kind.to_le_bytes().to_vec();
    bytes.extend(u16::try_from(data.len()).unwrap().to_le_bytes());
    bytes.extend(data);
    bytes
}

/// A text of two-byte characters with its length.
pub fn wide(value: &str) -> Vec<u8> {
    let units: Vec<u16> = value.encode_utf16().collect();
    let mut bytes = u16::try_from(units.len()).unwrap().to_le_bytes().to_vec();
    bytes.push(1);
    bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
    bytes
}

impl Xls {
    /// Adds the table of shared texts.
    pub fn strings(mut self, values: &[&str]) -> Self {
        let count = u32::try_from(values.len()).unwrap().to_le_bytes();
        let mut data = [count, count].concat();
        data.extend(values.iter().flat_map(|value| wide(value)));
        self.globals.extend(record(0x00FC, &data));
        self
    }

    pub fn global(mut self, kind: u16, data: &[u8]) -> Self {
        self.globals.extend(record(kind, data));
        self
    }

    /// Adds a cell's record: row and column from 0, format 0, and what follows.
    pub fn cell(self, kind: u16, row: u16, column: u16, rest: &[u8]) -> Self {
        self.styled(kind, row, column, 0, rest)
    }

    pub fn styled(mut self, kind: u16, row: u16, column: u16, style: u16, rest: &[u8]) -> Self {
        let mut data: Vec<u8> =
            [row, column, style].iter().flat_map(|field| field.to_le_bytes()).collect();
        data.extend(rest);
        self.cells.extend(record(kind, &data));
        self
    }

    pub fn raw(mut self, kind: u16, data: &[u8]) -> Self {
        self.cells.extend(record(kind, data));
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let bof = |sort: u8| record(0x0809, &[0, 6, sort, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let end = record(0x000A, &[]);
        let bound = |offset: u32| {
            let mut data = offset.to_le_bytes().to_vec();
            data.extend([0, 0, 3, 0]);
            data.extend(b"One");
            record(0x0085, &data)
        };
        let offset = bof(5).len() + bound(0).len() + self.globals.len() + end.len();
        let offset = u32::try_from(offset).unwrap();
        let stream = [
            bof(5),
            bound(offset),
            self.globals.clone(),
            end.clone(),
            bof(16),
            self.cells.clone(),
            end,
        ]
        .concat();
        compound("/Workbook", &stream)
    }
}

pub fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream(name).unwrap().write_all(stream).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}
