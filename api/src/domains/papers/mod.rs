//! Papers of questions that a machine marks (notice 三.1): written as drafts, checked, published, retired. A published
//! paper never changes, so that what an attempt showed and what it was marked by stay what they were. It owns questions
//! with their right answers, which only whoever writes papers is given; it does not own who is asked them.

mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::routes;
pub use model::{MultipleMarks, PaperRow, PaperStatus, QuestionKind, ShownChoice, ShownQuestion};
pub use service::{cards, marked, published, questions, row, shown, shown_to};
pub use store::{check, sums};
