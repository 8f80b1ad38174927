//! What is asked and answered alike of students and teachers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::super::model::{DocumentType, Gender, Member};
use crate::platform::db::{Id, Ts};

/// A member with what a document shows beside it.
#[derive(Debug, Clone)]
pub struct MemberView {
    pub member: Member,
    pub institution_name: Option<String>,
    pub detail: Option<Detail>,
}

/// What only the document of one member shows.
#[derive(Debug, Clone)]
pub struct Detail {
    pub id_type: DocumentType,
    pub id_number_masked: String,
    pub username: String,
    pub account_status: String,
}

/// A member to be made, as it came.
#[derive(Debug, Clone, Serialize)]
pub struct NewMember {
    pub institution_id: Option<Id>,
    pub number: String,
    pub name: String,
    pub id_type: Option<DocumentType>,
    pub id_number: String,
    pub gender: Option<Gender>,
    pub major: Option<String>,
    pub grade: Option<String>,
    pub admin_class: Option<String>,
    pub phone: Option<String>,
}

/// Changes of a member; what is left out stays, an empty text clears.
#[derive(Debug, Clone, Default)]
pub struct MemberChange {
    pub number: Option<String>,
    pub major: Option<String>,
    pub grade: Option<String>,
    pub admin_class: Option<String>,
    pub phone: Option<String>,
}

/// A corrected name or identity document. It changes no certificate that was issued before.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "王晓明")]
    pub name: Option<String>,
    /// Without it the shape of `id_number` tells.
    pub id_type: Option<DocumentType>,
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50, example = "11010519491231002X")]
    pub id_number: Option<String>,
    #[validate(length(min = 2, max = 500))]
    #[schema(min_length = 2, max_length = 500, example = "录入有误")]
    pub reason: String,
}

/// Why somebody is suspended, comes back, leaves, or why their number must be seen.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    #[validate(length(min = 2, max = 500))]
    #[schema(min_length = 2, max_length = 500, example = "休学一年")]
    pub reason: String,
}

/// The whole number of an identity document. Showing it was recorded.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Revealed {
    pub id_type: DocumentType,
    #[schema(example = "11010519491231002X")]
    pub id_number: String,
}

/// Something that was done to a student or teacher.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HistoryEntry {
    pub id: Id,
    pub at: Ts,
    /// `enrol`, `import`, `update`, `correct`, `suspend`, `resume`, `leave`, `transfer`.
    #[schema(example = "suspend")]
    pub action: String,
    /// Who did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_id: Option<Id>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The fields that changed, each with what stood before; numbers of documents are masked.
    pub changes: BTreeMap<String, Option<String>>,
}

/// The step of a member's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Suspend,
    Resume,
    Leave,
}
