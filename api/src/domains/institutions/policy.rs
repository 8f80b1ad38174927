//! Who may do what with institutions.

use crate::platform::auth::{PolicyRow, Role};
use Role::{
    BranchStaff, Certifier, ContentEditor, Expert, HqAdmin, InstitutionAdmin, Partner, Teacher,
    Trainer,
};

pub const TABLE: &[PolicyRow] = &[
    (
        "institutions.read",
        &[
            HqAdmin,
            ContentEditor,
            Certifier,
            Expert,
            BranchStaff,
            Trainer,
            InstitutionAdmin,
            Teacher,
            Partner,
        ],
    ),
    ("institutions.create", &[HqAdmin, BranchStaff]),
    ("institutions.update", &[HqAdmin, BranchStaff, InstitutionAdmin]),
    // Name, codes, level, pilot status and suspension are the branch's to decide.
    ("institutions.update_registration", &[HqAdmin, BranchStaff]),
    ("institutions.administrators", &[HqAdmin, BranchStaff, InstitutionAdmin]),
    // The accounts of 2019 (二.2.(6)).
    ("institutions.import", &[HqAdmin, BranchStaff]),
    ("institutions.export", &[HqAdmin, BranchStaff]),
];
