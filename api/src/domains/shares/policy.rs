//! Only holders share, each their own certificates.

use crate::platform::auth::{PolicyRow, Role};
use Role::{Student, Teacher};

pub const TABLE: &[PolicyRow] = &[
    ("certificate_shares.read", &[Student, Teacher]),
    ("certificate_shares.create", &[Student, Teacher]),
    ("certificate_shares.revoke", &[Student, Teacher]),
];
