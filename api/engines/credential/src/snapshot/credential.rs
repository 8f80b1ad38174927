//! What a snapshot of layout 2 says beyond the paper: all that the credential, the status and the
//! evidence are derived from.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use time::UtcOffset;

use super::{Snapshot, SnapshotError, Title};
use crate::instant::Instant;
use crate::{did, key, multibase};

/// 32 bytes, written as 43 characters of base64url: a third shorter in the QR code than
/// hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash(pub [u8; 32]);

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&multibase::base64url(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl Hash {
    /// 64 lower-case hexadecimal digits.
    pub fn hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = multibase::from_base64url(&String::deserialize(deserializer)?);
        bytes
            .and_then(|b| b.try_into().ok())
            .map(Hash)
            .ok_or_else(|| de::Error::custom("expected 43 characters of base64url"))
    }
}

/// The place of a certificate in the status lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The number of the list, from 1.
    pub list: u32,
    /// The index of the bit in it, from 0.
    pub index: u32,
}

/// What the credential is made of beside what is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credential {
    /// The certificate's UUID, in lower case.
    pub id: String,
    /// The issuer's DID, see [`did::web`].
    pub issuer: String,
    /// The key that signs this certificate, see [`key::IssuerKey::id`].
    pub key: String,
    /// When it was issued. `issued_on` is that day in the programme's time, UTC+8.
    pub issued_at: Instant,
    /// Until when it holds, where that is limited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Instant>,
    /// A UUID that stands for the holder in this certificate alone.
    pub holder_id: String,
    /// SHA-256 of the holder's document number followed by a salt that is not published.
    pub holder_hash: Hash,
    /// What was achieved: the path under `/achievements/` of the issuer's site, such as
    /// `2020-spring/skill_certificate/1`.
    pub achievement: String,
    /// The version of the edition's rules that were applied.
    pub rules: u32,
    /// What had to be done.
    pub criteria: Title,
    pub status: Place,
    /// SHA-256 of the record of why it was issued.
    pub evidence: Hash,
}

/// UTC+8 all year.
const PROGRAMME: Option<UtcOffset> = match UtcOffset::from_hms(8, 0, 0) {
    Ok(offset) => Some(offset),
    Err(_) => None,
};

impl Credential {
    /// Checks what the forms could not be made of, or would be refused for elsewhere.
    pub(super) fn check(&self, snapshot: &Snapshot) -> Result<(), SnapshotError> {
        for (field, right) in [
            ("id", is_uuid(&self.id)),
            ("issuer", did::is_web(&self.issuer)),
            ("key", key::is_name(&self.key)),
            ("holder_id", is_uuid(&self.holder_id)),
            ("achievement", is_path(&self.achievement)),
            ("rules", self.rules > 0),
            ("status.list", self.status.list > 0),
            ("valid_until", self.valid_until.is_none_or(|end| end > self.issued_at)),
            ("issued_at", self.programme_date() == Some(snapshot.issued_on)),
        ] {
            if !right {
                return Err(SnapshotError::Credential { field });
            }
        }
        if !is_extension(&snapshot.id_type) {
            return Err(SnapshotError::Credential { field: "id_type" });
        }
        if self.criteria.zh.trim().is_empty() {
            return Err(SnapshotError::Empty { field: "credential.criteria.zh" });
        }
        match texts(snapshot).chain(both("credential.criteria", &self.criteria)).find(unprintable) {
            Some((field, _)) => Err(SnapshotError::Text { field }),
            None => Ok(()),
        }
    }

    fn programme_date(&self) -> Option<time::Date> {
        Some(self.issued_at.utc().checked_to_offset(PROGRAMME?)?.date())
    }
}

/// Every text that goes into a credential.
fn texts(snapshot: &Snapshot) -> impl Iterator<Item = (&'static str, &str)> {
    let subjects = snapshot.subjects.iter().flat_map(|s| {
        both("subjects.title", &s.title)
            .chain(s.grade.iter().map(|g| ("subjects.grade", g.as_str())))
    });
    [("holder_name", snapshot.holder_name.as_str()), ("edition.code", &snapshot.edition.code)]
        .into_iter()
        .chain(both("title", &snapshot.title))
        .chain(both("edition.title", &snapshot.edition.title))
        .chain(both("issuer", &snapshot.issuer))
        .chain(subjects)
}

fn both<'a>(
    field: &'static str,
    title: &'a Title,
) -> impl Iterator<Item = (&'static str, &'a str)> {
    [Some(title.zh.as_str()), title.en.as_deref()].into_iter().flatten().map(move |t| (field, t))
}

/// Characters that software abroad escapes in different ways when it signs, and a printer not at
/// all: controls except for the line feed, and what is no character (XML 1.1 §2.2).
fn unprintable((_, text): &(&'static str, &str)) -> bool {
    text.chars().any(|c| (c.is_control() && c != '\n') || matches!(c, '\u{fffe}' | '\u{ffff}'))
}

/// Whether a text is a UUID in lower case (RFC 9562 §4).
pub(crate) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
}

/// Whether a text can follow `ext:` (Open Badges 3.0, extensible enumerations).
pub(crate) fn is_extension(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b))
}

/// Whether a text is a path of unreserved characters without a slash at its ends.
pub(crate) fn is_path(text: &str) -> bool {
    text.split('/').all(|s| !matches!(s, "" | "." | "..") && s.bytes().all(did::is_unreserved))
}
