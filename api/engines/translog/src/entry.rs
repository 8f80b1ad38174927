//! What a leaf says: that a certificate was issued, revoked or superseded, as one line of canonical
//! JSON (RFC 8785). It holds the digest of the certificate's snapshot and nothing else of it.
//!
//! `{"at":"2020-06-28T02:00:00Z","kind":"issue","sha256":"<64 hex digits>","v":1}`

use std::fmt::{self, Display};

use time::{Date, Month, OffsetDateTime, Time};

use crate::hash::{Hash, leaf_hash};

/// The version of the form of an entry.
pub const VERSION: u32 = 1;

/// What happened to a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Issue,
    Revoke,
    Supersede,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Issue, Kind::Revoke, Kind::Supersede];

    /// Its name in the entry.
    pub const fn code(self) -> &'static str {
        match self {
            Kind::Issue => "issue",
            Kind::Revoke => "revoke",
            Kind::Supersede => "supersede",
        }
    }
}

/// Why bytes are no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    #[error("an entry is one object with the members at, kind, sha256 and v, in canonical form")]
    Shape,
    #[error("at is not an instant of the years 0 to 9999 in the form 2020-06-28T02:00:00Z")]
    Time,
    #[error("kind is not issue, revoke or supersede")]
    Kind,
    #[error("sha256 is not 64 lower-case hexadecimal digits")]
    Digest,
    #[error("the entry is of another version than {VERSION}")]
    Version,
}

impl EntryError {
    /// The stable name of the error.
    pub const fn code(self) -> &'static str {
        match self {
            EntryError::Shape => "entry_shape",
            EntryError::Time => "entry_time",
            EntryError::Kind => "entry_kind",
            EntryError::Digest => "entry_digest",
            EntryError::Version => "entry_version",
        }
    }
}

/// An entry of the log. Its canonical line is its [`Display`]; parsing takes that line only, so
/// that an entry has one leaf hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Entry {
    at: OffsetDateTime,
    kind: Kind,
    sha256: Hash,
}

impl Entry {
    /// `at` in Unix seconds; `sha256` is the digest of the snapshot.
    pub fn new(at: i64, kind: Kind, sha256: Hash) -> Result<Self, EntryError> {
        let at = OffsetDateTime::from_unix_timestamp(at).map_err(|_| EntryError::Time)?;
        if !(0..=9999).contains(&at.year()) {
            return Err(EntryError::Time);
        }
        Ok(Entry { at, kind, sha256 })
    }

    /// When it happened, in Unix seconds.
    pub const fn at(&self) -> i64 {
        self.at.unix_timestamp()
    }

    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The digest of the certificate's snapshot.
    pub const fn sha256(&self) -> &Hash {
        &self.sha256
    }

    /// The hash of the leaf that this entry is.
    pub fn leaf_hash(&self) -> Hash {
        leaf_hash(self.to_string().as_bytes())
    }

    /// Reads a canonical line; every other spelling of the same content is refused.
    pub fn parse(line: &[u8]) -> Result<Self, EntryError> {
        let rest = line.strip_prefix(br#"{"at":""#).ok_or(EntryError::Shape)?;
        let (at, rest) = cut(rest, br#"","kind":""#)?;
        let (kind, rest) = cut(rest, br#"","sha256":""#)?;
        let (digest, rest) = cut(rest, br#"","v":"#)?;
        match rest.strip_suffix(b"}").ok_or(EntryError::Shape)? {
            b"1" => {}
            [b'1'..=b'9', more @ ..] if more.iter().all(u8::is_ascii_digit) => {
                return Err(EntryError::Version);
            }
            _ => return Err(EntryError::Shape),
        }
        let at = instant(at).ok_or(EntryError::Time)?;
        let kind = Kind::ALL.into_iter().find(|k| k.code().as_bytes() == kind);
        Ok(Entry {
            at,
            kind: kind.ok_or(EntryError::Kind)?,
            sha256: unhex(digest).ok_or(EntryError::Digest)?,
        })
    }
}

impl Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, time) = (self.at.date(), self.at.time());
        write!(
            f,
            r#"{{"at":"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z","kind":"{}","sha256":""#,
            date.year(),
            u8::from(date.month()),
            date.day(),
            time.hour(),
            time.minute(),
            time.second(),
            self.kind.code(),
        )?;
        for byte in self.sha256 {
            write!(f, "{byte:02x}")?;
        }
        write!(f, r#"","v":{VERSION}}}"#)
    }
}

/// What stands before and after the first occurrence of `mark`.
fn cut<'a>(bytes: &'a [u8], mark: &[u8]) -> Result<(&'a [u8], &'a [u8]), EntryError> {
    let at = bytes.windows(mark.len()).position(|w| w == mark).ok_or(EntryError::Shape)?;
    Ok((&bytes[..at], &bytes[at + mark.len()..]))
}

/// `2020-06-28T02:00:00Z`, and no other form of RFC 3339; no leap seconds.
fn instant(text: &[u8]) -> Option<OffsetDateTime> {
    let text: &[u8; 20] = text.try_into().ok()?;
    for (at, mark) in [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'Z')] {
        if text[at] != mark {
            return None;
        }
    }
    let number = |from: usize, to: usize| {
        text[from..to].iter().try_fold(0u16, |number, byte| {
            byte.is_ascii_digit().then(|| number * 10 + u16::from(byte - b'0'))
        })
    };
    // Two digits fit an u8.
    let two = |from: usize| number(from, from + 2).map(|n| n as u8);
    let month = Month::try_from(two(5)?).ok()?;
    let date = Date::from_calendar_date(i32::from(number(0, 4)?), month, two(8)?).ok()?;
    let time = Time::from_hms(two(11)?, two(14)?, two(17)?).ok()?;
    Some(date.with_time(time).assume_utc())
}

fn unhex(text: &[u8]) -> Option<Hash> {
    let text: &[u8; 64] = text.try_into().ok()?;
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let mut hash = [0; 32];
    for (byte, pair) in hash.iter_mut().zip(text.as_chunks::<2>().0) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(hash)
}
