//! What a file is, by its content; names are not looked at.

use crate::error::SheetError;
use std::io::{Read, Seek, SeekFrom};

/// What a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A ZIP package that holds `xl/workbook.xml`.
    Xlsx,
    /// A compound file (MS-CFB).
    Xls,
    /// Text without a sign of anything else.
    Csv,
    /// A web page, often exported under the name of a spreadsheet.
    Html,
    Empty,
    /// Something else, as it is called in an error's sentence.
    Other(&'static str),
}

const HEAD: u64 = 4096;

/// Looks at the file and leaves the position at its start.
///
/// # Errors
/// The source cannot be read.
pub fn sniff<R: Read + Seek>(source: &mut R) -> Result<Kind, SheetError> {
    source.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    source.by_ref().take(HEAD).read_to_end(&mut head)?;
    let mut kind = sniff_bytes(&head);
    if kind == Kind::Xlsx {
        kind = package(source)?;
    }
    source.seek(SeekFrom::Start(0))?;
    Ok(kind)
}

/// Judges by the first bytes alone: every ZIP package counts as [`Kind::Xlsx`].
pub fn sniff_bytes(head: &[u8]) -> Kind {
    const MAGIC: [(&[u8], Kind); 13] = [
        (b"PK\x03\x04", Kind::Xlsx),
        (b"PK\x05\x06", Kind::Other("an empty ZIP archive")),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Kind::Xls),
        (b"\x89PNG\r\n\x1a\n", Kind::Other("a PNG picture")),
        (b"\xFF\xD8\xFF", Kind::Other("a JPEG picture")),
        (b"GIF8", Kind::Other("a GIF picture")),
        (b"%PDF", Kind::Other("a PDF document")),
        (b"Rar!", Kind::Other("a RAR archive")),
        (b"7z\xBC\xAF\x27\x1C", Kind::Other("a 7-Zip archive")),
        (b"\x1F\x8B", Kind::Other("a gzip archive")),
        (b"{\\rtf", Kind::Other("an RTF document")),
        (b"MZ", Kind::Other("a program")),
        (b"\x7FELF", Kind::Other("a program")),
    ];
    // "MZ" may begin a line of text; a program has NUL bytes.
    let binary = head.contains(&0);
    let known = MAGIC.iter().find(|(magic, kind)| {
        head.starts_with(magic) && (binary || *kind != Kind::Other("a program"))
    });
    if let Some((_, kind)) = known {
        return *kind;
    }
    if head.is_empty() {
        return Kind::Empty;
    }
    let utf16 = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
    if binary && !utf16 {
        return Kind::Other("a binary file");
    }
    let text: String = head
        .iter()
        .filter(|byte| **byte != 0 && byte.is_ascii())
        .map(|byte| char::from(*byte))
        .collect();
    let text = text.trim_start().to_ascii_lowercase();
    if text.starts_with("<!doctype html")
        || text.starts_with("<html")
        || (text.starts_with('<') && text.contains("<table"))
    {
        // SpreadsheetML of 2003 has tables too, in a namespace.
        return if text.contains("urn:schemas-microsoft-com:office:spreadsheet")
            && text.starts_with("<?xml")
        {
            Kind::Other("an XML spreadsheet of 2003")
        } else {
            Kind::Html
        };
    }
    if text.starts_with("<?xml") { Kind::Other("an XML document") } else { Kind::Csv }
}

fn package<R: Read + Seek>(source: &mut R) -> Result<Kind, SheetError> {
    // The names stand in clear in the local headers and the directory; a whole directory is parsed only by the reader,
    // after its limits were checked.
    source.seek(SeekFrom::Start(0))?;
    let names: [(&[u8], Kind); 4] = [
        (b"xl/workbook.xml", Kind::Xlsx),
        (b"xl/workbook.bin", Kind::Other("a binary workbook (.xlsb)")),
        (b"word/document.xml", Kind::Other("a Word document")),
        (b"ppt/presentation.xml", Kind::Other("a presentation")),
    ];
    let mut best = names.len();
    let mut window = Vec::new();
    let mut chunk = vec![0; 64 << 10];
    loop {
        let read = source.read(&mut chunk)?;
        if read == 0 {
            break;
        }
        // Names that straddle two chunks are found in the kept tail.
        let keep = window.len().saturating_sub(32);
        window.drain(..keep);
        window.extend_from_slice(&chunk[..read]);
        for (index, (name, _)) in names.iter().enumerate().take(best) {
            if window.windows(name.len()).any(|part| part == *name) {
                best = index;
                break;
            }
        }
        if best == 0 {
            break;
        }
    }
    Ok(names.get(best).map_or(Kind::Other("a ZIP archive without a workbook"), |(_, kind)| *kind))
}
