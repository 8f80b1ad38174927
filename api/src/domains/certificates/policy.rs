//! Who may do what with certificates. Students and teachers see only their own.

use crate::platform::auth::{PolicyRow, Role};
use Role::{BranchStaff, Certifier, HqAdmin, InstitutionAdmin, Partner, Student, Teacher};

pub const TABLE: &[PolicyRow] = &[
    (
        "certificates.read",
        &[HqAdmin, Certifier, BranchStaff, InstitutionAdmin, Teacher, Student, Partner],
    ),
    ("certificates.export", &[HqAdmin, Certifier, BranchStaff, InstitutionAdmin]),
    ("certificate_revocations.read", &[HqAdmin, Certifier]),
    ("certificate_revocations.export", &[HqAdmin, Certifier]),
    ("certificate_revocations.request", &[Certifier]),
    ("certificate_revocations.decide", &[Certifier]),
];
