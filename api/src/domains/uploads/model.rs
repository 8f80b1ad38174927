//! An upload as a row and as a document.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::db::{Id, Ts};
use crate::platform::http::one_line;
use crate::schema::{upload_chunks, uploads};
use crate::text_enum;

/// Bytes of a part at most.
pub const PART: i64 = 8_000_000;

/// So many of one person wait to be finished at most.
pub const MOST: i64 = 5;

text_enum! {
    /// What a file is sent for.
    pub enum UploadPurpose {
        /// A teaching design (教学设计) of online teacher training.
        TeachingDesign => "teaching_design",
        /// Work for a task that a trainer has set.
        Task => "task",
    }
}

/// An upload's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = uploads)]
pub struct UploadRow {
    pub id: Id,
    pub user_id: Id,
    pub purpose: UploadPurpose,
    pub name: String,
    pub size: i64,
    pub offset_bytes: i64,
    pub created_at: Ts,
    pub expires_at: Ts,
    pub version: i64,
}

/// A part's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = upload_chunks)]
pub struct ChunkRow {
    pub upload_id: Id,
    pub offset_bytes: i64,
    pub size: i64,
    pub key: String,
}

/// A file on its way.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Upload {
    pub id: Id,
    pub purpose: UploadPurpose,
    #[schema(example = "教学设计.docx")]
    pub name: String,
    /// Bytes, as announced.
    #[schema(minimum = 1, example = 12_000_000)]
    pub size: i64,
    /// Bytes that are here: where to go on.
    #[schema(minimum = 0, example = 8_000_000)]
    pub offset: i64,
    /// Bytes of one part at most.
    #[schema(minimum = 1, example = 8_000_000)]
    pub part_size: i64,
    pub created_at: Ts,
    /// When it is gone unless something has taken it.
    pub expires_at: Ts,
}

impl From<UploadRow> for Upload {
    fn from(r: UploadRow) -> Self {
        Upload {
            id: r.id,
            purpose: r.purpose,
            name: r.name,
            size: r.size,
            offset: r.offset_bytes,
            part_size: PART,
            created_at: r.created_at,
            expires_at: r.expires_at,
        }
    }
}

/// A file to be sent.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewUpload {
    pub purpose: UploadPurpose,
    /// Its name, which ends in .pdf, .docx, .pptx or .zip; a path before it is left out.
    #[validate(length(min = 1, max = 300), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 300, example = "教学设计.docx")]
    pub name: String,
    /// Bytes.
    #[validate(range(min = 1))]
    #[schema(minimum = 1, maximum = 1_000_000_000_000_i64, example = 12_000_000)]
    pub size: i64,
}

/// The bytes from the offset on.
#[derive(ToSchema)]
#[schema(as = UploadPart, value_type = String, format = Binary)]
#[allow(dead_code, reason = "it is the body's schema; the body is read as it comes")]
pub struct Part(Vec<u8>);
