//! The ZIP package: its directory is checked before anything is inflated, and inflating is bounded again.

use super::xml::{Part, Xml};
use crate::{
    archive::{Refusal, check_entry, reading_fault},
    error::SheetError,
    limits::Limits,
};
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use zip::{ZipArchive, result::ZipError};

pub(crate) struct Package<R> {
    archive: ZipArchive<R>,
    /// Inflated bytes that may still come.
    left: u64,
    limit: u64,
}

impl<R: Read + Seek> Package<R> {
    /// Opens a package of which no part was inflated yet.
    pub(crate) fn open(mut source: R, limits: &Limits) -> Result<Self, SheetError> {
        // A directory entry costs the archive's index far more than its 46 bytes: count before parsing.
        if directory_entries(&mut source)? > limits.max_parts {
            return Err(SheetError::TooManyParts { limit: limits.max_parts });
        }
        source.seek(SeekFrom::Start(0))?;
        let mut archive = ZipArchive::new(source).map_err(zip_error)?;
        let mut total = 0_u64;
        for index in 0..archive.len() {
            let part = archive.by_index_raw(index).map_err(zip_error)?;
            check_entry(&part, &mut total, limits.max_uncompressed, limits.max_ratio).map_err(
                |refusal| match refusal {
                    Refusal::Encrypted => SheetError::Encrypted,
                    Refusal::UnpacksTooLarge => {
                        SheetError::UnpacksTooLarge { limit: limits.max_uncompressed }
                    }
                    Refusal::RatioTooHigh => SheetError::RatioTooHigh { limit: limits.max_ratio },
                },
            )?;
        }
        Ok(Self { archive, left: limits.max_uncompressed, limit: limits.max_uncompressed })
    }

    /// Reads a part of the package with `body`; `None` when there is no such part.
    pub(crate) fn part<T>(
        &mut self,
        name: &str,
        body: impl FnOnce(&mut Part<'_>) -> Result<T, SheetError>,
    ) -> Result<Option<T>, SheetError> {
        let Some(index) = self.archive.index_for_name(name) else { return Ok(None) };
        let part = self.archive.by_index(index).map_err(zip_error)?;
        let declared = part.size();
        let allowed = declared.min(self.left);
        let mut inflating = Inflating { part: Box::new(part), left: allowed, limit: self.limit };
        let result = body(&mut Xml::new(&mut BufReader::with_capacity(32 << 10, &mut inflating)));
        self.left = self.left.saturating_sub(allowed - inflating.left);
        result.map(Some)
    }
}

/// A part as it is inflated: more bytes than the directory declared, or than are left of all, are an error.
struct Inflating<'a> {
    part: Box<dyn Read + 'a>,
    left: u64,
    limit: u64,
}

impl Read for Inflating<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.part.read(buffer).map_err(|error| {
            io::Error::other(SheetError::damaged(format!("a part does not unpack: {error}")))
        })?;
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or_else(|| io::Error::other(SheetError::UnpacksTooLarge { limit: self.limit }))?;
        Ok(read)
    }
}

fn zip_error(error: ZipError) -> SheetError {
    match reading_fault(error) {
        Ok(error) => error.into(),
        Err(damage) => SheetError::damaged(format!("ZIP: {damage}")),
    }
}

/// Counts the signatures of central directory entries.
fn directory_entries<R: Read + Seek>(source: &mut R) -> Result<usize, SheetError> {
    source.seek(SeekFrom::Start(0))?;
    let (mut count, mut last) = (0, 0_u32);
    let mut chunk = vec![0; 64 << 10];
    loop {
        let read = source.read(&mut chunk)?;
        if read == 0 {
            return Ok(count);
        }
        for byte in &chunk[..read] {
            last = last << 8 | u32::from(*byte);
            count += usize::from(last == 0x504B_0102);
        }
    }
}
