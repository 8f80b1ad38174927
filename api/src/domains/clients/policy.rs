//! Who may let third-party systems in: HQ for any part of the country, a branch for its region.

use crate::platform::auth::{PolicyRow, Role};
use Role::{BranchStaff, HqAdmin};

pub const TABLE: &[PolicyRow] = &[
    ("api_clients.read", &[HqAdmin, BranchStaff]),
    ("api_clients.export", &[HqAdmin, BranchStaff]),
    ("api_clients.create", &[HqAdmin, BranchStaff]),
    ("api_clients.rotate", &[HqAdmin, BranchStaff]),
    ("api_clients.revoke", &[HqAdmin, BranchStaff]),
];
