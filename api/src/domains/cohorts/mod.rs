//! Cohorts (学习班, 二.2.(3)): student classes of an institution, from the draft through the branch's approval to
//! the last day, with their students and teachers; moves between classes and the balanced split of an intake.
//! It does not own students and teachers (`people`), nor what a class does: timetables, courses and results
//! have slices of their own.

mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use http::routes;
pub use model::{Cohort, CohortStatus};
pub use service::{brief, find_in, waiting};
pub use store::check::check;
pub use store::members::student_ids;
