//! What keeps a paper from being published.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::question::{FALSE, Kind, Question, TRUE};

/// Something wrong with a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Index of the question; `None`: the paper itself.
    pub question: Option<usize>,
    #[serde(flatten)]
    pub kind: FaultKind,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum FaultKind {
    NoQuestions,
    /// The id is that of an earlier question.
    DuplicateId,
    EmptyStem,
    NoPoints,
    /// Fewer than two.
    TooFewOptions,
    /// Options whose key is empty; `option` is an index.
    EmptyKey {
        option: usize,
    },
    /// The key is that of an earlier option.
    DuplicateKey {
        option: usize,
    },
    EmptyText {
        option: usize,
    },
    /// The text is that of an earlier option, which nobody could tell from it.
    DuplicateText {
        option: usize,
    },
    /// A question of true or false has just the keys `true` and `false`.
    TrueFalseKeys,
    NoAnswer,
    /// One option of a question of single choice, or of true or false, is right.
    SeveralAnswers,
    /// A right answer is none of the options.
    UnknownAnswer,
}

impl FaultKind {
    /// A stable code for catalogues of messages.
    pub const fn code(self) -> &'static str {
        match self {
            FaultKind::NoQuestions => "paper_no_questions",
            FaultKind::DuplicateId => "question_duplicate_id",
            FaultKind::EmptyStem => "question_empty_stem",
            FaultKind::NoPoints => "question_no_points",
            FaultKind::TooFewOptions => "question_too_few_options",
            FaultKind::EmptyKey { .. } => "question_empty_key",
            FaultKind::DuplicateKey { .. } => "question_duplicate_key",
            FaultKind::EmptyText { .. } => "question_empty_text",
            FaultKind::DuplicateText { .. } => "question_duplicate_text",
            FaultKind::TrueFalseKeys => "question_true_false_keys",
            FaultKind::NoAnswer => "question_no_answer",
            FaultKind::SeveralAnswers => "question_several_answers",
            FaultKind::UnknownAnswer => "question_unknown_answer",
        }
    }
}

/// Everything wrong with a paper, question by question; empty if it can be published.
pub fn check<I: Ord>(paper: &[Question<I>]) -> Vec<Fault> {
    if paper.is_empty() {
        return vec![Fault { question: None, kind: FaultKind::NoQuestions }];
    }
    let mut ids = BTreeSet::new();
    let mut faults = Vec::new();
    for (i, question) in paper.iter().enumerate() {
        let mut kinds = Vec::new();
        let mut fault = |wrong: bool, kind: FaultKind| kinds.extend(wrong.then_some(kind));
        fault(!ids.insert(&question.id), FaultKind::DuplicateId);
        fault(question.stem.trim().is_empty(), FaultKind::EmptyStem);
        fault(question.points.0 == 0, FaultKind::NoPoints);
        options(question, &mut fault);
        answer(question, &mut fault);
        faults.extend(kinds.into_iter().map(|kind| Fault { question: Some(i), kind }));
    }
    faults
}

fn options<I>(question: &Question<I>, fault: &mut impl FnMut(bool, FaultKind)) {
    fault(question.options.len() < 2, FaultKind::TooFewOptions);
    let (mut keys, mut texts) = (BTreeSet::new(), BTreeSet::new());
    for (option, choice) in question.options.iter().enumerate() {
        let (key, text) = (choice.key.trim(), choice.text.trim());
        fault(key.is_empty(), FaultKind::EmptyKey { option });
        fault(!keys.insert(key) && !key.is_empty(), FaultKind::DuplicateKey { option });
        fault(text.is_empty(), FaultKind::EmptyText { option });
        fault(!texts.insert(text) && !text.is_empty(), FaultKind::DuplicateText { option });
    }
    let fixed = question.kind == Kind::TrueFalse;
    fault(fixed && keys != BTreeSet::from([TRUE, FALSE]), FaultKind::TrueFalseKeys);
}

