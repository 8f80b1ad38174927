//! The score of a teaching design out of what its experts say (三.1).

use serde::{Deserialize, Serialize};

use crate::score::{Score, Weight, weighted};

/// Where a design stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Design {
    /// Not both experts have scored it.
    Waiting,
    /// They differ by so much, which is more than the threshold.
    NeedsThird { difference: Score },
    /// The mean of both, half a hundredth up.
    Agreed { score: Score },
    /// What the third expert said.
    Decided { score: Score },
}

impl Design {
    /// The score, once it stands.
    pub const fn score(self) -> Option<Score> {
        match self {
            Design::Agreed { score } | Design::Decided { score } => Some(score),
            Design::Waiting | Design::NeedsThird { .. } => None,
        }
    }
}

/// What two experts' scores come to, and a third's if they differ by more than `threshold`; to differ by just that is to
/// agree. A third's score beside two that agree, or before both are there, is not asked for and does not count.
pub fn design(
    first: Option<Score>,
    second: Option<Score>,
    third: Option<Score>,
    threshold: Score,
) -> Design {
    let (Some(first), Some(second)) = (first, second) else { return Design::Waiting };
    let apart = first.hundredths().abs_diff(second.hundredths());
    if apart > threshold.hundredths() {
        // A difference of two scores is one.
        let difference = Score::new(apart).unwrap_or(Score::FULL);
        return third.map_or(Design::NeedsThird { difference }, |score| Design::Decided { score });
    }
    let mean = weighted(&[((), Weight(1), Some(first)), ((), Weight(1), Some(second))]);
    mean.map_or(Design::Waiting, |mean| Design::Agreed { score: mean.score })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn score(hundredths: u16) -> Score {
        Score::new(hundredths).unwrap()
    }

    fn scores() -> impl Strategy<Value = Score> {
        (0u16..=10_000).prop_map(score)
    }

    #[test]
    fn to_differ_by_just_the_threshold_is_to_agree() {
        let judged = |a, b, third: Option<u16>| {
            design(Some(score(a)), Some(score(b)), third.map(score), score(1_500))
        };
        assert_eq!(judged(6_000, 7_500, None), Design::Agreed { score: score(6_750) });
        assert_eq!(judged(6_000, 7_501, None), Design::NeedsThird { difference: score(1_501) });
        assert_eq!(judged(7_501, 6_000, Some(8_000)), Design::Decided { score: score(8_000) });
        assert_eq!(judged(7_000, 7_001, None), Design::Agreed { score: score(7_001) });
    }

    #[test]
    fn one_expert_decides_nothing() {
        for (first, second) in [(None, None), (Some(score(1)), None), (None, Some(score(1)))] {
            let judged = design(first, second, Some(score(9_000)), Score::ZERO);
            assert_eq!((judged, judged.score()), (Design::Waiting, None));
        }
    }

    proptest! {
        #[test]
        fn the_order_of_the_experts_does_not_matter(
            a in scores(), b in scores(), third in prop::option::of(scores()), threshold in scores(),
        ) {
            prop_assert_eq!(design(Some(a), Some(b), third, threshold), design(Some(b), Some(a), third, threshold));
        }

        #[test]
        fn a_third_counts_exactly_where_two_differ_by_more_than_the_threshold(
            a in scores(), b in scores(), third in scores(), threshold in scores(),
        ) {
            let differ = a.max(b).hundredths() - a.min(b).hundredths() > threshold.hundredths();
            let judged = design(Some(a), Some(b), Some(third), threshold);
            if differ {
                prop_assert_eq!(judged, Design::Decided { score: third });
                let alone = design(Some(a), Some(b), None, threshold);
                prop_assert_eq!(alone.score(), None);
                let asked = matches!(alone, Design::NeedsThird { difference } if difference > threshold);
                prop_assert!(asked, "{:?}", alone);
            } else {
                let sum = u32::from(a.hundredths()) + u32::from(b.hundredths());
                let score = judged.score().map(|s| u32::from(s.hundredths()));
                prop_assert_eq!(score, Some(sum.div_ceil(2)));
                prop_assert_eq!(judged, design(Some(a), Some(b), None, threshold));
            }
        }
    }
}
