//! Who has passed what: the best pass counts, whatever came before or after it.

use time::Date;

use super::{ResultStatus, Score, Sitting};
use crate::platform::db::Id;

/// One sitting of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    pub date: Date,
    pub status: ResultStatus,
    pub score: Option<Score>,
}

/// What all sittings of a subject together come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Best {
    /// The highest score that passes, and when it was first reached.
    Passed {
        score: Score,
        date: Date,
    },
    /// The last sitting was marked below the pass mark.
    Failed {
        score: Score,
    },
    Absent,
    Voided,
    Deferred,
    /// No result at all.
    Missing,
}

impl Best {
    /// The stable word for why this is no pass; `passed` for one.
    pub const fn as_str(self) -> &'static str {
        match self {
            Best::Passed { .. } => "passed",
            Best::Failed { .. } => "failed",
            Best::Absent => "absent",
            Best::Voided => "voided",
            Best::Deferred => "deferred",
            Best::Missing => "missing",
        }
    }
}

/// What the attempts at one subject come to. Without a pass the latest one says why.
pub fn best(attempts: &[Attempt], pass_mark: Score) -> Best {
    let pass = attempts
        .iter()
        .filter_map(|a| a.score.filter(|s| *s >= pass_mark).map(|s| (s, a.date)))
        .max_by_key(|(score, date)| (*score, std::cmp::Reverse(*date)));
    if let Some((score, date)) = pass {
        return Best::Passed { score, date };
    }
    let Some(last) = attempts.iter().max_by_key(|a| a.date) else { return Best::Missing };
    match (last.status, last.score) {
        (ResultStatus::Scored, Some(score)) => Best::Failed { score },
        (ResultStatus::Scored, None) | (ResultStatus::Voided, _) => Best::Voided,
        (ResultStatus::Absent, _) => Best::Absent,
        (ResultStatus::Deferred, _) => Best::Deferred,
    }
}

/// Whose standings are wanted.
#[derive(Debug, Clone, Default)]
pub struct StandingFilter {
    pub region_code: Option<String>,
    pub institution_id: Option<Id>,
}

/// Where a person stands in an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub person_id: Id,
    /// As whom they sat last.
    pub student_id: Id,
    pub institution_id: Id,
    pub region_code: String,
    /// By subject, in the order of the edition.
    pub subjects: Vec<(Id, Best)>,
    /// What it was computed of, oldest first.
    pub sittings: Vec<Sitting>,
}

impl Standing {
    /// Whether every subject is passed. An edition without subjects passes nobody.
    pub fn passed_all(&self) -> bool {
        !self.subjects.is_empty()
            && self.subjects.iter().all(|(_, b)| matches!(b, Best::Passed { .. }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    const APRIL: Date = date!(2020 - 04 - 18);
    const JUNE: Date = date!(2020 - 06 - 27);

    fn score(n: i64) -> Score {
        Score::points(n)
    }
    fn scored(date: Date, n: i64) -> Attempt {
        Attempt { date, status: ResultStatus::Scored, score: Some(score(n)) }
    }
    fn other(date: Date, status: ResultStatus) -> Attempt {
        Attempt { date, status, score: None }
    }

    #[test]
    fn the_best_pass_counts() {
        let mark = score(60);
        let passed = |n, date| Best::Passed { score: score(n), date };
        assert_eq!(best(&[scored(APRIL, 60)], mark), passed(60, APRIL));
        assert_eq!(best(&[scored(APRIL, 80), scored(JUNE, 70)], mark), passed(80, APRIL));
        assert_eq!(best(&[scored(JUNE, 70), scored(APRIL, 50)], mark), passed(70, JUNE));
        // The same score again: when it was first reached.
        assert_eq!(best(&[scored(JUNE, 70), scored(APRIL, 70)], mark), passed(70, APRIL));
        // A pass is not lost by staying away later.
        assert_eq!(
            best(&[scored(APRIL, 61), other(JUNE, ResultStatus::Absent)], mark),
            passed(61, APRIL)
        );
    }

    #[test]
    fn without_a_pass_the_last_sitting_says_why() {
        let mark = score(60);
        assert_eq!(best(&[], mark), Best::Missing);
        assert_eq!(best(&[scored(APRIL, 59)], mark), Best::Failed { score: score(59) });
        for (status, best_) in [
            (ResultStatus::Absent, Best::Absent),
            (ResultStatus::Voided, Best::Voided),
            (ResultStatus::Deferred, Best::Deferred),
        ] {
            assert_eq!(best(&[other(JUNE, status), scored(APRIL, 59)], mark), best_);
        }
    }

    #[test]
    fn nobody_passes_an_edition_without_subjects() {
        let standing = |subjects| Standing {
            person_id: Id::NIL,
            student_id: Id::NIL,
            institution_id: Id::NIL,
            region_code: "32".into(),
            subjects,
            sittings: vec![],
        };
        let pass = Best::Passed { score: score(60), date: APRIL };
        assert!(!standing(vec![]).passed_all());
        assert!(standing(vec![(Id::NIL, pass)]).passed_all());
        assert!(!standing(vec![(Id::NIL, pass), (Id::NIL, Best::Missing)]).passed_all());
    }
}