fn answer<I>(question: &Question<I>, fault: &mut impl FnMut(bool, FaultKind)) {
    let one = matches!(question.kind, Kind::Single | Kind::TrueFalse);
    fault(question.answer.is_empty(), FaultKind::NoAnswer);
    fault(one && question.answer.len() > 1, FaultKind::SeveralAnswers);
    let known = |key: &String| question.options.iter().any(|option| option.key == *key);
    fault(!question.answer.iter().all(known), FaultKind::UnknownAnswer);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::{Choice, Points};

    fn question(kind: Kind, options: &[(&str, &str)], answer: &[&str]) -> Question<u32> {
        let options = options
            .iter()
            .map(|(key, text)| Choice { key: (*key).to_owned(), text: (*text).to_owned() })
            .collect();
        let answer = answer.iter().map(|key| (*key).to_owned()).collect();
        Question { id: 1, kind, stem: "税率?".to_owned(), options, answer, points: Points(200) }
    }

    fn kinds(question: Question<u32>) -> Vec<FaultKind> {
        check(&[question]).into_iter().map(|fault| fault.kind).collect()
    }

    const AB: &[(&str, &str)] = &[("a", "6%"), ("b", "9%")];
    const TF: &[(&str, &str)] = &[("true", "对"), ("false", "错")];

    #[test]
    fn a_sound_paper_has_no_faults() {
        let mut paper = vec![
            question(Kind::Single, AB, &["a"]),
            question(Kind::Multiple, AB, &["a", "b"]),
            question(Kind::Multiple, AB, &["b"]),
            question(Kind::TrueFalse, TF, &["false"]),
        ];
        paper.iter_mut().zip(1..).for_each(|(question, id)| question.id = id);
        assert_eq!(check(&paper), []);
    }

    #[test]
    fn each_fault_is_found_alone() {
        use FaultKind::*;
        for (question, fault) in [
            (question(Kind::Single, &[("a", "6%")], &["a"]), TooFewOptions),
            (
                question(Kind::Single, &[("a", "6%"), ("a", "9%")], &["a"]),
                DuplicateKey { option: 1 },
            ),
            (question(Kind::Single, &[(" ", "6%"), ("a", "9%")], &["a"]), EmptyKey { option: 0 }),
            (
                question(Kind::Single, &[("a", "6%"), ("b", "6% ")], &["a"]),
                DuplicateText { option: 1 },
            ),
            (question(Kind::Single, &[("a", "6%"), ("b", " ")], &["a"]), EmptyText { option: 1 }),
            (question(Kind::Single, AB, &[]), NoAnswer),
            (question(Kind::Single, AB, &["a", "b"]), SeveralAnswers),
            (question(Kind::TrueFalse, TF, &["true", "false"]), SeveralAnswers),
            (question(Kind::Multiple, AB, &[]), NoAnswer),
            (question(Kind::Multiple, AB, &["a", "c"]), UnknownAnswer),
            (question(Kind::TrueFalse, AB, &["a"]), TrueFalseKeys),
            (Question { points: Points(0), ..question(Kind::Single, AB, &["a"]) }, NoPoints),
            (
                Question { stem: "\u{3000}".to_owned(), ..question(Kind::Single, AB, &["a"]) },
                EmptyStem,
            ),
        ] {
            assert_eq!(kinds(question), [fault], "{}", fault.code());
        }
    }

    #[test]
    fn a_third_option_makes_no_true_or_false() {
        let three = [TF, &[("maybe", "不一定")]].concat();
        assert_eq!(kinds(question(Kind::TrueFalse, &three, &["true"])), [FaultKind::TrueFalseKeys]);
    }

    #[test]
    fn faults_name_their_question() {
        let paper = [question(Kind::Single, AB, &["a"]), question(Kind::Single, AB, &["b"])];
        assert_eq!(check(&paper), [Fault { question: Some(1), kind: FaultKind::DuplicateId }]);
        let none: [Question<u32>; 0] = [];
        assert_eq!(check(&none), [Fault { question: None, kind: FaultKind::NoQuestions }]);
        let json = serde_json::to_value(Fault {
            question: Some(0),
            kind: FaultKind::EmptyKey { option: 2 },
        });
        assert_eq!(
            json.unwrap(),
            serde_json::json!({"question": 0, "fault": "empty_key", "option": 2})
        );
    }
}
