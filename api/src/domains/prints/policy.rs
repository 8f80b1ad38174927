//! Who may have certificates as files: whoever reads them. Students and teachers see only their own.

use crate::platform::auth::{PolicyRow, Role};
use Role::{BranchStaff, Certifier, HqAdmin, InstitutionAdmin, Student, Teacher};

pub const TABLE: &[PolicyRow] = &[(
    "certificate_prints.read",
    &[HqAdmin, Certifier, BranchStaff, InstitutionAdmin, Teacher, Student],
)];
