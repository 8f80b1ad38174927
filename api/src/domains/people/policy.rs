//! Who may do what with students and teachers. Whether the person lies in the caller's scope is checked
//! by the stores.

use crate::platform::auth::{PolicyRow, Role};
use Role::{
    BranchStaff, Certifier, Expert, HqAdmin, InstitutionAdmin, Partner, Student, Teacher, Trainer,
};

/// The schools' own staff and those above them.
const KEEPERS: &[Role] = &[HqAdmin, BranchStaff, InstitutionAdmin];

pub const TABLE: &[PolicyRow] = &[
    (
        "students.read",
        &[HqAdmin, Certifier, BranchStaff, InstitutionAdmin, Teacher, Student, Partner],
    ),
    ("students.create", KEEPERS),
    ("students.update", KEEPERS),
    ("students.correct", KEEPERS),
    ("students.change_status", KEEPERS),
    ("students.reveal", &[HqAdmin, Certifier, BranchStaff, InstitutionAdmin]),
    ("students.history", &[HqAdmin, Certifier, BranchStaff, InstitutionAdmin]),
    ("students.export", KEEPERS),
    ("students.import", KEEPERS),
    (
        "teachers.read",
        &[HqAdmin, Certifier, Expert, BranchStaff, Trainer, InstitutionAdmin, Teacher, Partner],
    ),
    ("teachers.create", KEEPERS),
    ("teachers.update", KEEPERS),
    ("teachers.correct", KEEPERS),
    ("teachers.change_status", KEEPERS),
    ("teachers.reveal", &[HqAdmin, Certifier, BranchStaff, InstitutionAdmin]),
    ("teachers.history", &[HqAdmin, Certifier, BranchStaff, InstitutionAdmin]),
    ("teachers.export", KEEPERS),
    ("teachers.import", KEEPERS),
    ("activation.export", KEEPERS),
    // Whoever may invite administrators of institutions.
    ("activation.export_administrators", KEEPERS),
    ("transfers.read", KEEPERS),
    ("transfers.export", KEEPERS),
    ("transfers.request", KEEPERS),
    ("transfers.settle", &[HqAdmin, BranchStaff]),
];
