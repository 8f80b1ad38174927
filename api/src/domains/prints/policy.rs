//! Who may have certificates as files: whoever reads them. Students and teachers see only their own. In bulk: whoever
//! hands them on, each within their scope.

use crate::platform::auth::{PolicyRow, Role};
use Role::{BranchStaff, Certifier, HqAdmin, InstitutionAdmin, Student, Teacher};

const HANDING_ON: &[Role] = &[HqAdmin, Certifier, BranchStaff, InstitutionAdmin];

pub const TABLE: &[PolicyRow] = &[
    (
        "certificate_prints.read",
        &[HqAdmin, Certifier, BranchStaff, InstitutionAdmin, Teacher, Student],
    ),
    ("certificate_print_jobs.read", HANDING_ON),
    ("certificate_print_jobs.create", HANDING_ON),
];
