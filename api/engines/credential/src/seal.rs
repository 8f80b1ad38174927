//! The seal of a printed certificate: a line of fixed length in an
//! uncompressed file embedded in the PDF, which signs every byte of the PDF but itself. Whoever
//! checks it needs no reader of PDF: find the line, put zeros into the signature, hash, verify, and
//! cut the credential out by its offset.
//!
//! `onex-pdf-seal-v1 k-<16 hex> credential=<10 digits>+<10 digits> sig=<128 hex>` and a line feed.

use std::ops::Range;
use std::str;

use sha2::{Digest, Sha256};

use crate::key::{IssuerKey, PublicKey, SIGNATURE_LENGTH};

/// How every seal begins; nothing else in the PDF may contain it.
pub const MARK: &str = "onex-pdf-seal-v1 ";

/// How a VC-JWT of ours begins: the base64url of `{"alg":"EdDSA","kid":"did:web:`.
pub const TOKEN: &str = "eyJhbGciOiJFZERTQSIsImtpZCI6ImRpZDp3ZWI6";

const CREDENTIAL: &str = " credential=";
const SIGNATURE: &str = " sig=";
/// Digits of an offset, and of a length.
const DIGITS: usize = 10;
/// Characters of a key's name.
const NAME: usize = 18;
/// Hexadecimal digits of the signature.
const HEX: usize = 2 * SIGNATURE_LENGTH;

/// Why a PDF cannot be sealed, or its seal does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("the PDF has no seal")]
    None,
    #[error("the PDF has more than one seal")]
    Many,
    #[error("the seal is not a line of its form")]
    Line,
    #[error("the seal names another key than the one at hand")]
    Key,
    #[error("the seal's key {0} is not known")]
    UnknownKey(String),
    #[error("the credential does not stand in the PDF exactly once, uncompressed")]
    Credential,
    #[error("the PDF was changed after it was sealed")]
    Signature,
}

/// A seal that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The name of the key that sealed.
    pub key: String,
    /// Where the VC-JWT stands.
    pub credential: Range<usize>,
}

/// The line, to be embedded before there is anything to sign: offset, length and signature zero.
pub fn placeholder(key: &str) -> String {
    let zeros = "0".repeat(DIGITS);
    format!("{MARK}{key}{CREDENTIAL}{zeros}+{zeros}{SIGNATURE}{}\n", "0".repeat(HEX))
}

/// Seals a finished PDF in which [`placeholder`] of this key stands, and `token`, the VC-JWT of
/// the certificate, uncompressed. No byte moves.
///
/// # Errors
/// [`SealError::None`], [`SealError::Many`], [`SealError::Line`], [`SealError::Key`],
/// [`SealError::Credential`].
pub fn place(mut pdf: Vec<u8>, token: &str, key: &IssuerKey) -> Result<Vec<u8>, SealError> {
    let line = Line::find(&pdf)?;
    if line.key != key.id() {
        return Err(SealError::Key);
    }
    let mut found = positions(&pdf, token.as_bytes());
    let (Some(at), None) = (found.next(), found.next()) else { return Err(SealError::Credential) };
    drop(found);
    let place = format!("{at:0DIGITS$}+{:0DIGITS$}", token.len());
    if token.is_empty() || place.len() != line.place.len() {
        return Err(SealError::Credential);
    }
    pdf.get_mut(line.place.clone()).ok_or(SealError::Line)?.copy_from_slice(place.as_bytes());
    let signature = key.sign(&signed(&pdf, &line.signature)?);
    let hex: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
    pdf.get_mut(line.signature).ok_or(SealError::Line)?.copy_from_slice(hex.as_bytes());
    Ok(pdf)
}

/// Checks the seal of a PDF; `key` gives the issuers' keys by name. The credential in it is not
/// looked at.
///
/// # Errors
/// [`SealError::None`] if there is no seal at all; else what does not hold.
pub fn check(pdf: &[u8], key: impl Fn(&str) -> Option<PublicKey>) -> Result<Checked, SealError> {
    let line = Line::find(pdf)?;
    let credential = line.credential(pdf)?;
    let signature = line.signature(pdf).ok_or(SealError::Line)?;
    let public = key(&line.key).ok_or_else(|| SealError::UnknownKey(line.key.clone()))?;
    public
        .verify_strict(&signed(pdf, &line.signature)?, &signature)
        .map_err(|_| SealError::Signature)?;
    Ok(Checked { key: line.key, credential })
}

