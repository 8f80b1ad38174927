//! Who may see jobs: their owners, and HQ all of them.

use crate::platform::auth::{PolicyRow, Role};
use Role::{
    BranchStaff, Certifier, ContentEditor, Expert, HqAdmin, InstitutionAdmin, Student, Teacher,
    Trainer,
};

const PEOPLE: &[Role] = &[
    HqAdmin,
    ContentEditor,
    Certifier,
    Expert,
    BranchStaff,
    Trainer,
    InstitutionAdmin,
    Teacher,
    Student,
];

pub const TABLE: &[PolicyRow] =
    &[("jobs.read", PEOPLE), ("jobs.read_all", &[HqAdmin]), ("jobs.cancel", PEOPLE)];
