//! The test of a batch.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::db::{Id, Ts};
use crate::schema::training_tests;

/// A test's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = training_tests, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct TestRow {
    pub id: Id,
    pub batch_id: Id,
    pub paper_id: Id,
    pub opens_at: Ts,
    pub closes_at: Ts,
    pub max_attempts: i32,
    pub announced_at: Option<Ts>,
    pub reminded_at: Option<Ts>,
    pub created_by: Id,
    pub created_at: Ts,
    pub updated_at: Ts,
    pub version: i64,
}

impl TestRow {
    /// Whether an attempt may begin.
    pub fn is_open(&self, now: Ts) -> bool {
        self.opens_at <= now && now < self.closes_at
    }

    /// The last instant at which an attempt that begins now takes an answer.
    pub fn deadline(&self, limit_minutes: i32, now: Ts) -> Ts {
        now.plus_seconds(i64::from(limit_minutes) * 60).min(self.closes_at)
    }
}

/// The paper of a test, without its questions.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PaperOfTest {
    pub id: Id,
    #[schema(example = "在线师资研修 测验卷 A")]
    pub title: String,
    #[schema(minimum = 1, maximum = 600, example = 60)]
    pub time_limit_minutes: i32,
    #[schema(minimum = 1, example = 20)]
    pub questions: i64,
    /// Points of all questions, in hundredths.
    #[schema(minimum = 1, example = 10_000)]
    pub points_hundredths: i64,
}

/// How far somebody is who takes a test.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OwnStanding {
    pub enrolment_id: Id,
    /// An attempt may begin now.
    pub may_start: bool,
    /// Attempts that have begun.
    #[schema(minimum = 0, maximum = 10)]
    pub attempts_used: i32,
    /// The attempt to go on with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_attempt_id: Option<Id>,
    /// The best so far, of 100.00, in hundredths: the one that counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 10_000, example = 8_750)]
    pub best_hundredths: Option<i32>,
}

/// The online test of a batch.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TrainingTest {
    pub id: Id,
    pub batch_id: Id,
    #[schema(example = "2020 年第三期江苏在线师资研修")]
    pub batch_title: String,
    pub paper: PaperOfTest,
    pub opens_at: Ts,
    /// No attempt lasts longer than to here.
    pub closes_at: Ts,
    #[schema(minimum = 1, maximum = 10, example = 2)]
    pub max_attempts: i32,
    /// Somebody has begun: from then on only a later end can be set.
    pub started: bool,
    /// The service's time, to count from.
    pub now: Ts,
    /// For participants: how far they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mine: Option<OwnStanding>,
    pub version: i64,
}

/// The test that a batch is to have.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TrainingTestInput)]
pub struct TestInput {
    /// A published paper of the edition.
    pub paper_id: Id,
    #[schema(example = "2020-03-09T01:00:00Z")]
    pub opens_at: Ts,
    #[schema(example = "2020-03-11T10:00:00Z")]
    pub closes_at: Ts,
    #[validate(range(min = 1, max = 10))]
    #[schema(minimum = 1, maximum = 10, example = 2)]
    pub max_attempts: i32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_ends_by_its_limit_or_with_the_test() {
        let hour = |h: i64| Ts(0).plus_seconds(h * 3600);
        let id = Id::NIL;
        let test = TestRow {
            id,
            batch_id: id,
            paper_id: id,
            opens_at: hour(1),
            closes_at: hour(3),
            max_attempts: 1,
            announced_at: None,
            reminded_at: None,
            created_by: id,
            created_at: hour(0),
            updated_at: hour(0),
            version: 1,
        };
        assert_eq!(test.deadline(60, hour(1)), hour(2));
        assert_eq!(test.deadline(180, hour(1)), hour(3));
        assert!(test.is_open(hour(1)) && !test.is_open(Ts(hour(1).0 - 1)));
        assert!(test.is_open(Ts(hour(3).0 - 1)) && !test.is_open(hour(3)));
    }
}
