//! Raw DEFLATE (RFC 1951) with a preset dictionary, of which a text has as few spellings as can be.
//!
//! The inflater in use takes no dictionary, so it is told one as a stored block in front, whose
//! bytes are dropped afterwards; the compressor is fed the dictionary first and flushed.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

use crate::canonical::sha256_hex;
use crate::snapshot::{Sealed, Snapshot, SnapshotError};

/// The longest snapshot that is packed, in bytes.
pub(crate) const MAX_SNAPSHOT: usize = 8 * 1024;

/// Why a packed snapshot cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackedError {
    #[error("the snapshot is not the DEFLATE of a text of at most {MAX_SNAPSHOT} bytes")]
    Deflate,
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
}

/// The canonical snapshot compressed.
pub(crate) fn pack_snapshot(sealed: &Sealed, dictionary: &[u8]) -> Result<Vec<u8>, PackedError> {
    if sealed.canonical.len() > MAX_SNAPSHOT {
        return Err(PackedError::Deflate);
    }
    pack(sealed.canonical.as_bytes(), dictionary).ok_or(PackedError::Deflate)
}

/// What [`pack_snapshot`] gave; its signature is not checked.
pub(crate) fn unpack_snapshot(
    packed: &[u8],
    dictionary: &[u8],
) -> Result<(Snapshot, Sealed), PackedError> {
    let canonical = unpack(packed, dictionary, MAX_SNAPSHOT).ok_or(PackedError::Deflate)?;
    let canonical = String::from_utf8(canonical).map_err(|_| PackedError::Deflate)?;
    let digest = sha256_hex(canonical.as_bytes());
    Ok((Snapshot::open(&canonical, &digest)?, Sealed { canonical, digest }))
}

/// The longest dictionary: what one stored block holds and a distance reaches back over.
const MAX_DICTIONARY: usize = 32 * 1024;

/// The bytes compressed. `None` for a dictionary that is too long, never for another reason.
fn pack(bytes: &[u8], dictionary: &[u8]) -> Option<Vec<u8>> {
    if dictionary.len() > MAX_DICTIONARY {
        return None;
    }
    // What `unpack` would take for another spelling is compressed less; stored bytes never are.
    (0..=9).rev().map(Compression::new).find_map(|level| {
        let packed = compress(bytes, dictionary, level)?;
        (unpack(&packed, dictionary, bytes.len()).as_deref() == Some(bytes)).then_some(packed)
    })
}

fn compress(bytes: &[u8], dictionary: &[u8], level: Compression) -> Option<Vec<u8>> {
    let mut deflate = Compress::new(level, false);
    let room = |bytes: &[u8]| bytes.len() + bytes.len() / 8 + 128;
    let mut before = Vec::with_capacity(room(dictionary));
    if !dictionary.is_empty() {
        deflate.compress_vec(dictionary, &mut before, FlushCompress::Sync).ok()?;
    }
    let mut packed = Vec::with_capacity(room(bytes));
    let status = deflate.compress_vec(bytes, &mut packed, FlushCompress::Finish).ok()?;
    (status == Status::StreamEnd).then_some(packed)
}

/// What [`pack`] gave, of at most `max` bytes.
///
/// `None` for what is cut off or longer, for anything behind the end, and if the highest bit that
/// is set in the last byte says nothing: the bits between the end and the next byte must be zero.
fn unpack(packed: &[u8], dictionary: &[u8], max: usize) -> Option<Vec<u8>> {
    let bytes = inflate(packed, dictionary, max)?;
    let (last, before) = packed.split_last()?;
    if *last != 0 {
        let mut other = before.to_vec();
        other.push(last ^ (0x80 >> last.leading_zeros()));
        if inflate(&other, dictionary, max).as_ref() == Some(&bytes) {
            return None;
        }
    }
    Some(bytes)
}

