//! What participants of a batch read (二.1.(1)): a file of ours, or a link.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::platform::db::{Id, Ts};
use crate::schema::training_materials;

/// A material's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = training_materials, treat_none_as_default_value = false)]
pub struct MaterialRow {
    pub id: Id,
    pub batch_id: Id,
    pub position: i32,
    pub title: String,
    pub url: Option<String>,
    pub file_id: Option<Id>,
    pub created_at: Ts,
}

/// Something to read.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingMaterial)]
pub struct Material {
    pub id: Id,
    #[schema(example = "培训大纲")]
    pub title: String,
    /// Where it is; absent where it is a file of ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "https://example.org/outline")]
    pub url: Option<String>,
    /// Name of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "培训大纲.pdf")]
    pub file_name: Option<String>,
    /// Bytes of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0)]
    pub size: Option<i64>,
    pub created_at: Ts,
}

/// A material to be added: a title, and either a link or a file.
#[derive(ToSchema)]
#[schema(as = TrainingMaterialForm)]
#[allow(dead_code, reason = "it is the form's schema; the form is read part by part")]
pub struct MaterialForm {
    #[schema(min_length = 1, max_length = 100, example = "培训大纲")]
    title: String,
    /// An https address.
    #[schema(max_length = 500, example = "https://example.org/outline")]
    url: Option<String>,
    /// PDF, DOCX, PPTX, XLSX, ZIP or a picture.
    #[schema(value_type = Option<String>, format = Binary)]
    file: Option<Vec<u8>>,
}
