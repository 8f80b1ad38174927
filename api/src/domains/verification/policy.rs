//! Who verifies in bulk; one by one anyone may without an account.

use crate::platform::auth::{PolicyRow, Role};
use Role::{BranchStaff, Certifier, HqAdmin, InstitutionAdmin, Partner};

pub const TABLE: &[PolicyRow] =
    &[("certificates.verify", &[HqAdmin, Certifier, BranchStaff, InstitutionAdmin, Partner])];
