//! The question anyone may ask of a certificate, and its answer.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::PrintedCertificate;
use crate::platform::db::Ts;
use crate::text_enum;

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
        }
    }
}

/// The answers, in the order of the questions.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct VerificationAnswers {
    pub items: Vec<Verification>,
}
