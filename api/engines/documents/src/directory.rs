//! Where an archive's directory lies, found before anything of it is held in memory.

use crate::{fault::Fault, limits::Limits, names};
use std::{
    collections::HashSet,
    io::{Read, Seek, SeekFrom},
};

/// The end record (APPNOTE 4.3.16) without its comment.
const END: usize = 22;
const SIGNATURE: &[u8] = b"PK\x05\x06";

/// An entry of the directory (APPNOTE 4.3.12) without its name, extra field and comment.
const ENTRY: usize = 46;
const ENTRY_SIGNATURE: &[u8] = b"PK\x01\x02";

/// What the end record says of the directory: positions and sizes in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Directory {
    pub start: u64,
    size: u64,
    entries: usize,
}

/// Reads the end record. Programs differ in which record they take when there are several, and in what they make of bytes
/// around an archive; here the last record of the file must be its very end, and the directory must lie right before it,
/// so that all of them see the same files.
pub(crate) fn find<R: Read + Seek>(
    source: &mut R,
    length: u64,
    limits: &Limits,
) -> Result<Directory, Fault> {
    let mut tail = Vec::new();
    source.seek(SeekFrom::Start(length.saturating_sub((END + usize::from(u16::MAX)) as u64)))?;
    source.take((END + usize::from(u16::MAX)) as u64).read_to_end(&mut tail)?;
    let at = tail.windows(SIGNATURE.len()).rposition(|window| window == SIGNATURE);
    let end = at.and_then(|at| tail.get(at..)).filter(|end| end.len() >= END);
    let Some(end) = end else { return Err(Fault::damaged("without its directory's end")) };
    if END + usize::from(u16_at(end, 20)) != end.len() {
        return Err(Fault::damaged("something follows or precedes its directory's end"));
    }
    let (disk, disk_of_directory) = (u16_at(end, 4), u16_at(end, 6));
    let (here, entries) = (u16_at(end, 8), u16_at(end, 10));
    let (size, start) = (u64::from(u32_at(end, 12)), u64::from(u32_at(end, 16)));
    if [here, entries].contains(&u16::MAX) || [size, start].contains(&u64::from(u32::MAX)) {
        return Err(Fault::damaged("written in the form for archives above 4 GB"));
    }
    if disk != 0 || disk_of_directory != 0 || here != entries {
        return Err(Fault::damaged("one part of several"));
    }
    if start + size + end.len() as u64 != length {
        return Err(Fault::damaged("its directory does not lie where its end says"));
    }
    if usize::from(entries) > limits.max_entries {
        return Err(Fault::TooManyEntries { limit: limits.max_entries });
    }
    if size > limits.max_directory {
        return Err(Fault::DirectoryTooLarge { limit: limits.max_directory });
    }
    Ok(Directory { start, size, entries: usize::from(entries) })
}

impl Directory {
    /// Refuses a directory that has not the entries its end tells, or two of one name: the reader of archives would keep
    /// the last of them and forget the others.
    pub(crate) fn check<R: Read + Seek>(self, source: &mut R) -> Result<(), Fault> {
        let mut bytes = Vec::new();
        source.seek(SeekFrom::Start(self.start))?;
        source.take(self.size).read_to_end(&mut bytes)?;
        let (mut rest, mut met) = (bytes.as_slice(), HashSet::with_capacity(self.entries));
        for _ in 0..self.entries {
            let whole = rest.starts_with(ENTRY_SIGNATURE).then(|| first_entry(rest)).flatten();
            let (name, after) = whole.ok_or_else(miscounted)?;
            if !met.insert(name) {
                return Err(Fault::DuplicateName { entry: names::shown(&names::decode(name)?) });
            }
            rest = after;
        }
        if rest.is_empty() { Ok(()) } else { Err(miscounted()) }
    }
}

/// The name of the first entry, and what follows the entry.
fn first_entry(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let name = usize::from(u16_at(bytes, 28));
    let behind = usize::from(u16_at(bytes, 30)) + usize::from(u16_at(bytes, 32));
    Some((bytes.get(ENTRY..ENTRY + name)?, bytes.get(ENTRY + name + behind..)?))
}

fn miscounted() -> Fault {
    Fault::damaged("its directory has not the files that its end counts")
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |two| u16::from_le_bytes([two[0], two[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}
