//! Who has a first page: every person. The country is HQ's.

use crate::platform::auth::{PolicyRow, Role};
use Role::{
    BranchStaff, Certifier, ContentEditor, Expert, HqAdmin, InstitutionAdmin, Student, Teacher,
    Trainer,
};

pub const TABLE: &[PolicyRow] = &[
    (
        "home.read",
        &[
            HqAdmin,
            ContentEditor,
            Certifier,
            Expert,
            BranchStaff,
            Trainer,
            InstitutionAdmin,
            Teacher,
            Student,
        ],
    ),
    ("overview.read", &[HqAdmin]),
];
