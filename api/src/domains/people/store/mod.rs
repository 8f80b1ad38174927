//! Rows of `persons`, `students`, `teachers`, `member_history` and `transfers`.

pub mod face;
