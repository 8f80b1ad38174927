//! Who may do what with cohorts. The school forms a class, its branch decides.

use crate::platform::auth::{PolicyRow, Role};
use Role::{BranchStaff, Certifier, HqAdmin, InstitutionAdmin, Partner, Student, Teacher};

pub const TABLE: &[PolicyRow] = &[
    (
        "cohorts.read",
        &[HqAdmin, Certifier, BranchStaff, InstitutionAdmin, Teacher, Student, Partner],
    ),
    // Classmates are no business of a student's account.
    (
        "cohorts.read_students",
        &[HqAdmin, Certifier, BranchStaff, InstitutionAdmin, Teacher, Partner],
    ),
    ("cohorts.export", &[HqAdmin, Certifier, BranchStaff, InstitutionAdmin]),
    ("cohorts.create", &[InstitutionAdmin]),
    ("cohorts.update", &[InstitutionAdmin]),
    ("cohorts.set_members", &[InstitutionAdmin]),
    ("cohorts.split", &[InstitutionAdmin]),
    ("cohorts.submit", &[InstitutionAdmin]),
    ("cohorts.withdraw", &[InstitutionAdmin]),
    ("cohorts.approve", &[HqAdmin, BranchStaff]),
    ("cohorts.return", &[HqAdmin, BranchStaff]),
    ("cohorts.start", &[InstitutionAdmin]),
    ("cohorts.finish", &[InstitutionAdmin]),
    ("cohorts.dissolve", &[InstitutionAdmin]),
];