/// Whether a credential of ours stands in a PDF, sealed or not.
pub fn carries_credential(pdf: &[u8]) -> bool {
    positions(pdf, TOKEN.as_bytes()).next().is_some()
}

/// What is signed: no other signature of an issuer's key is over a text that begins so.
fn signed(pdf: &[u8], signature: &Range<usize>) -> Result<Vec<u8>, SealError> {
    let before = pdf.get(..signature.start).ok_or(SealError::Line)?;
    let after = pdf.get(signature.end..).ok_or(SealError::Line)?;
    let hash = Sha256::new().chain_update(before).chain_update([b'0'; HEX]).chain_update(after);
    let hex: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{}\n{hex}", MARK.trim_end()).into_bytes())
}

/// The parts of the line, as places in the file.
struct Line {
    key: String,
    place: Range<usize>,
    signature: Range<usize>,
}

impl Line {
    fn find(pdf: &[u8]) -> Result<Self, SealError> {
        let mut found = positions(pdf, MARK.as_bytes());
        let at = found.next().ok_or(SealError::None)?;
        if found.next().is_some() {
            return Err(SealError::Many);
        }
        let mut rest = Cursor { pdf, at: at + MARK.len() };
        let key = rest.take(NAME)?;
        rest.expect(CREDENTIAL)?;
        let place = rest.take(2 * DIGITS + 1)?;
        rest.expect(SIGNATURE)?;
        let signature = rest.take(HEX)?;
        rest.expect("\n")?;
        let key = text(pdf, &key)
            .filter(|key| key.strip_prefix("k-").is_some_and(is_hex))
            .ok_or(SealError::Line)?;
        Ok(Line { key: key.to_owned(), place, signature })
    }

    /// The credential lies within the file; the line itself is not part of it.
    fn credential(&self, pdf: &[u8]) -> Result<Range<usize>, SealError> {
        let (offset, length) =
            text(pdf, &self.place).and_then(|t| t.split_once('+')).ok_or(SealError::Line)?;
        let number = |digits: &str| {
            digits
                .parse::<usize>()
                .ok()
                .filter(|_| digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_digit()))
                .ok_or(SealError::Line)
        };
        let (start, length) = (number(offset)?, number(length)?);
        let end = start.checked_add(length).filter(|end| *end <= pdf.len());
        let end = end.ok_or(SealError::Credential)?;
        if length == 0 || (start < self.signature.end && self.place.start < end) {
            return Err(SealError::Credential);
        }
        Ok(start..end)
    }

    fn signature(&self, pdf: &[u8]) -> Option<[u8; SIGNATURE_LENGTH]> {
        let hex = text(pdf, &self.signature).filter(|hex| is_hex(hex))?;
        let mut bytes = [0; SIGNATURE_LENGTH];
        for (byte, pair) in bytes.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
            *byte = u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(bytes)
    }
}

struct Cursor<'a> {
    pdf: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn take(&mut self, length: usize) -> Result<Range<usize>, SealError> {
        let range = self.at..self.at + length;
        self.at = range.end;
        if range.end <= self.pdf.len() { Ok(range) } else { Err(SealError::Line) }
    }

    fn expect(&mut self, text: &str) -> Result<(), SealError> {
        let range = self.take(text.len())?;
        if self.pdf.get(range) == Some(text.as_bytes()) { Ok(()) } else { Err(SealError::Line) }
    }
}

fn text<'a>(pdf: &'a [u8], range: &Range<usize>) -> Option<&'a str> {
    str::from_utf8(pdf.get(range.clone())?).ok()
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Where `needle`, which is not empty, begins in `bytes`.
fn positions(bytes: &[u8], needle: &[u8]) -> impl Iterator<Item = usize> {
    bytes
        .windows(needle.len().max(1))
        .enumerate()
        .filter(move |(_, w)| *w == needle)
        .map(|(at, _)| at)
}
