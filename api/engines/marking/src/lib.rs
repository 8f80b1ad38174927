//! Papers of questions that a machine can mark: single choice, multiple choice, true or false. The online test of teacher
//! training (notice 三.1) is one; the exams of students can be.
//!
//! * [`Question`]: with its right answer. [`check`] says what is wrong with a paper before it is published.
//! * [`shown`]: the paper as one participant sees it, in an order of its own that a seed gives. What is shown has no place
//!   for a right answer.
//! * [`mark`], [`mark_paper`]: what an answer is worth, and what all are worth of 100.
//!
//! Points are hundredths, so that no floating point is anywhere. The same seed gives the same order for ever: it is kept
//! with the attempt, and whoever looks at the attempt later sees what the participant saw.

mod check;
mod mark;
mod order;
mod question;

pub use check::{Fault, FaultKind, check};
pub use mark::{Answer, Mark, Marked, Multiple, mark, mark_paper};
pub use order::{QuestionView, shown};
pub use question::{Choice, FALSE, Kind, Points, Question, TRUE};
