//! Who may do what with applications. Applying needs no account: who holds the secret may mend.

use crate::platform::auth::{PolicyRow, Role};
use Role::{BranchStaff, HqAdmin};

pub const TABLE: &[PolicyRow] = &[
    ("institution_applications.read", &[HqAdmin, BranchStaff]),
    ("institution_applications.export", &[HqAdmin, BranchStaff]),
    ("institution_applications.decide", &[HqAdmin, BranchStaff]),
];
