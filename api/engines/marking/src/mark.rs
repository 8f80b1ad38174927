//! What answers are worth.

use std::collections::{BTreeMap, BTreeSet};

use onex_assessment::{Score, share};
use serde::{Deserialize, Serialize};

use crate::question::{Kind, Points, Question};

/// The keys that a participant has chosen.
pub type Answer = BTreeSet<String>;

/// How a question of multiple choice is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Multiple {
    /// All right options and no other, or nothing.
    Exact,
    /// Points in proportion to the right options chosen, rounded down to hundredths; with a wrong one among them, none.
    Partial,
}

/// What an answer is worth. A single choice, and true or false, is right with the one right option or wrong.
pub fn mark<I>(question: &Question<I>, answer: &Answer, multiple: Multiple) -> Points {
    if *answer == question.answer && !answer.is_empty() {
        return question.points;
    }
    let partly = question.kind == Kind::Multiple
        && multiple == Multiple::Partial
        && answer.is_subset(&question.answer);
    if !partly || question.answer.is_empty() {
        return Points(0);
    }
    let (chosen, right) = (answer.len() as u64, question.answer.len() as u64);
    let points = u64::from(question.points.0) * chosen / right;
    // Less than the whole.
    Points(u32::try_from(points).unwrap_or(question.points.0))
}

/// A question with what its answer is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark<I> {
    pub id: I,
    pub points: Points,
    /// At most.
    pub of: Points,
}

/// A marked paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked<I> {
    /// In the order of the paper.
    pub marks: Vec<Mark<I>>,
    /// All points of all that there are, of 100, rounded half up.
    pub score: Score,
}

