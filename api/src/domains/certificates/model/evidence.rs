//! Why a certificate was issued, as a record that can be recomputed: its canonical JSON (RFC 8785) stands beside the
//! seal, its SHA-256 in the snapshot, and so under the issuer's signature. It holds ids and hashes, nothing printed.

use onex_credential::canonical::canonical_bytes;
use serde::{Deserialize, Serialize};

use crate::platform::db::{Id, Ts};
use crate::platform::error::{Error, Result};

/// The version of this layout.
const VERSION: u32 = 1;

/// The run that issued it, and the two who answer for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceRun {
    pub id: Id,
    pub prepared_by: Id,
    pub prepared_at: Ts,
    pub approved_by: Option<Id>,
    pub approved_at: Option<Ts>,
}

/// The rules that were applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceRules {
    pub edition: Id,
    pub version: i64,
    pub sha256: String,
}

/// A result as it was then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceResult {
    pub id: Id,
    pub version: i64,
    pub sha256: String,
}

/// The certificate whose place it took, and the two who wanted that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceReissue {
    pub request: Id,
    pub requested_by: Id,
    pub requested_at: Ts,
    pub approved_by: Option<Id>,
    pub of: Id,
    /// The digest of the old one's snapshot.
    pub sha256: String,
}

/// Why a certificate was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    pub v: u32,
    /// The person who holds it.
    pub holder: Id,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<EvidenceRun>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<EvidenceRules>,
    /// Every result of the holder in the edition.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<EvidenceResult>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reissue: Option<EvidenceReissue>,
}

impl Evidence {
    /// A record that names nothing but the holder.
    pub fn of(holder: Id) -> Self {
        Evidence { v: VERSION, holder, run: None, rules: None, results: vec![], reissue: None }
    }

    /// The canonical JSON that is stored, and what stands in the snapshot.
    ///
    /// # Errors
    /// Never: all numbers in it are small.
    pub fn seal(&self) -> Result<(String, [u8; 32])> {
        let bytes =
            canonical_bytes(&serde_json::to_value(self)?).map_err(|e| Error::internal(e.into()))?;
        let digest = crate::platform::keys::sha256(&bytes);
        let text = String::from_utf8(bytes).map_err(|e| Error::internal(e.into()))?;
        Ok((text, digest))
    }

    /// Reads what was stored.
    ///
    /// # Errors
    /// Text that is no record of this layout.
    pub fn read(text: &str) -> Result<Self> {
        Ok(serde_json::from_str(text)?)
    }
}
