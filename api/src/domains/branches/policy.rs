//! Who may do what with branches.

use crate::platform::auth::{PolicyRow, Role};
use Role::{
    BranchStaff, Certifier, ContentEditor, Expert, HqAdmin, InstitutionAdmin, Partner, Student,
    Teacher, Trainer,
};

pub const TABLE: &[PolicyRow] = &[
    // Whom to turn to is everybody's business (六).
    (
        "branches.read",
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
    ("branches.update", &[HqAdmin, BranchStaff]),
    ("branches.set_priority", &[HqAdmin]),
];
