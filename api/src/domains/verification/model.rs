//! The question anyone may ask of a certificate, and its answer; what a verifier without a network goes by.

use diesel::prelude::Queryable;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::domains::certificates::{CertificateStatus, PrintedCertificate};
pub use crate::domains::credentials::FormRow;
use crate::domains::credentials::VerificationBundle;
use crate::platform::db::{Id, Ts};
use crate::text_enum;

/// A certificate that was asked for, as it is stored.
#[derive(Queryable)]
pub struct Found {
    pub id: Id,
    pub status: CertificateStatus,
    pub status_at: Option<Ts>,
    pub snapshot: String,
    pub snapshot_hash: String,
    /// The key's row and the signature.
    pub seal: Option<(String, Vec<u8>)>,
    /// The token, if it was made already.
    pub form: Option<FormRow>,
}

text_enum! {
    /// What is to be said of a number and a name.
    pub enum Verdict {
        Valid => "valid",
        Revoked => "revoked",
        /// Another certificate took its place.
        Superseded => "superseded",
        /// No certificate has this number and this holder. It is not said which of the two is wrong.
        Unknown => "unknown",
    }
}

/// Number and name as they stand on the paper.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct VerificationRequest {
    /// Blanks, hyphens and full-width digits do not matter.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64, example = "2020110-00000123-26")]
    pub number: String,
    /// Blanks, the kind of middle dot and case do not matter.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "王小明")]
    pub name: String,
}

/// Up to 100 certificates at once.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct VerificationBatch {
    #[validate(length(min = 1, max = 100), nested)]
    #[schema(min_items = 1, max_items = 100)]
    pub items: Vec<VerificationRequest>,
}

/// What stands at this moment. Never to be kept: a certificate may be revoked the moment after.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Verification {
    pub verdict: Verdict,
    pub checked_at: Ts,
    /// Every printed field, to be compared with the paper; absent when the verdict is `unknown`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<PrintedCertificate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Ts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub superseded_at: Option<Ts>,
    /// The number of the certificate that took its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "20201100000012423")]
    pub superseded_by: Option<String>,
    /// The certificate as an open credential (VC-JWT), which anyone verifies by the issuer's published keys; absent
    /// for a certificate from before open credentials, and where several are asked for at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
    /// What proves it without asking us again: snapshot, signature, and its place in the log. Absent where several are
    /// asked for at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bundle: Option<VerificationBundle>,
}

impl Verification {
    /// The one answer to everything that does not fit.
    pub fn unknown(checked_at: Ts) -> Self {
        Verification {
            verdict: Verdict::Unknown,
            checked_at,
            certificate: None,
            revoked_at: None,
            superseded_at: None,
            superseded_by: None,
            credential: None,
            bundle: None,
        }
    }
}

/// The answers, in the order of the questions.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct VerificationAnswers {
    pub items: Vec<Verification>,
}

/// The public keys of one issuer.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TrustedIssuer {
    #[schema(example = "did:web:onex.example")]
    pub did: String,
    /// The one that signs first, then those that signed before.
    pub keys: Vec<TrustedKey>,
}

/// A public key.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TrustedKey {
    /// Its name in the DID document.
    #[schema(example = "k-0123456789abcdef")]
    pub id: String,
    /// Ed25519, as a Multikey.
    #[schema(example = "z6MkkrJZqNyZYWwrpeFYPpiT3Ru56Wxf65FnAxJc1sLMpbrd")]
    pub public_key: String,
}

/// The transparency log.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TrustedLog {
    #[schema(example = "onex.example/log")]
    pub origin: String,
    /// As `origin+id+key` (C2SP signed-note).
    pub keys: Vec<String>,
    /// The newest signed notes, the newest last.
    pub heads: Vec<String>,
}

/// A status list, as tokens.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TrustedStatus {
    pub list: u32,
    /// Who signs it.
    pub issuer: String,
    /// What holds no more.
    pub revoked: String,
    /// What of that was superseded by another.
    pub superseded: String,
}

/// All that certificates are verified by without a network.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TrustBundle {
    /// Of this form.
    #[schema(minimum = 1, maximum = 1)]
    pub v: u32,
    pub made_at: Ts,
    pub issuers: Vec<TrustedIssuer>,
    pub log: TrustedLog,
    pub status: Vec<TrustedStatus>,
}
