//! Signed heads of the tree: C2SP signed notes with an Ed25519 signature (type 0x01) whose text is
//! a tlog-checkpoint with one extension line, the time.
//!
//! ```text
//! onex.example/log
//! 20852163
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//! time 1593309600
//!
//! — onex.example/log <base64 of the 4 bytes of the key's id and the 64 of the signature>
//! ```

use std::fmt::{self, Display};

use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::hash::{Hash, MAX_SIZE};

/// The longest note that is read, in bytes: room for witnesses with post-quantum signatures.
pub const MAX_BYTES: usize = 256 * 1024;

/// The most signatures that are read; the standard asks for 16 at least.
pub const MAX_SIGNATURES: usize = 64;

/// The type of an Ed25519 signature over the text.
const ED25519: u8 = 0x01;

/// The head of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Head {
    /// The number of leaves.
    pub size: u64,
    pub root: Hash,
    /// When it was signed, in Unix seconds, not negative.
    pub time: i64,
}

/// Why a note is no head of a known log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    #[error("a note has at most {MAX_BYTES} bytes and {MAX_SIGNATURES} signatures")]
    TooLong,
    #[error("a note is UTF-8 without control characters: a text, an empty line, signatures")]
    Shape,
    #[error("a signature line is an em dash, a key's name and base64")]
    SignatureLine,
    #[error("none of the known keys signed the note")]
    UnknownKey,
    #[error("the signature is not that of the text")]
    Signature,
    #[error("the note is signed by the key of another log than its first line names")]
    Origin,
    #[error("the size is not a number of leaves from 0 to 2^63 - 1")]
    Size,
    #[error("the root is not the base64 of 32 bytes")]
    Root,
    #[error("the fourth and last line is not the time in Unix seconds")]
    Time,
}

impl NoteError {
    /// The stable name of the error.
    pub const fn code(self) -> &'static str {
        match self {
            NoteError::TooLong => "note_too_long",
            NoteError::Shape => "note_shape",
            NoteError::SignatureLine => "note_signature_line",
            NoteError::UnknownKey => "note_unknown_key",
            NoteError::Signature => "note_signature",
            NoteError::Origin => "note_origin",
            NoteError::Size => "note_size",
            NoteError::Root => "note_root",
            NoteError::Time => "note_time",
        }
    }
}

/// Why there is no such key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("a key's name is not empty and has no blanks, plus signs or control characters")]
    Name,
    #[error("the bytes are no Ed25519 public key")]
    Point,
    #[error("a key is written as its name, its id in 8 hexadecimal digits and base64, joined by +")]
    Form,
}

/// A public key of a log, by the log's origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteKey {
    origin: String,
    id: [u8; 4],
    key: VerifyingKey,
}

impl NoteKey {
    pub fn new(origin: &str, public: &[u8; 32]) -> Result<Self, KeyError> {
        if !is_name(origin) {
            return Err(KeyError::Name);
        }
        let key = VerifyingKey::from_bytes(public).map_err(|_| KeyError::Point)?;
        if key.is_weak() {
            return Err(KeyError::Point);
        }
        let hash = Sha256::new().chain_update(origin).chain_update([b'\n', ED25519]);
        let [a, b, c, d, ..]: Hash = hash.chain_update(public).finalize().into();
        Ok(NoteKey { origin: origin.to_owned(), id: [a, b, c, d], key })
    }

    /// The name of the log and of its key.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The key's id: `SHA-256(origin || "\n" || 0x01 || public)[..4]`.
    pub const fn id(&self) -> [u8; 4] {
        self.id
    }

    /// The 32 bytes of RFC 8032.
    pub fn public(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// Reads what [`Display`] writes: `origin+id+base64(0x01 || public)`, the form in which Go's
    /// checksum database and the witnesses write keys.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let mut parts = text.splitn(3, '+');
        let (Some(origin), Some(_), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(KeyError::Form);
        };
        let bytes = STANDARD.decode(key).map_err(|_| KeyError::Form)?;
        let Some((&ED25519, public)) = bytes.split_first() else { return Err(KeyError::Form) };
        let key = NoteKey::new(origin, public.try_into().map_err(|_| KeyError::Form)?)?;
        if key.to_string() == text { Ok(key) } else { Err(KeyError::Form) }
    }
}

impl Display for NoteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut typed = vec![ED25519];
        typed.extend(self.public());
        let id = u32::from_be_bytes(self.id);
        write!(f, "{}+{id:08x}+{}", self.origin, STANDARD.encode(typed))
    }
}

/// The secret key of a log.
pub struct Signer {
    public: NoteKey,
    key: SigningKey,
}

