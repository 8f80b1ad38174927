//! A test, its attempts and their answers, as rows and as documents.

mod attempt;
mod test;

pub use attempt::{
    AnswerInput, AnswerRow, AttemptFilter, AttemptOf, AttemptRow, AttemptSheet, AttemptStatus,
    GivenAnswer, NewAttempt, SavedAnswer, TestAttempt,
};
pub use test::{OwnStanding, PaperOfTest, TestInput, TestRow, TrainingTest};
