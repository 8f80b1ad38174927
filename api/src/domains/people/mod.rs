//! People of institutions: persons, and what they are there — students and teachers; their accounts'
//! activation codes and their moves from one institution to another. It does not own accounts and grants
//! (`accounts`), classes (`cohorts`) or how a spreadsheet is staged (`imports`).
//!
//! A person is one human being, found by a keyed hash of their identity document; the document's number
//! is sealed. A student or teacher is a person at an institution: both are a [`model::Member`] here, kept
//! in a table each.

mod activation;
mod identity;
mod members;
pub mod model;
pub mod policy;
mod store;
mod students;
mod teachers;
mod transfers;

use crate::domains::imports;
use crate::platform::http::Routes;
use crate::platform::jobs::Kind;

pub use identity::{document_name, hash as id_hash};
pub use model::{DocumentType, Gender, Holder, MemberStatus, StudentBrief, TeacherBrief};
pub use store::face::{
    Candidate, StudentFilter, find_student, student_in, students_by_id_hash, students_by_number,
    students_in, students_of, teacher_in, teachers_by_id_hash, teachers_by_number, teachers_in,
};
pub use store::holders::holders;

/// The jobs of the imports.
pub const JOBS: &[Kind] = &{
    let [student_parse, student_commit] = imports::jobs::<students::import::StudentImport>();
    let [teacher_parse, teacher_commit] = imports::jobs::<teachers::import::TeacherImport>();
    [student_parse, student_commit, teacher_parse, teacher_commit]
};

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    students::http::routes(config);
    students::http::imports::routes(config);
    teachers::http::routes(config);
    teachers::http::imports::routes(config);
    activation::http::routes(config);
    transfers::http::routes(config);
}
