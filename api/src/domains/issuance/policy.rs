//! Who may do what with issuance runs.

use crate::platform::auth::{PolicyRow, Role};
use Role::{Certifier, HqAdmin};

pub const TABLE: &[PolicyRow] = &[
    ("issuance_runs.read", &[HqAdmin, Certifier]),
    ("issuance_items.export", &[HqAdmin, Certifier]),
    ("issuance_runs.prepare", &[Certifier]),
    // Never one's own: the service and the database both refuse that.
    ("issuance_runs.approve", &[Certifier]),
    ("issuance_runs.reject", &[Certifier]),
    ("issuance_runs.issue", &[Certifier]),
];
