//! Tasks and what is handed in for them.

mod hand_in;
mod task;

pub use hand_in::{FileOfHandIn, HandIn, HandInInput, HandInLine, HandInRow, ReadInput};
pub use task::{ClassTask, Counts, NewTask, Setter, TaskFilter, TaskRow, TaskUpdate};

pub use crate::domains::training_enrolments::Circle;
