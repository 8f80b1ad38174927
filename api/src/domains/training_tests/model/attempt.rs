//! An attempt at a test.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::domains::papers::ShownQuestion;
use crate::platform::db::{Id, Json, Ts};
use crate::schema::{test_answers, test_attempts};
use crate::text_enum;

text_enum! {
    /// Where an attempt stands.
    pub enum AttemptStatus {
        Open => "open",
        Submitted => "submitted",
        /// Its deadline passed; what was saved until then counts.
        Expired => "expired",
    }
}

/// An attempt's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = test_attempts, treat_none_as_default_value = false)]
pub struct AttemptRow {
    pub id: Id,
    pub test_id: Id,
    pub enrolment_id: Id,
    pub no: i32,
    pub seed: i64,
    pub started_at: Ts,
    pub deadline: Ts,
    pub ended_at: Option<Ts>,
    pub status: AttemptStatus,
    pub score_hundredths: Option<i32>,
    pub marks: Option<Json>,
}

impl AttemptRow {
    /// Whether it is over without anybody having said so.
    pub fn is_overdue(&self, now: Ts) -> bool {
        self.status == AttemptStatus::Open && now > self.deadline
    }
}

/// An answer's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = test_answers)]
pub struct AnswerRow {
    pub attempt_id: Id,
    pub question_id: Id,
    pub answer: Json,
    pub saved_at: Ts,
    pub revision: i32,
}

/// Nothing needs to be said to begin.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTestAttempt)]
pub struct NewAttempt {}

/// The options that somebody chooses.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TestAnswerInput)]
pub struct AnswerInput {
    /// Keys of options; empty takes the answer back.
    #[validate(length(max = 10))]
    #[schema(max_items = 10, example = json!(["a"]))]
    pub answer: Vec<String>,
}

/// An answer that is kept.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = SavedTestAnswer)]
pub struct SavedAnswer {
    pub question_id: Id,
    pub saved_at: Ts,
    /// How often it was given.
    #[schema(minimum = 1)]
    pub revision: i32,
    /// The service's time, to count from.
    pub now: Ts,
}

/// What was answered to a question.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = GivenTestAnswer)]
pub struct GivenAnswer {
    pub question_id: Id,
    #[schema(example = json!(["a"]))]
    pub answer: Vec<String>,
    pub saved_at: Ts,
}

/// One's own attempt: the questions in the order that it has, without what is right, and what was answered.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TestAttemptSheet)]
pub struct AttemptSheet {
    pub id: Id,
    pub test_id: Id,
    #[schema(example = "2020 年第三期江苏在线师资研修")]
    pub batch_title: String,
    #[schema(minimum = 1, maximum = 10)]
    pub no: i32,
    pub status: AttemptStatus,
    pub started_at: Ts,
    /// The last instant at which an answer is taken.
    pub deadline: Ts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Ts>,
    /// The service's time, to count from.
    pub now: Ts,
    /// Of 100.00, in hundredths, once it has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 10_000, example = 8_750)]
    pub score_hundredths: Option<i32>,
    pub items: Vec<ShownQuestion>,
    pub answers: Vec<GivenAnswer>,
}

/// Who has made an attempt.
#[derive(Debug, Clone, Queryable, Serialize, Deserialize, ToSchema)]
#[schema(as = ParticipantOfAttempt)]
pub struct AttemptOf {
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
}

/// An attempt in a list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TestAttempt {
    pub id: Id,
    pub participant: AttemptOf,
    #[schema(minimum = 1, maximum = 10)]
    pub no: i32,
    pub status: AttemptStatus,
    pub started_at: Ts,
    pub deadline: Ts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Ts>,
    /// Of 100.00, in hundredths, once it has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 10_000, example = 8_750)]
    pub score_hundredths: Option<i32>,
    /// The best of its participant: the one that counts.
    pub counts: bool,
}

/// Which attempts to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AttemptFilter {
    /// Start of the participant's name, of its pinyin initials, or of the staff number.
    #[param(max_length = 50, example = "单")]
    pub q: Option<String>,
    #[param(inline)]
    pub status: Option<AttemptStatus>,
}
