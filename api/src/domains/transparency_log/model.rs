//! Leaves, heads, and how they are stored.

use diesel::prelude::*;
use onex_translog::Hash;

use crate::platform::db::{Id, Ts};
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
#[diesel(table_name = log_leaves)]
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
