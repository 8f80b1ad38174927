//! What the QR code on a certificate says: the snapshot and the issuer's signature, as decimal
//! digits, for which a QR code needs ten bits in three (ISO/IEC 18004 §7.4.3).
//!
//! `1` (the version of the form), then a whole number whose bytes are: 01; 01 (version and
//! dictionary); the first 8 bytes of SHA-256 of the public key; the signature, 64 bytes; the
//! canonical snapshot as raw DEFLATE with [`DICTIONARY`].

use std::str;

use crate::deflate::{self, PackedError};
use crate::key::SIGNATURE_LENGTH;
use crate::snapshot::{Sealed, Snapshot};

/// The preset dictionary of form 1: a snapshot for each basis, the most frequent one last. Never
/// changed: codes on paper are read with it for ever.
pub const DICTIONARY: &[u8] = include_bytes!("../data/qr-dictionary-1.bin");

/// The most digits that are read.
pub const MAX_DIGITS: usize = 4000;

/// The form, as the first digit.
const FORM: char = '1';

/// Version and dictionary, as the first byte.
const VERSION: u8 = 1;

/// What stands between the site's address and the digits.
const PATH: &str = "/v#";

/// How many bytes of the key's digest name it.
const KEY_LENGTH: usize = 8;

/// Why a snapshot gives no code, or a text is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QrError {
    #[error("the text is neither digits nor an address that ends in /v# and digits")]
    Text,
    #[error("the code is of another form than {FORM}")]
    Form,
    #[error("the digits are not those of a code, or more than {MAX_DIGITS}")]
    Digits,
    #[error("a code names the key by the name that the key itself gives")]
    Key,
    #[error(transparent)]
    Snapshot(#[from] PackedError),
}

/// A code that was read and not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// The name of the key, see [`crate::PublicKey::id`].
    pub key: String,
    pub signature: [u8; SIGNATURE_LENGTH],
    pub snapshot: Snapshot,
    pub sealed: Sealed,
}

/// The digits of a snapshot, its signature and the name of the key that made it.
///
/// # Errors
/// [`QrError::Key`] for a key that has a name of its own; [`QrError::Snapshot`] and
/// [`QrError::Digits`] for a snapshot that is too long.
pub fn pack(
    sealed: &Sealed,
    signature: &[u8; SIGNATURE_LENGTH],
    key: &str,
) -> Result<String, QrError> {
    let mut bytes = vec![1, VERSION];
    bytes.extend(key_bytes(key).ok_or(QrError::Key)?);
    bytes.extend(signature);
    bytes.extend(deflate::pack_snapshot(sealed, DICTIONARY)?);
    let digits = decimal(&bytes);
    if digits.len() > MAX_DIGITS {
        return Err(QrError::Digits);
    }
    Ok(format!("{FORM}{digits}"))
}

/// The whole text of the code: the page that checks it, opened by whoever scans it.
pub fn url(site: &str, digits: &str) -> String {
    format!("{site}{PATH}{digits}")
}

/// Whether a text can only be that of a code: digits, or the address of a page before them.
pub fn is_code(text: &str) -> bool {
    digits(text).is_some()
}

/// The digits of a code. The address before them may be anybody's: it is not signed, and a
/// deployment may move.
fn digits(text: &str) -> Option<&str> {
    let digits = match text.split_once(PATH) {
        Some((site, digits)) => {
            let host = site.strip_prefix("https://").or_else(|| site.strip_prefix("http://"))?;
            (!host.is_empty()).then_some(digits)?
        }
        None => text,
    };
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

/// Reads the text of a code, with or without the address.
///
/// # Errors
/// What is not of this form.
pub fn unpack(text: &str) -> Result<Packed, QrError> {
    let digits = digits(text).ok_or(QrError::Text)?;
    let digits = digits.strip_prefix(FORM).ok_or(QrError::Form)?;
    if digits.len() > MAX_DIGITS {
        return Err(QrError::Digits);
    }
    let bytes = from_decimal(digits).ok_or(QrError::Digits)?;
    let [1, version, bytes @ ..] = bytes.as_slice() else { return Err(QrError::Digits) };
    if *version != VERSION {
        return Err(QrError::Form);
    }
    let (key, bytes) = bytes.split_first_chunk::<KEY_LENGTH>().ok_or(QrError::Digits)?;
    let (signature, packed) = bytes.split_first_chunk().ok_or(QrError::Digits)?;
    let (snapshot, sealed) = deflate::unpack_snapshot(packed, DICTIONARY)?;
    let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Packed { key: format!("k-{key}"), signature: *signature, snapshot, sealed })
}

