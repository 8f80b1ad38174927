//! The verification bundle of one certificate: all that a verifier needs without a network beside
//! the issuers' keys and a status list. Snapshot and signature, the proof that the log holds it,
//! and the signed head that the proof leads to.

use onex_translog::{Entry, Hash, Kind};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::deflate::{self, PackedError};
use crate::instant::Instant;
use crate::key::SIGNATURE_LENGTH;
use crate::multibase::{base64url, from_base64url};
use crate::snapshot::{Sealed, Snapshot};
use crate::strict::{self, StrictError};

/// The version of the form.
pub const VERSION: u32 = 1;

/// The longest bundle that is read, in bytes.
pub const MAX_LENGTH: usize = 64 * 1024;

/// Why there is no bundle, or a file is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    #[error("the bundle has more than {MAX_LENGTH} bytes")]
    Long,
    #[error("the bundle is not of this shape: {0}")]
    Shape(#[from] StrictError),
    #[error("the bundle is of another version than {VERSION}")]
    Version,
    #[error("{member} is not base64url of what stands there")]
    Encoding { member: &'static str },
    #[error("key is not a DID, # and the name of a key")]
    Key,
    #[error("the time of a leaf cannot be written")]
    Time,
    #[error(transparent)]
    Snapshot(#[from] PackedError),
}

/// The bundle as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    pub v: u32,
    /// Base64url of raw DEFLATE of the canonical snapshot.
    pub snapshot: String,
    /// Base64url of 64 bytes.
    pub signature: String,
    /// The issuer's DID, `#`, the key's name.
    pub key: String,
    pub leaf: Leaf,
    /// The signed note of the head that the proofs lead to.
    pub checkpoint: String,
    /// How the certificate ended, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
}

/// That it was issued, in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaf {
    /// From 0.
    pub index: u64,
    pub at: Instant,
    /// Base64url of the hashes, 32 bytes each, the leaf's neighbour first (RFC 9162 §2.1.3).
    pub proof: String,
}

/// That it was revoked or superseded, in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    pub kind: EndKind,
    pub index: u64,
    pub at: Instant,
    pub proof: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndKind {
    Revoke,
    Supersede,
}

/// A leaf with its proof, which is not checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub index: u64,
    pub entry: Entry,
    pub proof: Vec<Hash>,
}

/// A bundle that was read and not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub snapshot: Snapshot,
    pub sealed: Sealed,
    pub signature: [u8; SIGNATURE_LENGTH],
    /// The DID of the key.
    pub issuer: String,
    /// The name of the key.
    pub key: String,
    pub leaf: Place,
    pub end: Option<(EndKind, Place)>,
    pub checkpoint: String,
}

impl Leaf {
    /// The leaf at this index, with its proof.
    pub fn new(index: u64, at: Instant, proof: &[Hash]) -> Self {
        Leaf { index, at, proof: base64url(proof.as_flattened()) }
    }
}

impl End {
    /// The leaf at this index, with its proof.
    pub fn new(kind: EndKind, index: u64, at: Instant, proof: &[Hash]) -> Self {
        End { kind, index, at, proof: base64url(proof.as_flattened()) }
    }
}

impl Bundle {
    /// The bundle of a snapshot, its signature by the key `DID#name`, and its leaves.
    ///
    /// # Errors
    /// [`BundleError::Snapshot`] for a snapshot that is too long.
    pub fn new(
        sealed: &Sealed,
        (key, signature): (&str, &[u8; SIGNATURE_LENGTH]),
        (leaf, end): (Leaf, Option<End>),
        checkpoint: &str,
    ) -> Result<Self, BundleError> {
        Ok(Bundle {
            v: VERSION,
            snapshot: base64url(&deflate::pack_snapshot(sealed, b"")?),
            signature: base64url(signature),
            key: key.to_owned(),
            leaf,
            checkpoint: checkpoint.to_owned(),
            end,
        })
    }

    /// Reads a bundle; any other JSON is refused.
    ///
    /// # Errors
    /// What is not of this shape.
    pub fn parse(text: &[u8]) -> Result<Self, BundleError> {
        if text.len() > MAX_LENGTH {
            return Err(BundleError::Long);
        }
        let bundle: Bundle = strict::typed(strict::value(text)?)?;
        if bundle.v == VERSION { Ok(bundle) } else { Err(BundleError::Version) }
    }

    /// What the texts in it stand for.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn open(&self) -> Result<Opened, BundleError> {
        let encoding = |member| BundleError::Encoding { member };
        let packed = from_base64url(&self.snapshot).ok_or(encoding("snapshot"))?;
        let (snapshot, sealed) = deflate::unpack_snapshot(&packed, b"")?;
        let digest = Sha256::digest(&sealed.canonical).into();
        let signature = from_base64url(&self.signature).and_then(|s| s.try_into().ok());
        let (issuer, key) = self
            .key
            .split_once('#')
            .filter(|(did, id)| crate::did::is_web(did) && crate::key::is_name(id))
            .ok_or(BundleError::Key)?;
        let place = |member, index, at: Instant, kind, proof: &str| {
            let entry = Entry::new(at.unix(), kind, digest).map_err(|_| BundleError::Time)?;
            let proof = from_base64url(proof).and_then(|bytes| hashes(&bytes));
            Ok::<_, BundleError>(Place { index, entry, proof: proof.ok_or(encoding(member))? })
        };
        let end = match &self.end {
            Some(end) => Some((
                end.kind,
                place("end.proof", end.index, end.at, end.kind.into(), &end.proof)?,
            )),
            None => None,
        };
        Ok(Opened {
            signature: signature.ok_or(encoding("signature"))?,
            issuer: issuer.to_owned(),
            key: key.to_owned(),
            leaf: place(
                "leaf.proof",
                self.leaf.index,
                self.leaf.at,
                Kind::Issue,
                &self.leaf.proof,
            )?,
            end,
            checkpoint: self.checkpoint.clone(),
            snapshot,
            sealed,
        })
    }
}

impl From<EndKind> for Kind {
    fn from(kind: EndKind) -> Self {
        match kind {
            EndKind::Revoke => Kind::Revoke,
            EndKind::Supersede => Kind::Supersede,
        }
    }
}

/// Hashes that were joined; no way to the root is longer than 63.
fn hashes(bytes: &[u8]) -> Option<Vec<Hash>> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    (rest.is_empty() && hashes.len() <= 63).then(|| hashes.to_vec())
}
