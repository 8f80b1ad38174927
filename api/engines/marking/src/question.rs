//! Questions with their right answers.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// The keys of a question of true or false.
pub const TRUE: &str = "true";
/// See [`TRUE`].
pub const FALSE: &str = "false";

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One option is right.
    Single,
    /// One or several options are right, and nobody says how many.
    Multiple,
    /// [`TRUE`] or [`FALSE`].
    TrueFalse,
}

/// Points in hundredths.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Points(pub u32);

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Choice {
    /// What an answer consists of; unique in a question. Never shown as a letter: the order differs.
    pub key: String,
    pub text: String,
}

/// A question as its author knows it. `I` is the caller's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question<I> {
    /// Unique in a paper.
    pub id: I,
    pub kind: Kind,
    /// What is asked.
    pub stem: String,
    pub options: Vec<Choice>,
    /// The keys of the right options.
    pub answer: BTreeSet<String>,
    /// What the right answer is worth.
    pub points: Points,
}