fn inflate(packed: &[u8], dictionary: &[u8], max: usize) -> Option<Vec<u8>> {
    if dictionary.len() > MAX_DICTIONARY {
        return None;
    }
    let mut stream = Vec::with_capacity(5 + dictionary.len() + packed.len());
    if !dictionary.is_empty() {
        let length = u16::try_from(dictionary.len()).ok()?;
        // RFC 1951 §3.2.4: not the last block, stored, length and its complement.
        stream.push(0);
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(dictionary);
    }
    stream.extend(packed);
    let mut bytes = Vec::with_capacity(dictionary.len() + max + 1);
    let mut inflate = Decompress::new(false);
    let status = inflate.decompress_vec(&stream, &mut bytes, FlushDecompress::Finish).ok()?;
    let read = usize::try_from(inflate.total_in()).ok()?;
    if status != Status::StreamEnd || read != stream.len() {
        return None;
    }
    let bytes = bytes.split_off(dictionary.len());
    (bytes.len() <= max).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DICTIONARY: &[u8] = b"the quick brown fox jumps over the lazy dog";

    #[test]
    fn the_dictionary_is_used_and_not_carried_along() {
        let text = b"the lazy dog jumps over the quick brown fox";
        let with = pack(text, DICTIONARY).unwrap();
        assert!(with.len() < 24, "{}", with.len());
        assert_eq!(unpack(&with, DICTIONARY, 43).as_deref(), Some(text.as_slice()));
        assert_ne!(unpack(&with, b"", 43).as_deref(), Some(text.as_slice()));
        assert_eq!(unpack(&with, DICTIONARY, 42), None);
        // RFC 1951 §3.2.6 by hand: a fixed block that copies 3 bytes from 43 back, and the end.
        let copy = [0x03, 0x2a, 0x05, 0x00];
        assert_eq!(unpack(&copy, DICTIONARY, 9).as_deref(), Some(b"the".as_slice()));
        assert_eq!(unpack(&copy, b"", 9), None);
        assert_eq!(pack(b"", &[0; MAX_DICTIONARY + 1]), None);
        assert_eq!(unpack(&[3, 0], &[0; MAX_DICTIONARY + 1], 9), None);
    }

    #[test]
    fn the_end_is_the_end() {
        // An empty fixed block is ten bits, of which the last seven are zero.
        assert_eq!(unpack(&[0x03, 0x00], b"", 9).as_deref(), Some(b"".as_slice()));
        for other in [&[][..], &[0x03], &[0x03, 0x04], &[0x03, 0x80], &[0x03, 0x00, 0x00]] {
            assert_eq!(unpack(other, b"", 9), None, "{other:?}");
        }
        // A small text that would become a gigabyte is given up at the limit.
        let bomb = pack(&vec![0; 1 << 20], b"").unwrap();
        assert!(bomb.len() < 2000);
        assert_eq!(unpack(&bomb, b"", 8192), None);
    }

    proptest! {
        #[test]
        fn bytes_come_back(
            bytes in prop::collection::vec(any::<u8>(), 0..300), pick in "[a-z ]{0,300}",
        ) {
            for bytes in [bytes.as_slice(), pick.as_bytes()] {
                for dictionary in [DICTIONARY, b""] {
                    let packed = pack(bytes, dictionary).unwrap();
                    let back = unpack(&packed, dictionary, 300);
                    prop_assert_eq!(back.as_deref(), Some(bytes));
                    for end in 0..packed.len() {
                        prop_assert_eq!(unpack(&packed[..end], dictionary, 300), None);
                    }
                    let behind = [packed.as_slice(), &[0]].concat();
                    prop_assert_eq!(unpack(&behind, dictionary, 300), None);
                }
            }
        }

        #[test]
        fn no_bytes_make_it_fall(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            for dictionary in [DICTIONARY, b""] {
                let back = unpack(&bytes, dictionary, 300);
                prop_assert!(back.is_none_or(|b| b.len() <= 300));
            }
        }
    }
}