/// The bytes of a name that a key gives itself.
fn key_bytes(id: &str) -> Option<[u8; KEY_LENGTH]> {
    let hex = id.strip_prefix("k-").filter(|hex| hex.len() == 2 * KEY_LENGTH)?;
    let mut bytes = [0; KEY_LENGTH];
    for (byte, pair) in bytes.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
        let pair = str::from_utf8(pair).ok()?;
        *byte = u8::from_str_radix(pair, 16).ok().filter(|b| format!("{b:02x}") == pair)?;
    }
    Some(bytes)
}

/// Nine decimal digits to a limb.
const LIMB: u64 = 1_000_000_000;

/// The number with these bytes, the highest first, in decimal.
fn decimal(bytes: &[u8]) -> String {
    // The lowest limb first.
    let mut limbs: Vec<u64> = Vec::with_capacity(bytes.len() * 8 / 29 + 1);
    for byte in bytes {
        let mut carry = u64::from(*byte);
        for limb in &mut limbs {
            carry += *limb << 8;
            *limb = carry % LIMB;
            carry /= LIMB;
        }
        if carry > 0 {
            limbs.push(carry);
        }
    }
    let mut limbs = limbs.iter().rev();
    let mut text = limbs.next().unwrap_or(&0).to_string();
    text.extend(limbs.map(|limb| format!("{limb:09}")));
    text
}

/// The bytes of a number, the highest first; `None` for a leading zero.
fn from_decimal(digits: &str) -> Option<Vec<u8>> {
    if digits.starts_with('0') {
        return None;
    }
    // Words of 32 bits, the lowest first.
    let mut words: Vec<u64> = Vec::with_capacity(digits.len() * 4 / 38 + 1);
    let mut rest = digits.as_bytes();
    while !rest.is_empty() {
        // The first limb takes what the others leave.
        let length = (rest.len() - 1) % 9 + 1;
        let (limb, more) = rest.split_at(length);
        rest = more;
        let mut carry: u64 = str::from_utf8(limb).ok()?.parse().ok()?;
        for word in &mut words {
            carry += *word * LIMB;
            *word = carry & 0xffff_ffff;
            carry >>= 32;
        }
        if carry > 0 {
            words.push(carry);
        }
    }
    let bytes = words.iter().rev().flat_map(|word| word.to_be_bytes()[4..].to_vec());
    Some(bytes.skip_while(|byte| *byte == 0).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_dictionary_never_changes() {
        // Every code that was ever printed is read with these very bytes: make another form.
        assert_eq!(
            crate::canonical::sha256_hex(DICTIONARY),
            "ac78f76091c21b57003e85ee0a3659d313bba75238fcc3b240c15def8c0e1472"
        );
        let samples = serde_json::Deserializer::from_slice(DICTIONARY).into_iter::<Snapshot>();
        let bases: Vec<_> = samples.map(|s| s.unwrap().seal().map(|_| ())).collect();
        assert_eq!(bases, [Ok(()), Ok(()), Ok(())]);
    }

    #[test]
    fn numbers_are_written_as_everybody_writes_them() {
        for (bytes, digits) in [
            (&[1][..], "1"),
            (&[1, 0], "256"),
            (&[0x3b, 0x9a, 0xca, 0x00], "1000000000"),
            (&[1, 0, 0, 0, 0, 0, 0, 0, 0], "18446744073709551616"),
        ] {
            assert_eq!(decimal(bytes), digits);
            assert_eq!(from_decimal(digits).as_deref(), Some(bytes));
        }
        assert_eq!(from_decimal("01"), None);
    }

    proptest! {
        #[test]
        fn numbers_come_back(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let bytes = [&[1], bytes.as_slice()].concat();
            prop_assert_eq!(from_decimal(&decimal(&bytes)), Some(bytes));
        }

        #[test]
        fn no_two_texts_are_one_number(digits in "[1-9][0-9]{0,200}") {
            prop_assert_eq!(decimal(&from_decimal(&digits).unwrap()), digits);
        }
    }
}