/// Marks all answers. A question without one is worth nothing, an answer to a question that is not on the paper as well.
/// `None` of a paper without points.
pub fn mark_paper<I: Ord + Clone>(
    paper: &[Question<I>],
    answers: &BTreeMap<I, Answer>,
    multiple: Multiple,
) -> Option<Marked<I>> {
    let none = Answer::new();
    let marks: Vec<Mark<I>> = paper
        .iter()
        .map(|question| {
            let answer = answers.get(&question.id).unwrap_or(&none);
            let points = mark(question, answer, multiple);
            Mark { id: question.id.clone(), points, of: question.points }
        })
        .collect();
    let sum = |points: fn(&Mark<I>) -> Points| marks.iter().map(|m| u64::from(points(m).0)).sum();
    let score = share(sum(|mark| mark.points), sum(|mark| mark.of))?;
    Some(Marked { marks, score })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::Choice;
    use proptest::prelude::*;

    const KEYS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

    fn keys(chosen: u8) -> Answer {
        (0..6).filter(|i| chosen >> i & 1 == 1).map(|i| KEYS[i].to_owned()).collect()
    }

    fn question(id: u32, kind: Kind, right: u8, points: u32) -> Question<u32> {
        let options = KEYS
            .iter()
            .map(|k| Choice { key: (*k).to_owned(), text: (*k).to_uppercase() })
            .collect();
        let stem = "?".to_owned();
        Question { id, kind, stem, options, answer: keys(right), points: Points(points) }
    }

    /// Sound questions of all kinds; of true or false only what marking looks at.
    fn questions() -> impl Strategy<Value = Question<u32>> {
        let right = prop_oneof![
            (0usize..6).prop_map(|i| (Kind::Single, 1 << i)),
            (0usize..2).prop_map(|i| (Kind::TrueFalse, 1 << i)),
            (1u8..64).prop_map(|right| (Kind::Multiple, right)),
        ];
        (right, prop_oneof![1u32..1000, Just(u32::MAX)])
            .prop_map(|((kind, right), points)| question(0, kind, right, points))
    }

    fn policies() -> impl Strategy<Value = Multiple> {
        prop_oneof![Just(Multiple::Exact), Just(Multiple::Partial)]
    }

    proptest! {
        #[test]
        fn only_the_right_answer_has_full_marks(question in questions(), chosen in 0u8..64, policy in policies()) {
            prop_assert_eq!(mark(&question, &question.answer, policy), question.points);
            let answer = keys(chosen);
            let full = mark(&question, &answer, policy) == question.points;
            prop_assert_eq!(full, answer == question.answer);
        }

        #[test]
        fn a_wrong_option_loses_all(question in questions(), chosen in 0u8..64, policy in policies()) {
            let answer = keys(chosen);
            prop_assume!(!answer.is_subset(&question.answer));
            prop_assert_eq!(mark(&question, &answer, policy), Points(0));
        }

        #[test]
        fn one_right_option_more_is_never_worth_less(question in questions(), chosen in 0u8..64, policy in policies()) {
            let some: Answer = keys(chosen).intersection(&question.answer).cloned().collect();
            let worth = mark(&question, &some, policy);
            for key in &question.answer {
                let mut more = some.clone();
                more.insert(key.clone());
                prop_assert!(mark(&question, &more, policy) >= worth);
            }
        }

        #[test]
        fn a_part_is_worth_its_part(right in 1u8..64, chosen in 0u8..64, points in 1u32..1000) {
            let question = question(0, Kind::Multiple, right, points);
            let some: Answer = keys(chosen).intersection(&question.answer).cloned().collect();
            let worth = mark(&question, &some, Multiple::Partial).0 as usize;
            let (of, all) = (some.len() * points as usize, question.answer.len());
            prop_assert!(worth * all <= of && of < (worth + 1) * all);
            let exact = mark(&question, &some, Multiple::Exact);
            prop_assert_eq!(exact.0, if some.len() == all { points } else { 0 });
        }

        #[test]
        fn a_paper_is_worth_the_sum_of_its_marks(
            papers in prop::collection::vec((questions(), 0u8..64, prop::bool::ANY), 1..8), policy in policies(),
        ) {
            let mut paper = Vec::new();
            let mut answers = BTreeMap::from([(999, keys(63))]);
            let (mut got, mut whole) = (0_i128, 0_i128);
            for ((mut question, chosen, answered), id) in papers.into_iter().zip(0..) {
                question.id = id;
                whole += i128::from(question.points.0);
                if answered {
                    answers.insert(id, keys(chosen));
                    got += i128::from(mark(&question, &keys(chosen), policy).0);
                }
                paper.push(question);
            }
            let marked = mark_paper(&paper, &answers, policy).unwrap();
            prop_assert_eq!(marked.marks.len(), paper.len());
            let error = 2 * (i128::from(marked.score.hundredths()) * whole - got * 10_000);
            prop_assert!(-whole < error && error <= whole);
        }
    }

    #[test]
    fn multiple_choice_by_either_policy() {
        let three = question(0, Kind::Multiple, 0b111, 500);
        assert_eq!(mark(&three, &keys(0b011), Multiple::Exact), Points(0));
        assert_eq!(mark(&three, &keys(0b011), Multiple::Partial), Points(333));
        assert_eq!(mark(&three, &keys(0b1111), Multiple::Partial), Points(0));
        assert_eq!(mark(&three, &keys(0), Multiple::Partial), Points(0));
    }

    #[test]
    fn two_options_are_no_single_choice() {
        let single = question(0, Kind::Single, 0b1, 500);
        assert_eq!(mark(&single, &keys(0b11), Multiple::Partial), Points(0));
        assert_eq!(mark(&single, &keys(0b1), Multiple::Exact), Points(500));
        // Not even where a faulty question has two right ones.
        let faulty = question(0, Kind::Single, 0b11, 500);
        assert_eq!(mark(&faulty, &keys(0b1), Multiple::Partial), Points(0));
    }

    #[test]
    fn a_question_without_a_right_answer_is_worth_nothing() {
        let faulty = question(0, Kind::Multiple, 0, 500);
        assert_eq!(mark(&faulty, &keys(0), Multiple::Exact), Points(0));
        assert_eq!(mark(&faulty, &keys(0), Multiple::Partial), Points(0));
    }

    #[test]
    fn a_paper_is_of_100() {
        let paper = [question(1, Kind::Single, 0b1, 100), question(2, Kind::Single, 0b10, 200)];
        let marked = |chosen: u8| {
            let answers = BTreeMap::from([(1, keys(chosen)), (2, keys(chosen))]);
            mark_paper(&paper, &answers, Multiple::Exact).unwrap().score
        };
        assert_eq!(marked(0b1), Score::new(3_333).unwrap());
        assert_eq!(marked(0b10), Score::new(6_667).unwrap());
        assert_eq!(mark_paper::<u32>(&[], &BTreeMap::new(), Multiple::Exact), None);
    }
}