impl Signer {
    /// The key with this seed (RFC 8032, 5.1.5).
    pub fn from_seed(origin: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        let key = SigningKey::from_bytes(seed);
        Ok(Signer { public: NoteKey::new(origin, key.verifying_key().as_bytes())?, key })
    }

    pub const fn public(&self) -> &NoteKey {
        &self.public
    }

    /// The signed note of a head. Fails on a size or time that no note can hold.
    pub fn sign(&self, head: &Head) -> Result<String, NoteError> {
        if head.size > MAX_SIZE {
            return Err(NoteError::Size);
        }
        if head.time < 0 {
            return Err(NoteError::Time);
        }
        let origin = &self.public.origin;
        let root = STANDARD.encode(head.root);
        let text = format!("{origin}\n{}\n{root}\ntime {}\n", head.size, head.time);
        let mut signature = self.public.id.to_vec();
        signature.extend(self.key.sign(text.as_bytes()).to_bytes());
        Ok(format!("{text}\n\u{2014} {origin} {}\n", STANDARD.encode(signature)))
    }
}

/// Opens a signed note: the head, and which of the keys signed it. Signatures of unknown keys are
/// passed over; one of a known key that does not hold makes the whole note void.
pub fn open<'k>(note: &[u8], keys: &'k [NoteKey]) -> Result<(Head, &'k NoteKey), NoteError> {
    let (text, signatures) = parts(note)?;
    let key = verify(text, &signatures, keys)?;
    let mut lines = text.lines();
    if lines.next() != Some(key.origin()) {
        return Err(NoteError::Origin);
    }
    let size = lines.next().and_then(decimal).ok_or(NoteError::Size)?;
    let root = lines.next().and_then(|line| STANDARD.decode(line).ok());
    let root = root.and_then(|root| root.try_into().ok()).ok_or(NoteError::Root)?;
    let time = lines.next().and_then(|line| line.strip_prefix("time ")).and_then(decimal);
    let (Some(time), None) = (time, lines.next()) else { return Err(NoteError::Time) };
    // `decimal` keeps to 63 bits.
    Ok((Head { size, root, time: time as i64 }, key))
}

/// The name of a key, its id and the signature, out of one line.
type SignatureLine<'a> = (&'a str, [u8; 4], Vec<u8>);

/// The text with its last newline, and the signatures.
fn parts(note: &[u8]) -> Result<(&str, Vec<SignatureLine<'_>>), NoteError> {
    if note.len() > MAX_BYTES {
        return Err(NoteError::TooLong);
    }
    let note = str::from_utf8(note).map_err(|_| NoteError::Shape)?;
    if note.bytes().any(|byte| byte < b' ' && byte != b'\n') {
        return Err(NoteError::Shape);
    }
    let blank = note.rfind("\n\n").ok_or(NoteError::Shape)?;
    let (text, below) = (&note[..=blank], &note[blank + 2..]);
    let below = below.strip_suffix('\n').ok_or(NoteError::Shape)?;
    let mut signatures = Vec::new();
    for line in below.split('\n') {
        if signatures.len() == MAX_SIGNATURES {
            return Err(NoteError::TooLong);
        }
        signatures.push(signature_line(line).ok_or(NoteError::SignatureLine)?);
    }
    Ok((text, signatures))
}

fn signature_line(line: &str) -> Option<SignatureLine<'_>> {
    let (name, encoded) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
    let bytes = STANDARD.decode(encoded).ok()?;
    let (id, signature) = bytes.split_first_chunk::<4>()?;
    (is_name(name) && !signature.is_empty()).then(|| (name, *id, signature.to_vec()))
}

/// The first of the keys in the order of the note.
fn verify<'k>(
    text: &str,
    signatures: &[SignatureLine<'_>],
    keys: &'k [NoteKey],
) -> Result<&'k NoteKey, NoteError> {
    let mut signed = None;
    for (name, id, signature) in signatures {
        let Some(key) = keys.iter().find(|key| key.origin == *name && key.id == *id) else {
            continue;
        };
        let signature = Signature::from_slice(signature).map_err(|_| NoteError::Signature)?;
        key.key.verify_strict(text.as_bytes(), &signature).map_err(|_| NoteError::Signature)?;
        signed = signed.or(Some(key));
    }
    signed.ok_or(NoteError::UnknownKey)
}

/// A decimal number up to 2^63 − 1 without leading zeroes.
fn decimal(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number <= MAX_SIZE && number.to_string() == text).then_some(number)
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+')
}

#[cfg(test)]
mod tests;
