//! The snapshot of a certificate: everything that is printed on it, fixed when it is issued.
//!
//! The canonical bytes are what is stored, hashed and later signed; what comes of names, templates
//! or institutions afterwards does not touch them. Optional members are left out when empty, so a
//! later version may add one without changing a digest that exists.

use serde::{Deserialize, Serialize};
use time::Date;

use crate::canonical::{CanonicalError, canonical_bytes, sha256_hex};
use crate::key::{IssuerKey, KeyError, PublicKey, SIGNATURE_LENGTH};
use crate::number::{self, CertificateKind, NumberError, Season};

pub(crate) mod credential;
pub use credential::{Credential, Hash, Place};

/// The layout of a [`Snapshot`] without [`Snapshot::credential`].
pub const SCHEMA: u32 = 1;

/// The layout of a [`Snapshot`] with [`Snapshot::credential`].
pub const SCHEMA_CREDENTIAL: u32 = 2;

/// On what ground a certificate is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Every subject of the edition passed (notice 三.2).
    Exam,
    /// Training judged as a whole by the expert group (notice 三.1).
    Training,
    /// Every integrated course passed (notice 三.3).
    Fusion,
}

impl Basis {
    /// Whether this ground can give that kind.
    pub const fn gives(self, kind: CertificateKind) -> bool {
        match self {
            Basis::Exam | Basis::Fusion => matches!(kind, CertificateKind::SkillCertificate),
            Basis::Training => matches!(kind, CertificateKind::TrainingCertificate),
        }
    }
}

/// A text in Chinese and, where there is one, in English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    pub zh: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

/// The institution of the holder when the certificate was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Institution {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    pub name: String,
}

/// The region of the institution, GB/T 2260.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    pub code: String,
    pub name: String,
}

/// The edition of the programme. Year and season stand in the number as well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    pub code: String,
    pub title: Title,
    pub year: u16,
    pub season: Season,
}

/// A subject, integrated course or part of the training that was passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    pub code: String,
    pub title: Title,
    /// A decimal as printed, such as `87.5`: text, because canonical JSON here has no fractions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<String>,
    /// A grade in words, where there is no score or beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exam_date: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed_on: Option<Date>,
}

/// The template that the certificate is printed with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    pub id: String,
    pub version: u32,
}

/// Everything that is printed on a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// [`SCHEMA`] or [`SCHEMA_CREDENTIAL`].
    pub schema: u32,
    /// 17 digits, see [`crate::number`].
    pub number: String,
    pub kind: CertificateKind,
    pub title: Title,
    pub holder_name: String,
    /// The type of the holder's document, such as `resident_id`.
    pub id_type: String,
    /// The number of the document with its middle hidden. Never the whole number.
    pub masked_id: String,
    pub institution: Institution,
    pub region: Region,
    pub edition: Edition,
    /// In the order they are printed.
    pub subjects: Vec<Subject>,
    pub basis: Basis,
    pub issued_on: Date,
    pub issuer: Title,
    pub template: Template,
    /// What the open credential is derived from, since layout 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<Credential>,
}

