//! Who may read the audit trail, each within their scope; the export is recorded itself.

use crate::platform::auth::{PolicyRow, Role};
use Role::{BranchStaff, HqAdmin, InstitutionAdmin};

pub const TABLE: &[PolicyRow] = &[
    ("audit.read", &[HqAdmin, BranchStaff, InstitutionAdmin]),
    ("audit.export", &[HqAdmin, BranchStaff, InstitutionAdmin]),
];
