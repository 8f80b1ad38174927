//! Leaves, heads, and how they are stored.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use diesel::prelude::*;
use onex_translog::Hash;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::platform::db::{Id, Ts};
use crate::platform::error::Error;
use crate::schema::{log_heads, log_leaves, log_state};
use crate::text_enum;

text_enum! {
    /// What a leaf says of a certificate.
    pub enum LeafKind {
        Issue => "issue",
        Revoke => "revoke",
        Supersede => "supersede",
    }
}

impl From<LeafKind> for onex_translog::Kind {
    fn from(kind: LeafKind) -> Self {
        match kind {
            LeafKind::Issue => Self::Issue,
            LeafKind::Revoke => Self::Revoke,
            LeafKind::Supersede => Self::Supersede,
        }
    }
}

/// What is to be appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaf {
    pub kind: LeafKind,
    pub certificate_id: Id,
    /// The digest of its snapshot.
    pub sha256: Hash,
}

/// A leaf's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = log_leaves, treat_none_as_default_value = false)]
pub struct LeafRow {
    pub idx: i64,
    pub kind: LeafKind,
    pub certificate_id: Id,
    pub sha256: Vec<u8>,
    pub entry: String,
}

/// A head's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = log_heads)]
pub struct HeadRow {
    pub size: i64,
    pub root: Vec<u8>,
    pub at: Ts,
    pub note: String,
}

/// How far the log has grown.
#[derive(Debug, Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = log_state)]
pub struct StateRow {
    pub size: i64,
    /// The time of the last head.
    pub at: Ts,
}

/// A signed head of the log.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LogHead {
    /// How many leaves the tree has.
    pub size: i64,
    /// The root's hash, base64.
    #[schema(example = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")]
    pub root: String,
    pub at: Ts,
    /// The signed note (C2SP tlog-checkpoint).
    pub note: String,
}

impl From<HeadRow> for LogHead {
    fn from(row: HeadRow) -> Self {
        LogHead { size: row.size, root: STANDARD.encode(row.root), at: row.at, note: row.note }
    }
}

/// Lines of the log.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Entries {
    /// The number of the first, from 0.
    pub from: i64,
    /// Canonical JSON, each as it is hashed; empty behind the last. Up to 256.
    pub entries: Vec<String>,
}

/// A leaf that is in the tree.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ProvenLeaf {
    pub index: i64,
    /// The line that is hashed.
    pub entry: String,
    /// Hashes, base64, the leaf's neighbour first (RFC 9162 §2.1.3).
    pub proof: Vec<String>,
}

/// What the log says of a digest.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Inclusion {
    /// The head that the proofs lead to, a signed note.
    pub checkpoint: String,
    /// The issue, and the end where there was one.
    pub leaves: Vec<ProvenLeaf>,
}

/// That one tree grew into another.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Consistency {
    pub from: i64,
    pub to: i64,
    /// Hashes, base64 (RFC 9162 §2.1.4).
    pub proof: Vec<String>,
}

/// A snapshot's digest, asked for in hexadecimal.
#[derive(Debug, Clone, Copy)]
pub struct Digest(pub Hash);

/// Which digest.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InclusionQuery {
    /// SHA-256 of the snapshot, 64 hexadecimal digits.
    #[param(
        min_length = 64,
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )]
    pub digest: String,
}

impl TryFrom<InclusionQuery> for Digest {
    type Error = Error;

    fn try_from(query: InclusionQuery) -> Result<Self, Error> {
        let wrong = || Error::field("?digest", "pattern", "must be 64 digits of 0 to 9 and a to f");
        let text = query.digest.as_bytes();
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(wrong()),
        };
        let mut out = Hash::default();
        if text.len() != 2 * out.len() {
            return Err(wrong());
        }
        for (byte, pair) in out.iter_mut().zip(text.chunks(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Ok(Digest(out))
    }
}

/// Which two sizes.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ConsistencyQuery {
    #[param(minimum = 0, maximum = 9007199254740991_i64, example = 0)]
    pub from: i64,
    #[param(minimum = 0, maximum = 9007199254740991_i64, example = 0)]
    pub to: i64,
}

/// A public key of an issuer.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct IssuerPublicKey {
    /// The DID, `#`, the key's name.
    #[schema(example = "did:web:onex.example#k-0123456789abcdef")]
    pub id: String,
    #[schema(example = "z6MkkrJZqNyZYWwrpeFYPpiT3Ru56Wxf65FnAxJc1sLMpbrd")]
    pub public_key_multibase: String,
}

/// Every key that ever signed here, under whatever name: kept by whoever wants to verify without us.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PublicKeys {
    /// Of certificates and status lists; the one that signs first.
    pub issuer: Vec<IssuerPublicKey>,
    /// Of the log's heads, as `origin+id+key` (C2SP signed-note); the one that signs first.
    pub log: Vec<String>,
}
