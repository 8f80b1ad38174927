//! Who may do what with the forms of certificates. Students and teachers see only their own.

use crate::platform::auth::{PolicyRow, Role};
use Role::{BranchStaff, Certifier, HqAdmin, InstitutionAdmin, Partner, Student, Teacher};

pub const TABLE: &[PolicyRow] = &[
    // As the certificates themselves.
    (
        "credentials.read",
        &[HqAdmin, Certifier, BranchStaff, InstitutionAdmin, Teacher, Student, Partner],
    ),
    ("credentials.make_forms", &[HqAdmin, Certifier]),
    // The holder's own; anybody else's with a reason.
    ("holder_salts.read", &[HqAdmin, Certifier, Teacher, Student]),
    (
        "certificate_evidence.read",
        &[HqAdmin, Certifier, BranchStaff, InstitutionAdmin, Teacher, Student],
    ),
];
