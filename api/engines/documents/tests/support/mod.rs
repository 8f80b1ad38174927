//! Documents made by hand, whole and hostile. The archives are written here byte by byte, so that every field can lie.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "each test binary uses its own part")]

use flate2::{Compression, Crc, write::DeflateEncoder};
use onex_documents::{Fault, Kind, Limits, inspect};
use std::{
    io::{Cursor, Write},
    sync::Arc,
};

pub fn judge(bytes: &[u8]) -> Result<Kind, Fault> {
    inspect(Cursor::new(bytes), &Limits::default())
}

pub fn refusal(bytes: &[u8]) -> Fault {
    judge(bytes).unwrap_err()
}

/// One file of an archive. What is `None` is written as it is.
#[derive(Clone, Default)]
pub struct Entry {
    pub name: Vec<u8>,
    pub content: Arc<[u8]>,
    pub stored: bool,
    pub flags: u16,
    pub method: Option<u16>,
    pub crc: Option<u32>,
    /// Unpacked size as declared.
    pub size: Option<u32>,
    /// Unix mode, in the upper half of the external attributes.
    pub mode: u32,
    /// The name before the content, where it is another than the directory's.
    pub local_name: Option<Vec<u8>>,
    /// Written before the content alone.
    pub unlisted: bool,
    /// Listed with the content of the entry before it.
    pub shares: bool,
}

pub fn entry(name: impl AsRef<[u8]>, content: impl AsRef<[u8]>) -> Entry {
    Entry { name: name.as_ref().to_vec(), content: content.as_ref().into(), ..Entry::default() }
}

impl Entry {
    fn packed(&self) -> Vec<u8> {
        if self.stored {
            return self.content.to_vec();
        }
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::default());
        deflate.write_all(&self.content).unwrap();
        deflate.finish().unwrap()
    }

    /// The fields that the header before the content and the directory have in common (APPNOTE 4.3.7).
    fn fields(&self, name: &[u8], packed: usize) -> Vec<u8> {
        let mut crc = Crc::new();
        crc.update(&self.content);
        let size = u32::try_from(self.content.len()).unwrap();
        let method = self.method.unwrap_or(if self.stored { 0 } else { 8 });
        [
            &20_u16.to_le_bytes()[..],
            &self.flags.to_le_bytes(),
            &method.to_le_bytes(),
            // 1980-01-01, midnight.
            &[0, 0, 0x21, 0],
            &self.crc.unwrap_or(crc.sum()).to_le_bytes(),
            &u32::try_from(packed).unwrap().to_le_bytes(),
            &self.size.unwrap_or(size).to_le_bytes(),
            &u16::try_from(name.len()).unwrap().to_le_bytes(),
            &[0, 0],
        ]
        .concat()
    }
}

/// The end record (APPNOTE 4.3.16).
pub fn end(entries: u16, size: u32, start: u32, comment: &[u8]) -> Vec<u8> {
    let mut end = b"PK\x05\x06\0\0\0\0".to_vec();
    end.extend([entries.to_le_bytes(), entries.to_le_bytes()].concat());
    end.extend([size.to_le_bytes(), start.to_le_bytes()].concat());
    end.extend(u16::try_from(comment.len()).unwrap().to_le_bytes());
    end.extend(comment);
    end
}

/// The archive of these entries.
pub fn archive(entries: &[Entry]) -> Vec<u8> {
    let (bytes, directory, listed) = parts(entries);
    let [size, start] = [directory.len(), bytes.len()].map(|n| u32::try_from(n).unwrap());
    [bytes, directory, end(listed, size, start, b"")].concat()
}

/// The contents, the directory, and how many entries it has.
pub fn parts(entries: &[Entry]) -> (Vec<u8>, Vec<u8>, u16) {
    let (mut bytes, mut directory, mut listed, mut before) = (Vec::new(), Vec::new(), 0, 0);
    for entry in entries {
        let packed = entry.packed();
        let start = if entry.shares { before } else { bytes.len() };
        before = start;
        if !entry.shares {
            let name = entry.local_name.as_ref().unwrap_or(&entry.name);
            bytes.extend(b"PK\x03\x04");
            bytes.extend(entry.fields(name, packed.len()));
            bytes.extend(name);
            bytes.extend(&packed);
        }
        if entry.unlisted {
            continue;
        }
        listed += 1;
        // Made by a Unix program.
        directory.extend(b"PK\x01\x02\x14\x03");
        directory.extend(entry.fields(&entry.name, packed.len()));
        directory.extend([0; 6]);
        directory.extend((entry.mode << 16).to_le_bytes());
        directory.extend(u32::try_from(start).unwrap().to_le_bytes());
        directory.extend(&entry.name);
    }
    (bytes, directory, listed)
}

pub const WORD: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
pub const POINT: &str =
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml";

/// The list of content types with one main part.
pub fn types(part: &str, kind: &str) -> Entry {
    let list = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="{part}" ContentType="{kind}"/></Types>"#
    );
    entry("[Content_Types].xml", list)
}

pub fn docx() -> Vec<Entry> {
    let body =
        "<w:document><w:body><w:p><w:r><w:t>教学设计</w:t></w:r></w:p></w:body></w:document>";
    vec![
        types("/word/document.xml", WORD),
        entry("_rels/.rels", "<Relationships/>"),
        entry("word/document.xml", body),
    ]
}

pub fn pptx() -> Vec<Entry> {
    vec![
        types("/ppt/presentation.xml", POINT),
        entry("_rels/.rels", "<Relationships/>"),
        entry("ppt/presentation.xml", "<p:presentation/>"),
    ]
}

/// A PDF of one empty page whose trailer has these entries besides its own.
pub fn pdf(more: &str) -> Vec<u8> {
    let mut text = String::from("%PDF-1.4\n");
    let mut at = Vec::new();
    for object in [
        "1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
        "2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
        "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n",
    ] {
        at.push(text.len());
        text.push_str(object);
    }
    let table = text.len();
    text.push_str("xref\n0 4\n0000000000 65535 f \n");
    at.iter().for_each(|at| text.push_str(&format!("{at:010} 00000 n \n")));
    text.push_str(&format!(
        "trailer\n<< /Size 4 /Root 1 0 R /ID [<00> (a>>b\\)c)] {more} >>\nstartxref\n{table}\n%%EOF\n"
    ));
    text.into_bytes()
}

/// A PDF whose table of objects is a stream, with these entries in its dictionary.
pub fn pdf_with_stream(dictionary: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-2.0\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let table = bytes.len();
    bytes.extend(format!("12 0 obj\n<< {dictionary} >>\nstream\n").as_bytes());
    bytes.extend([0xFF; 40]);
    bytes.extend(format!("\nendstream\nendobj\nstartxref\n{table}\n%%EOF").as_bytes());
    bytes
}

/// A compound file, as Office wrote until 2003 and writes under a password.
pub fn compound(stream: &str) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream(stream).unwrap().write_all(b"x").unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}
