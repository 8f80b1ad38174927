//! Scores, and what several of them come to.

use serde::{Deserialize, Serialize};

/// A score of 100, in hundredths: 0 to 10,000.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "u16", into = "u16")]
pub struct Score(u16);

/// What is no score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScoreError {
    #[error("a score is from 0.00 to 100.00, not {}.{:02}", .hundredths / 100, .hundredths % 100)]
    Range { hundredths: u16 },
}

impl ScoreError {
    /// A stable code for catalogues of messages.
    pub const fn code(self) -> &'static str {
        match self {
            ScoreError::Range { .. } => "score_range",
        }
    }
}

impl Score {
    pub const ZERO: Score = Score(0);
    pub const FULL: Score = Score(10_000);

    /// So many hundredths.
    pub const fn new(hundredths: u16) -> Result<Self, ScoreError> {
        if hundredths > Self::FULL.0 {
            return Err(ScoreError::Range { hundredths });
        }
        Ok(Score(hundredths))
    }

    pub const fn hundredths(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for Score {
    type Error = ScoreError;
    fn try_from(hundredths: u16) -> Result<Self, ScoreError> {
        Score::new(hundredths)
    }
}

impl From<Score> for u16 {
    fn from(score: Score) -> u16 {
        score.0
    }
}

/// `part` of `whole` as a score, half a hundredth up; `None` of nothing. More than the whole is the whole.
pub fn share(part: u64, whole: u64) -> Option<Score> {
    rounded(u128::from(part.min(whole)) * u128::from(Score::FULL.0), u128::from(whole))
}

/// `numerator / denominator` hundredths, half up; at most [`Score::FULL`].
fn rounded(numerator: u128, denominator: u128) -> Option<Score> {
    if denominator == 0 {
        return None;
    }
    let hundredths = (2 * numerator + denominator) / (2 * denominator);
    u16::try_from(hundredths).ok().map(|h| Score(h.min(Score::FULL.0)))
}

/// How much a score counts beside others.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Weight(pub u32);

/// A weighted mean with its arithmetic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breakdown<K> {
    /// Σ share × score of the rows, rounded to hundredths, half up.
    pub score: Score,
    /// What counts, in the order given.
    pub rows: Vec<Row<K>>,
}

/// One summand of a weighted mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row<K> {
    pub key: K,
    pub weight: Weight,
    /// Weight ÷ sum of the weights that count, in lowest terms: (numerator, denominator).
    pub share: (u64, u64),
    pub score: Score,
}

/// The weighted mean of the scores that are there. What is missing counts as what has no weight: not at all, and it has
/// no row; the weights of the others make up the whole. `None` if nothing counts.
pub fn weighted<K: Clone>(parts: &[(K, Weight, Option<Score>)]) -> Option<Breakdown<K>> {
    let counting =
        || parts.iter().filter_map(|(key, w, s)| s.filter(|_| w.0 > 0).map(|s| (key, *w, s)));
    let whole: u64 = counting().map(|(_, weight, _)| u64::from(weight.0)).sum();
    let sum = counting().map(|(_, w, score)| u128::from(w.0) * u128::from(score.0)).sum();
    let score = rounded(sum, u128::from(whole))?;
    let rows = counting().map(|(key, weight, score)| {
        let share = lowest(u64::from(weight.0), whole);
        Row { key: key.clone(), weight, share, score }
    });
    Some(Breakdown { score, rows: rows.collect() })
}

