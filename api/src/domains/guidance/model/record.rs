//! That somebody was guided.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::Giver;
use crate::domains::training_enrolments::InClass;
use crate::platform::db::{Id, Ts};
use crate::schema::guidance_records;
use crate::text_enum;

text_enum! {
    /// By what means. The notice promises video; the others are kept and do not count as it.
    pub enum GuidanceKind {
        Video => "video",
        Voice => "voice",
        Text => "text",
    }
}

/// A record's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = guidance_records, treat_none_as_default_value = false)]
pub struct RecordRow {
    pub id: Id,
    pub class_id: Id,
    pub enrolment_id: Id,
    pub given_by: Id,
    pub kind: GuidanceKind,
    pub given_at: Ts,
    pub minutes: i32,
    pub note: Option<String>,
    pub request_id: Option<Id>,
    pub created_at: Ts,
}

/// What is said of guidance that was given.
#[derive(Debug, Clone)]
pub struct Given {
    pub kind: GuidanceKind,
    pub given_at: Ts,
    pub minutes: i32,
    pub note: Option<String>,
}

/// Who guided whom, when and for how long.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct GuidanceRecord {
    pub id: Id,
    pub participant: InClass,
    pub given_by: Giver,
    #[schema(inline)]
    pub kind: GuidanceKind,
    pub given_at: Ts,
    #[schema(minimum = 1, maximum = 600, example = 20)]
    pub minutes: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The request that it answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<Id>,
    pub created_at: Ts,
}

/// Guidance that was given without being asked for.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewGuidanceRecord)]
pub struct NewRecord {
    /// A participant of a class that one trains.
    pub enrolment_id: Id,
    #[schema(inline)]
    pub kind: GuidanceKind,
    /// Since the class began, and not in the future. Now unless told.
    pub given_at: Option<Ts>,
    #[validate(range(min = 1, max = 600))]
    #[schema(minimum = 1, maximum = 600, example = 20)]
    pub minutes: i32,
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000)]
    pub note: Option<String>,
}

/// Which records to list, the newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RecordFilter {
    pub edition_id: Option<Id>,
    pub class_id: Option<Id>,
    /// One participant's.
    pub enrolment_id: Option<Id>,
    /// GB/T 2260 two-digit code.
    #[param(pattern = "^[0-9]{2}$", example = "32")]
    pub region_code: Option<String>,
    #[param(inline)]
    pub kind: Option<GuidanceKind>,
}
