//! What teaching designs are judged by.

use std::collections::HashSet;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::db::{Id, Json, Ts};
use crate::platform::error::{Error, FieldError, Result};
use crate::platform::http::one_line;
use crate::schema::rubrics;
use crate::text_enum;

text_enum! {
    /// Where a rubric comes from.
    pub enum RubricSource {
        /// It came with the program; the notice does not say.
        Assumption => "assumption",
        /// Headquarters set it.
        Decision => "decision",
    }
}

/// A rubric's row; it never changes.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = rubrics, treat_none_as_default_value = false)]
pub struct RubricRow {
    pub id: Id,
    pub edition_id: Id,
    pub no: i32,
    pub criteria: Json,
    pub source: RubricSource,
    pub created_by: Option<Id>,
    pub created_at: Ts,
}

/// One thing that is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = RubricCriterion)]
pub struct Criterion {
    #[validate(length(min = 1, max = 30))]
    #[schema(min_length = 1, max_length = 30, pattern = "^[a-z][a-z0-9_]*$", example = "content")]
    pub code: String,
    #[validate(length(min = 1, max = 50), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 50, example = "内容准确")]
    pub title_zh: String,
    #[validate(length(min = 1, max = 80), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 80, example = "Accuracy")]
    pub title_en: String,
    #[validate(length(max = 500))]
    #[schema(max_length = 500, example = "财税内容准确，与现行政策和教材一致")]
    pub description: String,
    /// Most points.
    #[validate(range(min = 1, max = 100))]
    #[schema(minimum = 1, maximum = 100, example = 30)]
    pub max: u8,
}

/// What designs of an edition are judged by. The one with the highest number is in force; what was given to experts
/// before keeps its own.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Rubric {
    /// None for the one that comes with the program, before it is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Id>,
    pub edition_id: Id,
    #[schema(minimum = 1, example = 1)]
    pub no: i32,
    /// Their most points sum up to 100.
    pub criteria: Vec<Criterion>,
    #[schema(inline)]
    pub source: RubricSource,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Ts>,
}

/// A rubric that is to be in force from now on.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewRubric {
    pub edition_id: Id,
    #[validate(length(min = 1, max = 20), nested)]
    #[schema(min_items = 1, max_items = 20)]
    pub criteria: Vec<Criterion>,
}

impl NewRubric {
    /// # Errors
    /// 422 for codes that are no identifiers or stand twice, and for points that do not sum up to 100.
    pub fn check(&self) -> Result<()> {
        let mut seen = HashSet::new();
        let mut wrong = Vec::new();
        for (i, criterion) in self.criteria.iter().enumerate() {
            let mut blame = |code: &str, message: &str| {
                wrong.push(FieldError::new(format!("/criteria/{i}/code"), code, message));
            };
            let code = &criterion.code;
            let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
            if !code.bytes().all(plain) || !code.starts_with(|c: char| c.is_ascii_lowercase()) {
                blame("pattern", "must be small letters, digits and _, a letter first");
            } else if !seen.insert(code) {
                blame("duplicate", "stands twice");
            }
        }
        let sum: u32 = self.criteria.iter().map(|c| u32::from(c.max)).sum();
        if sum != 100 {
            wrong.push(FieldError::new(
                "/criteria",
                "sum",
                format!("the most points must sum up to 100, not {sum}"),
            ));
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::fields(wrong)) }
    }
}

/// Of which edition.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RubricFilter {
    /// The one that is under way unless told.
    pub edition_id: Option<Id>,
}

#[cfg(test)]
mod tests {
    use super::super::super::data::default_rubric;
    use super::*;

    fn new(criteria: Vec<Criterion>) -> NewRubric {
        NewRubric { edition_id: Id::NIL, criteria }
    }

    #[test]
    fn the_one_that_comes_with_the_program_is_one() {
        new(default_rubric()).check().unwrap();
        new(default_rubric()).validate().unwrap();
    }

    #[test]
    fn points_sum_up_to_100_and_codes_stand_once() {
        let mut criteria = default_rubric();
        criteria[0].max = 16;
        criteria[1].code = "goals".into();
        criteria[2].code = "Prozess".into();
        let wrong = new(criteria).check().unwrap_err();
        let wrong: Vec<_> =
            wrong.field_errors().iter().map(|f| (f.pointer.as_str(), f.code.as_str())).collect();
        let expected = [
            ("/criteria/1/code", "duplicate"),
            ("/criteria/2/code", "pattern"),
            ("/criteria", "sum"),
        ];
        assert_eq!(wrong, expected);
    }
}
