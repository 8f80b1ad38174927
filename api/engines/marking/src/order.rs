//! The paper as a participant sees it.

use serde::{Deserialize, Serialize};

use crate::question::{Choice, Kind, Points, Question};

/// A question without its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionView<I> {
    pub id: I,
    pub kind: Kind,
    pub stem: String,
    pub options: Vec<Choice>,
    pub points: Points,
}

/// The questions in an order that `seed` gives, and the options of each, but for true or false. Every order is equally
/// likely among the seeds; one seed always gives the same.
pub fn shown<I: Clone>(paper: &[Question<I>], seed: u64) -> Vec<QuestionView<I>> {
    let mut random = SplitMix64(seed);
    let mut views: Vec<QuestionView<I>> = paper
        .iter()
        .map(|question| {
            let mut options = question.options.clone();
            if question.kind != Kind::TrueFalse {
                random.shuffle(&mut options);
            }
            let (id, kind, stem) = (question.id.clone(), question.kind, question.stem.clone());
            QuestionView { id, kind, stem, options, points: question.points }
        })
        .collect();
    random.shuffle(&mut views);
    views
}

/// Steele, Lea, Flood: Fast splittable pseudorandom number generators (2014). Not for secrets.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// Less than `bound`, which is not 0, all equally likely: what would make the first ones likelier is drawn again.
    fn below(&mut self, bound: u64) -> u64 {
        let uneven = bound.wrapping_neg() % bound;
        loop {
            let drawn = self.next();
            if drawn >= uneven {
                return drawn % bound;
            }
        }
    }

    /// Fisher–Yates.
    fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            let other = self.below(last as u64 + 1) as usize;
            things.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn paper(questions: usize, options: usize) -> Vec<Question<usize>> {
        let choice = |i: usize| Choice { key: format!("k{i}"), text: format!("t{i}") };
        (0..questions)
            .map(|id| Question {
                id,
                kind: if id % 3 == 2 { Kind::TrueFalse } else { Kind::Multiple },
                stem: format!("s{id}"),
                options: (0..options).map(choice).collect(),
                answer: ["k1".to_owned()].into(),
                points: Points(id as u32),
            })
            .collect()
    }

    proptest! {
        #[test]
        fn everything_is_shown_once_and_no_answer(questions in 0usize..12, options in 2usize..7, seed: u64) {
            let paper = paper(questions, options);
            let mut views = shown(&paper, seed);
            views.sort_by_key(|view| view.id);
            prop_assert_eq!(views.len(), paper.len());
            for (mut view, question) in views.into_iter().zip(&paper) {
                if view.kind == Kind::TrueFalse {
                    prop_assert_eq!(&view.options, &question.options);
                }
                view.options.sort_by(|a, b| a.key.cmp(&b.key));
                let expected = (&question.options, &question.stem, question.kind, question.points);
                prop_assert_eq!((&view.options, &view.stem, view.kind, view.points), expected);
                let json = serde_json::to_value(&view).unwrap();
                let fields: Vec<&String> = json.as_object().unwrap().keys().collect();
                prop_assert_eq!(fields, ["id", "kind", "options", "points", "stem"]);
            }
        }

        #[test]
        fn what_is_right_does_not_move_anything(seed: u64) {
            let mut other = paper(7, 4);
            other.iter_mut().for_each(|question| question.answer = ["k0".to_owned()].into());
            prop_assert_eq!(shown(&paper(7, 4), seed), shown(&other, seed));
        }
    }

    #[test]
    fn all_orders_are_equally_likely() {
        let mut questions: BTreeMap<Vec<usize>, u32> = BTreeMap::new();
        let mut options: BTreeMap<Vec<String>, u32> = BTreeMap::new();
        for seed in 0..60_000 {
            let views = shown(&paper(3, 3), seed);
            *questions.entry(views.iter().map(|v| v.id).collect()).or_default() += 1;
            let first = views.into_iter().find(|v| v.id == 0).unwrap();
            *options.entry(first.options.into_iter().map(|o| o.key).collect()).or_default() += 1;
        }
        for counts in [questions.into_values().collect::<Vec<_>>(), options.into_values().collect()]
        {
            assert_eq!(counts.len(), 6);
            // 10,000 each, give or take four standard deviations.
            assert!(counts.iter().all(|n| n.abs_diff(10_000) < 370), "{counts:?}");
        }
    }

    #[test]
    fn the_numbers_are_those_of_the_reference() {
        let mut random = SplitMix64(1_234_567);
        let drawn: Vec<u64> = std::iter::repeat_with(|| random.next()).take(5).collect();
        let expected: [u64; 5] = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ];
        assert_eq!(drawn, expected);
    }

    /// Another order for a seed would show people who look at an old attempt what nobody saw. Worked out beside.
    #[test]
    fn an_attempt_looks_the_same_for_ever() {
        let order: Vec<usize> = shown(&paper(8, 2), 1).into_iter().map(|v| v.id).collect();
        assert_eq!(order, [2, 4, 6, 1, 7, 0, 3, 5]);
    }
}
