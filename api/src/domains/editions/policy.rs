//! Who may do what with editions.

use crate::platform::auth::{PolicyRow, Role};
use Role::{
    BranchStaff, Certifier, ContentEditor, Expert, HqAdmin, InstitutionAdmin, Partner, Student,
    Teacher, Trainer,
};

pub const TABLE: &[PolicyRow] = &[
    // Dates and rules are announced to everybody.
    (
        "editions.read",
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
            Partner,
        ],
    ),
    ("editions.update", &[HqAdmin]),
    ("editions.copy", &[HqAdmin]),
];
