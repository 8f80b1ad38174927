//! A teaching design as rows and as documents.

use diesel::prelude::*;
use onex_documents::Kind;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::db::{Id, Ts};
use crate::platform::http::one_line;
use crate::schema::{teaching_design_versions, teaching_designs};
use crate::text_enum;

text_enum! {
    /// What a design's file is, by its content.
    pub enum DesignKind {
        Pdf => "pdf",
        Docx => "docx",
        Pptx => "pptx",
        Zip => "zip",
    }
}

impl From<Kind> for DesignKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Pdf => DesignKind::Pdf,
            Kind::Docx => DesignKind::Docx,
            Kind::Pptx => DesignKind::Pptx,
            Kind::Zip => DesignKind::Zip,
        }
    }
}

/// A design's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = teaching_designs, treat_none_as_default_value = false)]
pub struct DesignRow {
    pub id: Id,
    pub enrolment_id: Id,
    pub batch_id: Id,
    pub judged_version_id: Option<Id>,
    pub created_at: Ts,
    pub version: i64,
}

/// A version's row. It never changes.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = teaching_design_versions)]
pub struct VersionRow {
    pub id: Id,
    pub design_id: Id,
    pub no: i32,
    pub file_id: Id,
    pub kind: DesignKind,
    pub size: i64,
    pub sha256: Vec<u8>,
    pub title: String,
    pub submitted_at: Ts,
}

/// The newest version of a design, for whoever lets experts judge it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Handed {
    pub design_id: Id,
    pub enrolment_id: Id,
    pub version_id: Id,
    pub no: i32,
    pub kind: DesignKind,
    pub size: i64,
    /// The version that experts have, once it is fixed.
    pub judged_version_id: Option<Id>,
}

/// Who has handed in a design.
#[derive(Debug, Clone, Queryable, Serialize, Deserialize, ToSchema)]
#[schema(as = ParticipantOfDesign)]
pub struct DesignOf {
    pub enrolment_id: Id,
    #[schema(example = "单雄信")]
    pub name: String,
    #[schema(example = "T0012")]
    pub staff_no: String,
    #[schema(example = "南京财经职业学院")]
    pub institution: String,
    /// GB/T 2260 two-digit code.
    #[schema(example = "32")]
    pub region_code: String,
    #[schema(example = "2020 年第三期江苏在线师资研修")]
    pub batch_title: String,
    /// Until when versions are handed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub design_until: Option<Ts>,
}

/// A version of a design.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TeachingDesignVersion)]
pub struct Version {
    pub id: Id,
    #[schema(minimum = 1, example = 2)]
    pub no: i32,
    #[schema(example = "增值税纳税申报 教学设计")]
    pub title: String,
    pub kind: DesignKind,
    #[schema(example = "教学设计.docx")]
    pub file_name: String,
    /// Bytes.
    #[schema(minimum = 1)]
    pub size: i64,
    /// SHA-256 of the file, hexadecimal.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub sha256: String,
    pub submitted_at: Ts,
    /// It is the one that experts judge.
    pub judged: bool,
}

/// A teaching design with its versions, the newest first.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TeachingDesign)]
pub struct Design {
    pub id: Id,
    pub batch_id: Id,
    pub participant: DesignOf,
    pub versions: Vec<Version>,
    /// Experts have a version: no other is taken any more.
    pub judged: bool,
    pub created_at: Ts,
}

/// A version to be handed in: a complete upload and a title.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTeachingDesignVersion)]
pub struct NewVersion {
    /// An own upload for this purpose, all of whose bytes are here.
    pub upload_id: Id,
    #[validate(length(min = 1, max = 100), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 100, example = "增值税纳税申报 教学设计")]
    pub title: String,
}

/// The first version of a design, or the next one.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTeachingDesign)]
pub struct NewDesign {
    /// One's own enrolment.
    pub enrolment_id: Id,
    /// An own upload for this purpose, all of whose bytes are here.
    pub upload_id: Id,
    #[validate(length(min = 1, max = 100), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 100, example = "增值税纳税申报 教学设计")]
    pub title: String,
}

/// Which designs to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DesignFilter {
    pub batch_id: Option<Id>,
    /// Start of the participant's name, of its pinyin initials, or of the staff number.
    #[param(max_length = 50, example = "单")]
    pub q: Option<String>,
}
