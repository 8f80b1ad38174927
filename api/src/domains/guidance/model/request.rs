//! What a participant asks for.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::Giver;
use super::record::GuidanceKind;
use crate::domains::training_enrolments::InClass;
use crate::platform::db::{Id, Ts};
use crate::schema::guidance_requests;
use crate::text_enum;

text_enum! {
    /// Where a request stands.
    pub enum RequestStatus {
        Open => "open",
        Answered => "answered",
        /// The participant no longer needs it.
        Withdrawn => "withdrawn",
    }
}

/// A request's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = guidance_requests, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct RequestRow {
    pub id: Id,
    pub class_id: Id,
    pub enrolment_id: Id,
    pub question: String,
    pub asked_at: Ts,
    pub due_at: Ts,
    pub status: RequestStatus,
    pub answered_by: Option<Id>,
    pub answered_at: Option<Ts>,
    pub updated_at: Ts,
    pub version: i64,
}

impl RequestRow {
    /// Whether it is not, or was not, answered in time.
    pub fn is_late(&self, now: Ts) -> bool {
        match self.status {
            RequestStatus::Open => self.due_at < now,
            RequestStatus::Answered => self.answered_at.is_some_and(|at| self.due_at < at),
            RequestStatus::Withdrawn => false,
        }
    }
}

/// How a request was answered.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = GuidanceAnswer)]
pub struct Answer {
    pub record_id: Id,
    pub by: Giver,
    /// When it was answered: the response time ends here.
    pub answered_at: Ts,
    #[schema(inline)]
    pub kind: GuidanceKind,
    pub given_at: Ts,
    #[schema(minimum = 1, maximum = 600, example = 20)]
    pub minutes: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A participant asks for guidance.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct GuidanceRequest {
    pub id: Id,
    pub participant: InClass,
    #[schema(example = "教学设计的评价环节如何与平台数据结合？")]
    pub question: String,
    pub asked_at: Ts,
    /// When it is late (guidance.response_hours of the participant's region).
    pub due_at: Ts,
    #[schema(inline)]
    pub status: RequestStatus,
    /// It was not answered in time, or is open past its time.
    pub late: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    pub updated_at: Ts,
    pub version: i64,
}

/// A question to the trainers of one's class.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewGuidanceRequest)]
pub struct NewRequest {
    /// One's own place in a class that runs.
    pub enrolment_id: Id,
    #[validate(length(min = 1, max = 2000))]
    #[schema(
        min_length = 1,
        max_length = 2000,
        example = "教学设计的评价环节如何与平台数据结合？"
    )]
    pub question: String,
}

/// The guidance that answers a request.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = GuidanceAnswerInput)]
pub struct AnswerInput {
    #[schema(inline)]
    pub kind: GuidanceKind,
    #[validate(range(min = 1, max = 600))]
    #[schema(minimum = 1, maximum = 600, example = 20)]
    pub minutes: i32,
    /// When it took place: since the question, and not in the future. Now unless told.
    pub given_at: Option<Ts>,
    /// What the participant reads.
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000, example = "按平台导出的操作记录设计评价量表，已在视频中演示")]
    pub note: Option<String>,
}

/// Which requests to list: open ones the longest waiting first, otherwise the newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RequestFilter {
    pub edition_id: Option<Id>,
    pub class_id: Option<Id>,
    /// One participant's.
    pub enrolment_id: Option<Id>,
    /// GB/T 2260 two-digit code.
    #[param(pattern = "^[0-9]{2}$", example = "32")]
    pub region_code: Option<String>,
    #[param(inline)]
    pub status: Option<RequestStatus>,
    /// Only those that are late, or only the others.
    pub late: Option<bool>,
}
