//! The three parts judged together (三.1 综合评定).

use serde::{Deserialize, Serialize};

use crate::score::{Breakdown, Score, Weight, weighted};

/// What a participant is judged by; no certificate without all three (三.1, `training_certificate.all_parts`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// 平时学习记录
    LearningRecord,
    /// 在线测试
    OnlineTest,
    /// 教学设计测评
    TeachingDesign,
}

/// The score of a part, once there is one, and its weight in the edition's scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartScore {
    pub weight: Weight,
    pub score: Option<Score>,
}

/// All three parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    pub learning_record: PartScore,
    pub online_test: PartScore,
    pub teaching_design: PartScore,
}

/// What is put before the expert group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "proposal", rename_all = "snake_case")]
pub enum Proposal {
    /// These parts are missing, in the order of [`Part`]: nothing to propose.
    Missing {
        parts: Vec<Part>,
    },
    Composite(Composite),
}

/// The composite and its arithmetic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Composite {
    pub breakdown: Breakdown<Part>,
    /// Whether the score, rounded as it is shown, reaches the pass mark.
    pub passed: bool,
}

/// What is wrong with the scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AssessmentError {
    #[error(
        "no part of the assessment has a weight; give one of the three weights a value above 0"
    )]
    NoWeight,
}

impl AssessmentError {
    /// A stable code for catalogues of messages.
    pub const fn code(self) -> &'static str {
        match self {
            AssessmentError::NoWeight => "assessment_no_weight",
        }
    }
}

/// The composite of all three parts, proposed as passed from `pass` on. A part must be there even if it has no weight.
pub fn propose(parts: &Parts, pass: Score) -> Result<Proposal, AssessmentError> {
    let parts = [
        (Part::LearningRecord, parts.learning_record),
        (Part::OnlineTest, parts.online_test),
        (Part::TeachingDesign, parts.teaching_design),
    ];
    if parts.iter().all(|(_, part)| part.weight.0 == 0) {
        return Err(AssessmentError::NoWeight);
    }
    let missing: Vec<Part> =
        parts.iter().filter(|(_, p)| p.score.is_none()).map(|(part, _)| *part).collect();
    if !missing.is_empty() {
        return Ok(Proposal::Missing { parts: missing });
    }
    let parts = parts.map(|(part, PartScore { weight, score })| (part, weight, score));
    let breakdown = weighted(&parts).ok_or(AssessmentError::NoWeight)?;
    let passed = breakdown.score >= pass;
    Ok(Proposal::Composite(Composite { breakdown, passed }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn score(hundredths: u16) -> Score {
        Score::new(hundredths).unwrap()
    }

    fn parts(scores: [Option<u16>; 3], weights: [u32; 3]) -> Parts {
        let part = |i: usize| PartScore { weight: Weight(weights[i]), score: scores[i].map(score) };
        Parts { learning_record: part(0), online_test: part(1), teaching_design: part(2) }
    }

    fn composite(parts: &Parts, pass: u16) -> Composite {
        match propose(parts, score(pass)).unwrap() {
            Proposal::Composite(composite) => composite,
            missing => panic!("{missing:?}"),
        }
    }

    #[test]
    fn the_composite_shows_its_arithmetic() {
        let judged =
            composite(&parts([Some(8_000), Some(7_000), Some(9_000)], [30, 30, 40]), 6_000);
        assert_eq!(judged.breakdown.score, score(8_100));
        let rows: Vec<_> =
            judged.breakdown.rows.iter().map(|r| (r.key, r.share, r.score)).collect();
        assert_eq!(
            rows,
            [
                (Part::LearningRecord, (3, 10), score(8_000)),
                (Part::OnlineTest, (3, 10), score(7_000)),
                (Part::TeachingDesign, (2, 5), score(9_000)),
            ]
        );
        assert!(judged.passed);
    }

    #[test]
    fn the_pass_mark_itself_passes() {
        assert!(composite(&parts([Some(6_000); 3], [30, 30, 40]), 6_000).passed);
        assert!(!composite(&parts([Some(5_999); 3], [30, 30, 40]), 6_000).passed);
    }

    #[test]
    fn weights_that_count_nothing_are_told() {
        let error = propose(&parts([Some(1); 3], [0; 3]), Score::ZERO).unwrap_err();
        assert_eq!(error.code(), "assessment_no_weight");
    }

    proptest! {
        #[test]
        fn nothing_is_proposed_without_all_three(
            scores in prop::array::uniform3(prop::option::of(0u16..=10_000)), weights in prop::array::uniform3(0u32..100),
            pass in 0u16..=10_000,
        ) {
            prop_assume!(weights.iter().any(|w| *w > 0));
            let all = [Part::LearningRecord, Part::OnlineTest, Part::TeachingDesign];
            let lacking: Vec<Part> =
                all.into_iter().zip(scores).filter(|(_, s)| s.is_none()).map(|(part, _)| part).collect();
            match propose(&parts(scores, weights), score(pass)).unwrap() {
                Proposal::Missing { parts } => {
                    prop_assert!(!parts.is_empty());
                    prop_assert_eq!(parts, lacking);
                }
                Proposal::Composite(judged) => {
                    prop_assert!(lacking.is_empty());
                    prop_assert_eq!(judged.passed, judged.breakdown.score.hundredths() >= pass);
                }
            }
        }

        #[test]
        fn a_better_part_never_lowers_the_composite(
            scores in prop::array::uniform3(0u16..=10_000), weights in prop::array::uniform3(1u32..100),
            which in 0usize..3, better in 0u16..=10_000,
        ) {
            let mut improved = scores;
            improved[which] = better.max(scores[which]);
            let judged = |scores: [u16; 3]| composite(&parts(scores.map(Some), weights), 0).breakdown.score;
            prop_assert!(judged(improved) >= judged(scores));
        }
    }
}
