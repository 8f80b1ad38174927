//! Who may do what with results. Students see only their own.

use crate::platform::auth::{PolicyRow, Role};
use Role::{BranchStaff, Certifier, HqAdmin, InstitutionAdmin, Partner, Student};

pub const TABLE: &[PolicyRow] = &[
    ("results.read", &[HqAdmin, Certifier, BranchStaff, InstitutionAdmin, Student, Partner]),
    ("results.export", &[HqAdmin, Certifier, BranchStaff, InstitutionAdmin]),
    ("results.summary", &[HqAdmin, Certifier, BranchStaff, InstitutionAdmin]),
    ("results.import", &[Certifier]),
    ("results.correct", &[Certifier]),
];
