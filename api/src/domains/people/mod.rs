//! People of institutions: persons, and what they are there — students and teachers; their accounts'
//! activation codes and their moves from one institution to another. It does not own accounts and grants
//! (`accounts`), classes (`cohorts`) or how a spreadsheet is staged (`imports`).
//!
//! A person is one human being, found by a keyed hash of their identity document; the document's number
//! is sealed. A student or teacher is a person at an institution: both are a [`model::Member`] here, kept
//! in a table each.

pub mod model;
pub mod policy;
mod store;

pub use model::{Gender, MemberStatus, StudentBrief, TeacherBrief};
pub use store::face::{
    Candidate, StudentFilter, find_student, student_in, students_by_id_hash, students_by_number,
    students_in, students_of, teacher_in, teachers_in,
};