/// `a / b` in lowest terms; not both are 0.
fn lowest(a: u64, b: u64) -> (u64, u64) {
    let (mut divisor, mut rest) = (a, b);
    while rest > 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    (a / divisor, b / divisor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn score(hundredths: u16) -> Score {
        Score::new(hundredths).unwrap()
    }

    fn scores() -> impl Strategy<Value = Score> {
        prop_oneof![Just(0), Just(10_000), 0u16..=10_000].prop_map(score)
    }

    fn parts() -> impl Strategy<Value = Vec<(usize, Weight, Option<Score>)>> {
        let weight = prop_oneof![0u32..5, 0u32..200, Just(u32::MAX)];
        prop::collection::vec((weight, prop::option::weighted(0.7, scores())), 0..6).prop_map(
            |parts| parts.into_iter().enumerate().map(|(i, (w, s))| (i, Weight(w), s)).collect(),
        )
    }

    /// Those that count, as plain numbers.
    fn present(parts: &[(usize, Weight, Option<Score>)]) -> Vec<(i128, i128)> {
        let pairs =
            parts.iter().filter_map(|(_, w, s)| s.map(|s| (w.0.into(), s.hundredths().into())));
        pairs.filter(|(weight, _)| *weight > 0).collect()
    }

    proptest! {
        #[test]
        fn the_score_is_the_exact_mean_rounded_half_up(parts in parts()) {
            let counting = present(&parts);
            let Some(breakdown) = weighted(&parts) else {
                prop_assert!(counting.is_empty());
                return Ok(());
            };
            let whole: i128 = counting.iter().map(|(w, _)| w).sum();
            let exact: i128 = counting.iter().map(|(w, s)| w * s).sum();
            // −½ ≤ score − exact/whole < … ≤ ½, the half belonging to the upper side.
            let error = 2 * (i128::from(breakdown.score.hundredths()) * whole - exact);
            prop_assert!(-whole < error && error <= whole);
        }

        #[test]
        fn the_score_lies_between_the_lowest_and_the_highest(parts in parts()) {
            let Some(breakdown) = weighted(&parts) else { return Ok(()) };
            let present: Vec<Score> = breakdown.rows.iter().map(|row| row.score).collect();
            prop_assert!(present.iter().min() <= Some(&breakdown.score));
            prop_assert!(Some(&breakdown.score) <= present.iter().max());
        }

        #[test]
        fn weights_count_only_in_proportion(parts in parts(), factor in 1u32..1000) {
            prop_assume!(parts.iter().all(|(_, w, _)| w.0.checked_mul(factor).is_some()));
            let scaled: Vec<_> = parts.iter().map(|(k, w, s)| (*k, Weight(w.0 * factor), *s)).collect();
            let shares = |b: Option<Breakdown<usize>>| {
                b.map(|b| (b.score, b.rows.into_iter().map(|r| (r.key, r.share, r.score)).collect::<Vec<_>>()))
            };
            prop_assert_eq!(shares(weighted(&scaled)), shares(weighted(&parts)));
        }

        #[test]
        fn what_is_missing_counts_as_what_has_no_weight(parts in parts()) {
            let weightless: Vec<_> = parts
                .iter()
                .map(|(k, w, s)| (*k, if s.is_some() { *w } else { Weight(0) }, Some(s.unwrap_or(Score::FULL))))
                .collect();
            prop_assert_eq!(weighted(&parts), weighted(&weightless));
        }

        #[test]
        fn the_shares_are_the_whole_and_in_lowest_terms(parts in parts()) {
            let Some(breakdown) = weighted(&parts) else { return Ok(()) };
            let whole: u128 = breakdown.rows.iter().map(|row| u128::from(row.weight.0)).sum();
            for row in &breakdown.rows {
                let (a, b) = row.share;
                prop_assert_eq!(u128::from(a) * whole, u128::from(b) * u128::from(row.weight.0));
                prop_assert!((2..=a.min(1000)).all(|d| a % d > 0 || b % d > 0));
            }
            prop_assert_eq!(breakdown.rows.len(), present(&parts).len());
        }

        #[test]
        fn a_share_is_a_score_for_any_numbers(part: u64, whole: u64) {
            match share(part, whole) {
                None => prop_assert_eq!(whole, 0),
                Some(s) if part >= whole => prop_assert_eq!(s, Score::FULL),
                Some(s) => {
                    let (part, whole) = (i128::from(part), i128::from(whole));
                    let error = 2 * (i128::from(s.hundredths()) * whole - part * 10_000);
                    prop_assert!(-whole < error && error <= whole);
                }
            }
        }
    }

    #[test]
    fn the_weights_of_the_rest_make_up_the_whole() {
        let attendance = ("attendance", Weight(60), Some(score(9_000)));
        let both = weighted(&[attendance, ("work", Weight(40), Some(score(5_000)))]).unwrap();
        assert_eq!(both.score, score(7_400));
        assert_eq!(both.rows.iter().map(|r| r.share).collect::<Vec<_>>(), [(3, 5), (2, 5)]);
        let one = weighted(&[attendance, ("work", Weight(40), None)]).unwrap();
        assert_eq!(one.score, score(9_000));
        assert_eq!(
            one.rows.iter().map(|r| (r.key, r.share)).collect::<Vec<_>>(),
            [("attendance", (1, 1))]
        );
        assert_eq!(weighted(&[("work", Weight(40), None)]), None);
    }

    #[test]
    fn half_a_hundredth_goes_up() {
        let mean = |a, b| {
            weighted(&[((), Weight(1), Some(score(a))), ((), Weight(1), Some(score(b)))])
                .unwrap()
                .score
        };
        assert_eq!(mean(6_000, 5_999), score(6_000));
        assert_eq!(share(1, 3), Some(score(3_333)));
        assert_eq!(share(2, 3), Some(score(6_667)));
        assert_eq!(share(1, 20_000), Some(score(1)));
        assert_eq!(share(1, 20_001), Some(Score::ZERO));
    }

    #[test]
    fn a_score_above_100_is_none() {
        let error = Score::new(10_001).unwrap_err();
        assert_eq!(
            (error.code(), error.to_string().as_str()),
            ("score_range", "a score is from 0.00 to 100.00, not 100.01")
        );
        assert_eq!(serde_json::to_string(&score(7_350)).unwrap(), "7350");
        assert_eq!(serde_json::from_str::<Score>("7350").unwrap(), score(7_350));
        assert!(serde_json::from_str::<Score>("10001").is_err());
    }
}
