//! Documents that people hand in: PDF, DOCX, PPTX and ZIP, judged by their content and within hard limits.
//!
//! Files come from strangers and are opened by others. What passes is whole (nothing cut off, every part of an archive
//! unpacks and has its checksum), opens without a password, carries no macros, and, unpacked, writes nowhere but below the
//! folder chosen. Whatever a file can choose (sizes, counts, names, positions) is checked before it costs memory: a check
//! holds the directory of an archive (≤ [`Limits::max_directory`]), its list of content types (1 MiB) and two buffers.
//!
//! * [`inspect`]: what a file is.
//! * [`inspect_named`]: the same, and whether its name says so.
//!
//! Sources: ISO 32000-2 (PDF), PKWARE's APPNOTE 6.3.10 (ZIP), ISO/IEC 29500-2 (the packages of Office, OPC).

mod archive;
mod directory;
mod fault;
mod kind;
mod limits;
mod names;
mod office;
mod pdf;

pub use fault::Fault;
pub use kind::Kind;
pub use limits::Limits;

use onex_sheets::{Kind as Sniffed, sniff_bytes};
use std::io::{Read, Seek, SeekFrom};

/// How far into a file the mark of a PDF may stand: readers have always looked through the first 1,024 bytes.
const HEAD: u64 = 1024;

/// What a file is. Reads it as a stream, an archive up to three times; its position afterwards is anywhere.
///
/// # Errors
/// The first fault found.
pub fn inspect<R: Read + Seek>(mut source: R, limits: &Limits) -> Result<Kind, Fault> {
    let length = source.seek(SeekFrom::End(0))?;
    if length > limits.max_bytes {
        return Err(Fault::TooManyBytes { limit: limits.max_bytes });
    }
    source.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    source.by_ref().take(HEAD).read_to_end(&mut head)?;
    if head.starts_with(b"PK\x03\x04") {
        return archive::inspect(source, length, limits);
    }
    // Ahead of the other marks: the mark of a PDF need not come first.
    if let Some(start) = pdf::mark(&head) {
        return pdf::inspect(source, length, start).map(|()| Kind::Pdf);
    }
    Err(match sniff_bytes(&head) {
        Sniffed::Empty => Fault::Empty,
        Sniffed::Xls => Fault::OldOffice,
        Sniffed::Html => Fault::Foreign { found: "a web page" },
        Sniffed::Csv => Fault::Foreign { found: "plain text" },
        Sniffed::Other(found) => Fault::Foreign { found },
        Sniffed::Xlsx => Fault::Foreign { found: "a ZIP archive" },
    })
}

/// What a file is, if that is what its name says.
///
/// # Errors
/// [`Fault::UnknownName`] before anything is read; the faults of [`inspect`]; [`Fault::NameDisagrees`].
pub fn inspect_named<R: Read + Seek>(
    source: R,
    name: &str,
    limits: &Limits,
) -> Result<Kind, Fault> {
    let claimed = Kind::of_name(name).ok_or(Fault::UnknownName)?;
    let content = inspect(source, limits)?;
    if claimed == content { Ok(content) } else { Err(Fault::NameDisagrees { claimed, content }) }
}
