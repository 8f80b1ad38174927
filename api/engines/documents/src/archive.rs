//! Archives: the directory first, then every entry unpacked to nowhere.

use crate::{directory, fault::Fault, kind::Kind, limits::Limits, names, office};
use onex_sheets::archive::{Refusal, check_entry, reading_fault};
use std::{
    collections::HashSet,
    io::{self, Read, Seek},
};
use zip::{
    CompressionMethod, ZipArchive,
    read::{ArchiveOffset, Config},
    result::ZipError,
};

/// The type bits of a Unix mode, and which of them a file or folder may have: 0 where a program did not say.
const TYPE: u32 = 0o170_000;
const FILE_OR_FOLDER: [u32; 3] = [0, 0o100_000, 0o040_000];

pub(crate) fn inspect<R: Read + Seek>(
    mut source: R,
    length: u64,
    limits: &Limits,
) -> Result<Kind, Fault> {
    let directory = directory::find(&mut source, length, limits)?;
    directory.check(&mut source)?;
    let config = Config { archive_offset: ArchiveOffset::Known(0) };
    let mut archive = ZipArchive::with_config(config, source).map_err(zip_fault)?;
    if archive.central_directory_start() != directory.start {
        return Err(Fault::damaged("its directory does not lie where its end says"));
    }
    let names = entries_checked(&mut archive, limits)?;
    // What a program sees that goes through the file from its front must be what the directory lists.
    archive.validate_header_consistency().map_err(zip_fault)?;
    unpack(&mut archive, &names)?;
    office::kind(&mut archive, &names)
}

/// The names in the order of the directory, after everything the directory says was checked.
fn entries_checked<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    limits: &Limits,
) -> Result<Vec<String>, Fault> {
    let mut names = Vec::with_capacity(archive.len());
    let mut met = HashSet::with_capacity(archive.len());
    let mut total = 0_u64;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(zip_fault)?;
        let name = names::decode(entry.name_raw())?;
        names::check(entry.name_raw(), &name)?;
        let shown = || names::shown(&name);
        if !met.insert(names::key(&name)) {
            return Err(Fault::DuplicateName { entry: shown() });
        }
        check_entry(&entry, &mut total, limits.max_unpacked, limits.max_ratio).map_err(
            |refusal| match refusal {
                Refusal::Encrypted => Fault::Encrypted { entry: Some(shown()) },
                Refusal::UnpacksTooLarge => Fault::UnpacksTooLarge { limit: limits.max_unpacked },
                Refusal::RatioTooHigh => {
                    Fault::RatioTooHigh { entry: shown(), limit: limits.max_ratio }
                }
            },
        )?;
        if !FILE_OR_FOLDER.contains(&(entry.external_attributes() >> 16 & TYPE)) {
            return Err(Fault::NotAFile { entry: shown() });
        }
        let method = entry.compression();
        if method != CompressionMethod::Stored && method != CompressionMethod::Deflated {
            return Err(Fault::Method { entry: shown() });
        }
        names.push(name);
    }
    Ok(names)
}

/// Unpacks every entry. The reader compares checksums, and stops where an entry grows beyond the length that the directory
/// declares, whose sum was compared with the limit.
fn unpack<R: Read + Seek>(archive: &mut ZipArchive<R>, names: &[String]) -> Result<(), Fault> {
    let mut buffer = vec![0; 64 << 10];
    for (index, name) in names.iter().enumerate() {
        let damaged = |detail: String| Fault::DamagedEntry { entry: names::shown(name), detail };
        let mut entry = archive.by_index(index).map_err(|error| damaged(error.to_string()))?;
        let declared = entry.size();
        let mut unpacked = 0_u64;
        loop {
            let read = match entry.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => read as u64,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) if is_checksum(&error) => {
                    return Err(Fault::Checksum { entry: names::shown(name) });
                }
                Err(error) => return Err(damaged(error.to_string())),
            };
            unpacked += read;
        }
        if unpacked != declared {
            return Err(damaged("shorter than the directory says".into()));
        }
    }
    Ok(())
}

fn is_checksum(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::InvalidData && error.to_string() == "Invalid checksum"
}

pub(crate) fn zip_fault(error: ZipError) -> Fault {
    match reading_fault(error) {
        Ok(error) => error.into(),
        Err(damage) => Fault::damaged(damage.to_string()),
    }
}
