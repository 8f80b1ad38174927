//! Who may do what with enrolments: schools enrol their teachers, branches those of their region.

use crate::platform::auth::{PolicyRow, Role};
use Role::{BranchStaff, HqAdmin, InstitutionAdmin, Teacher, Trainer};

/// Those who look after the people of a school.
const KEEPERS: &[Role] = &[BranchStaff, InstitutionAdmin];

pub const TABLE: &[PolicyRow] = &[
    ("training_enrolments.read", &[HqAdmin, BranchStaff, InstitutionAdmin, Trainer, Teacher]),
    ("training_enrolments.export", &[HqAdmin, BranchStaff, InstitutionAdmin]),
    ("training_enrolments.create", KEEPERS),
    ("training_enrolments.import", KEEPERS),
    ("training_enrolments.withdraw", KEEPERS),
    ("training_enrolments.drop", &[HqAdmin, BranchStaff]),
    ("training_enrolments.move", &[HqAdmin, BranchStaff]),
];
