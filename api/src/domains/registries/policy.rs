//! Who may do what with registries. A branch exports the certificates of its own region.

use crate::platform::auth::{PolicyRow, Role};
use Role::{BranchStaff, Certifier, HqAdmin};

pub const TABLE: &[PolicyRow] = &[
    ("registry_exports.read", &[HqAdmin, Certifier, BranchStaff]),
    ("registry_exports.create", &[HqAdmin, Certifier, BranchStaff]),
    // With whole numbers of identity documents: to ask for such a file, and to take it.
    ("registry_exports.reveal", &[HqAdmin]),
    ("registry_receipts.import", &[HqAdmin, Certifier]),
];
