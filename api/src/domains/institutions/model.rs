//! An institution as a document.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::db::{Id, Ts};
use crate::text_enum;

text_enum! {
    /// Level of an institution (五).
    pub enum InstitutionLevel {
        /// 本科.
        Undergraduate => "undergraduate",
        /// 高职.
        HigherVocational => "higher_vocational",
        /// 中职.
        SecondaryVocational => "secondary_vocational",
    }
}

text_enum! {
    /// Whether the institution belongs to the pilot; all are admitted alike (五).
    pub enum PilotStatus {
        /// 试点.
        Pilot => "pilot",
        /// 补增试点.
        AddedPilot => "added_pilot",
        /// 非试点.
        NonPilot => "non_pilot",
    }
}

text_enum! {
    /// Whether an institution takes part at present.
    pub enum InstitutionStatus {
        Active => "active",
        Suspended => "suspended",
    }
}

/// Whom the programme turns to in an institution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct InstitutionContact {
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50, example = "王老师")]
    pub name: String,
    /// Mobile or landline.
    #[validate(length(min = 5, max = 30))]
    #[schema(min_length = 5, max_length = 30, example = "025-84000000")]
    pub phone: String,
    #[validate(email, length(max = 100))]
    #[schema(max_length = 100, example = "office@school.example")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// An institution.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Institution {
    pub id: Id,
    /// National institution code, where there is one: ten digits, or five in its short form.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "4132010284")]
    pub code: Option<String>,
    /// Unified social credit code (GB 32100).
    #[schema(example = "12320000466006826P")]
    pub uscc: String,
    #[schema(example = "南京某某学院")]
    pub name: String,
    pub level: InstitutionLevel,
    /// GB/T 2260 two-digit code of the region whose branch serves it.
    #[schema(example = "32")]
    pub region_code: String,
    pub pilot_status: PilotStatus,
    /// Names of the majors that take part.
    #[schema(example = json!(["会计学"]))]
    pub majors: Vec<String>,
    pub contact: InstitutionContact,
    pub status: InstitutionStatus,
    pub created_at: Ts,
    pub updated_at: Ts,
    pub version: i64,
}

/// What other documents show of an institution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InstitutionBrief {
    pub id: Id,
    #[schema(example = "南京某某学院")]
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "4132010284")]
    pub code: Option<String>,
    #[schema(example = "32")]
    pub region_code: String,
    pub level: InstitutionLevel,
}
