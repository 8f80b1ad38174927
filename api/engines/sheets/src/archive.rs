//! What the directory of an archive (ZIP) declares, looked at before anything is inflated.

use crate::limits::Limits;
use std::io::{self, Read};
use zip::{read::ZipFile, result::ZipError};

/// Why an archive is not unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    Encrypted,
    /// The entries up to this one have more bytes together than is allowed.
    UnpacksTooLarge,
    /// The entry inflates by more than is allowed.
    RatioTooHigh,
}

/// Checks what is declared of one entry after the other: `total` is the sum of their bytes so far, unpacked. Entries up to
/// [`Limits::RATIO_FROM`] compress however they like.
///
/// # Errors
/// An encrypted entry; more than `max_unpacked` bytes in all; more than `max_ratio` bytes for each compressed one.
pub fn check_entry<R: Read>(
    entry: &ZipFile<'_, R>,
    total: &mut u64,
    max_unpacked: u64,
    max_ratio: u64,
) -> Result<(), Refusal> {
    if entry.encrypted() {
        return Err(Refusal::Encrypted);
    }
    *total = total.saturating_add(entry.size());
    if *total > max_unpacked {
        return Err(Refusal::UnpacksTooLarge);
    }
    let ratio = entry.size() / entry.compressed_size().max(1);
    if entry.size() > Limits::RATIO_FROM && ratio > max_ratio {
        return Err(Refusal::RatioTooHigh);
    }
    Ok(())
}

/// The fault of reading behind an error.
///
/// # Errors
/// The error itself, where not the reading but the archive is at fault; also one that ends too early.
pub fn reading_fault(error: ZipError) -> Result<io::Error, ZipError> {
    match error {
        ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => Ok(error),
        other => Err(other),
    }
}
