//! What came of checking a certificate.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::printed::Printed;
use crate::instant::Instant;
use crate::snapshot::Snapshot;

/// What is to be held of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is what the issuer signed, and nothing known speaks against it.
    Valid,
    /// It is authentic and was revoked.
    Revoked,
    /// It is authentic and another took its place.
    Superseded,
    /// It is authentic and its time is over.
    Expired,
    /// It is not what an issuer signed, or the log does not bear it out.
    NotAuthentic,
    /// It cannot be told with what is at hand.
    Unchecked,
}

/// Why a certificate is not authentic, or was not checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The signature is not that of the content.
    BadSignature,
    /// The file is not of the form that it begins as.
    Malformed,
    /// The PDF is not the one that was sealed.
    PdfChanged,
    /// Two parts of the file speak of different issuers or keys.
    Mismatch,
    /// The log does not hold the certificate.
    NotInLog,
    /// The log took it in later than it says.
    BackDated,
    /// The log showed others another tree.
    HeadConflict,
    /// No keys of the issuer are at hand.
    UnknownIssuer,
    /// The key is none of the issuer's, or of the log's, that are at hand.
    UnknownKey,
    /// No status list of this certificate is at hand.
    NoStatus,
    /// A PDF without seal and credential.
    Unsealed,
    /// Nothing that a certificate comes as.
    Unsupported,
}

impl Reason {
    pub(super) const fn verdict(self) -> Verdict {
        match self {
            Reason::BadSignature
            | Reason::Malformed
            | Reason::PdfChanged
            | Reason::Mismatch
            | Reason::NotInLog
            | Reason::BackDated
            | Reason::HeadConflict => Verdict::NotAuthentic,
            Reason::UnknownIssuer
            | Reason::UnknownKey
            | Reason::NoStatus
            | Reason::Unsealed
            | Reason::Unsupported => Verdict::Unchecked,
        }
    }

    /// Its name in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Reason::BadSignature => "bad_signature",
            Reason::Malformed => "malformed",
            Reason::PdfChanged => "pdf_changed",
            Reason::Mismatch => "mismatch",
            Reason::NotInLog => "not_in_log",
            Reason::BackDated => "back_dated",
            Reason::HeadConflict => "head_conflict",
            Reason::UnknownIssuer => "unknown_issuer",
            Reason::UnknownKey => "unknown_key",
            Reason::NoStatus => "no_status",
            Reason::Unsealed => "unsealed",
            Reason::Unsupported => "unsupported",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// What was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckName {
    Pdf,
    Signature,
    Log,
    Status,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Passed,
    Failed,
    Unchecked,
}

/// One check, in the order in which they were made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    pub name: CheckName,
    pub outcome: Outcome,
    /// A code: the reason, or `signed`, `sealed`, `included`, `no_proof`, `not_ended`, `status_old`,
    /// `status_invalid`, `revoked`, `superseded`.
    pub detail: &'static str,
    /// What a sentence about it names: `issuer` and `key`; of the log `index`, `size`, `at` (the
    /// leaf's time) and `head` (the head's); of the status `at`. Not vouched for unless it passed.
    pub values: BTreeMap<&'static str, String>,
}

/// What came of it. Nothing that is printed is repeated unless a signature bears it out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    pub verdict: Verdict,
    pub reason: Option<Reason>,
    pub checks: Vec<Check>,
    /// Of when the status list is that was asked.
    pub status_time: Option<Instant>,
    /// The certificate's number.
    pub number: Option<String>,
    pub printed: Option<Printed>,
    /// All that was fixed at issue, of the forms that carry it.
    pub snapshot: Option<Snapshot>,
}