/// Why a snapshot cannot be sealed or opened. `field` is a member's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    #[error(
        "the snapshot has layout {actual}; this program knows {SCHEMA} without a credential and \
         {SCHEMA_CREDENTIAL} with one"
    )]
    Schema { actual: u32 },
    #[error(transparent)]
    Number(#[from] NumberError),
    #[error("the number is not written as 17 plain digits")]
    NumberForm,
    #[error("the {field} in the number differs from that of the snapshot")]
    NumberMismatch { field: &'static str },
    #[error("{field} is empty")]
    Empty { field: &'static str },
    #[error("masked_id hides nothing; a whole document number must not stand in a snapshot")]
    Unmasked,
    #[error("the score of subject {subject} is not a decimal such as 87.5")]
    Score { subject: String },
    #[error("subject {subject} stands twice")]
    DuplicateSubject { subject: String },
    #[error("the basis does not give certificates of this kind")]
    Basis,
    #[error("the date {field} of subject {subject} lies after the issue or out of order")]
    DateOrder { field: &'static str, subject: String },
    #[error("no credential can be made with this {field}")]
    Credential { field: &'static str },
    #[error("{field} holds a character that is not for print")]
    Text { field: &'static str },
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    #[error("the stored snapshot cannot be read: {reason}")]
    Unreadable { reason: String },
    #[error("the digest does not fit: the stored snapshot was changed")]
    Digest,
    #[error("the stored snapshot is not in canonical form")]
    NotCanonical,
}

/// A snapshot's canonical bytes and their digest: what is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// RFC 8785 JSON.
    pub canonical: String,
    /// SHA-256 of it, 64 lower-case hexadecimal digits.
    pub digest: String,
}

impl Sealed {
    /// The issuer's signature over the canonical bytes themselves, which anyone can check. Nothing
    /// else that an issuer's key signs begins with `{`.
    pub fn sign(&self, key: &IssuerKey) -> [u8; SIGNATURE_LENGTH] {
        key.sign(self.canonical.as_bytes())
    }

    /// Checks what [`Sealed::sign`] gave.
    ///
    /// # Errors
    /// [`KeyError::Signature`].
    pub fn verify(
        &self,
        signature: &[u8; SIGNATURE_LENGTH],
        key: PublicKey,
    ) -> Result<(), KeyError> {
        verify(&self.canonical, signature, key)
    }
}

/// Checks an issuer's signature over canonical bytes.
///
/// # Errors
/// [`KeyError::Signature`].
pub fn verify(
    canonical: &str,
    signature: &[u8; SIGNATURE_LENGTH],
    key: PublicKey,
) -> Result<(), KeyError> {
    key.verify_strict(canonical.as_bytes(), signature)
}

impl Snapshot {
    /// Checks the snapshot and gives its canonical bytes and digest.
    pub fn seal(&self) -> Result<Sealed, SnapshotError> {
        self.check()?;
        let value = serde_json::to_value(self).map_err(unreadable)?;
        let canonical = String::from_utf8(canonical_bytes(&value)?)
            .map_err(|e| SnapshotError::Unreadable { reason: e.to_string() })?;
        let digest = sha256_hex(canonical.as_bytes());
        Ok(Sealed { canonical, digest })
    }

    /// The digest alone.
    pub fn digest(&self) -> Result<String, SnapshotError> {
        Ok(self.seal()?.digest)
    }

    /// Reads what [`Snapshot::seal`] gave; refuses it if as much as one byte was changed.
    pub fn open(canonical: &str, digest: &str) -> Result<Snapshot, SnapshotError> {
        if sha256_hex(canonical.as_bytes()) != digest {
            return Err(SnapshotError::Digest);
        }
        let snapshot: Snapshot = serde_json::from_str(canonical).map_err(unreadable)?;
        if snapshot.seal()?.canonical != canonical {
            return Err(SnapshotError::NotCanonical);
        }
        Ok(snapshot)
    }

    /// Checks what a certificate must never be printed with.
    pub fn check(&self) -> Result<(), SnapshotError> {
        let schema = if self.credential.is_some() { SCHEMA_CREDENTIAL } else { SCHEMA };
        if self.schema != schema {
            return Err(SnapshotError::Schema { actual: self.schema });
        }
        self.check_number()?;
        for (field, text) in [
            ("title.zh", &self.title.zh),
            ("holder_name", &self.holder_name),
            ("id_type", &self.id_type),
            ("masked_id", &self.masked_id),
            ("institution.name", &self.institution.name),
            ("region.code", &self.region.code),
            ("region.name", &self.region.name),
            ("edition.code", &self.edition.code),
            ("edition.title.zh", &self.edition.title.zh),
            ("issuer.zh", &self.issuer.zh),
            ("template.id", &self.template.id),
        ] {
            if text.trim().is_empty() {
                return Err(SnapshotError::Empty { field });
            }
        }
        if !self.masked_id.contains('*') {
            return Err(SnapshotError::Unmasked);
        }
        if !self.basis.gives(self.kind) {
            return Err(SnapshotError::Basis);
        }
        // A skill certificate says which subjects were passed (notice 三.2); a training one need not.
        if self.subjects.is_empty() && self.kind == CertificateKind::SkillCertificate {
            return Err(SnapshotError::Empty { field: "subjects" });
        }
        for (i, subject) in self.subjects.iter().enumerate() {
            if self.subjects.iter().take(i).any(|s| s.code == subject.code) {
                return Err(SnapshotError::DuplicateSubject { subject: subject.code.clone() });
            }
            self.check_subject(subject)?;
        }
        self.credential.as_ref().map_or(Ok(()), |credential| credential.check(self))
    }

    fn check_number(&self) -> Result<(), SnapshotError> {
        let parts = number::parse(&self.number)?;
        if number::normalise(&self.number)? != self.number {
            return Err(SnapshotError::NumberForm);
        }
        for (field, same) in [
            ("kind", parts.kind == self.kind),
            ("year", parts.edition_year == self.edition.year),
            ("season", parts.season == self.edition.season),
        ] {
            if !same {
                return Err(SnapshotError::NumberMismatch { field });
            }
        }
        Ok(())
    }

    fn check_subject(&self, subject: &Subject) -> Result<(), SnapshotError> {
        for (field, text) in
            [("subjects.code", &subject.code), ("subjects.title.zh", &subject.title.zh)]
        {
            if text.trim().is_empty() {
                return Err(SnapshotError::Empty { field });
            }
        }
        if subject.score.as_deref().is_some_and(|s| !is_decimal(s)) {
            return Err(SnapshotError::Score { subject: subject.code.clone() });
        }
        let after = |date: Option<Date>, bound: Date| date.is_some_and(|d| d > bound);
        let wrong = if after(subject.passed_on, self.issued_on) {
            "passed_on"
        } else if after(subject.exam_date, subject.passed_on.unwrap_or(self.issued_on)) {
            "exam_date"
        } else {
            return Ok(());
        };
        Err(SnapshotError::DateOrder { field: wrong, subject: subject.code.clone() })
    }
}

fn unreadable(error: serde_json::Error) -> SnapshotError {
    SnapshotError::Unreadable { reason: error.to_string() }
}

/// Digits, perhaps a point and more digits.
fn is_decimal(text: &str) -> bool {
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(text),
    }
}

#[cfg(test)]
mod tests;
