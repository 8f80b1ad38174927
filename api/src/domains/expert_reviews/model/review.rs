//! A review as a row and as documents. Whoever reads them as an expert learns a code and nothing else of the participant.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::rubric::{Criterion, Rubric};
use crate::domains::results::Score;
use crate::platform::db::{Id, Json, Ts};
use crate::platform::error::{Error, FieldError, Result};
use crate::platform::http::one_line;
use crate::schema::expert_reviews;
use crate::text_enum;

text_enum! {
    /// Where a review stands.
    pub enum ReviewStatus {
        /// Given to an expert.
        Assigned => "assigned",
        Submitted => "submitted",
        /// Given back, and never given to the same expert again.
        Released => "released",
    }
}

/// Hundredths of points by criterion.
pub type CriterionScore = BTreeMap<String, i32>;

/// A review's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = expert_reviews, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct ReviewRow {
    pub id: Id,
    pub batch_id: Id,
    pub enrolment_id: Id,
    pub version_id: Id,
    pub rubric_id: Id,
    pub expert_user_id: Id,
    pub slot: i32,
    pub status: ReviewStatus,
    pub scores: Option<Json>,
    pub total_hundredths: Option<i32>,
    pub remarks: Option<String>,
    pub assigned_at: Ts,
    pub due_at: Ts,
    pub submitted_at: Option<Ts>,
    pub reason: Option<String>,
    pub updated_at: Ts,
    pub version: i64,
}

impl ReviewRow {
    /// Still to be done, and should be by now.
    pub fn is_late(&self, now: Ts) -> bool {
        self.status == ReviewStatus::Assigned && self.due_at < now
    }
}

/// The batch of a review.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Serialize, Deserialize, ToSchema)]
pub struct ReviewBatch {
    pub id: Id,
    #[schema(example = "2020 年第三期江苏在线师资研修")]
    pub title: String,
}

/// The expert of a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReviewExpert {
    pub id: Id,
    #[schema(example = "秦琼")]
    pub name: String,
}

/// An expert's review of a teaching design.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ExpertReview {
    pub id: Id,
    pub batch: ReviewBatch,
    /// All that experts know of the participant.
    #[schema(example = "7K2MPX04QD")]
    pub code: String,
    /// Told to headquarters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expert: Option<ReviewExpert>,
    /// 3 decides where two differ too much. Told to headquarters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 3)]
    pub slot: Option<i32>,
    pub status: ReviewStatus,
    /// Should be done by now.
    pub late: bool,
    pub assigned_at: Ts,
    pub due_at: Ts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submitted_at: Option<Ts>,
    /// Once it is submitted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Score>,
    /// Why it was given back. Told to headquarters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub version: i64,
}

/// The file that is judged, under a name that tells nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reviewed {
    #[schema(example = "design-7K2MPX04QD-v2.pdf")]
    pub name: String,
    /// `pdf`, `docx`, `pptx` or `zip`.
    #[schema(example = "pdf")]
    pub kind: String,
    /// Bytes.
    #[schema(minimum = 1)]
    pub size: i64,
}

/// A review with what it is judged by, and what was written so far.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ExpertReviewDetail {
    #[serde(flatten)]
    pub review: ExpertReview,
    pub rubric: Rubric,
    pub design: Reviewed,
    /// Points by the code of the criterion. Its expert sees the draft, headquarters only what was submitted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<BTreeMap<String, Score>>)]
    pub scores: Option<BTreeMap<String, Score>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
}

/// What an expert says, or has said so far.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = ExpertReviewDraft)]
pub struct ReviewDraft {
    /// Points by the code of the criterion; a draft may have some of them.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, Score>)]
    pub scores: BTreeMap<String, Score>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(max = 4000))]
    #[schema(max_length = 4000, example = "任务设计贴近岗位，时间分配略紧")]
    pub remarks: Option<String>,
}

/// Points that fit a rubric, in hundredths; all of it if `whole`.
///
/// # Errors
/// 422 with a pointer to each criterion that is unknown, has too many points or, of the whole, none.
pub fn sum(draft: &ReviewDraft, criteria: &[Criterion], whole: bool) -> Result<CriterionScore> {
    let mut wrong = Vec::new();
    let blame = |code: &str, kind: &str, message: String| {
        // RFC 6901.
        let pointer = format!("/scores/{}", code.replace('~', "~0").replace('/', "~1"));
        FieldError::new(pointer, kind, message)
    };
    for code in draft.scores.keys().filter(|c| criteria.iter().all(|k| k.code != **c)) {
        wrong.push(blame(code, "unknown", "the rubric has no such criterion".into()));
    }
    let mut out = CriterionScore::new();
    for criterion in criteria {
        match draft.scores.get(&criterion.code).map(|s| s.as_hundredths()) {
            Some(points) if points > i32::from(criterion.max) * 100 => {
                let message = format!("at most {} points", criterion.max);
                let most = [("max", i64::from(criterion.max).into())];
                wrong.push(blame(&criterion.code, "range", message).with(most));
            }
            Some(points) => {
                out.insert(criterion.code.clone(), points);
            }
            None if whole => {
                wrong.push(blame(&criterion.code, "required", "give points".into()));
            }
            None => {}
        }
    }
    if wrong.is_empty() { Ok(out) } else { Err(Error::fields(wrong)) }
}

/// Why a review is given back.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = ExpertReviewRelease)]
pub struct ReleaseInput {
    #[validate(length(min = 2, max = 500), custom(function = one_line))]
    #[schema(min_length = 2, max_length = 500, example = "认出了作者，应当回避")]
    pub reason: String,
}

/// Which reviews to list, those due first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReviewFilter {
    pub batch_id: Option<Id>,
    /// Whose; an expert's are their own.
    pub expert_id: Option<Id>,
    #[param(inline)]
    pub status: Option<ReviewStatus>,
    /// Those that should be done by now, or the others.
    pub late: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::super::super::data::default_rubric;
    use super::*;

    fn draft(points: &[(&str, i64)]) -> ReviewDraft {
        let scores = points.iter().map(|(c, p)| ((*c).into(), Score::points(*p))).collect();
        ReviewDraft { scores, remarks: None }
    }

    #[test]
    fn a_draft_may_be_short_and_the_whole_may_not() {
        let some = draft(&[("content", 30), ("goals", 0)]);
        let kept = sum(&some, &default_rubric(), false).unwrap();
        assert_eq!(kept.values().sum::<i32>(), 3_000);
        let missing = sum(&some, &default_rubric(), true).unwrap_err();
        let missing: Vec<_> =
            missing.field_errors().iter().map(|f| (f.pointer.as_str(), f.code.as_str())).collect();
        let expected = ["process", "platform", "reflection"].map(|c| format!("/scores/{c}"));
        assert_eq!(missing, expected.iter().map(|p| (p.as_str(), "required")).collect::<Vec<_>>());
    }

    #[test]
    fn nobody_gives_more_than_there_is_or_for_what_is_not_asked() {
        let wrong =
            sum(&draft(&[("content", 31), ("a/b", 1)]), &default_rubric(), false).unwrap_err();
        let wrong: Vec<_> =
            wrong.field_errors().iter().map(|f| (f.pointer.as_str(), f.code.as_str())).collect();
        assert_eq!(wrong, [("/scores/a~1b", "unknown"), ("/scores/content", "range")]);
    }
}
